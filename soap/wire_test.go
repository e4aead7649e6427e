package soap_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap"
)

// exchange sends bytes over a plain socket and returns what comes back until the server closes.
func exchange(t *testing.T, address string, parts ...string) string {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Second)) // of a server that hangs
	for _, part := range parts {
		if _, err := io.WriteString(conn, part); err != nil {
			t.Fatal(err)
		}
	}
	answer, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

func TestWire(t *testing.T) {
	phrase := echoService(t)
	phrase.Name, phrase.Routes = "phrase", []soap.Route{{Path: "/phrase"}}
	phrase.Admit = func(context.Context, *soap.Call) error {
		return &soap.Fault{Status: 415, Phrase: "Cannot process\r\nthis", Body: []byte("no"), ContentType: "a/b"}
	}
	chunked := echoService(t)
	chunked.Name, chunked.Routes = "chunked", []soap.Route{{Path: "/chunked"}}
	chunked.Style.Chunked = true
	refuses := echoService(t)
	refuses.Name, refuses.Routes = "refuses", []soap.Route{{Path: "/refuses"}}
	refuses.Admit = func(_ context.Context, call *soap.Call) error {
		if call.HTTP.Header.Get("Soapaction") == "" {
			return &soap.Fault{Status: 400, Body: []byte("<a/>"), HTTP: []soap.Field{{Name: "WWW-Authenticate", Value: "NTLM"}}, Close: true}
		}
		return soap.Refuse(http.StatusNoContent, "")
	}
	refuses.Style.HTTP = []soap.Field{{Name: "X-AspNet-Version", Value: "4.0.30319"}}
	server, _ := serve(t, nil, echoService(t), phrase, chunked, refuses)
	address := server.Listener.Addr().String()
	length := fmt.Sprintf("Content-Length: %d\r\n", len(echoHi))
	// net/http writes what a handler set in alphabetical order, then what it adds itself.
	head := "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nContent-Type: text/xml; charset=utf-8\r\nDate: Mon, 07 Nov 2005 10:00:00 GMT\r\nConnection: close\r\n\r\n"
	for _, tt := range []struct {
		name string
		send []string
		want string
	}{
		{"HTTP/1.0", []string{"POST /echo HTTP/1.0\r\n" + length + "\r\n" + echoHi},
			"HTTP/1.0 200 OK\r\nContent-Length: 193\r\nContent-Type: text/xml; charset=utf-8\r\nDate: Mon, 07 Nov 2005 10:00:00 GMT\r\n\r\n" + replyHi},
		{"a reason phrase to HTTP/1.0", []string{"POST /phrase HTTP/1.0\r\n\r\n"},
			"HTTP/1.0 415 Cannot process  this\r\nConnection: close\r\nContent-Length: 2\r\nContent-Type: a/b\r\nDate: Mon, 07 Nov 2005 10:00:00 GMT\r\n\r\nno"},
		{"chunked in", []string{"POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n", fmt.Sprintf("a\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n", echoHi[:10], len(echoHi)-10, echoHi[10:])},
			fmt.Sprintf(head, len(replyHi)) + replyHi},
		{"Expect: 100-continue", []string{"POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n" + length + "\r\n", echoHi},
			"HTTP/1.1 100 Continue\r\n\r\n" + fmt.Sprintf(head, len(replyHi)) + replyHi},
		{"chunked out", []string{"POST /chunked HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + length + "\r\n" + echoHi},
			"HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nDate: Mon, 07 Nov 2005 10:00:00 GMT\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(replyHi), replyHi)},
		{"chunked out, but HTTP/1.0", []string{"POST /chunked HTTP/1.0\r\n" + length + "\r\n" + echoHi},
			"HTTP/1.0 200 OK\r\nContent-Length: 193\r\nContent-Type: text/xml; charset=utf-8\r\nDate: Mon, 07 Nov 2005 10:00:00 GMT\r\n\r\n" + replyHi},
		{"a reason phrase", []string{"POST /phrase HTTP/1.1\r\nHost: a\r\n" + length + "\r\n" + echoHi},
			"HTTP/1.1 415 Cannot process  this\r\nConnection: close\r\nContent-Length: 2\r\nContent-Type: a/b\r\nDate: Mon, 07 Nov 2005 10:00:00 GMT\r\n\r\nno"},
		{"a reason phrase, HEAD", []string{"HEAD /phrase HTTP/1.1\r\nHost: a\r\n\r\n"},
			"HTTP/1.1 415 Cannot process  this\r\nConnection: close\r\nContent-Length: 2\r\nContent-Type: a/b\r\nDate: Mon, 07 Nov 2005 10:00:00 GMT\r\n\r\n"},
		{"Expect: 100-continue, refused before the body", []string{"POST /refuses HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n" + length + "\r\n"},
			"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 4\r\nDate: Mon, 07 Nov 2005 10:00:00 GMT\r\nWWW-Authenticate: NTLM\r\nX-AspNet-Version: 4.0.30319\r\n\r\n<a/>"},
		{"no content", []string{"POST /refuses HTTP/1.1\r\nHost: a\r\nConnection: close\r\nSOAPAction: x\r\n" + length + "\r\n" + echoHi},
			"HTTP/1.1 204 No Content\r\nDate: Mon, 07 Nov 2005 10:00:00 GMT\r\nX-AspNet-Version: 4.0.30319\r\nConnection: close\r\n\r\n"},
		{"too large by its own word, and never sent", []string{"POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 99999999\r\n\r\n"},
			"HTTP/1.1 413 Request Entity Too Large\r\nContent-Length: 0\r\nDate: Mon, 07 Nov 2005 10:00:00 GMT\r\nConnection: close\r\n\r\n"},
		{"HTTP/1.0, kept alive", []string{"POST /echo HTTP/1.0\r\nConnection: keep-alive\r\n" + length + "\r\n" + echoHi, "GET /nowhere HTTP/1.0\r\n\r\n"},
			"HTTP/1.0 200 OK\r\nContent-Length: 193\r\nContent-Type: text/xml; charset=utf-8\r\nDate: Mon, 07 Nov 2005 10:00:00 GMT\r\nConnection: keep-alive\r\n\r\n" + replyHi +
				"HTTP/1.0 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\nDate: Mon, 07 Nov 2005 10:00:00 GMT\r\nX-Content-Type-Options: nosniff\r\nContent-Length: 19\r\n\r\n404 page not found\n"},
		{"chunked and a length", []string{"POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(echoHi), echoHi)},
			fmt.Sprintf(head, len(replyHi)) + replyHi},
		{"two lengths", []string{"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n" + length + "\r\n"},
			"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request"},
		{"a method", []string{"PUT /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + length + "\r\n" + echoHi},
			"HTTP/1.1 405 Method Not Allowed\r\nAllow: POST\r\nContent-Length: 0\r\nDate: Mon, 07 Nov 2005 10:00:00 GMT\r\nConnection: close\r\n\r\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, exchange(t, address, tt.send...)); d != "" {
				t.Errorf("answer (-want +got):\n%s", d)
			}
		})
	}
}

func TestGzipOut(t *testing.T) {
	server, _ := serve(t, nil)
	for accept, packed := range map[string]bool{"*;q=0, gzip": true, "gzip;q=0, *": false, "*": true, "GZIP; Q=0.000": false, "gzip, deflate": true, "gzip;q=0": false, "deflate": false, "TE;q=1, gzip;q=0.3": true, "": false} {
		r, _ := http.NewRequest(http.MethodPost, server.URL+"/echo", strings.NewReader(echoHi))
		r.Header.Set("Accept-Encoding", accept)
		response, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if got := response.Header.Get("Content-Encoding") == "gzip"; got != packed {
			t.Errorf("Accept-Encoding %q: packed %v, want %v", accept, got, packed)
		}
		if packed {
			// PHP's SoapClient skips a gzip header of exactly ten bytes.
			if body[3] != 0 {
				t.Errorf("gzip flags %#x, want none", body[3])
			}
			z, err := gzip.NewReader(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if body, err = io.ReadAll(z); err != nil {
				t.Fatal(err)
			}
		}
		if string(body) != replyHi {
			t.Errorf("Accept-Encoding %q: answer %q", accept, body)
		}
	}
}

// TestRefusedWithItsBodyUnread: an answer on a connection that we close ourselves must not be lost because the
// client is still sending.
func TestRefusedWithItsBodyUnread(t *testing.T) {
	s := echoService(t)
	s.Admit = func(context.Context, *soap.Call) error {
		return &soap.Fault{Status: 415, Phrase: "Cannot", Body: []byte("no")}
	}
	server, _ := serve(t, nil, s)
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	body := strings.Repeat("x", 64<<10)
	if _, err := fmt.Fprintf(conn, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s", len(body), body); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil || !strings.HasSuffix(string(answer), "\r\n\r\nno") {
		t.Errorf("got %q, %v", answer, err)
	}
}

// TestLostWithoutAConnection: behind something that cannot hang up, net/http does.
func TestLostWithoutAConnection(t *testing.T) {
	observed := false
	endpoint, err := soap.NewEndpoint(soap.Config{
		Services: []*soap.Service{echoService(t)}, Clock: soap.NewClock(),
		Lose: func(*soap.Call) bool { return true }, Observe: func(x *soap.Exchange) { observed = x.Lost },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if p := recover(); p != http.ErrAbortHandler || !observed {
			t.Errorf("panic %v, observed %v", p, observed)
		}
	}()
	r, _ := http.NewRequest(http.MethodPost, "/echo", strings.NewReader(echoHi))
	endpoint.ServeHTTP(&sink{head: http.Header{}}, r)
}
