package reader_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

func read(t *testing.T, in string, opt reader.Options) *reader.Document {
	t.Helper()
	d, err := reader.Read([]byte(in), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Release)
	return d
}

const envelope = `<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <soap:Body xmlns:t="urn:types">
    <login xmlns="urn:partner" xsi:type="t:Login"><username a="">ä</username> <password/></login>
  </soap:Body>
</soap:Envelope>`

func TestStartTag(t *testing.T) {
	for source, want := range map[string]string{
		`<a>x</a>`:                    `<a>`,
		`<a b="1>2" c='"3>4"' />`:     `<a b="1>2" c='"3>4"' />`,
		`<a:b xmlns:a='u'><c/></a:b>`: `<a:b xmlns:a='u'>`,
	} {
		if got := string(read(t, source, reader.Options{}).Root().StartTag()); got != want {
			t.Errorf("the start tag of %s is %s", source, got)
		}
	}
}

func TestTree(t *testing.T) {
	root := read(t, envelope, reader.Options{}).Root()
	body := root.Child("http://schemas.xmlsoap.org/soap/envelope/", "Body")
	login := body.First()
	user, password := login.First(), login.First().Next()

	if root.Parent() != nil || root.Next() != nil || body.Parent() != root || password.Next() != nil || user.Parent() != login {
		t.Error("the elements are not linked as they stand")
	}
	if got := login.Child("urn:partner", "password"); got != password {
		t.Errorf("Child found %v", got)
	}
	if got := login.Child("", "password"); got != nil {
		t.Errorf("Child found %v in no namespace", got.Name)
	}
	type place struct {
		prefix       string
		line, column int
	}
	for _, tt := range []struct {
		e    *reader.Element
		want place
	}{
		{root, place{"soap", 2, 1}}, {body, place{"soap", 4, 3}}, {login, place{"", 5, 5}}, {password, place{"", 5, 79}},
	} {
		if got := (place{tt.e.Prefix, tt.e.Line, tt.e.Column}); got != tt.want {
			t.Errorf("%s is %v, want %v", tt.e.Name.Local, got, tt.want)
		}
	}
	if value, ok := user.Attr("", "a"); value != "" || !ok {
		t.Errorf("the empty attribute is %q, %t", value, ok)
	}
	if _, ok := user.Attr("urn:partner", "a"); ok {
		t.Error("an attribute without prefix is in the default namespace")
	}
	if value, _ := login.Attr("http://www.w3.org/2001/XMLSchema-instance", "type"); value != "t:Login" {
		t.Errorf("xsi:type is %q", value)
	}
	for range login.Elements() {
		break // A loop may end early.
	}
}

func TestHasText(t *testing.T) {
	tests := map[string]bool{
		"<a/>": false, "<a> \t\r\n</a>": false, "<a> <b>x</b> </a>": false, "<a><!-- x --></a>": false,
		"<a>&#32;&#x9; &#xA;</a>": false, "<a><![CDATA[ ]]></a>": false, "<a>&#xA0;</a>": true, "<a> &#32; x</a>": true,
		"<a>x</a>": true, "<a> <b/>x</a>": true, "<a>x<b/> </a>": true, "<a><![CDATA[x]]> </a>": true, "<a>&amp;</a>": true, "<a>x&#32;</a>": true, "<a> &#32;x&#32; </a>": true,
		"<a>\u0085</a>": true,
	}
	for in, want := range tests {
		if got := read(t, in, reader.Options{}).Root().HasText(); got != want {
			t.Errorf("%q has text: %t", in, got)
		}
	}
}

func TestNamespace(t *testing.T) {
	root := read(t, `<a xmlns="u" xmlns:p="v"><b xmlns:p="w" xmlns=""><c/></b></a>`, reader.Options{}).Root()
	b := root.First()
	c := b.First()
	tests := []struct {
		e      *reader.Element
		prefix string
		uri    string
		ok     bool
	}{
		{root, "", "u", true}, {root, "p", "v", true}, {root, "q", "", false}, {root, "xml", xmlNamespace, true},
		{b, "", "", true}, {c, "p", "w", true}, {c, "", "", true}, {c, "q", "", false},
	}
	for _, tt := range tests {
		if uri, ok := tt.e.Namespace(tt.prefix); uri != tt.uri || ok != tt.ok {
			t.Errorf("at %s the prefix %q is %q, %t", tt.e.Name.Local, tt.prefix, uri, ok)
		}
	}
	want := []reader.Declaration{{Prefix: "p", URI: "w"}, {Prefix: "", URI: ""}}
	if diff := cmp.Diff(want, b.Declared()); diff != "" {
		t.Errorf("declared (-want +got):\n%s", diff)
	}
	if got := c.Declared(); len(got) != 0 {
		t.Errorf("c declares %v", got)
	}
}

// With many prefixes they are found by a map; what they stand for must not change.
func TestManyPrefixes(t *testing.T) {
	var in strings.Builder
	in.WriteString("<a")
	for c := 'A'; c <= 'Z'; c++ {
		fmt.Fprintf(&in, " xmlns:p%c='u%c'", c, c)
	}
	in.WriteString("><pA:b xmlns:pA='inner'/><pA:b/><pZ:b/><pM:b/></a>")
	want := "a [{inner}b; {uA}b; {uZ}b; {uM}b]"
	if diff := cmp.Diff(want, outline(read(t, in.String(), reader.Options{}).Root())); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
}

func TestSource(t *testing.T) {
	d := read(t, envelope, reader.Options{})
	login := d.Root().First().First()
	want := `<login xmlns="urn:partner" xsi:type="t:Login"><username a="">ä</username> <password/></login>`
	if got := string(login.Source()); got != want {
		t.Errorf("the source is %s", got)
	}
	if got := string(d.Root().Source()); !strings.HasSuffix(envelope, got) || !strings.HasPrefix(got, "<soap:Envelope") {
		t.Errorf("the root's source is %s", got)
	}
	if got := string(d.Bytes()); got != envelope {
		t.Errorf("the document is %s", got)
	}
}

func TestAppendTo(t *testing.T) {
	const in = `<a xmlns="u" xmlns:p="v&amp;'" xmlns:q='"'><b xmlns:p="w" p:c="1"><d x="1">text</d></b></a>`
	root := read(t, in, reader.Options{}).Root()
	tests := []struct {
		e    *reader.Element
		want string
	}{
		{root, in},
		{root.First(), `<b xmlns="u" xmlns:q='"' xmlns:p="w" p:c="1"><d x="1">text</d></b>`},
		{root.First().First(), `>>><d xmlns:p="w" xmlns="u" xmlns:q='"' x="1">text</d>`},
	}
	for i, tt := range tests {
		var before []byte
		if i == 2 {
			before = []byte(">>>")
		}
		if diff := cmp.Diff(tt.want, string(tt.e.AppendTo(before))); diff != "" {
			t.Errorf("appended (-want +got):\n%s", diff)
		}
	}
}

func TestAliases(t *testing.T) {
	opt := reader.Options{Aliases: []reader.Alias{
		{Spelled: "https://schemas.xmlsoap.org/soap/envelope/", Meant: "http://schemas.xmlsoap.org/soap/envelope/"},
		{Spelled: "https://example.com/options", Meant: "http://example.com/options"},
	}}
	d := read(t, `<s:a xmlns:s="https://schemas.xmlsoap.org/soap/envelope/" s:b="1" xmlns:x="urn:x">`+
		`<o:c xmlns:o="http://example.com/options"/><o:c xmlns:o="https://example.com/options"/></s:a>`, opt)

	want := `{http://schemas.xmlsoap.org/soap/envelope/}a {http://schemas.xmlsoap.org/soap/envelope/}b=1 ` +
		`[{http://example.com/options}c; {http://example.com/options}c]`
	if diff := cmp.Diff(want, outline(d.Root())); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	if uri, _ := d.Root().Namespace("s"); uri != "http://schemas.xmlsoap.org/soap/envelope/" {
		t.Errorf("the prefix s is %q", uri)
	}
	for canonical, want := range map[string]string{
		"http://schemas.xmlsoap.org/soap/envelope/": "https://schemas.xmlsoap.org/soap/envelope/",
		"http://example.com/options":                "http://example.com/options",
		"urn:x":                                     "urn:x",
		"urn:never":                                 "urn:never",
	} {
		if got := d.Spelling(canonical); got != want {
			t.Errorf("%q is spelled %q, want %q", canonical, got, want)
		}
	}
}

// Two prefixes for a namespace and its alias are one name, also where attributes must differ.
func TestAliasesMakeDuplicates(t *testing.T) {
	opt := reader.Options{Aliases: []reader.Alias{{Spelled: "https://u", Meant: "http://u"}}}
	got := refused(t, `<a xmlns:p="http://u" xmlns:q="https://u" p:b="" q:b=""/>`, opt)
	if got.kind != reader.DuplicateAttribute {
		t.Errorf("refused as %v", got.kind)
	}
}

// A document from the pool must not remember the one before.
func TestRelease(t *testing.T) {
	for range 3 {
		d, err := reader.Read([]byte(`<p:a xmlns:p="u" b="1">x<c/><?pi?></p:a>`), reader.Options{})
		if err != nil {
			t.Fatal(err)
		}
		d.Release()
		d.Release() // does nothing

		if got := refused(t, `<p:a/>`, reader.Options{}); got.kind != reader.UndeclaredPrefix {
			t.Errorf("refused as %v", got.kind)
		}
		plain := read(t, `<a/>`, reader.Options{})
		if got := outline(plain.Root()); got != "a" || plain.Root().HasText() || plain.Root().First() != nil {
			t.Errorf("read %s", got)
		}
	}
}
