package replay

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/internal/wide"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

func all(string) bool { return true }

// What a server answers may be of millions of levels: no tree is made of it, since whoever goes through one ends the program with
// its stack.
func TestDeepDocument(t *testing.T) {
	const deep = 10_000
	text := strings.Repeat("<a>", deep) + strings.Repeat("</a>", deep)
	if got := valuesIn(text); len(got) > 0 {
		t.Errorf("%d values of a document that is too deep", len(got))
	}
	b := newBindings()
	b.bind("aaa111bbb", "x")
	if b.arrange(text, text) != text || b.unfold(text, all) != text {
		t.Error("a document that is too deep was changed")
	}
	if got := valuesIn(strings.Repeat("<a>", 999) + strings.Repeat("</a>", 999)); len(got) != 999 {
		t.Errorf("%d values of one that is not", len(got))
	}
}

func TestReplace(t *testing.T) {
	b := newBindings()
	for story, live := range map[string]string{"aaa111bbb": "x<1", "aaa111bbb!222ccc": "long", "a/b+c1d2==": "z&z", "swap1": "swap2", "swap2": "swap1"} {
		b.bind(story, live)
	}
	for _, tt := range []struct {
		in         syntax
		text, want string
	}{
		{inXML, "<a b='aaa111bbb'>aaa111bbb</a>", "<a b='x&lt;1'>x&lt;1</a>"},
		{inJSON, `{"a":"aaa111bbb"}`, `{"a":"x<1"}`},
		{inURL, "/a?b=aaa111bbb&c=d", "/a?b=x%3C1&c=d"},
		{inText, "aaa111bbb!222ccc, aaa111bbb, and aaa111bbb2", "long, x<1, and aaa111bbb2"},
		{inXML, "<u>?a%2Fb%2Bc1d2%3D%3D ?a%2fb%2bc1d2%3d%3d a/b+c1d2==</u>", "<u>?z%26z ?z%26z z&amp;z</u>"},
		{inURL, "/?q=a/b+c1d2==", "/?q=z&z"}, // as the story has it, without escapes
		{inText, "swap1 swap2", "swap2 swap1"},
	} {
		if got := b.replace(tt.text, tt.in, all); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.text, got, tt.want)
		}
	}
}

// A text is gone through once, however many ids there are: this took minutes when each was looked for by itself.
func TestReplaceOfMany(t *testing.T) {
	const many = 50_000
	b := newBindings()
	var text, want strings.Builder
	for i := range many {
		story, live := fmt.Sprintf("00QU%07dFKTBMA2", i), fmt.Sprintf("00QX%07dFKTBMA2", i)
		b.bind(story, live)
		fmt.Fprintf(&text, "<Id>%s</Id><Name>Company %d</Name>", story, i)
		fmt.Fprintf(&want, "<Id>%s</Id><Name>Company %d</Name>", live, i)
	}
	begin := time.Now()
	if got := b.replace(text.String(), inXML, all); got != want.String() {
		t.Errorf("not every id was replaced: %.200s", got)
	}
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
	b.bind("00QU0000001FKTBMA2", "another")
	if got := b.replace("00QU0000001FKTBMA2, 00QU0000002FKTBMA2", inXML, all); got != "another, 00QX0000002FKTBMA2" {
		t.Errorf("what was bound anew is %s", got)
	}
}

// BenchmarkReplace looks for ids, none of which is there, in a large body: what it costs hardly grows with their number.
func BenchmarkReplace(b *testing.B) {
	text := strings.Repeat("<a> </a>\n", 100_000)
	for _, ids := range []int{1, 40} {
		b.Run(fmt.Sprint("ids=", ids), func(b *testing.B) {
			known := newBindings()
			for i := range ids {
				known.bind("a1b2c3d4e5f6"+strings.Repeat("x", 3*i), "live")
			}
			for b.Loop() {
				if known.replace(text, inXML, all) != text {
					b.Error("something is replaced")
				}
			}
		})
	}
}

func TestArrange(t *testing.T) {
	b := newBindings()
	b.bind("r1", "live-1")
	b.bind("r2", "live-2")
	b.bind("r3", "live-3")
	for _, tt := range []struct{ name, want, got, arranged string }{
		{"attributes", `<l><s id="live-1" u="A"/><s id="live-2" u="B"/></l>`, `<l><s id="live-2"/><s id="live-1"/></l>`, `<l><s id="live-2" u="B"/><s id="live-1" u="A"/></l>`},
		{"elements", `<l><n>2</n><s><i>live-1</i><u>A</u></s><s><i>live-2</i><u/></s></l>`, `<l><n/><s><i>live-2</i><u/></s><s><i>live-1</i></s></l>`,
			`<l><n>2</n><s><i>live-2</i><u></u></s><s><i>live-1</i><u>A</u></s></l>`},
		{"references", `<l><r href="#a"/><r href="#b"/><s id="a"><i>live-1</i><t href="#c"/></s><s id="b"><i>live-2</i><t href="#d"/></s><t id="c">1</t><t id="d">2</t></l>`,
			`<l><r/><r/><s id="a"><i>live-2</i></s><s id="b"><i>live-1</i></s><t/><t/></l>`,
			`<l><r href="#a"/><r href="#b"/><s id="a"><i>live-2</i><t href="#c"/></s><s id="b"><i>live-1</i><t href="#d"/></s><t id="c">2</t><t id="d">1</t></l>`},
		{"beans in place, and a null behind them", `<l><s type="n3:S"><i>live-1</i><d type="n4:D"><h>7</h></d></s><s type="n5:S"><i>live-2</i><d type="n6:D"><h>8</h></d></s><s nil="true"/></l>`,
			`<l><s type="n3:S"><i>live-2</i><d type="n4:D"><h>9</h></d></s><s type="n5:S"><i>live-1</i><d type="n6:D"><h>9</h></d></s><s nil="true"/></l>`,
			`<l><s type="n3:S"><i>live-2</i><d type="n4:D"><h>8</h></d></s><s type="n5:S"><i>live-1</i><d type="n6:D"><h>7</h></d></s><s nil="true"/></l>`},
		{"of another encoding", `<?xml version="1.0" encoding="ISO-8859-1"?><l><i>` + "\xe4" + `</i><s>live-1</s><s>live-2</s></l>`, `<?xml version="1.0" encoding="UTF-16"?><l><i/><s>live-2</s><s>live-1</s></l>`,
			`<?xml version="1.0" encoding="ISO-8859-1"?><l><i>` + "\xe4" + `</i><s>live-2</s><s>live-1</s></l>`},
		{"another one came", `<l><i>live-1</i><i>live-2</i></l>`, `<l><i>live-2</i><i>live-3</i></l>`, `<l><i>live-1</i><i>live-2</i></l>`},
		{"one twice", `<l><i>live-1</i><i>live-1</i></l>`, `<l><i>live-1</i><i>live-2</i></l>`, `<l><i>live-1</i><i>live-1</i></l>`},
		{"broken", `<l><i>live-1</i>`, `<l><i>live-2</i></l>`, `<l><i>live-1</i>`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.arranged, b.arrange(tt.want, tt.got)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestUnfold(t *testing.T) {
	b := newBindings()
	b.bind("ns2qf3/m9EGUy1iEiwua9A==", "vBUDHHghQE6xoycDHLUzlA==")
	const text = `<a b=" ns2qf3/m&#xA;9EGUy1iEiwua9A== "> ns2q  f3/m9EGUy1iEiwua9A==</a>`
	const want = `<a b=" vBUDHHgh&#xA;QE6xoycDHLUzlA== "> vBUD  HHghQE6xoycDHLUzlA==</a>`
	if got := b.unfold(text, all); got != want {
		t.Errorf("got %s", got)
	}
}

// TestUpdateKeeps: what fits stays as the story has it, in the document that came.
func TestUpdateKeeps(t *testing.T) {
	k := keeper{options: diff.Options{}, story: map[string]bool{"story-id": true}}
	want := `<a:r xmlns:a="x" t="2005-11-07T10:00:00Z"><id>${hash}</id><n>1</n><gone/></a:r>`
	got := `<b:r t="2026-11-07T10:00:00Z" xmlns:b="x"><id>0123456789abcdef0123</id><n>2</n><sid>story-id</sid><password>p</password></b:r>`
	hidden := `<b:r t="2026-11-07T10:00:00Z" xmlns:b="x"><id>PSEUDO</id><n>2</n><sid>PSEUDO</sid><password>HIDDEN</password></b:r>`
	kept := `<b:r t="2005-11-07T10:00:00Z" xmlns:b="x"><id>${hash}</id><n>2</n><sid>story-id</sid><password>HIDDEN</password></b:r>`
	if d := cmp.Diff(kept, k.body(want, got, hidden)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	for _, tt := range []struct{ want, got, kept string }{
		{`{"id":"${hash}","at":"2005-11-07T10:00:00Z","n":[1,2]}`, `{"at": "2026-11-07T10:00:00Z", "id": "0123456789abcdef0123", "n": [1,3], "x": null}`,
			`{"at": "2005-11-07T10:00:00Z", "id": "${hash}", "n": [1,3], "x": null}`},
		{`{'id': '${hash}', /* it's */ n: 1}`, `{'id': '0123456789abcdef0123', /* it's */ n: 2}`, `{'id': '${hash}', /* it's */ n: 2}`},
		{`<r><a>${any}</a><b>1</b></r>`, `<r><a><c x="1">2</c></a><b>2</b></r>`, `<r><a>${any}</a><b>2</b></r>`},
		{`<r><a>1</a></r>`, `plain`, `plain`},
		{`pl${any}`, `plain`, `pl${any}`},
		{`plain`, `<r/>`, `<r/>`},
	} {
		if d := cmp.Diff(tt.kept, k.body(tt.want, tt.got, tt.got)); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.want, d)
		}
	}
	f := func(nameAndValue ...string) (l []transcript.Field) {
		for i := 0; i < len(nameAndValue); i += 2 {
			l = append(l, transcript.Field{Name: nameAndValue[i], Value: nameAndValue[i+1]})
		}
		return l
	}
	came := f("content-type", "text/plain", "Server", "new", "Location", "/x", "set-cookie", "b=2", "Set-Cookie", "c=3")
	fields := k.fields(f("Server", "old", "Content-Type", "text/xml", "SOAPAction", "", "Set-Cookie", "a=1"), came, came)
	if d := cmp.Diff(f("Server", "old", "Content-Type", "text/plain", "Set-Cookie", "b=2", "Location", "/x", "Set-Cookie", "c=3"), fields); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	k.options.Headers = []string{"*"} // which is not the server's own (see diff.Options)
	came = f("server", "new", "Connection", "close", "X-A", "2", "X-B", "3")
	fields = k.fields(f("Server", "old", "X-A", "1", "X-C", "4"), came, came)
	if d := cmp.Diff(f("Server", "old", "X-A", "2", "X-B", "3"), fields); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestMoveURL(t *testing.T) {
	const text = `<a xmlns="http://old/ns" xmlns:b = 'http://old/ns' c="http://old/ns">http://old/x http://older/x http://old</a>`
	const want = `<a xmlns="http://old/ns" xmlns:b = 'http://old/ns' c="https://new/p/ns">https://new/p/x http://older/x https://new/p</a>`
	if got := moveURL(text, []string{"http://old"}, "https://new/p"); got != want {
		t.Errorf("got %s", got)
	}
	// A target that is one of the hosts itself, and a name that begins with another one.
	const two = "http://old/x https://new/y http://new/z http://new.example.com/"
	from := []string{"http://old", "https://old", "http://new", "https://new", "http://new.example.com"}
	if got := moveURL(two, from, "https://new/p"); got != "https://new/p/x https://new/p/y https://new/p/z https://new/p/" {
		t.Errorf("got %s", got)
	}
}

func TestWide(t *testing.T) {
	b := newBindings()
	b.bind("aaa111bbb222", "ccc333ddd444")
	m := translate(&transcript.Message{Start: "POST / HTTP/1.1", Body: wide.Encode("\ufeff<a>aaa111bbb222</a>", binary.LittleEndian)}, b)
	if got := wide.Decode(m.Body, binary.LittleEndian); got != "\ufeff<a>ccc333ddd444</a>" {
		t.Errorf("got %q", got)
	}
}

// FuzzDocuments: whatever a server sends, no way of looking at it panics, and what has nothing to be changed stays.
func FuzzDocuments(f *testing.F) {
	f.Add(`<l><s id="live-1" u='A'/><s id="live-2"><t href="#a"/></s></l>`, `<l><s id="live-2"/><s id="live-1"/><t id="a">1</t></l>`)
	f.Add(`{"a":["live-1",{"b":2}]}`, `{"a":[1,"live-2"]`)
	f.Add(`<a b = "c" d=e>`, "<\xff/>")
	f.Fuzz(func(t *testing.T, want, got string) {
		b := newBindings()
		b.bind("story-1a2b3c4d5", "live-1")
		b.bind("story-2a2b3c4d5", "live-2")
		_ = b.arrange(want, got)
		_ = b.unfold(got, all)
		_ = b.replace(got, syntaxOf(got), all)
		k := keeper{options: diff.Options{}, story: map[string]bool{"story-1a2b3c4d5": true}}
		if kept := k.body(want, want, want); kept != want {
			t.Errorf("%q was written as %q, though nothing differs", want, kept)
		}
		_ = k.body(want, got, got)
		_ = moveURL(got, []string{"http://a"}, "https://b")
		_ = translate(&transcript.Message{Start: "POST /" + want, Fields: []transcript.Field{{Name: "Authorization", Value: got}}, Body: []byte(got)}, b)
		_ = digestOf(&transcript.Message{Start: want, Fields: []transcript.Field{{Name: "Authorization", Value: "Digest " + got}}})
		_ = Operation(&transcript.Message{Start: want, Body: []byte(got)})
	})
}
