package main

import (
	"bytes"
	"encoding/json"
	"os"
	"runtime"
	"strings"
	"testing"
	"unicode"
)

// What others have written is told without giving the terminal a command. A transcript whose path moves the cursor up would
// otherwise choose what is read in the list of what is sent to a server on another machine.
func TestShown(t *testing.T) {
	const up = "\x1b[1A\u009b2K" // one line up, and clear it
	t.Chdir(t.TempDir())
	name := func(ending string) string {
		if runtime.GOOS == "windows" {
			return "name" + ending
		}
		return "na" + up + "me" + ending
	}
	story := "format: soapstone/1\nsystem: sqlserver\nevidence: observed\nclock: 2005-11-07T10:00:00Z\nseed: 00\n" +
		"-- 1 request --\nPOST /sql/" + up + " HTTP/1.1\nHost: h\nSOAPAction: \"urn:a" + up + "b\"\nContent-Type: text/xml\n\n<a/>\n-- 1 response --\nHTTP/1.1 200 OK\n\n" + up + "\n"
	project := strings.NewReplacer("NAME", "\u009b2K").Replace(`<con:soapui-project xmlns:con="http://eviware.com/soapui/config"><con:interface name="NAME"><con:operation name="NAME">` +
		`<con:call name="NAME"><con:endpoint>http://h/</con:endpoint><con:request>&lt;a/>${#Project#NAME}</con:request></con:call></con:operation></con:interface></con:soapui-project>`)
	for file, text := range map[string]string{name(".txtar"): story, name(".har"): `{"log":{"entries":[}}`, "project.xml": project} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{
		{"check", name(".txtar")},
		{"check", "--update", name(".txtar") + "x"},
		{"replay", "--target", "http://192.0.2.1:1", name(".txtar")},
		{"import", name(".har"), "--out", "traffic"},
		{"import", "project.xml", "--out", "traffic"},
		{"config", "check", name(".yaml")},
	} {
		var said bytes.Buffer
		run(args, strings.NewReader(""), &said, &said)
		if at := strings.IndexFunc(said.String(), func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }); at >= 0 || said.Len() == 0 {
			t.Errorf("%q says %q", args, &said)
		}
	}
	if got := shown("a\tb\nc\x1b\n\n"); got != "a\tb\nc\\u001b\n\n" {
		t.Errorf("%q", got)
	}
}

// A file in a folder, whose name nobody has typed, forges no line of a report.
func TestNamesStayInTheirLines(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("names have no line breaks there")
	}
	t.Chdir(t.TempDir())
	const request = "format: soapstone/1\nsystem: sqlserver\n-- 1 request --\nPOST /sql/x HTTP/1.1\nHost: h\nContent-Type: text/xml\n\n<a/>\n"
	exact := strings.Replace(request, "-- 1", "clock: 2005-11-07T10:00:00Z\nseed: 00\n-- 1", 1)
	for name, text := range map[string]string{
		"inexact.txtar": request, "silent.txtar": exact, "differs.txtar": exact + "-- 1 response --\nHTTP/1.1 299 OK\n", "broken.txtar": "format: no\n",
		"a.har": `{"log":{"entries":[{}]}}`, "b.har": `{"log":{"entries":[{"request":{"method":"GET","url":"http://h/a.xml"},"response":{}}]}}`,
	} {
		if err := os.WriteFile("a\nforged: "+name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{
		{"check", "."},
		{"replay", "--target", "http://127.0.0.1:1", "."},
		{"import", ".", "--out", "traffic"},
	} {
		var said bytes.Buffer
		run(args, strings.NewReader(""), &said, &said)
		if !strings.Contains(said.String(), `a\nforged: `) {
			t.Errorf("%q names no file in %s", args, &said)
		}
		for line := range strings.Lines(said.String()) {
			if strings.HasPrefix(strings.TrimSpace(line), "forged") {
				t.Errorf("%q has a line %q", args, line)
			}
		}
	}
}

// What a client has sent is JSON in the operator's answers, which lets some control characters stand.
func TestEscaped(t *testing.T) {
	const text = "a\u009b2K\x7f\u00e9"
	spelt, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	got := escaped(string(spelt))
	if got != `"a\u009b2K\u007fé"` {
		t.Errorf("%s", got)
	}
	var back string
	if err := json.Unmarshal([]byte(got), &back); err != nil || back != text {
		t.Errorf("%q, %v", back, err)
	}
}
