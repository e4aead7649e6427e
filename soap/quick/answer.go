package quick

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// mostKept is how much of an answer is kept before it is sent, in bytes.
const mostKept = 64 << 10

// answer is the http.ResponseWriter of a plain request. What it sends is what net/http's would, but for a body without a
// Content-Length: such a one is kept up to mostKept, and net/http sends it in smaller chunks.
type answer struct {
	lane    *lane
	context *requestContext
	size    int // of the request

	head     http.Header
	status   int         // 0 until WriteHeader
	length   int64       // of the body, as the handler has said; -1 when it has not
	fixed    http.Header // the head of then, while that has not begun
	body     bytes.Buffer
	begun    bool // the head is in out
	written  int64
	chunked  bool
	close    bool // the connection, behind the answer
	hijacked bool

	out *bytes.Buffer
	err error // of sending
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.head }

// WriteHeader implements http.ResponseWriter. Informational answers are not sent: they are for clients that wait for one.
func (a *answer) WriteHeader(status int) {
	if status < 100 || status > 999 {
		panic(fmt.Sprintf("invalid WriteHeader code %v", status)) // as net/http does
	}
	if a.status != 0 || a.hijacked || status < 200 {
		return
	}
	a.status = status
	if length := a.head.Get("Content-Length"); length != "" {
		if n, err := strconv.ParseInt(length, 10, 64); err == nil && n >= 0 {
			a.length = n
		}
	}
	if _, typed := a.head["Content-Type"]; typed && a.length >= 0 {
		a.begin(a.head, nil, false)
		return
	}
	a.fixed = a.head.Clone() // which the handler may change from now on, without an effect
}

// begin writes the head. The beginning of the body is for what the handler has not said of it; whole says that it is all.
func (a *answer) begin(head http.Header, body []byte, whole bool) {
	var (
		date, length, media, connection, coding string // that the handler has not given
		not                                     map[string]bool
	)
	without := func(name string) {
		if _, ok := head[name]; ok {
			if not == nil {
				not = map[string]bool{}
			}
			not[name] = true
		}
	}
	given := head.Get("Transfer-Encoding")
	_, measured := head["Content-Length"]
	switch {
	case !a.hasBody():
		without("Content-Length")
		without("Transfer-Encoding")
		if a.status == http.StatusNotModified {
			without("Content-Type")
		}
	case given == "" && a.length >= 0:
	case given == "" && whole && !measured:
		length = strconv.Itoa(len(body))
	default:
		without("Content-Length")
		without("Transfer-Encoding")
		a.length, a.chunked, coding = -1, true, "chunked"
	}
	if _, ok := head["Content-Type"]; !ok && a.hasBody() && given == "" && head.Get("Content-Encoding") == "" && len(body) > 0 {
		media = http.DetectContentType(body)
	}
	if _, ok := head["Date"]; !ok {
		date = time.Now().UTC().Format(http.TimeFormat)
	}
	a.close = head.Get("Connection") == "close"
	if a.lane.server.closing.Load() {
		a.close, connection = true, "close"
		without("Connection")
	}
	if text := http.StatusText(a.status); text != "" {
		a.out.WriteString("HTTP/1.1 ")
		a.out.WriteString(strconv.Itoa(a.status))
		a.out.WriteByte(' ')
		a.out.WriteString(text)
		a.out.WriteString("\r\n")
	} else {
		fmt.Fprintf(a.out, "HTTP/1.1 %03d status code %d\r\n", a.status, a.status)
	}
	_ = head.WriteSubset(a.out, not) // a buffer takes everything
	for _, f := range [...]struct{ name, value string }{
		{"Date", date}, {"Content-Length", length}, {"Content-Type", media}, {"Connection", connection}, {"Transfer-Encoding", coding},
	} {
		if f.value != "" {
			a.out.WriteString(f.name)
			a.out.WriteString(": ")
			a.out.WriteString(f.value)
			a.out.WriteString("\r\n")
		}
	}
	a.out.WriteString("\r\n")
	a.begun, a.fixed = true, nil
}

// hasBody says whether an answer of the status has one (RFC 9110, section 6.4.1).
func (a *answer) hasBody() bool {
	return a.status != http.StatusNoContent && a.status != http.StatusNotModified
}

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (int, error) {
	if a.hijacked {
		return 0, http.ErrHijacked
	}
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	switch {
	case len(p) == 0:
		return 0, nil
	case !a.hasBody():
		return 0, http.ErrBodyNotAllowed
	}
	if a.written += int64(len(p)); a.length >= 0 && a.written > a.length {
		return 0, http.ErrContentLength
	}
	if !a.begun {
		if a.body.Write(p); a.body.Len() > mostKept {
			a.sendBody(false)
		}
		return len(p), a.err
	}
	a.put(p)
	return len(p), a.err
}

// sendBody sends head and body as far as they have been kept for the head's sake.
func (a *answer) sendBody(whole bool) {
	if a.begun {
		return
	}
	a.begin(a.fixed, a.body.Bytes(), whole)
	if a.body.Len() > 0 {
		a.put(a.body.Bytes())
	}
	a.body = bytes.Buffer{}
}

// put writes some of the body, which is not empty.
func (a *answer) put(p []byte) {
	if a.chunked {
		fmt.Fprintf(a.out, "%x\r\n", len(p))
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
	if a.out.Len() > mostKept {
		a.flush()
	}
}

func (a *answer) send(p []byte) {
	if a.err == nil {
		_, a.err = a.lane.Write(p)
	}
}

func (a *answer) flush() {
	a.send(a.out.Bytes())
	a.out.Reset()
}

// FlushError is for http.ResponseController.
func (a *answer) FlushError() error {
	if a.hijacked {
		return http.ErrHijacked
	}
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	a.sendBody(false)
	a.flush()
	return a.err
}

// Flush implements http.Flusher.
func (a *answer) Flush() { _ = a.FlushError() } // the next Write says it

// finish sends what is left, and says whether the connection is good for another request.
func (a *answer) finish() bool {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	a.sendBody(true)
	if a.chunked {
		a.out.WriteString("0\r\n\r\n")
	}
	a.flush()
	if a.out.Cap() <= mostKept {
		buffers.Put(a.out)
	}
	short := a.length >= 0 && a.hasBody() && a.written != a.length
	return !a.close && !short && a.err == nil
}

// SetReadDeadline is for http.ResponseController.
func (a *answer) SetReadDeadline(t time.Time) error { return a.lane.SetReadDeadline(t) }

// SetWriteDeadline is for http.ResponseController.
func (a *answer) SetWriteDeadline(t time.Time) error { return a.lane.SetWriteDeadline(t) }

// Hijack implements http.Hijacker.
func (a *answer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	if a.hijacked {
		return nil, nil, http.ErrHijacked
	}
	if a.begun {
		a.flush()
	}
	a.context.unwatch()
	conn, next := a.lane.Conn, bytes.NewReader(a.lane.in[a.size:])
	a.hijacked, a.lane.gone = true, true
	_ = conn.SetDeadline(time.Time{}) // of a connection that is closed, as who has it now will see
	a.lane.server.tell(conn, http.StateHijacked)
	return conn, bufio.NewReadWriter(bufio.NewReader(io.MultiReader(next, conn)), bufio.NewWriter(conn)), nil
}
