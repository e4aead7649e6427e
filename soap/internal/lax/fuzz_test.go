package lax_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/lax"
)

// FuzzJSON checks that the pieces of anything are in order and leave out only blanks and colons, and that those of JSON are what
// encoding/json finds, where it finds it.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,-2.5e3,true,null,"b\u00e4\"\/"],"c":{},"d":[[]]}`, ` "a" `, `0`, `{"a" : "b:", "{":"]" }`, "[\"\\ud800\",\"\xff\"]",
		`{a:'b', /* c */ "d" // e`, `"a\`, `{"":{"":""}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for p := range lax.JSON(text) {
			if p.From < at || p.Begin < p.From || p.End < p.Begin || p.To < p.End || p.To == p.From {
				t.Fatalf("%q: %+v behind %d", text, p, at)
			}
			if between := strings.Trim(text[at:p.From], " \t\r\n:"); between != "" {
				t.Fatalf("%q: %q is in no piece", text, between)
			}
			at = p.To
		}
		if rest := strings.Trim(text[at:], " \t\r\n:"); rest != "" {
			t.Fatalf("%q: %q is in no piece", text, rest)
		}
		if want, err := jsonTokens(text); err == nil {
			compare(t, text, jsonPieces(text), want)
		}
	})
}

// jsonTokens are the tokens of a document, each with where it ends.
func jsonTokens(text string) (all []string, err error) {
	if !json.Valid([]byte(text)) {
		return nil, errors.New("no JSON")
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var objects []bool // whether what is open is one
	name := false      // whether a name is next
	for {
		token, err := d.Token()
		if err != nil {
			if err == io.EOF {
				return all, nil
			}
			return nil, err
		}
		what := "value"
		switch token {
		case json.Delim('{'), json.Delim('['):
			what, name = "open", token == json.Delim('{')
			objects = append(objects, name)
		case json.Delim('}'), json.Delim(']'):
			what = "close"
			objects = objects[:len(objects)-1]
			name = len(objects) > 0 && objects[len(objects)-1]
		case nil:
			token = "null"
			fallthrough
		default:
			if name {
				what = "member"
			}
			name = !name && len(objects) > 0 && objects[len(objects)-1]
		}
		all = append(all, fmt.Sprintf("%s %q to %d", what, fmt.Sprint(token), d.InputOffset()))
	}
}

func jsonPieces(text string) (all []string) {
	for p := range lax.JSON(text) {
		said := p.Of(text)
		if p.Quoted() {
			said = string([]rune(lax.JSONText(said))) // what is no UTF-8 encoding/json has replaced
		}
		if p.Kind != lax.Comma {
			all = append(all, fmt.Sprintf("%s %q to %d", kinds[p.Kind], said, p.To))
		}
	}
	return all
}

// FuzzXML checks that the pieces of anything are all of it, and that the elements, attributes and texts of XML are what
// encoding/xml finds, where it finds it.
func FuzzXML(f *testing.F) {
	for _, seed := range []string{
		`<?xml version="1.0"?><a:b xmlns:a="c" d='e>"'><f/>g&amp;<![CDATA[<h>&amp;]]]]><!-- <i> -->&#65;` + "\r\n" + `</a:b >`,
		`<!DOCTYPE a><a b = "c"d="&quot;"><?e f="?>?></a>`, `<a>1 < 2</a>`, `<a b=c`, `<a b="c`, `<![CDATA[`, `<ä/>`, `</a>b<a>c`, "<a\n/>",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for p := range lax.XML(text) {
			if p.From != at || p.Begin < p.From || p.End < p.Begin || p.To < p.End || p.To == p.From {
				t.Fatalf("%q: %+v behind %d", text, p, at)
			}
			for a := range lax.Attributes(text, p) {
				if a.From < p.From || a.To < a.From || a.To > p.To {
					t.Fatalf("%q: %+v in %+v", text, a, p)
				}
			}
			at = p.To
		}
		if at != len(text) {
			t.Fatalf("%q: the pieces end at %d", text, at)
		}
		if want, err := xmlTokens(text); err == nil {
			compare(t, text, xmlPieces(text), want)
		}
	})
}

// xmlTokens are the tags of a document and the texts in elements, each with where it stands.
func xmlTokens(text string) (all []string, err error) {
	d := xml.NewDecoder(strings.NewReader(text))
	depth := 0
	for {
		from := d.InputOffset()
		token, err := d.RawToken()
		if err != nil {
			if err == io.EOF {
				return all, nil
			}
			return nil, err
		}
		to := d.InputOffset()
		if strings.ContainsFunc(fmt.Sprintf("%s", token), isC1) {
			return nil, errors.New("a reference to such a character is read as HTML reads it")
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			var attributes []string
			for _, a := range token.Attr {
				attributes = append(attributes, prefixed(a.Name)+"="+a.Value)
			}
			all = append(all, fmt.Sprintf("start %s %q from %d to %d", prefixed(token.Name), attributes, from, to))
		case xml.EndElement:
			depth--
			all = append(all, fmt.Sprintf("end %s to %d", prefixed(token.Name), to))
		case xml.CharData:
			if depth > 0 {
				all = append(all, fmt.Sprintf("text %q from %d to %d", string(token), from, to))
			}
		case xml.Directive:
			if !strings.HasPrefix(string(token), "DOCTYPE") || strings.Contains(string(token), "<") {
				return nil, errors.New("encoding/xml does not check what is in declarations")
			}
		}
	}
}

func isC1(r rune) bool { return 0x7f <= r && r <= 0x9f }

func prefixed(name xml.Name) string {
	if name.Space != "" {
		return name.Space + ":" + name.Local
	}
	return name.Local
}

func xmlPieces(text string) (all []string) {
	lines := strings.NewReplacer("\r\n", "\n", "\r", "\n")
	depth := 0
	for p := range lax.XML(text) {
		switch p.Kind {
		case lax.Start, lax.Empty:
			depth++
			var attributes []string
			for a := range lax.Attributes(text, p) {
				attributes = append(attributes, a.Name+"="+lax.XMLText(lines.Replace(text[a.From:a.To])))
			}
			all = append(all, fmt.Sprintf("start %s %q from %d to %d", p.Of(text), attributes, p.From, p.To))
		case lax.Text, lax.CData:
			said := lines.Replace(p.Of(text))
			if p.Kind == lax.Text {
				said = lax.XMLText(said)
			}
			if depth > 0 {
				all = append(all, fmt.Sprintf("text %q from %d to %d", said, p.From, p.To))
			}
		}
		if p.Kind == lax.End || p.Kind == lax.Empty {
			depth--
			all = append(all, fmt.Sprintf("end %s to %d", p.Of(text), p.To))
		}
	}
	return all
}

func compare(t *testing.T, text string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("%q:\n got %s\nwant %s", text, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}
