package gate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func write(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

const (
	good  = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><a/></e:Body></e:Envelope>`
	empty = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body/></e:Envelope>`
	story = "format: soapstone/1\nsystem: mft\n-- 1 request --\nPOST /x HTTP/1.1\n\n" + good + "\n-- 1 response --\nHTTP/1.1 200 OK\n\n" + good + "\n"
)

// A damaged file is named with its line and with what is to be done; the others answer.
func TestDamagedFiles(t *testing.T) {
	tests := map[string]struct {
		files map[string]string
		want  []string // the damage, in order, with the folder left out
	}{
		"nothing":         {nil, nil},
		"not for us":      {map[string]string{"README.md": "x", "a.bak": "x", ".hidden.xml": "x", "deeper/b.response.xml": "x"}, nil},
		"cut":             {map[string]string{"a.response.xml": "<a>\n<b>\n"}, []string{`a.response.xml:2: it is no XML: unexpected EOF`}},
		"mismatch":        {map[string]string{"a.response.xml": "<a>\n<b>\n</c></a>"}, []string{`a.response.xml:3: it is no XML: element <b> closed by </c>`}},
		"no prefix":       {map[string]string{"a.response.xml": "<a>\n<b xsi:nil='true'/></a>"}, []string{`a.response.xml:2: it is no XML: the prefix "xsi" in "b" is not declared`}},
		"two of a name":   {map[string]string{"a.response.xml": "<a\nb='' b=''/>"}, []string{`a.response.xml:1: it is no XML: the attribute "b" stands twice on "a"`}},
		"asks no prefix":  {map[string]string{"a.request.xml": strings.Replace(good, "<a/>", "<x:a/>", 1), "a.response.xml": good}, []string{`a.request.xml:1: it is no XML: the prefix "x" in "x:a" is not declared`}},
		"a mark":          {map[string]string{"a.response.xml": "\ufeff<a/>"}, nil},
		"empty":           {map[string]string{"a.response.xml": "\n \n"}, []string{`a.response.xml:1: it is empty`}},
		"DTD":             {map[string]string{"a.response.xml": "<!DOCTYPE a>\n<a/>"}, []string{`a.response.xml:1: it has a DTD, which no message may have`}},
		"two roots":       {map[string]string{"a.response.xml": "<a/>\n<b/>"}, []string{`a.response.xml:2: it has a second root, <b>`}},
		"text outside":    {map[string]string{"a.response.xml": "<a/>\nb"}, []string{`a.response.xml:2: there is text outside of the root`}},
		"no element":      {map[string]string{"a.response.xml": "<?xml version='1.0'?>"}, []string{`a.response.xml:1: it has no element`}},
		"latin":           {map[string]string{"a.response.xml": "<a>\n\xe4</a>"}, []string{`a.response.xml:2: it is not UTF-8: save it as that, or keep the exchange in a transcript`}},
		"says latin":      {map[string]string{"a.response.xml": "<?xml version='1.0' encoding='ISO-8859-1'?><a/>"}, []string{`a.response.xml:1: it says that its encoding is "ISO-8859-1": save it as UTF-8, and let it say so`}},
		"stray envelope":  {map[string]string{"a.response.xml": "<soapenv:Envelope/>"}, []string{`a.response.xml:1: its Envelope is in no namespace of SOAP: is the prefix declared?`}},
		"JSON":            {map[string]string{"a.response.json": "{\"a\":\n1,}"}, []string{`a.response.json:2: it is no JSON: invalid character '}' looking for beginning of object key string`}},
		"alone":           {map[string]string{"a.request.xml": good}, []string{`a.request.xml: the answer is missing: write a.response.xml beside it`}},
		"for all of both": {map[string]string{"a.response.xml": good, "a.response.json": "{}"}, nil},
		"pairs of both":   {map[string]string{"a.request.xml": good, "a.response.xml": good, "a.request.json": "{}", "a.response.json": "{}"}, nil},
		"of two forms":    {map[string]string{"a.request.http": "GET /a", "a.response.json": "{}"}, nil},
		"two answers":     {map[string]string{"a.request.http": "GET /a", "a.response.xml": good, "a.response.json": "{}"}, []string{`a.request.http: it is not clear which of several files answers it: give each pair a name of its own`}},
		"no mark":         {map[string]string{"a.xml": good}, []string{`a.xml: its name says neither what it asks nor what it answers: call it NAME.request.xml or OPERATION.response.xml, or .json or .http`}},
		"no operation":    {map[string]string{"a.request.xml": empty, "a.response.xml": good}, []string{`a.request.xml:1: the body of the envelope is empty: it says no operation`}},
		"no status":       {map[string]string{"a.response.http": "200 OK\n\n{}"}, []string{`a.response.http:1: the file begins with no line such as "HTTP/1.1 200 OK"`}},
		"no request line": {map[string]string{"a.request.http": "GET\n", "a.response.json": "{}"}, []string{`a.request.http:1: the file begins with no line such as "GET /path?name=value"`}},
		"head":            {map[string]string{"a.response.http": "HTTP/1.1 200 OK\nX: y\n{}"}, []string{`a.response.http:3: "{}" is no field of a head such as "Content-Type: text/xml": an empty line ends the head`}},
		"body of http":    {map[string]string{"a.response.http": "HTTP/1.1 200 OK\nX: y\n\n<a>\n</b>"}, []string{`a.response.http:5: it is no XML: element <a> closed by </b>`}},
		"transcript":      {map[string]string{"a.txtar": "format: soapstone/1\nsystem: mft\n-- 1 reqest --\n"}, []string{`a.txtar:3: "1 reqest" is no entry of a transcript; there are N request, N response, N given, clock, lose N, hang up N, restart and alter`}},
		"another system":  {map[string]string{"a.txtar": strings.Replace(story, "mft", "model204", 1)}, []string{`a.txtar: it is a transcript of model204, and stands where those of mft do`}},
		"a folder":        {map[string]string{"a.response.xml/b": ""}, []string{`a.response.xml: this is no file`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, tt.files)
			write(t, dir, map[string]string{"whole.response.xml": good})
			l := load("mft", []source{{path: dir}})
			var got []string
			for _, d := range l.damaged {
				got = append(got, strings.TrimPrefix(d.Error(), dir+string(filepath.Separator)))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("damaged (-want +got):\n%s", diff)
			}
			if len(l.operations["whole"]) != 1 {
				t.Errorf("the file that is whole does not answer: %v", l.operations)
			}
		})
	}
}

// The operation is the request's, or else the file's name before its first dot.
func TestOperationsOfFiles(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"all.txtar":                      story,
		"other.txtar":                    strings.Replace(story, "mft", "model204", 1),
		"broken-other.txtar":             "format: soapstone/1\nsystem: model204\nwhat\n",
		"mft/query.10.response.xml":      good,
		"mft/query.9.response.xml":       good,
		"mft/query.response.xml":         good,
		"mft/any-name.request.xml":       good,
		"mft/any-name.response.xml":      good,
		"mft/rest.request.http":          "GET /services/data/v58.0/limits%2Fmore?x=1",
		"mft/rest.response.json":         "{}",
		"mft/Account.1.request.json":     "{}",
		"mft/Account.1.response.json":    "[]",
		"mft/own.txtar":                  story,
		"model204/notOurs.response.xml":  good,
		"model204/damaged.response.json": "{",
	})
	l := load("mft", []source{{path: dir, shared: true}})
	if l.damaged != nil {
		t.Errorf("damaged: %v", l.damaged)
	}
	got := map[string][]string{}
	for operation, entries := range l.operations {
		for _, e := range entries {
			name, err := filepath.Rel(dir, e.name)
			if err != nil {
				t.Fatal(err)
			}
			got[operation] = append(got[operation], filepath.ToSlash(name))
		}
	}
	want := map[string][]string{
		"a":       {"all.txtar#1", "mft/own.txtar#1", "mft/any-name.response.xml"},
		"query":   {"mft/query.response.xml", "mft/query.9.response.xml", "mft/query.10.response.xml"},
		"more":    {"mft/rest.response.json"},
		"Account": {"mft/Account.1.response.json"},
		// A dot may belong to the operation, too.
		"Account.1": {"mft/Account.1.response.json"},
		"query.9":   {"mft/query.9.response.xml"},
		"query.10":  {"mft/query.10.response.xml"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// In a folder for all systems a file is for none.
func TestFilesBesideTheSystems(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"query.response.json": "{}", "notes.json": "{}"})
	for which, systems := range map[string][]string{"mft": nil, "mft or salesforce": {"mft", "salesforce"}} {
		want := []Damage{{filepath.Join(dir, "query.response.json"), 0, "it is nobody's here: move it into the folder of its system, which is " + which + " in " + dir}}
		l := load("mft", []source{{path: dir, shared: true, systems: systems}})
		if diff := cmp.Diff(want, l.damaged); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(want, l.common); diff != "" {
			t.Errorf("for all (-want +got):\n%s", diff)
		}
	}
}

// Files are told by their instants; a change in one tick of the file system with the last one is seen, too.
func TestFilesThatChange(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"a.response.xml": good})
	l := load("mft", []source{{path: dir}})
	if l.current() {
		t.Error("a file that was written just now may change again in the same instant")
	}
	old := time.Now().Add(-time.Hour)
	age := func(names ...string) {
		for _, name := range names {
			if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
				t.Fatal(err)
			}
		}
	}
	age("a.response.xml", ".")
	l = load("mft", []source{{path: dir}})
	if !l.current() {
		t.Error("nothing has changed")
	}
	tomorrow := time.Now().Add(24 * time.Hour)
	if err := os.Chtimes(filepath.Join(dir, "a.response.xml"), tomorrow, tomorrow); err != nil {
		t.Fatal(err)
	}
	if l = load("mft", []source{{path: dir}}); !l.current() {
		t.Error("nothing has changed since a file was read that is from tomorrow")
	}
	write(t, dir, map[string]string{"a.response.xml": good + " "})
	age("a.response.xml", ".")
	if l.current() {
		t.Error("the size has changed")
	}
	l = load("mft", []source{{path: dir}})
	write(t, dir, map[string]string{"b.response.xml": good})
	if l.current() {
		t.Error("there is a file more")
	}
	age("b.response.xml", ".")
	l = load("mft", []source{{path: dir}})
	if err := os.Remove(filepath.Join(dir, "b.response.xml")); err != nil {
		t.Fatal(err)
	}
	if age("."); l.current() {
		t.Error("there is a file less")
	}
}

// Whatever stands in a file, reading it ends, and says what is wrong in a line of that file.
func FuzzFiles(f *testing.F) {
	for _, form := range []string{formXML, formJSON, formHTTP} {
		for _, text := range []string{good, "{}", "GET /a?b=c\nX: y\n\n{}", "HTTP/1.1 200 OK\r\n\r\n" + good, "<a>${now}$${x}", "\xff", ""} {
			f.Add(form, []byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, form string, text []byte) {
		lines := 1 + strings.Count(string(text), "\n")
		for _, read := range []func(*entry, string, []byte) *problem{(*entry).readRequest, (*entry).readResponse} {
			e := &entry{}
			if err := read(e, form, text); err != nil && (err.line < 0 || err.line > lines) {
				t.Errorf("line %d of %d: %s", err.line, lines, err.what)
			}
		}
	})
}

// Folders with answers that nobody looks into are named: one for a system that there is not, as it is misspelt, and one for
// the system in the system's own.
func TestFoldersOfNobody(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"MFT/addUser.response.xml": good, "notes/README.md": "x", ".git/a.response.xml": good, "stories/a.txtar": story,
		"salesforce/query.response.xml": good, "mft/mft/addUser.response.xml": good,
	})
	systems := []string{"mft", "salesforce"}
	at := func(path string) string { return filepath.Join(dir, filepath.FromSlash(path)) }
	const nobody = "no system has this name, so that nobody looks into it: call it one of mft, salesforce, or begin its name with a full stop"
	want := []Damage{{at("MFT"), 0, nobody}}
	l := load("mft", []source{{path: dir, shared: true, systems: systems}})
	if diff := cmp.Diff(want, l.damaged); diff != "" {
		t.Error(diff)
	}
	want = []Damage{{at("mft/mft"), 0, "nobody looks into it, since " + at("mft") + " is this system's already: move its files up, or name that folder in answers at the top of the configuration"}}
	if diff := cmp.Diff(want, load("mft", []source{{path: at("mft")}}).damaged); diff != "" {
		t.Error(diff)
	}
}
