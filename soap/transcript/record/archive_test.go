package record_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/transcript/record"
)

// An archive is kept, and the story says that nobody looked into it; also when it is a part of a message.
func TestArchive(t *testing.T) {
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	if f, err := z.Create("a.txt"); err != nil {
		t.Fatal(err)
	} else if _, err := io.WriteString(f, "a"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", `multipart/related; boundary="b"`)
		io.WriteString(w, "--b\r\nContent-Type: text/xml\r\n\r\n<a/>\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\n"+archive.String()+"\r\n--b--\r\n")
	}))
	defer server.Close()
	p := start(t, server.URL, record.BookOptions{}, record.ProxyOptions{})
	for _, body := range []string{archive.String(), "<a/>"} {
		answer, err := http.Post(p.URL, "application/octet-stream", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, answer.Body); err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
	}
	texts, _ := p.stories(t)
	all := strings.Join(texts, "")
	for text, times := range map[string]int{"its request has an archive in it, in which no secret was looked for\n": 1, "its answer has an archive in it, in which no secret was looked for\n": 2} {
		if n := strings.Count(all, text); n != times {
			t.Errorf("%q stands there %d times, want %d, in\n%s", text, n, times, all)
		}
	}
}
