package diff_test

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/internal/wide"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

// env is an envelope around what stands in a body.
func env(body string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ` +
		`xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><s:Body>` + body + `</s:Body></s:Envelope>`
}

func TestBodiesXML(t *testing.T) {
	const at = "/s:Envelope/s:Body"
	for _, test := range []struct {
		name      string
		want, got string
		differ    []diff.Difference
	}{
		{name: "prefixes", want: env(`<a:x xmlns:a="urn:a" a:k="1"/>`), got: env(`<b:x b:k="1" xmlns:b="urn:a"></b:x>`)},
		{name: "default namespace", want: env(`<a:x xmlns:a="urn:a"><a:y/></a:x>`), got: env(`<x xmlns="urn:a"><y/></x>`)},
		{name: "order of attributes", want: env(`<x a="1" b="2"/>`), got: env(`<x b='2' a='1'/>`)},
		{name: "layout", want: env(`<x><y>1</y><z/></x>`), got: env("\n <x>\n  <y>1</y>\n  <z>\n  </z>\n </x>\n")},
		{name: "CDATA and references", want: env(`<x><![CDATA[a<b]]></x>`), got: env(`<x>a&lt;&#98;</x>`)},
		{name: "comments", want: env(`<x>ab</x>`), got: env(`<x>a<!-- c -->b</x>`)},
		{name: "charset", want: `<x>ü</x>`, got: "<?xml version='1.0' encoding='iso-8859-1'?><x>\xfc</x>"},
		{name: "mark", want: `<x/>`, got: "\xef\xbb\xbf<x/>"},
		{name: "nil as 1", want: env(`<x xsi:nil="true"/>`), got: env(`<x xsi:nil="1"/>`)},
		{name: "not nil", want: env(`<x xsi:nil="false">1</x>`), got: env(`<x>1</x>`)},
		{name: "type by its namespace", want: env(`<x xsi:type="xsd:int">1</x>`), got: env(`<x xmlns:q="http://www.w3.org/2001/XMLSchema" xsi:type="q:int">1</x>`)},
		{name: "array type", want: env(`<x t="xsd:int[3]"/>`), got: env(`<x xmlns:q="http://www.w3.org/2001/XMLSchema" t="q:int[3]"/>`)},

		{
			name: "text", want: env(`<x><y>1</y></x>`), got: env(`<x><y>2</y></x>`),
			differ: []diff.Difference{{Kind: diff.Text, Weight: diff.Content, Path: at + "/x/y", Want: "1", Got: "2"}},
		},
		{
			name: "UTF-8 read as Latin-1", want: env(`<x>für</x>`), got: env(`<x>fÃ¼r</x>`),
			differ: []diff.Difference{{Kind: diff.Text, Weight: diff.Content, Path: at + "/x", Want: "für", Got: "fÃ¼r", Hint: "UTF-8 read as Latin-1: look at the charset"}},
		},
		{
			name: "nothing in place of a long text", want: env(`<x></x>`), got: env(`<x>Z1g2hiEc6sLAQNu4VItIHg==</x>`),
			differ: []diff.Difference{{Kind: diff.Text, Weight: diff.Content, Path: at + "/x", Got: "Z1g2hiEc6sLAQNu4VItIHg=="}},
		},
		{
			name: "index", want: env(`<x><y>1</y><y>2</y><z>3</z></x>`), got: env(`<x><y>1</y><y>5</y><z>4</z></x>`),
			differ: []diff.Difference{
				{Kind: diff.Text, Weight: diff.Content, Path: at + "/x/y[2]", Want: "2", Got: "5"},
				{Kind: diff.Text, Weight: diff.Content, Path: at + "/x/z", Want: "3", Got: "4"},
			},
		},
		{
			name: "white space", want: env(`<x>a b</x>`), got: env(`<x> a  b</x>`),
			differ: []diff.Difference{{Kind: diff.Space, Weight: diff.Form, Path: at + "/x", Want: "a b", Got: " a  b", Hint: "same but for white space"}},
		},
		{
			name: "namespace, once", want: env(`<x xmlns="urn:a"><y/><z/></x>`), got: env(`<x xmlns="urn:b"><y/><z/></x>`),
			differ: []diff.Difference{{Kind: diff.Namespace, Weight: diff.Content, Path: at + "/x", Want: "urn:a", Got: "urn:b", Hint: "only the namespace: want urn:a, got urn:b"}},
		},
		{
			name: "no namespace", want: env(`<x xmlns="urn:a"/>`), got: env(`<x/>`),
			differ: []diff.Difference{{Kind: diff.Namespace, Weight: diff.Content, Path: at + "/x", Want: "urn:a", Hint: "only the namespace: want urn:a, got none: is a declaration missing?"}},
		},
		{
			name: "order", want: env(`<x><a>1</a><b>2</b></x>`), got: env(`<x><b>2</b><a>1</a></x>`),
			differ: []diff.Difference{{Kind: diff.Order, Weight: diff.Content, Path: at + "/x", Want: "a b", Got: "b a", Hint: "only the order of the children differs"}},
		},
		{
			name: "a list in another order", want: env(`<x><a>1</a><a>2</a><a>3</a></x>`), got: env(`<x><a>3</a><a>1</a><a>2</a></x>`),
			differ: []diff.Difference{{Kind: diff.Order, Weight: diff.Content, Path: at + "/x", Want: "<a>1</a>…", Got: "<a>3</a>…", Hint: "the same elements in another order: number 3 came as number 1"}},
		},
		{
			name: "a list with times in another order", want: env(`<x><a>1<t>2024-01-31T10:15:00Z</t></a><a>2<t>2024-01-31T10:15:01Z</t></a><a>3<t>2024-01-31T10:15:01Z</t></a></x>`),
			got:    env(`<x><a>1<t>2026-03-01T10:15:00Z</t></a><a>3<t>2026-03-01T10:15:07Z</t></a><a>2<t>2026-03-01T10:15:08Z</t></a></x>`),
			differ: []diff.Difference{{Kind: diff.Order, Weight: diff.Content, Path: at + "/x", Want: "…<a>2<t>2024-01-31T10:15:01Z</t></a>…", Got: "…<a>3<t>2026-03-01T10:15:07Z</t></a>…", Hint: "the same elements in another order: number 2 came as number 3"}},
		},
		{
			name: "a list in another order, and more", want: env(`<x><a n="1">1</a><a n="2">2</a><a n="3">3</a><a n="4">4</a></x>`), got: env(`<x><a n="4">4</a><a n="3">3</a><a n="2">two</a><a n="1">1</a></x>`),
			differ: []diff.Difference{
				{Kind: diff.Order, Weight: diff.Content, Path: at + "/x", Want: `<a n="1">1</a>…`, Got: `<a n="4">4</a>…`, Hint: "the elements are in another order: number 1 came as number 4, number 2 came as number 3, number 3 came as number 2"},
				{Kind: diff.Text, Weight: diff.Content, Path: at + "/x/a[2]", Want: "2", Got: "two"},
			},
		},
		{
			name: "a list whose values moved on", want: env(`<x><a>1</a><a>2</a><a>3</a></x>`), got: env(`<x><a>0</a><a>1</a><a>2</a></x>`),
			differ: []diff.Difference{
				{Kind: diff.Text, Weight: diff.Content, Path: at + "/x/a[1]", Want: "1", Got: "0"},
				{Kind: diff.Text, Weight: diff.Content, Path: at + "/x/a[2]", Want: "2", Got: "1"},
				{Kind: diff.Text, Weight: diff.Content, Path: at + "/x/a[3]", Want: "3", Got: "2"},
			},
		},
		{
			name: "missing and extra", want: env(`<x><a>1</a><b>2</b><c>3</c></x>`), got: env(`<x><a>1</a><c>3</c><d>4</d></x>`),
			differ: []diff.Difference{
				{Kind: diff.Missing, Weight: diff.Content, Path: at + "/x/b", Want: "2"},
				{Kind: diff.Extra, Weight: diff.Content, Path: at + "/x/d", Got: "4"},
			},
		},
		{
			name: "one of many missing", want: env(`<l><i>1</i><i>2</i><i>3</i></l>`), got: env(`<l><i>1</i><i>3</i></l>`),
			differ: []diff.Difference{{Kind: diff.Missing, Weight: diff.Content, Path: at + "/l/i[2]", Want: "2"}},
		},
		{
			name: "case of a name", want: env(`<x><sessionID>1</sessionID><b/></x>`), got: env(`<x><sessionId>1</sessionId><b/></x>`),
			differ: []diff.Difference{{Kind: diff.Name, Weight: diff.Content, Path: at + "/x/sessionID", Want: "sessionID", Got: "sessionId", Hint: "only the case of the name differs"}},
		},
		{
			name: "nil", want: env(`<x xsi:nil="true"/>`), got: env(`<x/>`),
			differ: []diff.Difference{{Kind: diff.Nil, Weight: diff.Content, Path: at + "/x", Want: "nil", Hint: "only xsi:nil: want nil, got an empty element"}},
		},
		{
			name: "type", want: env(`<x xsi:type="xsd:int">1</x>`), got: env(`<x xsi:type="xsd:string">1</x>`),
			differ: []diff.Difference{{Kind: diff.Type, Weight: diff.Content, Path: at + "/x/@xsi:type", Want: "xsd:int", Got: "xsd:string"}},
		},
		{
			name: "type of the same letters", want: env(`<x xmlns:q="urn:a" xsi:type="q:t"/>`), got: env(`<x xmlns:q="urn:b" xsi:type="q:t"/>`),
			differ: []diff.Difference{{Kind: diff.Type, Weight: diff.Content, Path: at + "/x/@xsi:type", Want: "q:t", Got: "q:t", Hint: "only the namespace of the name: want urn:a, got urn:b"}},
		},
		{
			name: "attributes", want: env(`<x a="1" b="2"/>`), got: env(`<x a="3" c="4"/>`),
			differ: []diff.Difference{
				{Kind: diff.Attribute, Weight: diff.Content, Path: at + "/x/@a", Want: "1", Got: "3"},
				{Kind: diff.Missing, Weight: diff.Content, Path: at + "/x/@b", Want: "2"},
				{Kind: diff.Extra, Weight: diff.Content, Path: at + "/x/@c", Got: "4"},
			},
		},
		{
			name: "fault for an answer", want: env(`<x/>`), got: env(`<s:Fault><faultcode>s:Server</faultcode><faultstring>no</faultstring></s:Fault>`),
			differ: []diff.Difference{{Kind: diff.Fault, Weight: diff.Outcome, Path: at + "/x", Want: "<x>", Got: "fault s:Server no", Hint: "a fault instead of an answer"}},
		},
		{
			name: "a reference and a value in its place",
			want: env(`<r><a href="#id0"/></r><multiRef id="id0" soapenc:root="0" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"><b>1</b><c>2</c></multiRef>`),
			got:  env(`<r><a><b>1</b><c>3</c></a></r>`),
			differ: []diff.Difference{
				{Kind: diff.Attribute, Weight: diff.Content, Path: at + "/r/a/@href", Want: "a reference", Got: "the value in its place", Hint: "only where the value stands differs"},
				{Kind: diff.Text, Weight: diff.Content, Path: at + "/multiRef/c", Want: "2", Got: "3"},
			},
		},
		{
			name: "another fault", want: env(`<s:Fault><faultcode>s:Client</faultcode><faultstring>no</faultstring></s:Fault>`),
			got:    `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>e:Client</faultcode><faultstring>yes</faultstring></e:Fault></e:Body></e:Envelope>`,
			differ: []diff.Difference{{Kind: diff.Fault, Weight: diff.Outcome, Path: at + "/s:Fault/faultstring", Want: "no", Got: "yes"}},
		},
		{
			name: "yes and no", want: env(`<r>true</r>`), got: env(`<r>false</r>`),
			differ: []diff.Difference{{Kind: diff.Text, Weight: diff.Outcome, Path: at + "/r", Want: "true", Got: "false"}},
		},
		{
			name: "not XML", want: `<x/>`, got: `<x>`,
			differ: []diff.Difference{{Kind: diff.Body, Weight: diff.Outcome, Path: "body", Want: "<x/>", Got: "<x>", Hint: `what came cannot be read as XML: line 1, column 4: the element "x" is not closed`}},
		},
		{
			name: "long, and not XML", want: `<a>` + strings.Repeat("<b>lava</b>", 300) + `<c>& pumice</c>` + strings.Repeat("<b>lava</b>", 300) + `</a>`,
			got: `<a>` + strings.Repeat("<b>lava</b>", 300) + `<c>&amp; pumice</c>` + strings.Repeat("<b>lava</b>", 300) + `</a>`,
			differ: []diff.Difference{{
				Kind: diff.Body, Weight: diff.Outcome, Path: "body",
				Want: "…" + (strings.Repeat("<b>lava</b>", 6) + "<c>")[9:] + "& pumice</c>" + strings.Repeat("<b>lava</b>", 9) + "<b>lava</…",
				Got:  "…" + (strings.Repeat("<b>lava</b>", 6) + "<c>")[9:] + "&amp; pumice</c>" + strings.Repeat("<b>lava</b>", 9) + "<b>la…",
				Hint: `what is expected cannot be read as XML: line 1, column 3307: "&" does not begin a reference`,
			}},
		},
		{
			name: "undeclared prefix", want: `<x xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>`, got: `<x xsi:nil="true"/>`,
			differ: []diff.Difference{{
				Kind: diff.Body, Weight: diff.Outcome, Path: "body", Want: `<x xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>`, Got: `<x xsi:nil="true"/>`,
				Hint: `what came cannot be read as XML: line 1, column 1: the prefix "xsi" in "x" is not declared`,
			}},
		},
		{
			name: "empty", want: `<x/>`,
			differ: []diff.Difference{{Kind: diff.Body, Weight: diff.Outcome, Path: "body", Want: "<x/>", Hint: "the body is missing"}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := diff.Bodies([]byte(test.want), []byte(test.got), "text/xml", "text/xml", diff.Options{})
			if d := cmp.Diff(test.differ, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestBodiesJSON(t *testing.T) {
	for _, test := range []struct {
		name      string
		want, got string
		differ    []diff.Difference
	}{
		{name: "order of keys", want: `{"a":1,"b":[true,null]}`, got: ` {"b": [true, null], "a": 1} `},
		{name: "numbers", want: `[1, 100, 0.5, 0, 12345678901234567890]`, got: `[1.0, 1e2, 5E-1, -0, 12345678901234567890.0]`},
		{name: "escapes", want: `{"a":"ü/"}`, got: `{"a":"\u00fc\/"}`},
		{
			name: "large numbers", want: `{"a":12345678901234567890}`, got: `{"a":12345678901234567891}`,
			differ: []diff.Difference{{Kind: diff.Value, Weight: diff.Content, Path: "$.a", Want: "12345678901234567890", Got: "12345678901234567891"}},
		},
		{
			name: "place", want: `{"a":{"b c":[1,2,3]}}`, got: `{"a":{"b c":[1,2,4]}}`,
			differ: []diff.Difference{{Kind: diff.Value, Weight: diff.Content, Path: `$.a["b c"][2]`, Want: "3", Got: "4"}},
		},
		{
			name: "type", want: `{"a":1}`, got: `{"a":"1"}`,
			differ: []diff.Difference{{Kind: diff.Value, Weight: diff.Content, Path: `$.a`, Want: "1", Got: `"1"`, Hint: "only the type of the value: want a number, got a string"}},
		},
		{
			name: "members", want: `{"a":1,"b":2,"sessionID":3}`, got: `{"a":1,"c":2,"SessionID":3}`,
			differ: []diff.Difference{
				{Kind: diff.Extra, Weight: diff.Content, Path: "$.c", Got: "2"},
				{Kind: diff.Missing, Weight: diff.Content, Path: "$.b", Want: "2"},
				{Kind: diff.Name, Weight: diff.Content, Path: "$.sessionID", Want: "sessionID", Got: "SessionID", Hint: "only the case of the name differs"},
			},
		},
		{
			name: "a letter that is no case of another", want: `{"ı":"${absent}"}`, got: `{"i":5}`,
			differ: []diff.Difference{{Kind: diff.Extra, Weight: diff.Content, Path: "$.i", Got: "5"}},
		},
		{
			name: "letters with a dot and without one", want: `{"ADI":1,"adı":2,"İd":3}`, got: `{"adi":9,"ADI":1,"id":4}`,
			differ: []diff.Difference{
				{Kind: diff.Extra, Weight: diff.Content, Path: "$.adi", Got: "9"},
				{Kind: diff.Extra, Weight: diff.Content, Path: "$.id", Got: "4"},
				{Kind: diff.Missing, Weight: diff.Content, Path: "$.adı", Want: "2"},
				{Kind: diff.Missing, Weight: diff.Content, Path: "$.İd", Want: "3"},
			},
		},
		{
			name: "three cases of one letter", want: `{"σ":1,"k":2}`, got: `{"ς":1,"\u212a":2}`,
			differ: []diff.Difference{
				{Kind: diff.Name, Weight: diff.Content, Path: "$.σ", Want: "σ", Got: "ς", Hint: "only the case of the name differs"},
				{Kind: diff.Name, Weight: diff.Content, Path: "$.k", Want: "k", Got: "\u212a", Hint: "only the case of the name differs"},
			},
		},
		{
			name: "an array in another order", want: `[1,2,3]`, got: `[3,1,2]`,
			differ: []diff.Difference{{Kind: diff.Order, Weight: diff.Content, Path: "$", Want: "[1,2,3]", Got: "[3,1,2]", Hint: "the same values in another order: number 3 came as number 1"}},
		},
		{
			name: "an array with times in another order", want: `[{"n":1,"at":"2024-01-31T10:15:00Z"},{"n":2,"at":"2024-01-31T10:15:00Z"}]`, got: `[{"n":2,"at":"2026-01-31T10:15:00Z"},{"n":1,"at":"2026-01-31T10:15:00Z"}]`,
			differ: []diff.Difference{{Kind: diff.Order, Weight: diff.Content, Path: "$", Want: `[{"at":"2024-01-31T10:15:00Z","n":1},{"at":"2024-01-31T10:15:00Z","n":2}]`,
				Got: `[{"at":"2026-01-31T10:15:00Z","n":2},{"at":"2026-01-31T10:15:00Z","n":1}]`, Hint: "the same values in another order: number 1 came as number 2"}},
		},
		{
			name: "arrays", want: `[1,2,3]`, got: `[1,3]`,
			differ: []diff.Difference{{Kind: diff.Missing, Weight: diff.Content, Path: "$[1]", Want: "2"}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := diff.Bodies([]byte(test.want), []byte(test.got), "application/json", "application/json; charset=utf-8", diff.Options{})
			sortByPath(got)
			sortByPath(test.differ)
			if d := cmp.Diff(test.differ, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestMessages(t *testing.T) {
	for _, test := range []struct {
		name      string
		want, got string
		options   diff.Options
		differ    []diff.Difference
	}{
		{
			name: "what does not matter",
			want: "HTTP/1.1 200 OK\nContent-Type: text/xml;charset=UTF-8\nServer: A\nDate: x\nSet-Cookie: s=1; Path=/\n\n<a/>",
			got:  "HTTP/1.0 200 Fine\nserver: B\nset-cookie: s=2; HttpOnly\ncontent-type: text/xml; charset=\"utf-8\"\n\n<a></a>",
		},
		{
			name:   "status",
			want:   "HTTP/1.1 200 OK\n\n<a/>",
			got:    "HTTP/1.1 500 Internal Server Error\n\n<a/>",
			differ: []diff.Difference{{Kind: diff.Status, Weight: diff.Outcome, Path: "status", Want: "200 OK", Got: "500 Internal Server Error"}},
		},
		{
			name: "head",
			want: "HTTP/1.1 401 Unauthorized\nContent-Type: text/xml; charset=utf-8\nWWW-Authenticate: NTLM\nWWW-Authenticate: Basic realm=\"a\"\nLocation: http://a:1/x\nSet-Cookie: s=1",
			got:  "HTTP/1.1 401 Unauthorized\nContent-Type: text/xml\nWWW-Authenticate: Basic realm=\"b\"\nLocation: http://b:2/y\nSet-Cookie: t=1",
			differ: []diff.Difference{
				{Kind: diff.Header, Weight: diff.Form, Path: "header Content-Type", Want: "text/xml; charset=utf-8", Got: "text/xml", Hint: "only the charset is missing"},
				{Kind: diff.Header, Weight: diff.Content, Path: "header Location", Want: "http://a:1/x", Got: "http://b:2/y"},
				{Kind: diff.Missing, Weight: diff.Outcome, Path: "header Set-Cookie s", Want: "1"},
				{Kind: diff.Extra, Weight: diff.Content, Path: "header Set-Cookie t", Got: "1"},
				{Kind: diff.Header, Weight: diff.Content, Path: "header Www-Authenticate", Want: `NTLM, Basic realm="a"`, Got: `Basic realm="b"`},
			},
		},
		{
			name:    "hosts",
			want:    "HTTP/1.1 302 Found\nLocation: https://old.example.com:8443/x?y=1\n\n<a>see https://old.example.com:8443/x and old.example.com:8443</a>",
			got:     "HTTP/1.1 302 Found\nLocation: http://127.0.0.1:8080/x?y=1\n\n<a>see http://127.0.0.1:8080/x and 127.0.0.1:8080</a>",
			options: diff.Options{Want: diff.Side{Bases: []string{"https://old.example.com:8443/svc"}}, Got: diff.Side{Bases: []string{"http://127.0.0.1:8080"}}},
		},
		{
			name:    "requests",
			want:    "POST /svc?id=session-12 HTTP/1.1\nHost: a\nSOAPAction: \"urn:x\"\n\n<a s='session-12'/>",
			got:     "POST /svc?id=session-34 HTTP/1.1\nHost: b\nSOAPAction: urn:x\n\n<a s='session-34'/>",
			options: diff.Options{IDs: []string{"session-12", "session-34"}},
		},
		{
			name:   "form",
			want:   "POST /svc HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\na=1&b=2&b=3",
			got:    "POST /svc HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\nb=2&b=4&a=%31",
			differ: []diff.Difference{{Kind: diff.Value, Weight: diff.Content, Path: "form b", Want: "3", Got: "4"}},
		},
		{
			name:    "declaration",
			want:    "HTTP/1.1 200 OK\n\n<?xml version='1.0'?><a/>",
			got:     "HTTP/1.1 200 OK\n\n<a/>",
			options: diff.Options{Declaration: true},
			differ: []diff.Difference{{
				Kind: diff.Declaration, Weight: diff.Form, Path: "body", Want: "<?xml version='1.0'?>", Hint: "the XML declaration is missing",
			}},
		},
		{
			name: "ignored",
			want: "HTTP/1.1 200 OK\nContent-Type: text/xml\n\n<a><b id='1'>1</b><c><d>1</d></c></a>",
			got:  "HTTP/1.1 200 OK\nContent-Type: text/plain\n\n<a><b id='2'>1</b><c><d>2</d></c></a>",
			options: diff.Options{Ignore: func(path string) bool {
				return slices.Contains([]string{"header Content-Type", "/a/b/@id", "/a/c/d"}, path)
			}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := diff.Messages(message(test.want), message(test.got), test.options)
			if d := cmp.Diff(test.differ, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// What is said of the order of one element is not said of another, whose order does not matter.
func TestOrderThatDoesNotMatter(t *testing.T) {
	o := diff.Options{Ignore: func(path string) bool { return path == "/r/y" }}
	got := diff.Bodies([]byte("<r><x><p/><q/></x><y><p>1</p><q/></y></r>"), []byte("<r><x><q/><p/></x><y><q/><p>2</p></y></r>"), "", "", o)
	var hints []string
	for _, d := range got {
		hints = append(hints, d.Path+" "+d.Hint)
	}
	if d := cmp.Diff([]string{"/r/x only the order of the children differs", "/r/y/p "}, hints); d != "" {
		t.Error(d)
	}
}

func TestTimes(t *testing.T) {
	recorded, played := time.Date(2017, 8, 15, 12, 0, 0, 0, time.UTC), time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC)
	known := diff.Options{Want: diff.Side{Now: recorded}, Got: diff.Side{Now: played}, Window: time.Minute}
	for _, test := range []struct {
		name      string
		want, got string
		options   diff.Options
		hint      string
	}{
		{name: "any instant", want: "2017-08-15T14:02:31.1234567+02:00", got: "2026-01-02T03:04:05.1+01:00"},
		{name: "any RFC 1123", want: "Tue, 15 Aug 2017 12:00:00 GMT", got: "Fri, 02 Jan 2026 03:00:00 GMT"},
		{name: "Salesforce REST", want: "2017-08-15T12:00:00.000+0000", got: "2026-01-02T03:00:00.000+0000"},
		{name: ".NET's JSON", want: "/Date(1502805751123+0200)/", got: "/Date(1767322800000+0100)/"},
		{name: "within a text", want: "expired at 2017-08-15T12:00:00Z, sorry", got: "expired at 2026-01-02T03:00:00Z, sorry"},
		{name: "another zone", want: "2017-08-15T12:00:00Z", got: "2026-01-02T03:00:00", hint: "a time in another form"},
		{name: "without a fraction", want: "2017-08-15T12:00:00.123Z", got: "2026-01-02T03:00:00Z", hint: "a time in another form"},
		{name: "never", want: "0001-01-01T00:00:00", got: "2026-01-02T03:00:00", hint: "one is no instant, but stands for never"},
		{name: "a date is no instant", want: "2017-08-15", got: "2026-01-02", hint: "another date"},
		{name: "shifted", want: "2017-08-15T12:20:00Z", got: "2026-01-02T03:20:30Z", options: known},
		{name: "fixed", want: "2010-01-01T00:00:00Z", got: "2010-01-01T00:00:10Z", options: known},
		{name: "too late", want: "2017-08-15T12:20:00Z", got: "2026-01-02T03:30:00Z", options: known, hint: "too late by 10m0s"},
		{name: "too early", want: "2017-08-15T12:20:00Z", got: "2026-01-02T03:10:00Z", options: known, hint: "too early by 10m0s"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var hint string
			for _, d := range diff.Bodies([]byte("<a>"+test.want+"</a>"), []byte("<a>"+test.got+"</a>"), "", "", test.options) {
				hint += d.Hint
			}
			if hint != test.hint {
				t.Errorf("got %q, want %q", hint, test.hint)
			}
			test.options.Strict = diff.Times
			if len(diff.Bodies([]byte(test.want), []byte(test.got), "", "", test.options)) == 0 {
				t.Error("strictly they differ, and nothing says so")
			}
		})
	}
}

func TestPlaceholders(t *testing.T) {
	played := time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name      string
		want, got string
		differ    string // kind and hint of the first difference
	}{
		{name: "any", want: `<a>${any}</a>`, got: `<a>x</a>`},
		{name: "any elements", want: `<a>${any}</a>`, got: `<a><b/></a>`},
		{name: "any inside", want: `<a>from ${any} to ${any}</a>`, got: `<a>from 1 to 2</a>`},
		{name: "number", want: `<a b="n=${number}"/>`, got: `<a b="n=-1.5e3"/>`},
		{name: "no number", want: `<a b="n=${number}"/>`, got: `<a b="n=x"/>`, differ: "attribute: does not fit ${number}"},
		{name: "uuid", want: `<a>${uuid}</a>`, got: `<a>{6F9619FF-8B86-D011-B42D-00CF4FC964FF}</a>`},
		{name: "hash", want: `<a>${hash}</a>`, got: `<a>8f3b9d%8d368d%f35d6c601e1231c8a31f</a>`},
		{name: "short for a hash", want: `<a>${hash}</a>`, got: `<a>8f3b</a>`, differ: "text: does not fit ${hash}"},
		{name: "match", want: `<a>${match \d{2,3}[A-Z]}!</a>`, got: `<a>123X!</a>`},
		{name: "no match", want: `<a>${match \d{2,3}[A-Z]}!</a>`, got: `<a>1X!</a>`, differ: `text: does not fit ${match \d{2,3}[A-Z]}`},
		{name: "time", want: `<a>${time}</a>`, got: `<a>Fri, 02 Jan 2026 03:00:00 GMT</a>`},
		{name: "no time", want: `<a>${time}</a>`, got: `<a>soon</a>`, differ: "text: does not fit ${time}"},
		{name: "time from now", want: `<a>${time +20m ±5s}</a>`, got: `<a>2026-01-02T03:20:04Z</a>`},
		{name: "time about now", want: `<a>${time +-5m}</a>`, got: `<a>2026-01-02T03:20:00Z</a>`, differ: "text: too late by 20m0s"},
		{name: "absent", want: `<a><b>${absent}</b><c/></a>`, got: `<a><c/></a>`},
		{name: "not absent", want: `<a><b>${absent}</b><c/></a>`, got: `<a><b>1</b><c/></a>`, differ: "extra: "},
		{name: "absent attribute", want: `<a b="${absent}"/>`, got: `<a/>`},
		{name: "attribute not absent", want: `<a b="${absent}"/>`, got: `<a b=""/>`, differ: "extra: "},
		{name: "optional", want: `<a><b>${optional}</b><c/></a>`, got: `<a><c/></a>`},
		{name: "optional and there", want: `<a><b>${optional}</b><c/></a>`, got: `<a><b>1</b><c/></a>`},
		{name: "JSON", want: `{"a":"${number}","b":"${any}","c":"${absent}","d":"x${uuid}"}`, got: `{"a":1,"b":[1],"d":"x6F9619FF-8B86-D011-B42D-00CF4FC964FF"}`},
		{name: "JSON not absent", want: `{"a":"${absent}"}`, got: `{"a":1}`, differ: "extra: "},
		{name: "literal", want: `<a>$${any} costs</a>`, got: `<a>${any} costs</a>`},
		{name: "a secret is not ours", want: `<a b='1'>${secret x}</a>`, got: `<a b="1">${secret x}</a>`},
		{name: "whole body", want: `${any}`, got: `<a/>`},
		{name: "unknown", want: `<a>${tmie}</a>`, got: `<a/>`, differ: "placeholder: ${tmie} is no placeholder: is ${time} meant? (a literal ${ is written $${)"},
		{name: "of two letters that changed places", want: `<a>${ayn}</a>`, got: `<a/>`, differ: "placeholder: ${ayn} is no placeholder: is ${any} meant? (a literal ${ is written $${)"},
		{name: "of a request", want: `<a>${secert:x}</a>`, got: `<a/>`, differ: "placeholder: ${secert:x} is no placeholder: is ${secret:x} meant? (a literal ${ is written $${)"},
		{name: "open", want: `<a>${any</a>`, got: `<a/>`, differ: "placeholder: ${any has no closing brace (a literal ${ is written $${)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var differ string
			for _, d := range diff.Bodies([]byte(test.want), []byte(test.got), "", "", diff.Options{Got: diff.Side{Now: played}}) {
				differ += string(d.Kind) + ": " + d.Hint
			}
			if differ != test.differ {
				t.Errorf("got  %q\nwant %q", differ, test.differ)
			}
		})
	}
}

// A text in UTF-16 is read for placeholders, so nothing in it may be one either.
func TestLiteralInUTF16(t *testing.T) {
	got := &transcript.Message{Start: "HTTP/1.1 200 OK", Body: wide.Encode("\ufeff<a>${x} ${any}</a>", binary.LittleEndian)}
	want := diff.LiteralMessage(got)
	if err := diff.CheckMessage(want); err != nil {
		t.Error(err)
	}
	if found := diff.Messages(want, got, diff.Options{}); len(found) > 0 {
		t.Errorf("%v", found)
	}
}

func TestLiteral(t *testing.T) {
	for _, s := range []string{"", "$", "${", "$${", "$$${any}", "a${any}$", "${secret x}"} {
		// One byte more in both, or they would be equal without looking.
		want, got := diff.Literal(s)+" ", s+"  "
		found := diff.Bodies([]byte(want), []byte(got), "text/plain", "text/plain", diff.Options{})
		if len(found) != 1 || found[0].Kind != diff.Space {
			t.Errorf("%q: %v", s, found)
		}
	}
}
