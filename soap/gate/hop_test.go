package gate_test

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
)

// raw answers with what a test writes, byte for byte, and closes the connection where that says so.
func raw(t *testing.T, answers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		c, out, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer c.Close()
		for i, answer := range answers {
			if i > 0 { // the next request on the same connection
				r, err := http.ReadRequest(bufio.NewReader(out))
				if err != nil {
					t.Error(err)
					return
				}
				io.Copy(io.Discard, r.Body)
			}
			out.WriteString(answer)
			out.Flush()
		}
	}
}

// What Connection names is for the far side's connection, also beside close.
func TestForwardLeavesOutWhatConnectionNames(t *testing.T) {
	const body = "Content-Type: text/plain\r\nContent-Length: 4\r\n\r\ndone"
	for name, answer := range map[string]string{
		"beside close":   "HTTP/1.1 200 OK\r\nX-Hop: 1\r\nConnection: close, X-Hop\r\n" + body,
		"before close":   "HTTP/1.1 200 OK\r\nX-Hop: 1\r\nconnection:X-Hop,close\r\n" + body,
		"in two lines":   "HTTP/1.1 200 OK\r\nX-Hop: 1\r\nConnection: close\r\nConnection: x-hop\r\n" + body,
		"folded":         "HTTP/1.1 200 OK\r\nX-Hop: 1\r\nConnection: close,\r\n X-Hop\r\n" + body,
		"bare line ends": "HTTP/1.1 200 OK\nX-Hop: 1\nConnection: close, X-Hop\n" + strings.ReplaceAll(body, "\r", ""),
		"after a hint":   "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nX-Hop: 1\r\nConnection: close, X-Hop\r\n" + body,
		"beside a long":  "HTTP/1.1 200 OK\r\nX-Long: " + strings.Repeat("x", 100_000) + "\r\nX-Hop: 1\r\nConnection: close, X-Hop\r\n" + body,
		"without close":  "HTTP/1.1 200 OK\r\nX-Hop: 1\r\nConnection: X-Hop\r\n" + body,
		"in HTTP/1.0":    "HTTP/1.0 200 OK\r\nX-Hop: 1\r\nConnection: X-Hop, close\r\n" + body,
	} {
		t.Run(name, func(t *testing.T) {
			plain := newFar(t, raw(t, answer))
			safe := httptest.NewUnstartedServer(raw(t, answer))
			safe.Config.ErrorLog = log.New(io.Discard, "", 0)
			safe.StartTLS()
			t.Cleanup(safe.Close)
			for _, settings := range [][]string{{"forward.url = " + plain.URL}, {"forward.url = " + safe.URL, "forward.insecure = true"}} {
				srv := soaptest.Start(t, soaptest.Salesforce(settings...))
				res := do(t, srv.URL, login(t, srv, "salesforce SOAP"))
				got, err := io.ReadAll(res.Body)
				if err != nil || string(got) != "done" || res.Header["X-Hop"] != nil || res.Header.Get("Content-Type") != "text/plain" {
					t.Errorf("%s: %q, %v, %v", settings[0], got, err, res.Header)
				}
			}
		})
	}
}

// What one answer says of its connection does not count for the next one on it, nor what stands in a body.
func TestForwardForgetsWhatConnectionNamed(t *testing.T) {
	f := newFar(t, raw(t,
		"HTTP/1.1 200 OK\r\nX-Hop: 1\r\nX-Kept: 1\r\nConnection: X-Hop\r\nContent-Length: 22\r\n\r\n\r\nConnection: X-Kept\r\n",
		"HTTP/1.1 200 OK\r\nX-Hop: 2\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
	srv := soaptest.Start(t, soaptest.Salesforce("forward = "+f.URL))
	work := login(t, srv, "salesforce SOAP")
	var got []string
	for range 2 {
		res := do(t, srv.URL, work)
		io.Copy(io.Discard, res.Body)
		got = append(got, fmt.Sprint(res.Header["X-Hop"], res.Header["X-Kept"]))
	}
	if diff := cmp.Diff([]string{"[] [1]", "[2] []"}, got); diff != "" {
		t.Error(diff)
	}
}

// No status keeps a client waiting: after one that only announces another the far side's time goes on, and when it closes
// the connection there is no answer.
func TestForwardStatusThatAnnounces(t *testing.T) {
	over := make(chan struct{})
	t.Cleanup(func() { close(over) })
	for _, status := range []int{100, 101, 102, 103, 104, 150, 199} {
		head := fmt.Sprintf("HTTP/1.1 %d Odd\r\n\r\n", status)
		for name, answer := range map[string]http.HandlerFunc{
			"and closes": raw(t, head),
			"and stays silent": func(w http.ResponseWriter, _ *http.Request) {
				c, out, err := w.(http.Hijacker).Hijack()
				if err != nil {
					t.Error(err)
					return
				}
				defer c.Close()
				out.WriteString(head)
				out.Flush()
				<-over
			},
			"again and again": func(w http.ResponseWriter, _ *http.Request) {
				c, out, err := w.(http.Hijacker).Hijack()
				if err != nil {
					t.Error(err)
					return
				}
				defer c.Close()
				for err == nil {
					out.WriteString(head)
					err = out.Flush()
				}
			},
		} {
			t.Run(fmt.Sprint(status, " ", name), func(t *testing.T) {
				f := newFar(t, answer)
				srv := soaptest.Start(t, soaptest.Salesforce("forward.url = "+f.URL, "forward.timeout.answer = 50ms"))
				if got, body := send(t, srv.URL, login(t, srv, "salesforce SOAP")); got != 500 || !strings.Contains(body, "UNKNOWN_EXCEPTION") {
					t.Errorf("%d %s", got, body)
				}
			})
		}
	}
}
