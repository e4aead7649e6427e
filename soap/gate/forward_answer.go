package gate

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
)

// answer is what the far side answers. Its body is read from it, piece by piece as it comes, and it is closed.
type answer struct {
	status int
	header http.Header
	begun  []byte // what was read of the body already
	err    error  // that came behind it
	rest   io.Reader

	body io.Closer
	end  context.CancelCauseFunc
}

// roundTrip sends a message and waits until the answer has begun: its head is there and, unless it has none, something of
// its body. So an answer that breaks off at once can still become a fault.
func (f *forward) roundTrip(ctx context.Context, m *message) (*answer, error) {
	ctx, end := context.WithCancelCause(ctx)
	r, err := http.NewRequestWithContext(ctx, m.method, m.url.String(), bytes.NewReader(m.body))
	if err != nil {
		end(nil)
		return nil, err
	}
	r.URL, r.Header = m.url, m.header.Clone()
	if len(m.body) == 0 {
		r.Body, r.GetBody = http.NoBody, nil
	}
	// A far side that takes no more of the request keeps us no longer than one that does not answer.
	late := fmt.Errorf("there was no answer within %s", f.answer)
	timer := time.AfterFunc(f.answer, func() { end(late) })
	res, err := f.transport.RoundTrip(r)
	timer.Stop()
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			err = cause
		}
		end(nil)
		return nil, err
	}
	if res.StatusCode < 200 { // 101, which nobody asked for, or no status at all: net/http could not write it
		end(nil)
		res.Body.Close()
		return nil, fmt.Errorf("the answer has the status %q, which is none for an answer", soap.Clip(res.Status))
	}
	a := &answer{status: res.StatusCode, header: res.Header, body: res.Body, end: end}
	a.rest = &lively{body: res.Body, idle: f.idle, ctx: ctx, end: end}
	if err := a.begin(); err != nil {
		a.Close()
		return nil, err
	}
	return a, nil
}

// begin reads the first piece of the body, and undoes a content encoding that was not asked for.
func (a *answer) begin() error {
	switch encoding := strings.ToLower(a.header.Get("Content-Encoding")); encoding {
	case "", "identity":
	case "gzip", "x-gzip":
		unpacked, err := gzip.NewReader(a.rest)
		if errors.Is(err, io.EOF) { // nothing at all, as with HEAD
			return nil
		}
		if err != nil {
			return err
		}
		a.rest = unpacked
		a.header.Del("Content-Encoding")
		a.header.Del("Content-Length")
	default:
		return fmt.Errorf("the answer has the content encoding %q, which was not asked for", soap.Clip(encoding))
	}
	piece := make([]byte, 16<<10)
	for len(a.begun) == 0 && a.err == nil {
		var n int
		n, a.err = a.rest.Read(piece)
		a.begun = piece[:n]
	}
	if a.err != nil && !errors.Is(a.err, io.EOF) {
		return a.err
	}
	return nil
}

// peek reads up to n bytes of the body, and returns them. They are still to be read.
func (a *answer) peek(n int) []byte {
	for len(a.begun) < n && a.err == nil {
		piece := make([]byte, n-len(a.begun))
		var read int
		read, a.err = a.rest.Read(piece)
		a.begun = append(a.begun, piece[:read]...)
	}
	return a.begun
}

// Read reads the body.
func (a *answer) Read(p []byte) (int, error) {
	if len(a.begun) > 0 {
		n := copy(p, a.begun)
		a.begun = a.begun[n:]
		return n, nil
	}
	if a.err != nil {
		return 0, a.err
	}
	return a.rest.Read(p)
}

// Close ends the exchange, whether or not the body was read.
func (a *answer) Close() error {
	err := a.body.Close()
	a.end(nil)
	return err
}

// lively reads a body that must not stand still for longer than idle. A client that is slow to take it does not count.
type lively struct {
	body io.Reader
	idle time.Duration
	ctx  context.Context
	end  context.CancelCauseFunc
}

func (l *lively) Read(p []byte) (int, error) {
	timer := time.AfterFunc(l.idle, func() { l.end(fmt.Errorf("nothing more of the answer came within %s", l.idle)) })
	n, err := l.body.Read(p)
	timer.Stop()
	if err != nil && !errors.Is(err, io.EOF) {
		if cause := context.Cause(l.ctx); cause != nil {
			err = cause
		}
	}
	return n, err
}
