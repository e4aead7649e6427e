package quick

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	// mostCounted is how long a body may be for its length to be counted, when the handler has not said it. A longer one
	// goes in chunks, whose bounds are those of a buffer of that size. It is net/http's.
	mostCounted = 2 << 10

	// mostHeld is how much of an answer waits for more of it, in bytes, as with net/http.
	mostHeld = 4 << 10

	// mostKept is how large a buffer may be to be kept for another answer.
	mostKept = 64 << 10
)

// answer is the http.ResponseWriter of a plain request. What it sends is what net/http's would.
type answer struct {
	lane    *lane
	context *requestContext
	parser  *parser   // of the request
	size    int       // of the request
	heard   io.Closer // the request's body
	duplex  bool      // the handler goes on reading that

	head http.Header
	described
	fixed   http.Header // the head of WriteHeader, while its lines are not in out
	passed  bool        // the head is in out, and would be on its way with net/http
	written int64
	bounded bool  // the handler has set a deadline
	ended   error // why nothing can be written any more

	*outgoing
	err error // of sending
}

// outgoing are the buffers of an answer: the body comes from the handler by way of body, the head and what is left of the
// body after it by way of out.
type outgoing struct {
	body *bufio.Writer
	out  bytes.Buffer
}

var buffers = sync.Pool{New: func() any { return &outgoing{body: bufio.NewWriterSize(nil, mostCounted)} }}

// errOver is what a handler hears that writes behind its request.
var errOver = errors.New("quick: the request is over")

func newAnswer(l *lane, ctx *requestContext, p *parser, size int, heard io.Closer) *answer {
	a := &answer{
		lane: l, context: ctx, parser: p, size: size, heard: heard,
		head: http.Header{}, described: described{length: -1}, outgoing: buffers.Get().(*outgoing),
	}
	a.body.Reset(bodyWriter{a})
	return a
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.head }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	if a.status != 0 || a.ended != nil {
		return
	}
	if status < 100 || status > 999 {
		panic(fmt.Sprintf("invalid WriteHeader code %v", status)) // as net/http does
	}
	if status < 200 && status != http.StatusSwitchingProtocols {
		a.inform(status)
		return
	}
	said := &a.lane.head.said
	if said.fits(status, a.head) {
		a.described = said.described
		a.out.Write(said.lines)
		return
	}
	a.status = status
	if length := a.head.Get("Content-Length"); length != "" {
		if n, err := strconv.ParseInt(length, 10, 64); err == nil {
			a.length = n
		}
	}
	// What the handler does to the head from now on has no effect.
	if _, ok := a.head["Connection"]; ok {
		a.fixed = a.head.Clone() // Shutdown may come before the body, and change that line
		return
	}
	begun := a.out.Len()
	a.beginHead(a.head, false)
	if a.lane.head.repeated {
		said.keep(a.described, a.head, a.out.Bytes()[begun:])
	}
}

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (int, error) {
	if a.ended != nil {
		return 0, a.ended
	}
	a.WriteHeader(http.StatusOK) // unless the handler has
	switch {
	case len(p) == 0:
		return 0, nil
	case !a.hasBody():
		return 0, http.ErrBodyNotAllowed
	}
	if a.written += int64(len(p)); a.length >= 0 && a.written > a.length {
		return 0, http.ErrContentLength
	}
	return a.body.Write(p)
}

// bodyWriter is the way of a body out of its first buffer.
type bodyWriter struct{ *answer }

// Write implements io.Writer. There is always something to write.
func (a bodyWriter) Write(p []byte) (int, error) {
	a.pass(p)
	if a.chunked {
		fmt.Fprintf(&a.out, "%x\r\n", len(p))
	}
	if len(p) > mostKept {
		a.flush()
		a.send(p)
	} else {
		a.out.Write(p)
	}
	if a.chunked {
		a.out.WriteString("\r\n")
	}
	if a.out.Len() > mostHeld {
		a.flush()
	}
	return len(p), a.err
}

// pass has the head stand in out, with the beginning of the body behind it. From then on the request's body is no more,
// as with net/http, which makes room for the next request.
func (a *answer) pass(body []byte) {
	if a.passed {
		return
	}
	a.passed = true
	a.endHead(body)
	if !a.close && !a.duplex {
		a.heard.Close() // in memory
	}
}

func (a *answer) send(p []byte) {
	if a.err != nil {
		return
	}
	if _, a.err = a.lane.Write(p); a.err != nil {
		a.context.cancel()
	}
}

func (a *answer) flush() {
	if a.out.Len() > 0 {
		a.send(a.out.Bytes())
		a.out.Reset()
	}
}

// FlushError is for http.ResponseController.
func (a *answer) FlushError() error {
	if a.ended != nil {
		return a.ended
	}
	a.WriteHeader(http.StatusOK) // unless the handler has
	_ = a.body.Flush()           // an error is that of sending
	a.pass(nil)
	a.flush()
	return a.err
}

// Flush implements http.Flusher.
func (a *answer) Flush() { _ = a.FlushError() } // the next Write says it

// finish sends what is left, and says whether the connection is good for another request.
func (a *answer) finish() bool {
	a.WriteHeader(http.StatusOK) // unless the handler has
	a.ended = errOver
	_ = a.body.Flush() // an error is that of sending
	a.pass(nil)
	if a.chunked {
		a.out.WriteString("0\r\n\r\n")
	}
	a.flush()
	if a.bounded {
		_ = a.lane.SetWriteDeadline(time.Time{}) // of a connection that is closed, which the next read will say
	}
	if a.out.Cap() <= mostKept {
		a.body.Reset(nil)
		buffers.Put(a.outgoing)
	}
	short := a.length >= 0 && a.hasBody() && a.written != a.length
	return !a.close && !short && a.err == nil
}

// breakOff sends what net/http would have sent already when a handler panics.
func (a *answer) breakOff() {
	if a.ended == nil && a.passed {
		a.flush()
	}
}

// SetReadDeadline is for http.ResponseController.
func (a *answer) SetReadDeadline(t time.Time) error { return a.lane.SetReadDeadline(t) }

// SetWriteDeadline is for http.ResponseController. It ends with the request.
func (a *answer) SetWriteDeadline(t time.Time) error {
	a.bounded = true
	return a.lane.SetWriteDeadline(t)
}

// EnableFullDuplex is for http.ResponseController.
func (a *answer) EnableFullDuplex() error {
	a.duplex = true
	return nil
}

// Hijack implements http.Hijacker.
func (a *answer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	if a.ended != nil {
		return nil, nil, a.ended
	}
	if a.status != 0 {
		a.pass(nil)
		a.flush()
	}
	a.ended = http.ErrHijacked
	conn, in := a.lane.Conn, a.lane.giveUp(a.context, a.parser, a.size)
	_ = conn.SetDeadline(time.Time{}) // of a connection that is closed, as who has it now will see
	a.lane.server.tell(conn, http.StateHijacked)
	return conn, bufio.NewReadWriter(in, bufio.NewWriter(conn)), nil
}
