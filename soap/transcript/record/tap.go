package record

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
)

// Tap stands in front of a handler of our own and keeps what goes by. It is an http.Handler, which hands on all that
// the handler can do with its answer.
type Tap struct {
	handler http.Handler
	book    *Book
	now     func() time.Time
}

// NewTap puts a tap in front of a handler. The book remains the caller's. Now is the real time; nil: time.Now.
func NewTap(h http.Handler, b *Book, now func() time.Time) *Tap {
	if now == nil {
		now = time.Now
	}
	return &Tap{handler: h, book: b, now: now}
}

// longestCall is how long a call takes, in emulated time, that waits for nothing.
const longestCall = 200 * time.Millisecond

// slotKey is where a request's context has its exchange.
type slotKey struct{}

// tapped is what is known of an exchange beside its messages.
type tapped struct {
	*Exchange
	lost bool
}

// Observe takes what an endpoint knows of an exchange that went through the tap: its instant and its chance. Hand it to
// the endpoint as its Observe, or call it from there.
func (t *Tap) Observe(x *soap.Exchange) {
	slot, ok := x.Call.HTTP.Context().Value(slotKey{}).(*tapped)
	if !ok || len(x.Instants) == 0 {
		return
	}
	seed := x.Seed
	slot.Now, slot.Seed, slot.lost = x.Instants[0], &seed, x.Lost
	slot.waited = x.Instants[len(x.Instants)-1].Sub(slot.Now) > longestCall
	slot.stood = t.book.o.Stands != nil && t.book.o.Stands() && !slot.waited
}

// ServeHTTP has the handler answer, and keeps the exchange.
func (t *Tap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &tapped{Exchange: &Exchange{
		Client: clientOf(r), Began: t.now(), Request: transcript.Message{Start: r.Method + " " + r.RequestURI + " " + r.Proto},
	}}
	x.Client.User = correlate.User(r.Header.Get("Authorization"))
	if r.Host != "" {
		x.Request.Fields = []transcript.Field{{Name: "Host", Value: r.Host}}
	}
	x.Request.Fields = append(x.Request.Fields, fields(r.Header, r.TransferEncoding)...)
	t.book.Begin(x.Exchange)
	sent := t.book.capture()
	r = r.WithContext(context.WithValue(r.Context(), slotKey{}, x))
	if r.Body == nil || r.Body == http.NoBody {
		sent.end()
	} else {
		r.Body = &passing{r.Body, sent, r.ContentLength}
	}
	a := &tappedAnswer{ResponseWriter: w, body: allButLast{to: w}, r: r, got: t.book.capture()}
	a.keep = sync.OnceFunc(func() {
		x.requestBody(sent)
		a.into(x)
		t.book.End(x.Exchange)
		if r.Close || a.raw != nil || strings.EqualFold(a.head.Get("Connection"), "close") {
			t.book.Closed(r.RemoteAddr) // the client may come back on another one before we see that
		}
	})
	defer func() {
		a.keep()
		a.release()
	}()
	t.handler.ServeHTTP(a, r)
}

// Closed says that a client closed a connection.
func (t *Tap) Closed(connection string) { t.book.Closed(connection) }

// allButLast passes on what is written to it, but for the last byte: nobody has the whole of an answer before it is kept.
type allButLast struct {
	to   io.Writer
	last []byte
}

func (w *allButLast) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return w.to.Write(p)
	}
	out := slices.Concat(w.last, p[:len(p)-1])
	w.last = []byte{p[len(p)-1]}
	if len(out) > 0 {
		if _, err := w.to.Write(out); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// release writes what is held back. An error is a client who is gone.
func (w *allButLast) release() {
	if len(w.last) > 0 {
		_, _ = w.to.Write(w.last)
		w.last = nil
	}
}

// tappedAnswer keeps an answer on its way.
type tappedAnswer struct {
	http.ResponseWriter
	body   allButLast
	r      *http.Request
	got    *captured
	status int
	head   http.Header
	raw    *captured // what was written by hand, head and all
	conn   *keptConn // and on what
	keep   func()    // keeps the exchange, once
}

// Unwrap is for http.ResponseController.
func (a *tappedAnswer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// WriteHeader keeps the head.
func (a *tappedAnswer) WriteHeader(status int) {
	if a.head == nil && status >= 200 {
		a.status, a.head = status, a.Header().Clone()
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write keeps a part of the body.
func (a *tappedAnswer) Write(p []byte) (int, error) {
	if a.head == nil {
		a.WriteHeader(http.StatusOK)
	}
	a.got.Write(p) // which cannot fail
	return a.body.Write(p)
}

// FlushError sends what was written.
func (a *tappedAnswer) FlushError() error {
	a.release()
	return http.NewResponseController(a.ResponseWriter).Flush()
}

// release writes what is held back.
func (a *tappedAnswer) release() {
	if a.conn != nil {
		a.conn.all.release()
	}
	a.body.release()
}

// Hijack hands out the connection, and keeps what is written to it.
func (a *tappedAnswer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffer, err := http.NewResponseController(a.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	a.raw = &captured{limit: a.got.limit, show: a.got.show}
	a.conn = &keptConn{Conn: conn, a: a, all: allButLast{to: conn}}
	return a.conn, bufio.NewReadWriter(buffer.Reader, bufio.NewWriter(a.conn)), nil
}

// keptConn is a connection on which an answer is written by hand. It holds back the last byte until the connection is
// closed, for the same reason. A server that stops waits for nobody who took a connection over, so an answer that the
// client has must be kept by then.
type keptConn struct {
	net.Conn
	a   *tappedAnswer
	all allButLast
}

// Write keeps a part of the answer, head and all.
func (c *keptConn) Write(p []byte) (int, error) {
	c.a.raw.Write(p) // which cannot fail
	return c.all.Write(p)
}

// CloseWrite ends our side of the connection, where that can be done.
func (c *keptConn) CloseWrite() error {
	c.end()
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// Close closes the connection. What is closed without an answer is kept when the handler has told more of it.
func (c *keptConn) Close() error {
	c.end()
	return c.Conn.Close()
}

func (c *keptConn) end() {
	if len(c.all.last) > 0 {
		c.a.keep()
		c.all.release()
	}
}

// into puts the answer into an exchange.
func (a *tappedAnswer) into(x *tapped) {
	m := &transcript.Message{}
	switch {
	case a.raw != nil:
		if !a.readRaw(x, m) {
			return
		}
	case a.head == nil && a.r.Context().Err() != nil:
		x.HungUp = true
		return
	default:
		if a.head == nil {
			a.status, a.head = http.StatusOK, a.Header().Clone()
		}
		proto := "HTTP/1.1"
		if !a.r.ProtoAtLeast(1, 1) {
			proto = "HTTP/1.0"
		}
		m.Start = fmt.Sprintf("%s %d %s", proto, a.status, http.StatusText(a.status))
	}
	m.Fields = fields(a.head, a.head["Transfer-Encoding"])
	if close := a.head.Get("Connection"); close != "" {
		m.Fields = append(m.Fields, transcript.Field{Name: "Connection", Value: close})
	}
	if a.r.Method == http.MethodHead {
		a.got = &captured{limit: a.got.limit, show: a.got.show}
	}
	x.responseBody(m, a.got, nil)
}

// readRaw reads an answer that was written by hand. It says whether there is one that can be kept.
func (a *tappedAnswer) readRaw(x *tapped, m *transcript.Message) bool {
	raw, over, _ := a.raw.state()
	switch {
	case over:
		x.leftOut(a.raw.limit)
		return false
	case len(raw) == 0:
		x.Lost = x.lost
		if !x.lost {
			x.Notes = append(x.Notes, "no answer came: the connection was closed")
		}
		return false
	}
	answer, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(raw)), a.r)
	if err == nil {
		_, err = io.Copy(a.got, answer.Body)
	}
	if err != nil {
		x.responseBody(m, a.got, err)
		return false
	}
	m.Start, a.head = answer.Proto+" "+answer.Status, answer.Header
	if answer.Close {
		a.head.Set("Connection", "close")
	}
	return true
}
