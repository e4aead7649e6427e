package record_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/record"
)

// A body that cannot be undone may hold any secret: it is passed on, left out and named, both ways.
func TestSealedBodies(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, "<sessionId>secret</sessionId>")
	z.Close()
	half := packed.String()[:packed.Len()/2]

	for _, tt := range []struct {
		name, encoding, body string
		show                 bool
		note                 string
		answered             bool
	}{
		{"an encoding we do not know", "br", "\x1b\x0esealed", false, `its body is left out, since secrets cannot be found in the encoding "br"`, false},
		{"a list of encodings", "gzip, br", "\x1b\x0esealed", false, `secrets cannot be found in the encoding "gzip, br"`, false},
		{"broken gzip", "gzip", half, false, "its body is left out, since it is no gzip in which secrets could be found: unexpected EOF", false},
		{"to be shown", "br", "\x1b\x0esealed", true, `its body stays in the encoding "br"`, true},
		{"broken, to be shown", "gzip", half, true, "its body is no gzip: unexpected EOF", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := target(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Encoding", tt.encoding)
				io.Copy(w, r.Body)
			})
			p := start(t, s.URL, record.BookOptions{Show: tt.show, Run: mask.NewRun(mask.Options{Show: tt.show})}, record.ProxyOptions{})
			request, err := http.NewRequest("POST", p.URL+"/x", strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Content-Encoding", tt.encoding)
			request.Header.Set("Accept-Encoding", "identity") // or Go undoes gzip
			answer, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(answer.Body)
			answer.Body.Close()
			if err != nil || string(body) != tt.body {
				t.Errorf("the client has %q, %v", body, err)
			}
			texts, stories := p.stories(t)
			for _, side := range []string{"request: ", "response: "} {
				if !strings.Contains(texts[0], "# exchange 1: "+side) || !strings.Contains(texts[0], tt.note) {
					t.Errorf("no %q of the %s in\n%s", tt.note, side, texts[0])
				}
			}
			if answered := len(stories[0].Unanswered()) == 0; answered != tt.answered {
				t.Errorf("answered %t, want %t:\n%s", answered, tt.answered, texts[0])
			}
			for _, e := range stories[0].Events {
				if r, ok := e.(*transcript.Request); ok && (len(r.Body) > 0) != tt.show {
					t.Errorf("the request's body is %q", r.Body)
				}
			}
		})
	}
}

// What servers call deflate is zlib or, with some, the bare stream (RFC 9110, section 8.4.1.2). Secrets are found in either.
func TestDeflate(t *testing.T) {
	const text = "<r><sessionId>secret-0001</sessionId></r>"
	var inZlib, bare bytes.Buffer
	z := zlib.NewWriter(&inZlib)
	io.WriteString(z, text)
	z.Close()
	f, err := flate.NewWriter(&bare, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(f, text)
	f.Close()
	for name, packed := range map[string]string{"zlib": inZlib.String(), "bare": bare.String()} {
		t.Run(name, func(t *testing.T) {
			s := target(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Encoding", "deflate")
				io.WriteString(w, packed)
			})
			p := start(t, s.URL, record.BookOptions{}, record.ProxyOptions{})
			if _, body := get(t, p.URL); body != packed {
				t.Errorf("the client has %q", body)
			}
			texts, stories := p.stories(t)
			if len(stories[0].Unanswered()) > 0 || !strings.Contains(texts[0], "<r><sessionId>") || strings.Contains(texts[0], "secret-0001") {
				t.Errorf("the story is\n%s", texts[0])
			}
		})
	}
}

// A server is not told of encodings that nobody here could undo.
func TestAcceptEncoding(t *testing.T) {
	for sent, want := range map[string]string{
		"gzip, deflate, br, zstd":    "gzip, deflate",
		"br;q=1.0, GZIP;q=0.8, *":    "GZIP;q=0.8",
		"br":                         "identity",
		"identity":                   "identity",
		"gzip;q=0, identity; q=0.5 ": "gzip;q=0, identity; q=0.5",
	} {
		var got []string
		s := target(t, func(w http.ResponseWriter, r *http.Request) { got = r.Header["Accept-Encoding"] })
		p := start(t, s.URL, record.BookOptions{}, record.ProxyOptions{})
		request, err := http.NewRequest("GET", p.URL+"/x", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept-Encoding", sent)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if diff := cmp.Diff([]string{want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", sent, diff)
		}
	}
}

// What nobody knows of a time is not in the story, and not in the file's name.
func TestNoTime(t *testing.T) {
	dir := t.TempDir()
	book, err := record.OpenBook(record.BookOptions{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	x := &record.Exchange{Request: transcript.Message{Start: "GET / HTTP/1.1"}}
	book.Begin(x)
	book.End(x)
	if err := book.Flush(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "unknown-client-001.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	const want = "format: soapstone/1\nsystem: unknown\nevidence: observed\n-- 1 request --\nGET / HTTP/1.1\n"
	if string(text) != want {
		t.Errorf("%s, want\n%s", text, want)
	}
}
