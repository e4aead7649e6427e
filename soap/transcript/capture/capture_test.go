package capture_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/capture"
)

// imported is what came of an import.
type imported struct {
	*capture.Summary
	dir     string
	names   []string // of the stories, in order
	texts   []string
	stories []*transcript.Story
}

// importFiles writes files into a folder and imports them, each by its name.
func importFiles(t testing.TB, files map[string]string, o capture.Options) *imported {
	t.Helper()
	dir := t.TempDir()
	var inputs []capture.Input
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		inputs = append(inputs, capture.Input{Name: name})
	}
	slices.SortFunc(inputs, func(a, b capture.Input) int { return strings.Compare(a.Name, b.Name) })
	return importAll(t, dir, inputs, o)
}

func importAll(t testing.TB, dir string, inputs []capture.Input, o capture.Options) *imported {
	t.Helper()
	o.Dir = filepath.Join(t.TempDir(), "traffic")
	summary, err := capture.Import(t.Context(), inputs, o)
	if err != nil {
		t.Fatal(err)
	}
	for i := range summary.Problems {
		summary.Problems[i].File = strings.TrimPrefix(strings.TrimPrefix(summary.Problems[i].File, dir), string(filepath.Separator))
	}
	m := &imported{Summary: summary, dir: o.Dir}
	entries, err := os.ReadDir(o.Dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(o.Dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		story, err := transcript.Parse(e.Name(), text)
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		m.names = append(m.names, e.Name())
		m.texts = append(m.texts, string(text))
		m.stories = append(m.stories, story)
	}
	return m
}

// problems are those of an import, a line each.
func (m *imported) problems() (lines []string) {
	for _, p := range m.Problems {
		lines = append(lines, p.String())
	}
	return lines
}

// open are options that hide nothing.
func open() capture.Options {
	return capture.Options{Show: true, Run: mask.NewRun(mask.Options{Show: true})}
}

func check(t testing.TB, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s: (-want +got)\n%s", what, d)
	}
}

// request and response are the messages of a story by their number.
func request(t testing.TB, s *transcript.Story, number int) *transcript.Request {
	t.Helper()
	for _, e := range s.Events {
		if r, ok := e.(*transcript.Request); ok && r.Number == number {
			return r
		}
	}
	t.Fatalf("%s has no request %d", s.Name, number)
	return nil
}

func response(t testing.TB, s *transcript.Story, number int) *transcript.Response {
	t.Helper()
	for _, e := range s.Events {
		if r, ok := e.(*transcript.Response); ok && r.Number == number {
			return r
		}
	}
	t.Fatalf("%s has no response %d", s.Name, number)
	return nil
}

// spellings are the ways in which a secret could stand in a file.
func spellings(s string) []string {
	return []string{
		s, html.EscapeString(s), url.QueryEscape(s), url.PathEscape(s), strings.ReplaceAll(s, "&", "&amp;"),
		base64.StdEncoding.EncodeToString([]byte(s)), strings.TrimRight(base64.URLEncoding.EncodeToString([]byte(s)), "="),
	}
}

// hides checks that no secret stands in what was written or is told, however it is spelt.
func (m *imported) hides(t testing.TB, secrets ...string) {
	t.Helper()
	told := strings.Join(slices.Concat(m.texts, m.names, m.problems(), m.Wanted), "\n")
	for _, secret := range secrets {
		for _, spelt := range spellings(secret) {
			if strings.Contains(told, spelt) {
				t.Errorf("%q stands in\n%s", spelt, told)
			}
		}
	}
}

// ending is a context that has ended when somebody has asked often enough.
type ending struct {
	context.Context
	left int
}

func (e *ending) Err() error {
	if e.left--; e.left < 0 {
		return context.Canceled
	}
	return nil
}

// late is a context that ends when there is a story.
type late struct {
	context.Context
	dir string
}

func (l *late) Err() error {
	if stories, _ := filepath.Glob(filepath.Join(l.dir, "*.txtar")); len(stories) > 0 {
		return context.Canceled
	}
	return nil
}

// A signal that comes when everything is written does not make anybody remove it.
func TestInterruptedWhenDone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.har")
	if err := os.WriteFile(file, []byte(chrome), 0o600); err != nil {
		t.Fatal(err)
	}
	o := capture.Options{Dir: filepath.Join(t.TempDir(), "traffic")}
	s, err := capture.Import(&late{t.Context(), o.Dir}, []capture.Input{{Name: file}}, o)
	if err != nil || s.Conversations != 1 {
		t.Errorf("%+v, %v", s, err)
	}
}

// An import that is interrupted, wherever it is, leaves whole stories and nothing else, and says how many.
func TestInterrupted(t *testing.T) {
	dir := t.TempDir()
	var inputs []capture.Input
	for _, name := range []string{"a", "b"} {
		file := filepath.Join(dir, name+".har")
		if err := os.WriteFile(file, []byte(chrome), 0o600); err != nil {
			t.Fatal(err)
		}
		inputs = append(inputs, capture.Input{Name: file})
	}
	whole := false
	for n := 0; !whole; n++ {
		o := capture.Options{Dir: filepath.Join(t.TempDir(), "traffic")}
		_, err := capture.Import(&ending{t.Context(), n}, inputs, o)
		whole = err == nil
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("after %d: %v", n, err)
		}
		entries, listed := os.ReadDir(o.Dir)
		if listed != nil && !os.IsNotExist(listed) {
			t.Fatal(listed)
		}
		for _, e := range entries {
			if filepath.Ext(e.Name()) != ".txtar" {
				t.Errorf("after %d: %s is left", n, e.Name())
			}
		}
		if told := err == nil || strings.Contains(err.Error(), fmt.Sprintf("with %d conversation%s written to ", len(entries), []string{"", "", "s"}[min(len(entries), 2)])); told != (len(entries) > 0) {
			t.Errorf("after %d: %d stories, %v", n, len(entries), err)
		}
		if n > 1000 {
			t.Fatal("it never ends")
		}
	}
}
