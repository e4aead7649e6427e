package quick

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestHijackHasTheBuffer: who takes a connection over may put its own reader there, and asks the buffer for what has come.
func TestHijackHasTheBuffer(t *testing.T) {
	has := make(chan string, 1)
	s := start(t, func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		conn, buf, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		came, _ := buf.Reader.Peek(buf.Reader.Buffered())
		has <- string(came)
	}, nil)
	c := s.dial(t)
	c.send(post("/", "", "x") + "more")
	if came := await(t, has, "the request"); came != "more" {
		t.Errorf("the buffer has %q", came)
	}
}

// TestWriteDeadlineEndsWithTheRequest has a deadline of a handler pass before the next request.
func TestWriteDeadlineEndsWithTheRequest(t *testing.T) {
	s := start(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1")
		fmt.Fprint(w, "x")
		if r.URL.Path == "/bounds" {
			control := http.NewResponseController(w)
			control.Flush()
			control.SetWriteDeadline(time.Unix(1, 0))
		}
	}, nil)
	c := s.dial(t)
	c.send(get("/bounds", ""))
	c.hear()
	c.send(get("/", ""))
	c.hear()
}

// TestAnswerIsSentAsItGrows has a client hear the beginning before the handler comes to the end.
func TestAnswerIsSentAsItGrows(t *testing.T) {
	heard := make(chan bool)
	s := start(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/informs" {
			w.WriteHeader(http.StatusEarlyHints)
		} else {
			for range 10 { // more than may wait, in pieces of which each may
				w.Write(make([]byte, 1000))
			}
		}
		await(t, heard, "the client")
	}, nil)
	for _, path := range []string{"/", "/informs"} {
		c := s.dial(t)
		c.send(get(path, ""))
		if _, err := c.r.ReadByte(); err != nil {
			t.Error(err)
		}
		heard <- true
	}
}

// TestContextEndsWithAWriteThatFails has a client that is there, but takes nothing.
func TestContextEndsWithAWriteThatFails(t *testing.T) {
	ended := make(chan error)
	s := start(t, func(w http.ResponseWriter, r *http.Request) {
		done := r.Context().Done()
		control := http.NewResponseController(w)
		control.SetWriteDeadline(time.Unix(1, 0))
		err := control.Flush()
		<-done
		ended <- err
	}, nil)
	s.dial(t).send(get("/", ""))
	if err := await(t, ended, "the end of the context"); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("Flush ended with %v", err)
	}
}

// TestBodyIsNobodyElses has a handler keep the body it was given, and put another one in its place.
func TestBodyIsNobodyElses(t *testing.T) {
	kept := make(chan io.Reader, 1)
	s := start(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/duplex" { // where the answer does not close the body
			http.NewResponseController(w).EnableFullDuplex()
		}
		if r.URL.RawQuery == "keeps" {
			kept <- r.Body
			r.Body = io.NopCloser(strings.NewReader(""))
		}
	}, nil)
	c := s.dial(t)
	for _, path := range []string{"/", "/", "/duplex", "/duplex"} { // whose heads are new, and known
		c.send(post(path+"?keeps", "", "mine"))
		c.hear()
		c.send(get("/", "")) // which is read when all of the other one is done
		c.hear()
		if p, err := io.ReadAll(await(t, kept, "the body")); len(p) > 0 || !errors.Is(err, http.ErrBodyReadAfterClose) {
			t.Errorf("%s: behind its request a body has %q, %v", path, p, err)
		}
	}
}

// TestAnswerIsNobodyElses has a handler write when its request is over.
func TestAnswerIsNobodyElses(t *testing.T) {
	late := make(chan http.ResponseWriter, 1)
	s := start(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/keeps" {
			late <- w
		}
		fmt.Fprint(w, "x")
	}, nil)
	c := s.dial(t)
	c.send(get("/keeps", ""))
	c.hear()
	w := await(t, late, "the answer")
	c.send(get("/", ""))
	c.hear()
	if _, err := w.Write([]byte("late")); err == nil {
		t.Error("behind its request an answer takes more")
	}
	if err := w.(interface{ FlushError() error }).FlushError(); err == nil {
		t.Error("behind its request an answer is sent")
	}
	c.send(get("/", ""))
	if _, body := c.hear(); body != "x" {
		t.Errorf("the next answer is %q", body)
	}
}

// TestFormLeavesNoFiles has a form with a file too large for memory.
func TestFormLeavesNoFiles(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := start(t, func(_ http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			return
		}
		if err := r.ParseMultipartForm(1); err != nil {
			t.Error(err)
		}
		if files, _ := filepath.Glob(os.TempDir() + "/multipart-*"); len(files) == 0 {
			t.Error("the form is in memory, so this shows nothing")
		}
	}, nil)
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("a", "b")
	if err != nil {
		t.Fatal(err)
	}
	part.Write(bytes.Repeat([]byte("x"), 50000))
	w.Close()
	c := s.dial(t)
	c.send(post("/", "Content-Type: "+w.FormDataContentType()+"\r\n", form.String()))
	c.hear()
	c.send(get("/", "")) // which is read when all of the other one is done
	c.hear()
	if files, _ := filepath.Glob(os.TempDir() + "/multipart-*"); len(files) > 0 {
		t.Errorf("left behind: %v", files)
	}
}
