package record_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/clients"
	"github.com/soapstone-dev/soapstone/soap/internal/loopback"
	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/soaptest"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/record"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// What our own server is asked is kept as well: to the byte when nothing is hidden, and else to be compared by meaning.
func TestTap(t *testing.T) {
	for _, show := range []bool{true, false} {
		for name, talk := range conversations() {
			if strings.Contains(name, "NTLM") {
				continue // what a tap sees of it is rounds
			}
			t.Run(name+map[bool]string{true: ", exact"}[show], func(t *testing.T) {
				dir := t.TempDir()
				book, err := record.OpenBook(record.BookOptions{Dir: dir, Show: show, Exact: show, Run: mask.NewRun(mask.Options{Show: show})})
				if err != nil {
					t.Fatal(err)
				}
				db, err := bolt.OpenTemp()
				if err != nil {
					t.Fatal(err)
				}
				defer db.Close()
				clock := soap.NewClock()
				defer clock.Stop()
				var tap *record.Tap
				w, err := world.New(clients.Settings(), db.Handle(), clock, world.Options{Observe: func(x *soap.Exchange) { tap.Observe(x) }})
				if err != nil {
					t.Fatal(err)
				}
				tap = record.NewTap(w.Handler(), book, nil)
				s := httptest.NewServer(tap)
				defer s.Close()
				c := &clients.Client{T: t, Base: s.URL, HTTP: &http.Client{Transport: &loopback.Line{}}}
				talk(c)
				c.HTTP.CloseIdleConnections()
				s.Close()
				if err := book.Flush(); err != nil {
					t.Fatal(err)
				}
				name, text := onlyFile(t, dir)
				story, err := transcript.Parse(name, text)
				if err != nil {
					t.Fatalf("%v\n%s", err, text)
				}
				if story.Exact() != show {
					t.Fatalf("exact: %v\n%s", story.Exact(), text)
				}
				if !show {
					for _, secret := range append(c.IDs, clients.Password) {
						for _, spelt := range spellings(secret) {
							if strings.Contains(string(text), spelt) {
								t.Errorf("%q stands in\n%s", spelt, text)
							}
						}
					}
					return
				}
				check(t, story, text)
			})
		}
	}
}

// check plays a story as `soapstone check` does.
func check(t *testing.T, story *transcript.Story, text []byte) {
	t.Helper()
	stage, err := soaptest.Open(clients.Settings(), story, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer stage.Close()
	report, err := transcript.Run(t.Context(), story, stage)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, d := range report.Differences {
		t.Errorf("%s", d)
	}
}

// An answer that is lost, one that a client did not wait for, and one with a phrase of its own.
func TestTapOutcomes(t *testing.T) {
	dir := t.TempDir()
	book, err := record.OpenBook(record.BookOptions{Dir: dir, By: "nothing"})
	if err != nil {
		t.Fatal(err)
	}
	began := make(chan bool)
	ended := make(chan bool, 1)
	tap := record.NewTap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/phrase":
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			conn.Write([]byte("HTTP/1.1 415 Not this\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"))
			conn.Close()
		case "/closed":
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			conn.Close()
		case "/hang":
			close(began)
			<-r.Context().Done()
			ended <- true
		}
	}), book, nil)
	var calls sync.WaitGroup // a server does not wait for those that took their connections over
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		defer calls.Done()
		tap.ServeHTTP(w, r)
	}))
	get(t, s.URL+"/phrase")
	if answer, err := http.Get(s.URL + "/closed"); err == nil {
		answer.Body.Close()
		t.Error("there was an answer")
	}
	ctx, hangUp := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/hang", nil)
	if err != nil {
		t.Fatal(err)
	}
	go http.DefaultTransport.RoundTrip(request) // no answer is the point of it
	<-began
	hangUp()
	<-ended
	s.Close()
	calls.Wait()
	if err := book.Flush(); err != nil {
		t.Fatal(err)
	}
	_, text := onlyFile(t, dir)
	for _, want := range []string{"HTTP/1.1 415 Not this\nConnection: close\n\nno\n", "-- hang up 3 --\n", ": no answer came: the connection was closed\n"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// A server that stops does not wait for a handler that took its connection over. So what its client has been answered is
// kept by then.
func TestTapKeepsBeforeTheClientHasIt(t *testing.T) {
	for name, end := range map[string]func(net.Conn){
		"half closed": func(c net.Conn) { c.(interface{ CloseWrite() error }).CloseWrite() },
		"closed":      func(c net.Conn) { c.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			book, err := record.OpenBook(record.BookOptions{Dir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			seen, done := make(chan bool), make(chan bool)
			s := httptest.NewServer(record.NewTap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				conn, _, err := http.NewResponseController(w).Hijack()
				if err != nil {
					t.Error(err)
					return
				}
				defer close(done)
				defer conn.Close()
				fmt.Fprint(conn, "HTTP/1.1 415 Not this\r\nContent-Length: 2\r\nConnection: close\r\n\r\n")
				fmt.Fprint(conn, "no")
				end(conn)
				<-seen
			}), book, nil))
			defer s.Close()
			answer, body := get(t, s.URL)
			if _, exchanges := book.Count(); exchanges != 1 || answer.StatusCode != http.StatusUnsupportedMediaType || body != "no" {
				t.Errorf("%d exchanges are kept when the client has %d %q", exchanges, answer.StatusCode, body)
			}
			close(seen)
			<-done
		})
	}
}

// An answer by hand that is too large is left out, and not kept with a hole in it.
func TestTapLeavesOutWhatIsWrittenByHand(t *testing.T) {
	dir := t.TempDir()
	book, err := record.OpenBook(record.BookOptions{Dir: dir, MaxBody: 1000})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan bool)
	tap := record.NewTap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		for _, part := range []string{"HTTP/1.1 415 Not this\r\nConnection: close\r\n\r\nbegin", strings.Repeat("x", 2000), "end"} {
			io.WriteString(conn, part)
		}
		conn.Close()
	}), book, nil)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(done)
		tap.ServeHTTP(w, r)
	}))
	defer s.Close()
	if _, body := get(t, s.URL); len(body) != 2008 {
		t.Errorf("the client has %d bytes", len(body))
	}
	<-done
	if err := book.Flush(); err != nil {
		t.Fatal(err)
	}
	_, text := onlyFile(t, dir)
	if !strings.Contains(string(text), "# exchange 1: response: it is left out, for a body of more than 1000 bytes\n") || strings.Contains(string(text), "beginend") {
		t.Errorf("%s", text)
	}
}

// onlyFile returns the one file that is in a folder.
func onlyFile(t *testing.T, dir string) (name string, text []byte) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(names) != 1 {
		t.Fatalf("%q, %v", names, err)
	}
	if text, err = os.ReadFile(names[0]); err != nil {
		t.Fatal(err)
	}
	return names[0], text
}
