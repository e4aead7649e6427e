package gate

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// leavesOf are the texts of a body as those of a call are found.
func leavesOf(body string, isSOAP bool, session string) []leaf {
	if looksLikeJSON([]byte(body)) {
		return leavesOfJSON([]byte(body), session)
	}
	doc, err := reader.Read([]byte(body), reader.Options{})
	if err != nil {
		return nil
	}
	defer doc.Release()
	return leavesOfXML(doc.Root(), isSOAP, session)
}

// requestOf is the request of a file.
func requestOf(body string, isSOAP bool) *entry {
	e := &entry{request: &transcript.Message{Body: []byte(body)}, isSOAP: isSOAP}
	e.leaves = e.findLeaves()
	return e
}

func inEnvelope(inside string) string {
	return `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:p="urn:p" xmlns:q="urn:p"><S:Header><a>x</a></S:Header><S:Body><op xmlns="urn:o">` + inside + `</op></S:Body></S:Envelope>`
}

// sieved are two bodies, and whether the sieve lets the second one through to the first.
func sieved() []struct {
	want, got string
	fits      bool
} {
	const in = "2020-01-02T03:04:05Z"
	return []struct {
		want, got string
		fits      bool
	}{
		{`<a>1</a>`, `<a>1</a>`, true},
		{`<a>1</a>`, `<a>2</a>`, false},
		{`<a>1</a>`, `<a>1</a><b>2</b>`, false},
		{`<a>1</a><b>2</b>`, `<a>1</a>`, false},
		{`<a>1</a>`, `<a></a>`, false},
		{`<a>x y</a>`, `<a> x  y </a>`, true},
		{`<a>p:x</a>`, `<a>q:x</a>`, true},
		{`<a i:type="p:x">x</a>`, `<a>x</a>`, true},
		{`<a>` + in + `</a><b>1</b>`, `<a>2021-05-06T07:08:09Z</a><b>1</b>`, true},
		{`<a>` + in + `</a><b>1</b>`, `<a>2021-05-06T07:08:09Z</a><b>2</b>`, false},
		{`<a>from 20200102030405 on</a>`, `<a>from 20200102030406 on</a>`, true},
		{`<a>Jan  2 2020  3:04AM</a>`, `<a>Jan  2 2020  3:05AM</a>`, true},
		{`<a>/Date(1)/</a>`, `<a>/Date(2)/</a>`, true},
		{`<a><year>2020</year><month>1</month><day>2</day><hour>3</hour><minute>4</minute><second>5</second></a>`,
			`<a><year>2021</year><month>2</month><day>3</day><hour>4</hour><minute>5</minute><second>6</second></a>`, true},
		{`<a><current>1</current><limit>9</limit></a>`, `<a><current>2</current><limit>9</limit></a>`, true},
		{`<a>${any}</a><b>1</b>`, `<a><x>3</x><y>4</y></a><b>1</b>`, true},
		{`<a>${any}</a><b>1</b>`, `<a/><b>1</b>`, true},
		{`<a>${any}</a><b>1</b>`, `<a/><b>2</b>`, false},
		{`<b>1</b><a>${any}</a>`, `<b>2</b><a/>`, false},
		{`<s>another</s><b>1</b>`, `<s>s-1</s><b>1</b>`, true},
		{`<s/><b>1</b>`, `<s>s-1</s><b>1</b>`, true},
		{`<b>1</b>`, `<s>s-1</s><b>1</b>`, true},
		{`<s>another</s><b>1</b>`, `<s>s-1</s><b>2</b>`, false},
		{`<b>1</b><s>another</s>`, `<b>2</b><s>s-1</s>`, false},
		{`<a>&lt;x></a>`, `<a><![CDATA[<x>]]></a>`, true},
		{`<a>1<b/>2</a>`, `<a>12<b/></a>`, true},
		{`<a href="#1"/>`, `<a>1</a>`, true},
		{`{"a":1,"b":"x"}`, `{"b":"x","a":1.0}`, true},
		{`{"a":0}`, `{"a":-0.0}`, true},
		{`{"a":10}`, `{"a":1e1}`, true},
		{`{"a":1}`, `{"a":"1"}`, true},
		{`{"a":1}`, `{"a":2}`, false},
		{`{"a":[1,2]}`, `{"a":[2,1]}`, false},
		{`{"a":true}`, `{"a":false}`, false},
		{`{"s":"other","z":1}`, `{"s":"s-1","z":1}`, true},
		{`{"s":"${any}","z":1}`, `{"s":{"x":[1,2,3]},"z":1}`, true},
		{`{"s":"${optional}","z":1}`, `{"z":1}`, true},
		{`{"s":"${optional}","z":1}`, `{"z":2}`, false},
		{`{"used":1,"max":5}`, `{"used":2,"max":5}`, true},
		{`{"at":"` + in + `"}`, `{"at":"2021-05-06T07:08:09Z"}`, true},
	}
}

// What is another request falls out early, and what may be the same one never does.
func TestSieve(t *testing.T) {
	for _, tt := range sieved() {
		want, got, isSOAP := tt.want, tt.got, false
		if want[0] == '<' {
			want, got, isSOAP = inEnvelope(want), inEnvelope(got), true
		}
		e := requestOf(want, isSOAP)
		found := leavesOf(got, isSOAP, "s-1")
		through := e.leaves == nil || found == nil || fits(e.leaves, found)
		if through != tt.fits {
			t.Errorf("%s\n%s\n%v, %v: let through: %v", tt.want, tt.got, e.leaves, found, through)
		}
		call := newCall("POST /op", got)
		if d := e.differs(call, 0); d == nil && !through {
			t.Errorf("%s\n%s\nare the same, and do not come through", tt.want, tt.got)
		}
	}
}

// FuzzSieve looks for two requests that are the same for package diff, and of which the sieve says that they are not.
func FuzzSieve(f *testing.F) {
	for _, tt := range sieved() {
		f.Add(tt.want, tt.got, "s-1")
	}
	f.Add(`<faultcode>S:Client</faultcode>`, `<faultcode>Client</faultcode>`, "")
	f.Fuzz(func(t *testing.T, want, got, session string) {
		for _, isSOAP := range []bool{true, false} {
			w, g := want, got
			if isSOAP {
				w, g = inEnvelope(want), inEnvelope(got)
			}
			e, found := requestOf(w, isSOAP), leavesOf(g, isSOAP, session)
			if e.leaves == nil || found == nil || fits(e.leaves, found) {
				continue
			}
			call := newCall("POST /op", g)
			call.Session = session
			if d := e.differs(call, 0); d == nil {
				t.Errorf("SOAP %v: %v, %v\nare the same:\n%s\n%s", isSOAP, e.leaves, found, w, g)
			}
		}
	})
}

// Behind many differences that do not matter there may be one that does.
func TestDifferenceBehindMany(t *testing.T) {
	var want, got strings.Builder
	for i := range 150 {
		fmt.Fprintf(&want, `<a>%d</a>`, i)
		fmt.Fprintf(&got, `<a i:type="p:x">%d</a>`, i)
	}
	e := requestOf(inEnvelope(want.String()+`<v p:k="1"/>`), true)
	if d := e.differs(newCall("POST /op", inEnvelope(got.String()+`<v p:k="1"/>`)), 0); d != nil {
		t.Errorf("the types alone: %v", d)
	}
	if d := e.differs(newCall("POST /op", inEnvelope(got.String()+`<v p:k="2"/>`)), 0); d == nil {
		t.Error("another value behind the types is none")
	}
}

// Of a thousand pairs each call has its own, and the ones for one request are given in turn, the last one again, wherever
// they stand.
func TestTurnsAmongMany(t *testing.T) {
	dir, files := t.TempDir(), map[string]string{}
	for i := range 500 {
		n := i % 400 // a hundred have a second answer
		files[fmt.Sprintf("q%d.request.xml", i)] = inEnvelope(fmt.Sprintf("<n>%d</n>", n))
		files[fmt.Sprintf("q%d.response.xml", i)] = inEnvelope(fmt.Sprintf("<r>%d of %d</r>", i/400, n))
	}
	files["op.response.xml"] = inEnvelope("<r>any</r>")
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	g, err := New("mft", Config{Answers: Paths{dir}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		n    int
		want string
	}{{7, "0 of 7"}, {399, "0 of 399"}, {7, "1 of 7"}, {399, "0 of 399"}, {7, "1 of 7"}, {400, "any"}, {0, "0 of 0"}} {
		if got, note := passSOAP(t, g, inEnvelope(fmt.Sprintf("<n> %d </n>", tt.n))); !strings.Contains(got, "<r>"+tt.want+"</r>") {
			t.Errorf("%d: %s, %s", tt.n, got, note)
		}
	}
}

// Few files are looked at by every call; many rest for a while, and who asks what there is need not wait.
func TestManyFilesRest(t *testing.T) {
	few, many := &library{stamps: make([]stamp, manyFiles-1)}, &library{stamps: make([]stamp, manyFiles)}
	for _, tt := range []struct {
		l          *library
		took, want time.Duration
	}{{few, time.Second, 0}, {many, 2 * time.Millisecond, 10 * time.Millisecond}, {many, time.Second, 100 * time.Millisecond}} {
		if got := tt.l.rest(tt.took); got != tt.want {
			t.Errorf("%d files, looked at for %v, rest for %v", len(tt.l.stamps), tt.took, got)
		}
	}
	files := map[string]string{}
	for i := range manyFiles {
		files[fmt.Sprintf("q%d.response.json", i)] = "{}"
	}
	g := open(t, files)
	write(t, g.answers.sources[0].path, map[string]string{"new.response.json": "{}"})
	if n := g.State().Answers; n != manyFiles+1 {
		t.Errorf("%d answers", n)
	}
}
