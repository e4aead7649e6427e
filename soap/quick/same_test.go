package quick

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type markKey struct{}

// mark counts the requests of a connection, as a room may.
type mark struct{ requests int }

func withMark(ctx context.Context, _ net.Conn) context.Context {
	return context.WithValue(ctx, markKey{}, new(mark))
}

// tell answers with all that a handler sees of a request.
func tell(w http.ResponseWriter, r *http.Request) {
	m := r.Context().Value(markKey{}).(*mark)
	m.requests++
	body, err := io.ReadAll(r.Body)
	var b bytes.Buffer
	fmt.Fprintf(&b, "%d %s %q %q %s %d.%d host %q length %d coding %q close %t trailer %v tls %t\n", m.requests, r.Method, r.RequestURI, r.URL, r.Proto, r.ProtoMajor, r.ProtoMinor, r.Host, r.ContentLength, r.TransferEncoding, r.Close, r.Trailer, r.TLS != nil)
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		fmt.Fprintf(&b, "%s: %q\n", name, r.Header[name])
	}
	fmt.Fprintf(&b, "body %q, %v\n", body, err)
	local, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	fmt.Fprintf(&b, "from %s, local %t, server %t\n", host, local != nil, r.Context().Value(http.ServerContextKey) != nil)
	w.Header().Set("Content-Type", "text/plain")
	w.Header().Set("Content-Length", fmt.Sprint(b.Len()))
	w.Write(b.Bytes())
}

// answers are handlers that use a ResponseWriter in all the ways there are.
var answers = map[string]http.HandlerFunc{
	"/tell":     tell,
	"/nothing":  func(http.ResponseWriter, *http.Request) {},
	"/unread":   func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "unread") },
	"/implicit": func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<a/>") },
	"/sniffed":  func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<?xml version='1.0'?><a/>") },
	"/encoded": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		io.WriteString(w, "x")
	},
	"/untyped": func(w http.ResponseWriter, _ *http.Request) { w.Header()["Content-Type"] = nil; io.WriteString(w, "x") },
	"/odd":     func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(299) },
	"/informs": func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(500)
		w.WriteHeader(200)
		io.WriteString(w, "x")
	},
	"/none": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204); io.WriteString(w, "x") },
	"/same": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "a/b")
		w.WriteHeader(304)
	},
	"/late": func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(200)
		w.Header().Set("Late", "x")
		io.WriteString(w, "x")
	},
	"/noLength": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "many")
		io.WriteString(w, "x")
	},
	"/short": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "9")
		io.WriteString(w, "x")
	},
	"/long": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1")
		io.WriteString(w, "x")
		io.WriteString(w, "y")
	},
	"/both": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1")
		w.Header().Set("Transfer-Encoding", "chunked")
		io.WriteString(w, "x")
	},
	"/chunked": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Transfer-Encoding", "chunked")
		io.WriteString(w, "x")
	},
	"/close": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close")
		io.WriteString(w, "x")
	},
	"/keep": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "keep-alive")
		io.WriteString(w, "x")
	},
	"/split": func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", "a\r\nb: c"); io.WriteString(w, "x") },
	"/flushed": func(w http.ResponseWriter, _ *http.Request) {
		w.(http.Flusher).Flush()
		io.WriteString(w, "x")
		w.(http.Flusher).Flush()
		io.WriteString(w, "y")
	},
	"/measured": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "2")
		w.(http.Flusher).Flush()
		io.WriteString(w, "x")
		io.WriteString(w, "y")
	},
	"/large": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "300000")
		w.Write(bytes.Repeat([]byte("abc"), 100000))
	},
	"/pieces": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "300000")
		for range 3000 {
			w.Write(bytes.Repeat([]byte("abcd"), 25))
		}
	},
	"/panic":   func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "x"); panic("a bug") },
	"/aborted": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	"/begun": func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "x")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	},
	"/invalid": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(7) },
	"/hijacked": func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		conn, buf, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		defer conn.Close()
		rest, err := io.ReadAll(buf)
		fmt.Fprintf(conn, "left %q, %v", rest, err)
	},
}

func handler(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("date") == "" {
		w.Header().Set("Date", "Thu, 01 Jan 1970 00:00:00 GMT")
	}
	if h, ok := answers[r.URL.Path]; ok {
		h(w, r)
	} else if h, ok := oddAnswers[r.URL.Path]; ok {
		h(w, r)
	} else if h, ok := againAnswers[r.URL.Path]; ok {
		h(w, r)
	} else {
		tell(w, r)
	}
}

// kept is a log that a test looks into.
type kept struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (k *kept) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.text.Write(p)
}

func (k *kept) String() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.text.String()
}

// both are the server of net/http and ours, with the same handler.
type both struct{ std, quick string }

func startBoth(tb testing.TB) both {
	tb.Helper()
	start := func(serve func(*http.Server, net.Listener) error) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			tb.Fatal(err)
		}
		var log1 kept
		srv := &http.Server{
			Handler: http.HandlerFunc(handler), ConnContext: withMark, ErrorLog: log.New(&log1, "", 0),
			ReadHeaderTimeout: time.Minute, ReadTimeout: time.Minute, IdleTimeout: time.Minute, MaxHeaderBytes: 64 << 10,
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			serve(srv, l)
		}()
		tb.Cleanup(func() {
			srv.Close()
			<-done
			if said := log1.String(); strings.Contains(said, "runtime error") {
				tb.Errorf("the log says\n%s", said)
			}
		})
		return l.Addr().String()
	}
	return both{
		std:   start((*http.Server).Serve),
		quick: start(func(srv *http.Server, l net.Listener) error { return New(srv).Serve(l) }),
	}
}

// say sends pieces and returns all that comes back. The client ends its side behind the last piece.
func say(tb testing.TB, address string, pieces ...string) string {
	tb.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Minute))
	var heard bytes.Buffer
	done := make(chan struct{})
	go func() {
		defer close(done)
		io.Copy(&heard, conn) // a reset is an end, too
	}()
	for _, p := range pieces {
		if _, err := io.WriteString(conn, p); err != nil {
			break // the server has said its last word
		}
	}
	conn.(*net.TCPConn).CloseWrite()
	<-done
	return heard.String()
}

var now = regexp.MustCompile(`Date: [A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} 2[^\r]*`)

func (b both) same(tb testing.TB, pieces ...string) {
	tb.Helper()
	want, got := say(tb, b.std, pieces...), say(tb, b.quick, pieces...)
	want, got = now.ReplaceAllString(want, "Date: now"), now.ReplaceAllString(got, "Date: now")
	if diff := cmp.Diff(want, got); diff != "" {
		tb.Errorf("%.300q is answered otherwise than by net/http (-net/http +quick):\n%s", pieces, diff)
	}
}

func post(path, fields, body string) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: localhost:8080\r\n%sContent-Length: %d\r\n\r\n%s", path, fields, len(body), body)
}

func get(path, fields string) string {
	return fmt.Sprintf("GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", path, fields)
}

func TestSameAsNetHTTP(t *testing.T) {
	b := startBoth(t)
	plainFields := "Content-Type: text/xml; charset=utf-8\r\nSOAPAction: \"urn:x\"\r\nX: a\r\nx: b\r\nAccept:\r\nCookie:  a=b; c=d \t\r\nUmlaut: \xfc\r\n"
	for _, requests := range [][]string{
		{post("/tell", plainFields, "<a/>")},
		{post("/tell", "", "")},
		{post("/tell?a=b&c=%41#d", "", "x"), post("/tell", plainFields, strings.Repeat("y", 5000)), post("/tell", "", strings.Repeat("z", 60000))},
		{post("/tell", "", strings.Repeat("z", 70000)), post("/tell", "", "x")},
		{get("/tell", ""), post("/tell", "", "x"), get("/tell", plainFields)},
		{post("/tell", "", "x") + "\r\n", post("/tell", "", "y") + "\r\n\r\n" + post("/tell", "", "z")},
		{post("/tell", "", "x") + "\r\n\r\n\r", post("/tell", "", "y")},
		{post("/tell", "", "x") + "\r\n\r\n"},
		{get("/tell", "") + "\r\n", post("/tell", "", "y")},
		{"\r\n", post("/tell", "", "y")},
		// Not plain.
		{post("/tell", "Connection: close\r\n", "x"), post("/tell", "", "y")},
		{post("/tell", "Connection: keep-alive\r\n", "x"), post("/tell", "Connection: Keep-Alive\r\n", "x")},
		{post("/tell", "Connection: keep-alive, TE\r\n", "x"), post("/tell", "", "x")},
		{post("/tell", "Expect: 100-continue\r\n", "x"), post("/tell", "", "y")},
		{post("/tell", "", "before"), post("/tell", "Expect: 100-continue\r\n", "x"), post("/tell", "", "y")},
		{post("/tell", "", "before"), "POST /tell HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", post("/tell", "", "y")},
		{"POST /tell HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n1\r\nx\r\n0\r\n\r\n", post("/tell", "", "y")},
		{"POST /tell HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: other\r\n\r\n"},
		{"POST /tell HTTP/1.0\r\nContent-Length: 1\r\n\r\nx"},
		{"POST /tell HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx", post("/tell", "", "y")},
		{"POST http://other/tell HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"},
		{"PUT /tell HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", post("/tell", "", "y")},
		{"HEAD /tell HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "DELETE /tell HTTP/1.1\r\nHost: a\r\n\r\n"},
		{"GET /tell HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", post("/tell", "", "y")},
		{"POST /tell HTTP/1.1\r\nHost: a\r\n\r\n", post("/tell", "", "y")},
		{post("/tell", "Content-Length: 1\r\n", "x"), post("/tell", "", "y")},
		{post("/tell", "Content-Length: 2\r\n", "x")},
		{post("/tell", "Host: other\r\n", "x")},
		{"POST /tell HTTP/1.1\r\nContent-Length: 1\r\n\r\nx"},
		{"POST /tell HTTP/1.1\r\nHost:\r\nContent-Length: 1\r\n\r\nx"},
		{"POST /tell HTTP/1.1\r\nHost: a b\r\nContent-Length: 1\r\n\r\nx"},
		{"POST /tell HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx"},
		{"POST /tell HTTP/1.1\r\nHost: a\r\nContent-Length: 0001\r\n\r\nx"},
		{"POST /tell HTTP/1.1\r\nHost: a\r\nContent-Length: 0000001\r\n\r\nx"},
		{"GET /tell HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", post("/tell", "", "y")},
		{"POST /tell HTTP/1.1\r\nHost: a\r\nContent-Length: \r\n\r\nx"},
		{"POST /tell HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nx"},
		{"POST /tell HTTP/1.1\nHost: a\nContent-Length: 1\n\nx", post("/tell", "", "y")},
		{"POST /tell HTTP/1.1\r\nHost: a\r\nX: 1\nY: 2\r\nContent-Length: 1\r\n\r\nx", post("/tell", "", "y")},
		{"POST /tell HTTP/1.1\r\nHost: a\r\nX: 1\r\n folded\r\nContent-Length: 1\r\n\r\nx"},
		{"POST /tell HTTP/1.1\r\nHost: a\r\nX : 1\r\nContent-Length: 1\r\n\r\nx"},
		{"POST /tell HTTP/1.1\r\nHost: a\r\n: 1\r\nContent-Length: 1\r\n\r\nx"},
		{"POST /tell HTTP/1.1\r\nHost: a\r\nX\r\nContent-Length: 1\r\n\r\nx"},
		{"POST /tell HTTP/1.1\r\nHost: a\r\nX: \x00\r\nContent-Length: 1\r\n\r\nx"},
		{"POST /tell HTTP/1.1\r\nHost: a\r\nX: a\rb\r\nContent-Length: 1\r\n\r\nx"},
		{"POST /te ll HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"},
		{"POST  /tell HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"},
		{"POST /tell HTTP/1.1 \r\nHost: a\r\nContent-Length: 1\r\n\r\nx"},
		{"POST /tell HTTP/1.2\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"},
		{"POST /tell HTTP/2.0\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"},
		{"POST /tell\r\nHost: a\r\n\r\n"},
		{"POST /%zz HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", post("/tell", "", "y")},
		{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
		{"\x16\x03\x01\x02\x00\x01\x00"},
		{post("/tell", "X: "+strings.Repeat("a", 5000)+"\r\n", "x"), post("/tell", "", "y")},
		{post("/tell", "X: "+strings.Repeat("a", 70000)+"\r\n", "x")},
		// Broken off.
		{"POST /tell HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nx"},
		{"POST /tell HTTP/1.1\r\nHo"},
		{"P"},
		{post("/tell", "", "x"), "PO"},
		{post("/tell", "", "x"), "POS"},
		{post("/tell", "", "x"), "POST"},
		{},
		{"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"},
	} {
		b.same(t, requests...)
		b.same(t, strings.Join(requests, ""))
	}
}

// TestSameInPieces has requests come in two pieces, that part everywhere, and one character at a time.
func TestSameInPieces(t *testing.T) {
	b := startBoth(t)
	whole := post("/tell", "X: y\r\n", "<a/>") + "\r\n" + post("/tell", "", "z")
	for at := range len(whole) {
		b.same(t, whole[:at], whole[at:])
	}
	b.same(t, strings.Split(whole, "")...)
}

func TestSameAnswers(t *testing.T) {
	b := startBoth(t)
	for path := range answers {
		b.same(t, post(path, "", "x"), post("/tell", "", "y"))
		b.same(t, post(path, "", "x")+post("/tell", "", "y"))
		b.same(t, get(path+"?date=now", ""), get("/tell", ""))
	}
}
