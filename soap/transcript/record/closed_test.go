package record

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
)

// A client comes back on another connection as soon as it has an answer that ends the first one, when nobody has told
// that this is closed. It is the same conversation.
func TestComesBackAtOnce(t *testing.T) {
	answers := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/closes":
			w.Header().Set("Connection", "close")
		case "/phrase":
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			io.WriteString(conn, "HTTP/1.1 200 Fine\r\nContent-Length: 0\r\n\r\n")
			conn.Close()
		}
	})
	s := httptest.NewServer(answers)
	defer s.Close()
	target, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		path  string
		close bool
		want  int // conversations
	}{{"/keeps", true, 1}, {"/closes", false, 1}, {"/phrase", false, 1}, {"/keeps", false, 2}} {
		for _, which := range []string{"proxy", "tap"} {
			book, err := OpenBook(BookOptions{Dir: t.TempDir(), System: "mft"})
			if err != nil {
				t.Fatal(err)
			}
			p, err := NewProxy(ProxyOptions{Target: target, Book: book})
			if err != nil {
				t.Fatal(err)
			}
			var h http.Handler = p
			if which == "tap" {
				h = NewTap(answers, book, nil)
			}
			first := httptest.NewRequest(http.MethodGet, tt.path, nil)
			first.RemoteAddr, first.Close = "192.0.2.1:1001", tt.close
			if answer := httptest.NewRecorder(); which == "tap" {
				h.ServeHTTP(hijackable{answer}, first)
			} else {
				h.ServeHTTP(answer, first)
			}
			second := httptest.NewRequest(http.MethodGet, "/keeps", nil)
			second.RemoteAddr = "192.0.2.1:1002"
			h.ServeHTTP(httptest.NewRecorder(), second)
			if stories, _ := book.Count(); stories != tt.want {
				t.Errorf("%s, %s, close %t: %d conversations, want %d", which, tt.path, tt.close, stories, tt.want)
			}
			p.Close()
		}
	}
}

// hijackable is an answer that can be written by hand, to nobody.
type hijackable struct{ *httptest.ResponseRecorder }

func (hijackable) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	here, there := net.Pipe()
	go io.Copy(io.Discard, there)
	return here, bufio.NewReadWriter(bufio.NewReader(here), bufio.NewWriter(here)), nil
}
