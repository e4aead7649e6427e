package codec_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/codec"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// Each type differs from the contract in one way. The error has to come at start-up and name the place.
func TestNewRefuses(t *testing.T) {
	ticket, response := libraryElement(t, "Ticket"), libraryElement(t, "FindResponse")
	type found struct {
		Title *string `xml:"Title"`
	}
	type desk struct {
		CallsReturn []*string `xml:"callsReturn"`
	}
	tests := []struct {
		name    string
		element *wsdl.Element
		goType  reflect.Type
		want    string
	}{
		{"pointer", ticket, reflect.TypeFor[*string](), "soap/codec: *string is a pointer; give the type that it points to"},
		{"text as a number", ticket, reflect.TypeFor[int](), "soap/codec: Ticket: a int cannot hold a string"},
		{"text as a struct", ticket, reflect.TypeFor[Shelf](), "soap/codec: Ticket: a codec_test.Shelf cannot hold a string"},
		{"elements as text", response, reflect.TypeFor[string](), "soap/codec: FindResponse: has attributes or elements, and string is no struct; generate the type anew"},
		{"no field", response, reflect.TypeFor[struct {
			Found  []*Item        `xml:"found"`
			Stream *codec.Content `xml:"stream"`
		}](), `soap/codec: FindResponse/Ticket: struct `},
		{"no counterpart", response, reflect.TypeFor[struct {
			FindResponse
			More *string `xml:"more"`
		}](), `More (tag "more") has no counterpart in the contract`},
		{"no slice", response, reflect.TypeFor[struct {
			Found  *Shelf         `xml:"found"`
			Stream *codec.Content `xml:"stream"`
			Ticket *string        `xml:"Ticket"`
		}](), "soap/codec: FindResponse/found: field Found is a *codec_test.Shelf, and the element may occur 0 to -1 times (-1: any number)"},
		{"no pointer", response, reflect.TypeFor[struct {
			Found  []*Item        `xml:"found"`
			Stream *codec.Content `xml:"stream"`
			Ticket string         `xml:"Ticket"`
		}](), "soap/codec: FindResponse/Ticket: field Ticket is a string; an element needs a pointer or a slice"},
		{"no Content", response, reflect.TypeFor[struct {
			Found  []*Item `xml:"found"`
			Stream *string `xml:"stream"`
			Ticket *string `xml:"Ticket"`
		}](), "soap/codec: FindResponse/stream: field Stream is a *string; this element is content and needs Content"},
		{"attribute without a pointer", response, reflect.TypeFor[struct {
			Found []*struct {
				Title  *string  `xml:"Title"`
				Due    *string  `xml:"Due"`
				Copy   []*int32 `xml:"Copy"`
				Shelf  *Shelf   `xml:"Shelf"`
				Rating *string  `xml:"Rating"`
				ID     string   `xml:"id,attr"`
				Kind   *string  `xml:"kind,attr"`
			} `xml:"found"`
			Stream *codec.Content `xml:"stream"`
			Ticket *string        `xml:"Ticket"`
		}](), "soap/codec: FindResponse/found/@id: field ID is a string; an attribute needs a pointer, for absent and empty differ"},
		{"fields missing deeper", response, reflect.TypeFor[struct {
			Found  []*found       `xml:"found"`
			Stream *codec.Content `xml:"stream"`
			Ticket *string        `xml:"Ticket"`
		}](), `soap/codec: FindResponse/found/Shelf: codec_test.found has no field tagged "Shelf"`},
		{"a field twice, once embedded", response, reflect.TypeFor[struct {
			Found []*struct {
				Item
				Shelf *struct {
					Floor *int32 `xml:"floor,attr"`
					Wing  *bool  `xml:"wing,attr"`
				} `xml:"Shelf"`
			} `xml:"found"`
			Stream *codec.Content `xml:"stream"`
			Ticket *string        `xml:"Ticket"`
		}](), `has no counterpart in the contract`},
		{"attribute and text of another kind", libraryElement(t, "Find"), reflect.TypeFor[struct {
			Words *string `xml:"words"`
			Like  *struct {
				Title   *int    `xml:"Title"`
				Due     *bool   `xml:"Due"`
				Copy    []int32 `xml:"Copy"`
				Rating  []byte  `xml:"Rating"`
				Minutes *int16  `xml:"Minutes"`
				Sequel  *Film   `xml:"Sequel"`
				Colour  *int    `xml:"colour,attr"`
				ID      *[]byte `xml:"id,attr"`
				Kind    *Kind   `xml:"kind,attr"`
				Shelf   *struct {
					Value float64 `xml:",chardata"`
					Floor *int32  `xml:"floor,attr"`
					Wing  *string `xml:"wing,attr"`
				} `xml:"Shelf"`
			} `xml:"like"`
			Value *codec.Content  `xml:"value"`
			Any   []codec.Content `xml:",any"`
		}](), `soap/codec: Find/like/@colour: field Colour: a int cannot hold a boolean; package codec's documentation has the types that can
soap/codec: Find/like/Title: a int cannot hold a string; package codec's documentation has the types that can
soap/codec: Find/like/Due: a bool cannot hold a dateTime; package codec's documentation has the types that can
soap/codec: Find/like/Shelf: field Value: a float64 cannot hold a string; package codec's documentation has the types that can
soap/codec: Find/like/Rating: a []uint8 cannot hold a decimal; package codec's documentation has the types that can`},
		{"any without a slice", libraryElement(t, "Find"), reflect.TypeFor[struct {
			Words *string        `xml:"words"`
			Like  *Film          `xml:"like"`
			Value *codec.Content `xml:"value"`
			Any   *codec.Content `xml:",any"`
		}](), `soap/codec: Find: field Any is a *codec.Content; what is tagged ",any" needs []*Content`},
		{"no field for text", &wsdl.Element{Name: wsdl.Name{Local: "s"}, Type: library(t).Type(wsdl.Name{Space: "urn:library:data", Local: "Shelf"})},
			reflect.TypeFor[struct {
				Floor *int32  `xml:"floor,attr"`
				Wing  *string `xml:"wing,attr"`
			}](), `has no field tagged ",chardata" for its text`},
		{"repeated sequence", group(2), reflect.TypeFor[struct {
			A []*string `xml:"a"`
			B []*string `xml:"b"`
		}](), "soap/codec: g: has a repeated sequence, whose order no struct keeps; mark it content"},
		{"no field for any", libraryElement(t, "Find"), reflect.TypeFor[struct {
			Words *string        `xml:"words"`
			Like  *Film          `xml:"like"`
			Value *codec.Content `xml:"value"`
		}](), `has no field tagged ",any" for a choice or a wildcard`},
		{"field for any and none needed", response, reflect.TypeFor[struct {
			FindResponse
			Any []*codec.Content `xml:",any"`
		}](), `is tagged ",any" and the contract has neither choice nor wildcard there`},
		{"array", &wsdl.Element{Name: wsdl.Name{Local: "calls"}, Type: &wsdl.Type{Kind: wsdl.KindComplex, Content: []wsdl.Particle{{Min: 1, Max: 1,
			Element: &wsdl.Element{Name: wsdl.Name{Local: "callsReturn"}, Min: 1, Max: wsdl.Unbounded, Type: &wsdl.Type{Kind: wsdl.KindArray}}}}}},
			reflect.TypeFor[desk](), "soap/codec: calls/callsReturn: is an array of SOAP encoding, which only an encoded message holds; mark it content"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := codec.New(tt.element, tt.goType)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestNewNamesEverything(t *testing.T) {
	_, err := codec.New(libraryElement(t, "FindResponse"), reflect.TypeFor[struct {
		Other *string `xml:"other"`
	}]())
	if n := strings.Count(err.Error(), "\n") + 1; n != 4 {
		t.Errorf("%d lines, want 4: found, stream, Ticket and other\n%v", n, err)
	}
}

func TestNewMessageRefusesEncodedDocuments(t *testing.T) {
	m := &wsdl.Message{Name: "callsRequest", Style: wsdl.Document, Use: wsdl.Encoded, Element: libraryElement(t, "Ticket")}
	_, err := codec.NewMessage(m, reflect.TypeFor[string]())
	want := "soap/codec: message callsRequest is encoded and of document style; encoded messages are of rpc style"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	m.Use = wsdl.Literal
	if _, err := codec.NewMessage(m, reflect.TypeFor[string]()); err != nil {
		t.Error(err)
	}
}

// group is an element with a repeated sequence of n elements, a and b.
func group(n int) *wsdl.Element {
	var inside []wsdl.Particle
	for _, name := range []string{"a", "b"}[:n] {
		inside = append(inside, wsdl.Particle{Min: 1, Max: 1, Element: &wsdl.Element{Name: wsdl.Name{Local: name}, Min: 1, Max: 1, Type: wsdl.Builtin("string")}})
	}
	return &wsdl.Element{Name: wsdl.Name{Local: "g"}, Type: &wsdl.Type{Kind: wsdl.KindComplex,
		Content: []wsdl.Particle{{Group: inside, Min: 0, Max: wsdl.Unbounded}}}}
}

// Every way to hold what occurs more than once; a repeated sequence of one element is that element.
func TestSlices(t *testing.T) {
	type one struct {
		A []*string `xml:"a"`
	}
	type plain struct {
		A []string `xml:"a"`
	}
	const doc = "<g><a>1</a><a></a></g>"
	values, pointers := planFor[plain](t, group(1)), planFor[one](t, group(1))
	if got := decode[plain](t, values, codec.ReadStyle{}, read(t, doc)); encode(t, values, codec.WriteStyle{}, got) != doc {
		t.Errorf("%+v", got)
	}
	if got := decode[one](t, pointers, codec.ReadStyle{}, read(t, doc)); encode(t, pointers, codec.WriteStyle{}, got) != doc {
		t.Errorf("%+v", got)
	}
	nillable := group(1)
	nillable.Type.Content[0].Group[0].Element.Nillable = true
	const nils = `<g><a>1</a><a xsi:nil="true"/></g>`
	withNil := planFor[one](t, nillable)
	got := decode[one](t, withNil, codec.ReadStyle{}, read(t, `<g xmlns:xsi="`+codec.NamespaceXSI+`"><a>1</a><a xsi:nil="true"/></g>`))
	if text := encode(t, withNil, codec.WriteStyle{}, got); text != nils {
		t.Errorf("%s, want %s", text, nils)
	}
}

// An element that moved between versions is one field; both places would be wrong in a version that has both.
func TestNewSharesAFieldBetweenVersions(t *testing.T) {
	place := func(since, until wsdl.Version) wsdl.Particle {
		return wsdl.Particle{Min: 0, Max: 1, Element: &wsdl.Element{Name: wsdl.Name{Local: "a"}, Max: 1, Type: wsdl.Builtin("string"), Since: since, Until: until}}
	}
	element := func(a, b wsdl.Particle) *wsdl.Element {
		middle := wsdl.Particle{Min: 0, Max: 1, Element: &wsdl.Element{Name: wsdl.Name{Local: "m"}, Max: 1, Type: wsdl.Builtin("string")}}
		return &wsdl.Element{Name: wsdl.Name{Local: "e"}, Type: &wsdl.Type{Kind: wsdl.KindComplex, Content: []wsdl.Particle{a, middle, b}}}
	}
	type moved struct {
		A *string `xml:"a"`
		M *string `xml:"m"`
	}
	plan := planFor[moved](t, element(place(0, 3), place(4, 0)))
	v := &moved{A: new("1"), M: new("2")}
	for version, want := range map[wsdl.Version]string{3: "<e><a>1</a><m>2</m></e>", 4: "<e><m>2</m><a>1</a></e>"} {
		if got := encode(t, plan, codec.WriteStyle{Version: version}, v); got != want {
			t.Errorf("version %d: %s, want %s", version, got, want)
		}
	}
	if _, err := codec.New(element(place(0, 4), place(4, 0)), reflect.TypeFor[moved]()); err == nil {
		t.Error("version 4 has it twice, and New did not say so")
	}
}
