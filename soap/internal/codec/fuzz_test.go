package codec_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/soapstone-dev/soapstone/soap/internal/codec"
	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/soap/internal/writer"
	"github.com/soapstone-dev/soapstone/wsdl"
	"github.com/soapstone-dev/soapstone/wsdl/futurama"
)

var readStyles = []codec.ReadStyle{
	{},
	{Refuse: true, Names: codec.ExactOrNone},
	{AllowMissing: true, Names: codec.AnyNamespace, EmptyAbsent: true, Version: 2},
}

// roundTrip decodes e and, when that works, writes what was read and reads it again: it has to be the same.
func roundTrip[T any](t *testing.T, plan *codec.Plan, e *reader.Element) {
	for _, style := range readStyles {
		v := new(T)
		if plan.Decode(&style, e, v) != nil {
			continue
		}
		var w writer.Writer
		write := codec.WriteStyle{Binding: codec.Prefixed, Prefix: "p", DateTime: "2006-01-02T15:04:05.999999999Z07:00",
			Attributes: []codec.Attr{{Name: "xmlns:xsi", Value: codec.NamespaceXSI}}}
		if _, err := plan.Encode(&write, &w, v); err != nil {
			if !style.AllowMissing {
				t.Errorf("what was read cannot be written: %v", err)
			}
			continue
		}
		d, err := reader.Read(w.Bytes(), reader.Options{})
		if err != nil {
			t.Fatalf("what is written is not well-formed: %v\n%s", err, w.String())
		}
		again := new(T)
		if err := plan.Decode(&codec.ReadStyle{Refuse: true}, d.Root(), again); err != nil {
			t.Fatalf("what is written cannot be read: %v\n%s", err, w.String())
		}
		same := cmp.Options{cmpopts.EquateApproxTime(0), cmpopts.EquateEmpty(), cmp.Comparer(func(a, b *codec.Content) bool { return true }),
			cmpopts.IgnoreFields(Find{}, "Any")} // content is not written back
		if diff := cmp.Diff(v, again, same); diff != "" {
			t.Errorf("-first +again:\n%s\n%s", diff, w.String())
		}
		d.Release()
	}
}

func FuzzDecode(f *testing.F) {
	const like = `<like xmlns:d="urn:library:data" d:colour="1" id=" AAEC " kind="film">`
	f.Add(`<l:Find xmlns:l="urn:library"><words> a&#13;b </words>` + like + `<d:Title>T</d:Title><d:Due>2011-03-04T05:06:07.123-01:30</d:Due><d:Copy>1</d:Copy><d:Copy>2</d:Copy>` +
		`<d:Shelf floor="1" wing="&#10;">s</d:Shelf><d:Rating>1.0</d:Rating><d:Minutes>9</d:Minutes></like><value>x</value><near/></l:Find>`)
	f.Add(`<FindResponse xmlns="urn:library"><found xmlns="" xmlns:d="urn:library:data"><d:Title xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/></found><stream>a</stream><Ticket>t</Ticket></FindResponse>`)
	f.Add(published(f, "SessionKeepAlive.request.xml"))
	f.Add(`<StartSessionResponse xmlns="http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"><StartSessionResult xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Message/><NextTimeout>2017-08-15T14:22:31.1234567+02:00</NextTimeout><SessionID i:nil="1"/></StartSessionResult></StartSessionResponse>`)
	c := parse(f, futurama.Document)
	find, response := planFor[Find](f, libraryElement(f, "Find")), planFor[FindResponse](f, libraryElement(f, "FindResponse"))
	start := planFor[futurama.StartSessionResponse](f, c.Operation("StartSession").Output.Element)
	keepAlive := planFor[futurama.SessionKeepAlive](f, c.Element(wsdl.Name{Space: c.TargetNamespace, Local: "SessionKeepAlive"}))
	f.Fuzz(func(t *testing.T, doc string) {
		d, err := reader.Read([]byte(doc), reader.Options{})
		if err != nil {
			return
		}
		defer d.Release()
		var each func(e *reader.Element)
		each = func(e *reader.Element) {
			roundTrip[Find](t, find, e)
			roundTrip[FindResponse](t, response, e)
			roundTrip[futurama.StartSessionResponse](t, start, e)
			roundTrip[futurama.SessionKeepAlive](t, keepAlive, e)
			for inside := range e.Elements() {
				each(inside)
			}
		}
		each(d.Root())
	})
}
