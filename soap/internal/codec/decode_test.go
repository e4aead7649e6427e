package codec_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/soapstone-dev/soapstone/soap/internal/codec"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// text shows content by its name and text.
var text = cmp.Transformer("text", func(c *codec.Content) string {
	if c == nil {
		return ""
	}
	return c.Element.Name.Local + "=" + c.Element.Text()
})

const like = `<like xmlns:d="urn:library:data" `

func TestDecode(t *testing.T) {
	plan := planFor[Find](t, libraryElement(t, "Find"))
	film := func(change func(*Film)) *Find {
		f := &Find{Words: new(""), Like: &Film{Item: &Item{Title: new("T")}, Minutes: new(int16(9)), Colour: new(true)}}
		change(f.Like)
		return f
	}
	const rest = `<d:Title>T</d:Title><d:Minutes>9</d:Minutes>`
	tests := []struct {
		name, inside string
		style        codec.ReadStyle
		want         *Find
	}{
		{"attributes absent", `<words/>` + like + `d:colour="1">` + rest + `</like>`, codec.ReadStyle{}, film(func(*Film) {})},
		{"attributes empty and false", `<words/>` + like + `d:colour=" false " id="" other="x">` + rest + `</like>`, codec.ReadStyle{},
			film(func(f *Film) { f.ID, f.Colour = new([]byte{}), new(false) })},
		{"base64 in pieces", `<words/>` + like + `d:colour="1" id=" AAH&#10;+ ">` + rest + `</like>`, codec.ReadStyle{},
			film(func(f *Film) { f.ID = new([]byte{0, 1, 254}) })},
		{"white space collapsed", `<words/>` + like + `d:colour="1" kind="&#9;film "><d:Minutes> +9
			</d:Minutes><d:Title>T</d:Title></like>`, codec.ReadStyle{}, film(func(f *Film) { f.Kind = new(Kind("film")) })},
		{"text with attributes", `<words/>` + like + `d:colour="1"><d:Shelf floor="-1" wing=""> A </d:Shelf>` + rest + `</like>`, codec.ReadStyle{},
			film(func(f *Film) { f.Shelf = &Shelf{Value: new(" A "), Floor: new(int32(-1)), Wing: new("")} })},
		{"repeated, and apart", `<words/>` + like + `d:colour="1"><d:Copy>1</d:Copy>` + rest + `<d:Copy>2147483647</d:Copy></like>`, codec.ReadStyle{},
			film(func(f *Film) { f.Copy = []*int32{new(int32(1)), new(int32(2147483647))} })},
		{"dateTime", `<words/>` + like + `d:colour="1"><d:Due>2011-03-04T05:06:07.1234567891+02:00</d:Due>` + rest + `</like>`, codec.ReadStyle{},
			film(func(f *Film) { f.Due = new(time.Date(2011, 3, 4, 3, 6, 7, 123456789, time.UTC)) })},
		{"dateTime without a zone", `<words/>` + like + `d:colour="1"><d:Due>2011-03-04T05:06:07</d:Due>` + rest + `</like>`,
			codec.ReadStyle{}, film(func(f *Film) { f.Due = new(time.Date(2011, 3, 4, 5, 6, 7, 0, time.UTC)) })},
		{"empty as absent", `<words/>` + like + `d:colour="1"><d:Due/><d:Copy> </d:Copy>` + rest + `</like>`, codec.ReadStyle{EmptyAbsent: true}, film(func(*Film) {})},
		{"missing allowed", like + `/>`, codec.ReadStyle{AllowMissing: true}, &Find{Like: &Film{}}},
		{"content and the rest", `<words/><value a="b">v</value><near>n</near><from>1</from><near>m</near>`, codec.ReadStyle{Refuse: true},
			&Find{Words: new(""), Value: content(t, "value", "v"), Any: []*codec.Content{content(t, "near", "n"), content(t, "from", "1"), content(t, "near", "m")}}},
		{"nil content is content", `<words/><value xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>`, codec.ReadStyle{},
			&Find{Words: new(""), Value: content(t, "value", "")}},
		{"a namespace that should not be there", `<words xmlns="urn:x">a</words>`, codec.ReadStyle{AllowMissing: true},
			&Find{Any: []*codec.Content{content(t, "words", "a")}}},
		{"any namespace", `<words xmlns="urn:x">a</words>`, codec.ReadStyle{Names: codec.AnyNamespace}, &Find{Words: new("a")}},
		{"no namespace where one should be", `<words/>` + like + `d:colour="1"><Title>T</Title><d:Minutes>9</d:Minutes></like>`, codec.ReadStyle{Names: codec.ExactOrNone},
			film(func(*Film) {})},
		{"another version", `<words/>` + like + `d:colour="1"><d:Rating>x</d:Rating>` + rest + `</like>`, codec.ReadStyle{Version: 5}, film(func(*Film) {})},
		{"this version", `<words/>` + like + `d:colour="1"><d:Rating> 1.50</d:Rating>` + rest + `</like>`, codec.ReadStyle{Version: 4},
			film(func(f *Film) { f.Rating = new("1.50") })},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := decode[Find](t, plan, tt.style, read(t, `<l:Find xmlns:l="urn:library">`+tt.inside+`</l:Find>`))
			if diff := cmp.Diff(tt.want, got, text, cmpopts.EquateApproxTime(0)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func content(t *testing.T, name, text string) *codec.Content {
	return &codec.Content{Element: read(t, "<"+name+">"+text+"</"+name+">")}
}

func TestDecodeRefuses(t *testing.T) {
	plan := planFor[Find](t, libraryElement(t, "Find"))
	root := wsdl.Name{Space: "urn:library", Local: "Find"}
	data := func(local string) wsdl.Name { return wsdl.Name{Space: "urn:library:data", Local: local} }
	likeName, words := wsdl.Name{Local: "like"}, wsdl.Name{Local: "words"}
	const rest = `<d:Title>T</d:Title><d:Minutes>9</d:Minutes></like>`
	refuse := codec.ReadStyle{Refuse: true}
	tests := []struct {
		name, inside string
		style        codec.ReadStyle
		want         codec.Error
		says         string
	}{
		{"missing element", "", codec.ReadStyle{}, codec.Error{Kind: codec.Missing, Name: words, Parent: root, Line: 1, Column: 1},
			"soap/codec: line 1, column 1: {urn:library}Find has no element words, which is required"},
		{"missing attribute", "<words/>\n" + like + ">" + rest, codec.ReadStyle{},
			codec.Error{Kind: codec.Missing, Attribute: true, Name: data("colour"), Parent: likeName, Line: 2, Column: 1},
			"soap/codec: line 2, column 1: like has no attribute {urn:library:data}colour, which is required"},
		{"nil is missing", `<words xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>`, codec.ReadStyle{},
			codec.Error{Kind: codec.Missing, Name: words, Parent: root, Line: 1, Column: 1}, "soap/codec: line 1, column 1: {urn:library}Find has no element words, which is required"},
		{"bad attribute", "<words/>\n" + like + `d:colour="yes">` + rest, codec.ReadStyle{},
			codec.Error{Kind: codec.BadValue, Attribute: true, Name: data("colour"), Parent: likeName, Line: 2, Column: 1, Value: "yes", Type: "boolean"},
			`soap/codec: line 2, column 1: attribute {urn:library:data}colour: "yes" is no boolean`},
		{"bad base64", "<words/>\n" + like + `d:colour="1" id="!!!">` + rest, codec.ReadStyle{},
			codec.Error{Kind: codec.BadValue, Attribute: true, Name: wsdl.Name{Local: "id"}, Parent: likeName, Line: 2, Column: 1, Value: "!!!", Type: "base64Binary"},
			`soap/codec: line 2, column 1: attribute id: "!!!" is no base64Binary`},
		{"not in the enumeration", "<words/>\n" + like + `d:colour="1" kind="disc">` + rest, codec.ReadStyle{},
			codec.Error{Kind: codec.BadValue, Attribute: true, Name: wsdl.Name{Local: "kind"}, Parent: likeName, Line: 2, Column: 1, Value: "disc", Type: "Kind"},
			`soap/codec: line 2, column 1: attribute kind: "disc" is no Kind`},
		{"bad number", "<words/>\n" + like + `d:colour="1"><d:Title/><d:Minutes>32768</d:Minutes></like>`, codec.ReadStyle{},
			codec.Error{Kind: codec.BadValue, Name: data("Minutes"), Parent: likeName, Line: 2, Column: 57, Value: "32768", Type: "short"},
			`soap/codec: line 2, column 57: element {urn:library:data}Minutes: "32768" is no short`},
		{"an element inside text", `<words>a<b/></words>`, codec.ReadStyle{},
			codec.Error{Kind: codec.Unexpected, Name: wsdl.Name{Local: "b"}, Parent: words, Line: 1, Column: 39}, "soap/codec: line 1, column 39: unexpected element b in words; expected text only"},
		{"unknown element", `<words/>` + like + `d:colour="1"><d:Titel/>` + rest, refuse,
			codec.Error{Kind: codec.Unexpected, Name: data("Titel"), Parent: likeName, Line: 1, Column: 85,
				Expected: []wsdl.Name{data("Title"), data("Due"), data("Copy"), data("Shelf"), data("Rating"), data("Minutes"), data("Sequel")}},
			"soap/codec: line 1, column 85: unexpected element {urn:library:data}Titel in like; expected {urn:library:data}Title, {urn:library:data}Due, {urn:library:data}Copy, {urn:library:data}Shelf, {urn:library:data}Rating, {urn:library:data}Minutes or {urn:library:data}Sequel"},
		{"text between elements", `<words/> x `, refuse, codec.Error{Kind: codec.Unexpected, Parent: root, Line: 1, Column: 1, Value: "x"},
			`soap/codec: line 1, column 1: unexpected text "x" in {urn:library}Find`},
		{"bad nil", `<words xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="nil"/>`, codec.ReadStyle{},
			codec.Error{Kind: codec.BadValue, Attribute: true, Name: wsdl.Name{Space: codec.NamespaceXSI, Local: "nil"}, Parent: words, Line: 1, Column: 31, Value: "nil", Type: "boolean"},
			`soap/codec: line 1, column 31: attribute {http://www.w3.org/2001/XMLSchema-instance}nil: "nil" is no boolean`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := read(t, `<l:Find xmlns:l="urn:library">`+tt.inside+`</l:Find>`)
			err := plan.Decode(&tt.style, e, new(Find))
			got, ok := errors.AsType[*codec.Error](err)
			if !ok {
				t.Fatalf("got %v", err)
			}
			if diff := cmp.Diff(&tt.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if diff := cmp.Diff(tt.says, err.Error()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestDecodeRefusesAnotherElement(t *testing.T) {
	plan := planFor[Find](t, libraryElement(t, "Find"))
	for doc, style := range map[string]codec.ReadStyle{
		`<Find/>`:                  {},
		`<Find xmlns="urn:x"/>`:    {Names: codec.ExactOrNone},
		`<find/>`:                  {Names: codec.AnyNamespace},
		`<f xmlns="urn:library"/>`: {},
	} {
		err := plan.Decode(&style, read(t, doc), new(Find))
		e, ok := errors.AsType[*codec.Error](err)
		if !ok || e.Kind != codec.Unexpected || len(e.Expected) != 1 || e.Expected[0].Local != "Find" {
			t.Errorf("%s: %v", doc, err)
		}
	}
}
