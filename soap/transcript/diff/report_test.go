package diff_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

func results() []diff.Result {
	return []diff.Result{
		{Story: "a.txtar", System: "mft", Compared: 2},
		{Story: "b.txtar", System: "mft", Evidence: "documented", Compared: 3, Took: 12 * time.Millisecond, Steps: []diff.Step{
			{Number: 2, Operation: "login", Differences: []diff.Difference{
				{Kind: diff.Status, Weight: diff.Outcome, Path: "status", Want: "200 OK", Got: "500 Internal Server Error"},
				{Kind: diff.Text, Weight: diff.Content, Path: "/s:Envelope/s:Body/x/userId", Want: "005x0001SDmrAAC", Got: "005x0001XXAAC"},
				{Kind: diff.Space, Weight: diff.Form, Path: "/s:Envelope/s:Body/x/name", Want: "a b", Got: " a  b", Hint: "same but for white space"},
			}},
			{Number: 3, Differences: []diff.Difference{
				{Kind: diff.Missing, Weight: diff.Content, Path: "$.a[1]", Want: `"x"`},
				{Kind: diff.Extra, Weight: diff.Content, Path: "header Location", Got: "http://a/\x1b[2J\u202e\U000e0041"},
				{Kind: diff.Namespace, Weight: diff.Content, Path: "/a", Want: "urn:a", Hint: "only the namespace: want urn:a, got none"},
				{Kind: diff.Text, Weight: diff.Content, Path: "/a", Want: "", Got: "line\nline"},
			}},
		}},
		{Story: "c.txtar", System: "mft", NotRun: "it needs the clock moved: give --admin"},
		{Story: "d.txtar", System: "mft", Error: "no connection to http://localhost:1"},
	}
}

// print prints all results, their causes and the counts.
func printed(style diff.Style) string {
	var b strings.Builder
	p := diff.NewPrinter(&b, style)
	var causes diff.Causes
	var counts diff.Counts
	for _, r := range results() {
		p.Story(r)
		counts.Count(&r)
		for _, s := range r.Steps {
			causes.Add(diff.Where{File: r.Story, Step: s.Number}, s.Differences)
		}
	}
	list, beyond := causes.List(5)
	p.Causes(list, beyond)
	p.Summary(counts)
	return b.String()
}

func TestPrinterPlain(t *testing.T) {
	const want = `differs  b.txtar
  step 2  login
    status  status
      want  200 OK
      got   500 Internal Server Error
    text  /s:Envelope/s:Body/x/userId
      want  005x0001SDmrAAC
                    ^^^^
      got   005x0001XXAAC
                    ^^
    space  /s:Envelope/s:Body/x/name
      want  a·b
            ^
      got   ·a··b
            ^^^
      same but for white space
  step 3
    missing  $.a[1]
      want  "x"
    extra  header Location
      got   http://a/\u001b[2J\u202e\U000e0041
    namespace  /a
      want  urn:a
      got   (none)
      only the namespace: want urn:a, got none
    text  /a
      want  (empty)
      got   line\nline
not run  c.txtar: it needs the clock moved: give --admin
failed   d.txtar
  no connection to http://localhost:1
5 causes:
  1×  status     status  200 OK → 500 Internal Server Error  b.txtar step 2
  1×  missing    $.a[]  want "x"  b.txtar step 3
  1×  text       x/userId  005x0001SDmrAAC → 005x0001XXAAC  b.txtar step 2
  1×  text       /a  (empty) → line\nline  b.txtar step 3
  1×  namespace  /a  urn:a → (none)  b.txtar step 3
  and 2 more differences of other causes
4 stories, 5 answers: 1 passed, 1 different, 1 failed, 1 not run
`
	if d := cmp.Diff(want, printed(diff.Style{})); d != "" {
		t.Error(d)
	}
}

// colours are tags, so that a test can be read.
func colours(width int) diff.Style {
	tag := func(name string) func(string) string {
		return func(s string) string { return "<" + name + ">" + s + "</>" }
	}
	return diff.Style{
		Width: width, Outcome: tag("red"), Content: tag("yellow"), Form: tag("dim"), Title: tag("b"), Path: tag("p"), Hint: tag("i"),
		Want: tag("w"), Got: tag("g"), Mark: tag("m"), Passed: tag("ok"), Differs: tag("no"), NotRun: tag("skip"), ASCII: true,
	}
}

// differs is a story with one step in which these differ.
func differs(list ...diff.Difference) diff.Result {
	return diff.Result{Story: "a.txtar", Steps: []diff.Step{{Number: 1, Differences: list}}}
}

func TestPrinterWide(t *testing.T) {
	var b strings.Builder
	p := diff.NewPrinter(&b, colours(100))
	long := strings.Repeat("0123456789", 10)
	p.Story(differs(
		diff.Difference{Kind: diff.Text, Weight: diff.Content, Path: "/a", Want: "005x0001SDmrAAC", Got: "005x0001XXAAC", Hint: "h"},
		diff.Difference{Kind: diff.Text, Weight: diff.Outcome, Path: "/b", Want: long + "x" + long, Got: long + "y" + long},
	))
	const want = `<no>differs</>  <b>a.txtar</>
  <b>step 1</>
    <yellow>text</>  <p>/a</>
      want  <w>005x0001</><m>SDmr</><w>AAC</>          | got  <g>005x0001</><m>XX</><g>AAC</>
      <i>h</>
    <red>text</>  <p>/b</>
      want  <w>...90123456789</><m>x</><w>012345678901234567890...</> | got  <g>...90123456789</><m>y</><g>012345678901234567890...</>
`
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
}

func TestPrinterFitsTheTerminal(t *testing.T) {
	long := strings.Repeat("0123456789", 30)
	path := "/s:Envelope/s:Body" + strings.Repeat("/ns1:someElement", 12)
	for _, width := range []int{60, 80, 120, 200} {
		var b strings.Builder
		p := diff.NewPrinter(&b, diff.Style{Width: width})
		d := diff.Difference{Kind: diff.Attribute, Weight: diff.Outcome, Path: path, Want: long + "x" + long, Got: "y" + long}
		p.Story(differs(d))
		var causes diff.Causes
		causes.Add(diff.Where{File: "testdata/some/long/folder/of/stories/with-a-long-name.txtar", Step: 12}, []diff.Difference{d})
		list, beyond := causes.List(0)
		p.Causes(list, beyond)
		for _, line := range strings.Split(b.String(), "\n") {
			if n := len([]rune(line)); n > width && !strings.Contains(line, path) { // a path is whole, to be copied
				t.Errorf("%d characters in a line of a terminal of %d: %s", n, width, line)
			}
		}
	}
}

func TestJUnit(t *testing.T) {
	j := diff.NewJUnit("soapstone replay", nil)
	for _, r := range results() {
		j.Story(r)
	}
	var b bytes.Buffer
	if err := j.Write(&b); err != nil {
		t.Fatal(err)
	}
	const head = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="soapstone replay" tests="4" failures="1" errors="1" time="0.012">
  <testsuite name="soapstone replay" tests="4" failures="1" errors="1" skipped="1" time="0.012">
    <testcase name="a.txtar" classname="soapstone.mft" time="0.000"/>
    <testcase name="b.txtar" classname="soapstone.mft" time="0.012">
      <failure message="step 2: status: status: want &quot;200 OK&quot;, got &quot;500 Internal Server Error&quot;, and 6 more differences" type="difference">  step 2  login
    status  status
      want  200 OK
`
	const tail = `    <testcase name="c.txtar" classname="soapstone.mft" time="0.000">
      <skipped message="it needs the clock moved: give --admin"/>
    </testcase>
    <testcase name="d.txtar" classname="soapstone.mft" time="0.000">
      <error message="no connection to http://localhost:1" type="run">no connection to http://localhost:1
</error>
    </testcase>
  </testsuite>
</testsuites>
`
	if got := b.String(); !strings.HasPrefix(got, head) || !strings.HasSuffix(got, tail) {
		t.Errorf("got %s", got)
	}
	for d := xml.NewDecoder(&b); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestJUnitHoldsWhatXMLCan(t *testing.T) {
	j := diff.NewJUnit("a\x00\"<&>", nil)
	j.Story(diff.Result{Story: "\xff\x1b[2J]]>\ufffe", Error: "a\rb\nc\u0085"})
	j.Story(diff.Result{Story: "large", Steps: []diff.Step{{Number: 1, Differences: many(5000)}}})
	var b bytes.Buffer
	if err := j.Write(&b); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 20<<10 {
		t.Errorf("it has %d bytes", b.Len())
	}
	var report struct {
		Name  string `xml:"name,attr"`
		Cases []struct {
			Name  string `xml:"name,attr"`
			Error string `xml:"error"`
		} `xml:"testsuite>testcase"`
	}
	if err := xml.Unmarshal(b.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	if report.Name != `a"<&>` || report.Cases[0].Name != "[2J]]>" || report.Cases[0].Error != "ab\nc\n" {
		t.Errorf("got %+v", report)
	}
}

func many(n int) []diff.Difference {
	l := make([]diff.Difference, n)
	for i := range l {
		l[i] = diff.Difference{Kind: diff.Text, Weight: diff.Content, Path: "/a", Want: "1", Got: "2"}
	}
	return l
}

func TestJSONLines(t *testing.T) {
	var b bytes.Buffer
	j := diff.NewJSONLines(&b, nil)
	r := results()[1]
	r.Steps = []diff.Step{{Number: 2, Operation: "login", Differences: r.Steps[0].Differences[2:]}}
	if err := j.Story(r); err != nil {
		t.Fatal(err)
	}
	var causes diff.Causes
	causes.Add(diff.Where{File: "b.txtar", Step: 2}, r.Steps[0].Differences)
	list, beyond := causes.List(0)
	var counts diff.Counts
	counts.Count(&r)
	if err := j.Summary(counts, list, beyond); err != nil {
		t.Fatal(err)
	}
	want := []string{
		`{"type":"story","story":"b.txtar","system":"mft","evidence":"documented","verdict":"differs","reason":"","compared":3,"seconds":0.012,` +
			`"differences":[{"step":2,"operation":"login","kind":"space","weight":"form","path":"/s:Envelope/s:Body/x/name","want":"a b","got":" a  b","hint":"same but for white space"}]}`,
		`{"type":"summary","stories":1,"passed":0,"differ":1,"failed":0,"notRun":0,"compared":3,"beyond":0,` +
			`"causes":[{"kind":"space","weight":"form","path":"/Envelope/Body/x/name","want":"a b","got":" a  b","hint":"same but for white space","steps":1,"count":1,"example":{"file":"b.txtar","step":2}}]}`,
	}
	if d := cmp.Diff(want, strings.Split(strings.TrimSpace(b.String()), "\n")); d != "" {
		t.Error(d)
	}
	for _, line := range want {
		if !json.Valid([]byte(line)) {
			t.Errorf("no JSON: %s", line)
		}
	}
}

// TestNothingHiddenIsShown looks for a secret that stands wherever one can, also where long values are cut.
func TestNothingHiddenIsShown(t *testing.T) {
	const secret = "hunter2-and-then-some-more"
	hide := func(s string) string { return strings.ReplaceAll(s, secret, "***") }
	o := diff.Options{Hide: hide, Headers: []string{"*"}}
	var found []diff.Difference
	for _, pad := range []int{0, 90, 2040, 4085, 4090, 9000} {
		p := strings.Repeat("x", pad)
		want := message("HTTP/1.1 200 OK\nX-A: " + p + secret + "\n\n<a k='" + p + secret + "'>" + p + secret + p + "<" + secret + "/></a>")
		got := message("HTTP/1.1 200 OK\nX-A: " + p + "-\n\n<a k='" + p + "-'>" + p + "-" + p + secret + "</a>")
		found = append(found, diff.Messages(want, got, o)...)
		found = append(found, diff.Messages(got, want, o)...)
	}
	r := diff.Result{Story: secret + ".txtar", Steps: []diff.Step{{Number: 1, Operation: secret, Differences: found}}}
	var causes diff.Causes
	causes.Add(diff.Where{File: r.Story, Step: 1}, found)
	list, beyond := causes.List(0)
	var b bytes.Buffer
	for _, width := range []int{0, 80, 120} {
		p := diff.NewPrinter(&b, diff.Style{Width: width, Hide: hide})
		p.Story(r)
		p.Story(diff.Result{Story: "a", Error: secret})
		p.Story(diff.Result{Story: "a", NotRun: secret})
		p.Causes(list, beyond)
	}
	j := diff.NewJUnit("run", hide)
	j.Story(r)
	if err := j.Write(&b); err != nil {
		t.Fatal(err)
	}
	l := diff.NewJSONLines(&b, hide)
	if err := l.Story(r); err != nil {
		t.Fatal(err)
	}
	if err := l.Summary(diff.Counts{}, list, beyond); err != nil {
		t.Fatal(err)
	}
	if i := strings.Index(b.String(), secret[:8]); i >= 0 {
		t.Errorf("%.200s", b.String()[max(0, i-100):])
	}
	if len(found) == 0 || !strings.Contains(b.String(), "***") {
		t.Error("nothing was there to be hidden")
	}
}

func TestCheck(t *testing.T) {
	s := parse(t, `format: soapstone/1
system: mft
-- 1 request --
GET /${odd} HTTP/1.1
-- 1 response --
HTTP/1.1 200 OK
X-A: ${any}

<s:a xmlns:s="urn:a"><b>${time ±5m}</b><b k="${tmie}"/></s:a>
-- 2 request --
GET / HTTP/1.1
-- 2 response --
HTTP/1.1 200 OK
X-A: ${match [}

{"a":["$${odd}"]}
-- 3 request --
GET / HTTP/1.1
-- 3 response --
HTTP/1.1 200 OK

{"a":["${time 5m}"]}
`)
	err := diff.Check(s)
	const want = "diff: a.txtar: line 9: 1 response: /s:a/b[2]/@k: ${tmie} is no placeholder: is ${time} meant? (a literal ${ is written $${)\n" +
		"diff: a.txtar: line 14: 2 response: header X-A: ${match [}: error parsing regexp: missing closing ]: `[`\n" +
		"diff: a.txtar: line 22: 3 response: $.a[0]: ${time 5m}: after time stand \"+20m\" or \"-20m\" from the answer on, \"±5s\" or \"+-5s\", or both"
	if err == nil {
		t.Fatal("it is all well")
	}
	if d := cmp.Diff(want, err.Error()); d != "" {
		t.Error(d)
	}
}

// A regular expression that breaks the XML around it is told, and one in a page that is no XML anyway is not.
func TestCheckMarkup(t *testing.T) {
	for body, want := range map[string]string{
		`<a><b>${match x<y>z}</b></a>`:    "body: ${match x<y>z} makes it no XML: < is written &lt; there",
		`<a><b>${match x&lt;y>z}</b></a>`: "",
		`<html><br>${match <b>.*</b>}`:    "",
		`<a>${any}`:                       "",
	} {
		err := diff.CheckMessage(&transcript.Message{Start: "HTTP/1.1 200 OK", Body: []byte(body)})
		if err == nil && want != "" || err != nil && err.Error() != want {
			t.Errorf("%s: %v, want %q", body, err, want)
		}
	}
}

// Of elements that are missing, what is in them is told as far as it is the same.
func TestMissingElements(t *testing.T) {
	var causes diff.Causes
	for n, used := range []string{"2", "17"} {
		want := `<h:Header xmlns:h="urn:h"><Limit><limitInfo><current>` + used + `</current></limitInfo></Limit></h:Header>`
		causes.Add(diff.Where{File: "a.txtar", Step: n + 1}, []diff.Difference{{Kind: diff.Missing, Weight: diff.Content, Path: "/Envelope/Header", Want: want}})
		causes.Add(diff.Where{File: "a.txtar", Step: n + 1}, []diff.Difference{{Kind: diff.Extra, Weight: diff.Content, Path: "/Envelope/id", Got: used}})
	}
	list, beyond := causes.List(0)
	var out strings.Builder
	p := diff.NewPrinter(&out, diff.Style{})
	p.Causes(list, beyond)
	const want = `2 causes:
  2×  missing  Header  want <h:Header><Limit><limitInfo><current>⟨…⟩  a.txtar step 1
  2×  extra    id  a.txtar step 1
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What is beyond the most that is told may be one, or more.
func TestBeyondTheMost(t *testing.T) {
	want := &transcript.Message{Start: "HTTP/1.1 200 OK", Fields: []transcript.Field{{Name: "Content-Type", Value: "text/xml"}}, Body: []byte("<a><b>1</b><c>1</c><d>1</d></a>")}
	got := *want
	got.Body = []byte("<a><b>2</b><c>2</c><d>2</d></a>")
	for most, hint := range map[int]string{1: "and 2 more differences", 2: "and 1 more difference"} {
		found := diff.Messages(want, &got, diff.Options{Most: most})
		if last := found[len(found)-1]; last.Kind != diff.Limit || last.Hint != hint {
			t.Errorf("of three differences, %d are told: %+v", most, found)
		}
	}
}
