package codec_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/internal/codec"
	"github.com/soapstone-dev/soapstone/soap/internal/writer"
)

func TestEncodeStyles(t *testing.T) {
	response := planFor[FindResponse](t, libraryElement(t, "FindResponse"))
	due := time.Date(2011, 3, 4, 5, 6, 7, 800000000, time.UTC)
	full := &FindResponse{
		Found: []*Item{
			{Title: new("Go & <C>"), Due: &due, Copy: []*int32{new(int32(0)), new(int32(-7))}, Rating: new("4.50"),
				Shelf: &Shelf{Value: new(" A "), Floor: new(int32(2)), Wing: new("")}, ID: new([]byte{0, 1, 254}), Kind: new(Kind("film"))},
			{Shelf: &Shelf{Floor: new(int32(0))}, ID: new([]byte{})},
		},
		Stream: &codec.Content{Write: func(w *writer.Writer) { w.Attr("x", "1"); w.Leaf("r", "s") }},
		Ticket: new("t"),
	}
	prefixed := codec.WriteStyle{Binding: codec.Prefixed, Prefix: "ns1"}
	tests := []struct {
		name  string
		style codec.WriteStyle
		value *FindResponse
		xsi   bool
		want  string
	}{
		{"default namespace, another counted, unqualified elements", codec.WriteStyle{}, full, true,
			`<FindResponse xmlns="urn:library">` +
				`<found xmlns="" xmlns:a="urn:library:data" id="AAH+" kind="film"><a:Title>Go &amp; &lt;C&gt;</a:Title><a:Due>2011-03-04T05:06:07.8Z</a:Due>` +
				`<a:Copy>0</a:Copy><a:Copy>-7</a:Copy><a:Shelf floor="2" wing=""> A </a:Shelf><a:Rating>4.50</a:Rating></found>` +
				`<found xmlns="" xmlns:a="urn:library:data" id=""><a:Title xsi:nil="true"/><a:Shelf floor="0"></a:Shelf></found>` +
				`<stream xmlns="" x="1"><r>s</r></stream><Ticket>t</Ticket></FindResponse>`},
		{"prefixes, short form, nil where optional, layout", codec.WriteStyle{Binding: codec.Prefixed, Prefix: "lib", ShortEmpty: true, NilOptional: true,
			DateTime: "2006-01-02T15:04:05.000Z", Prefixes: []codec.Declaration{{"d", "urn:library:data"}},
			Attributes: []codec.Attr{{"soapenv:encodingStyle", "e"}}}, full, true,
			`<lib:FindResponse soapenv:encodingStyle="e" xmlns:lib="urn:library">` +
				`<found xmlns:d="urn:library:data" id="AAH+" kind="film"><d:Title>Go &amp; &lt;C&gt;</d:Title><d:Due>2011-03-04T05:06:07.800Z</d:Due>` +
				`<d:Copy>0</d:Copy><d:Copy>-7</d:Copy><d:Shelf floor="2" wing=""> A </d:Shelf><d:Rating>4.50</d:Rating></found>` +
				`<found xmlns:d="urn:library:data" id=""><d:Title xsi:nil="true"/><d:Due xsi:nil="true"/><d:Shelf floor="0"/></found>` +
				`<stream x="1"><r>s</r></stream><lib:Ticket>t</lib:Ticket></lib:FindResponse>`},
		{"prefixes of the envelope", codec.WriteStyle{Binding: codec.DefaultAbove, InScope: []codec.Declaration{{"", "urn:library"}, {"q", "urn:library:data"}}},
			&FindResponse{Found: []*Item{{Title: new("")}}}, false,
			`<FindResponse><found xmlns=""><q:Title></q:Title></found></FindResponse>`},
		{"version 1: neither Rating nor Ticket", codec.WriteStyle{Version: 1, Binding: codec.Prefixed, Prefix: "l"},
			&FindResponse{Found: []*Item{{Title: new(""), Rating: new("1")}}, Ticket: new("t")}, false,
			`<l:FindResponse xmlns:l="urn:library"><found xmlns:a="urn:library:data"><a:Title></a:Title></found></l:FindResponse>`},
		{"version 5: no Rating", codec.WriteStyle{Version: 5, Binding: codec.Prefixed, Prefix: "l"},
			&FindResponse{Found: []*Item{{Title: new(""), Rating: new("1")}}, Ticket: new("t")}, false,
			`<l:FindResponse xmlns:l="urn:library"><found xmlns:a="urn:library:data"><a:Title></a:Title></found><l:Ticket>t</l:Ticket></l:FindResponse>`},
		{"xsi declared below the outermost element", codec.WriteStyle{DeclareXSI: true, XSI: "i", Binding: codec.Prefixed, Prefix: "l"},
			&FindResponse{Found: []*Item{{}}, Ticket: new("t")}, false,
			`<l:FindResponse xmlns:l="urn:library"><found xmlns:a="urn:library:data" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">` +
				`<a:Title i:nil="true"/></found><l:Ticket>t</l:Ticket></l:FindResponse>`},
		{"the request's namespace echoed", rename(prefixed, "urn:library", "urn:asked&"), &FindResponse{Ticket: new("t")}, false,
			`<ns1:FindResponse xmlns:ns1="urn:asked&amp;"><ns1:Ticket>t</ns1:Ticket></ns1:FindResponse>`},
		{"none to echo", rename(prefixed, "urn:library", ""), &FindResponse{Ticket: new("t")}, false,
			`<FindResponse><Ticket>t</Ticket></FindResponse>`},
		{"nothing, short", codec.WriteStyle{ShortEmpty: true}, &FindResponse{}, false, `<FindResponse xmlns="urn:library"/>`},
		{"nothing, long", codec.WriteStyle{}, &FindResponse{}, false, `<FindResponse xmlns="urn:library"></FindResponse>`},
		{"content without anything", codec.WriteStyle{Binding: codec.Prefixed, Prefix: "l"}, &FindResponse{Stream: &codec.Content{}}, false,
			`<l:FindResponse xmlns:l="urn:library"><stream></stream></l:FindResponse>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var w writer.Writer
			xsi, err := response.Encode(&tt.style, &w, tt.value)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, w.String()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if xsi != tt.xsi {
				t.Errorf("xsi is %v", xsi)
			}
		})
	}
}

func rename(s codec.WriteStyle, from, to string) codec.WriteStyle {
	s.Rename = func(space string) string {
		if space == from {
			return to
		}
		return space
	}
	return s
}

// Inherited members come before their own, qualified attributes have a prefix, what is tagged ",any" stands in its
// place.
func TestEncodeDerivedTypeAndAny(t *testing.T) {
	find := planFor[Find](t, libraryElement(t, "Find"))
	style := codec.WriteStyle{Binding: codec.Prefixed, Prefix: "l"}
	got := encode(t, find, style, &Find{
		Words: new("w"),
		Like: &Film{Item: &Item{Title: new("T"), Kind: new(Kind("film"))}, Minutes: new(int16(90)), Colour: new(false),
			Sequel: &Film{Item: &Item{Title: new("T2")}, Minutes: new(int16(1)), Colour: new(true)}},
		Value: &codec.Content{Write: func(w *writer.Writer) { w.Attr("xsi:type", "xsd:int"); w.Text("5") }},
		Any: []*codec.Content{{Write: func(w *writer.Writer) { w.Leaf("near", "x") }}, nil,
			{Write: func(w *writer.Writer) { w.Leaf("from", "1"); w.Leaf("to", "2") }}},
	})
	want := `<l:Find xmlns:l="urn:library"><words>w</words>` +
		`<like xmlns:a="urn:library:data" kind="film" a:colour="false"><a:Title>T</a:Title><a:Minutes>90</a:Minutes>` +
		`<a:Sequel a:colour="true"><a:Title>T2</a:Title><a:Minutes>1</a:Minutes></a:Sequel></like>` +
		`<value xsi:type="xsd:int">5</value><near>x</near><from>1</from><to>2</to></l:Find>`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A reply that is not what the contract promises does not leave the server.
func TestEncodeRefuses(t *testing.T) {
	find, response := planFor[Find](t, libraryElement(t, "Find")), planFor[FindResponse](t, libraryElement(t, "FindResponse"))
	tests := []struct {
		name  string
		plan  *codec.Plan
		value any
		want  string
	}{
		{"another type", find, &FindResponse{}, "soap/codec: a *codec_test.FindResponse cannot be encoded; give a *codec_test.Find that is not nil"},
		{"nil", find, (*Find)(nil), "give a *codec_test.Find that is not nil"},
		{"required element", find, &Find{}, "soap/codec: {urn:library}Find has no words, which the contract requires"},
		{"required attribute", find, &Find{Words: new(""), Like: &Film{Item: &Item{}, Minutes: new(int16(1))}},
			"soap/codec: like has no attribute {urn:library:data}colour, which the contract requires"},
		{"required and inherited", find, &Find{Words: new(""), Like: &Film{Minutes: new(int16(1))}},
			"soap/codec: like has no attribute {urn:library:data}colour, which the contract requires"},
		{"nil among items", response, &FindResponse{Found: []*Item{nil}}, "soap/codec: found number 1 is nil, which the contract does not allow"},
		{"content left open", response, &FindResponse{Stream: &codec.Content{Write: func(w *writer.Writer) { w.Open("x") }}},
			"soap/codec: the content of stream left 1 elements open; close what it opens"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := tt.plan.Encode(&codec.WriteStyle{}, new(writer.Writer), tt.value)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}
