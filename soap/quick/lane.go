package quick

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// What a lane is doing. Shutdown closes the idle ones.
const (
	laneIdle = iota
	laneBusy // the head of a request is there
	laneClosed
)

const (
	// usualBuffer is what nearly all requests fit into.
	usualBuffer = 4 << 10

	// handshake is the first byte of TLS, which no request of HTTP begins with.
	handshake = 0x16

	// patience is how long the rest of a request may take, in real time, before net/http waits for it.
	patience = time.Second
)

// TLSHere is how the line begins, in the log of errors, that tells of a client that speaks TLS, which has no answer that it
// could read; its address follows.
const TLSHere = "http: TLS without a listener for it, from "

// lane is a connection as long as its requests are plain.
type lane struct {
	net.Conn
	server *Server
	rest   *rest
	ctx    context.Context
	remote string
	state  atomic.Int32

	in       []byte // what has come, from the request that is answered or comes next
	heads    familiar
	head     *known // of the request that is answered
	usual    [usualBuffer]byte
	large    *[mostAll]byte // while a request does not fit into the usual one
	answered bool           // a request, so that the next may take its time
	lenient  bool           // empty lines may come
	gone     bool           // the connection is somebody else's: net/http's or the handler's
}

// run answers the requests of a connection until it ends or goes to somebody else.
func (l *lane) run() {
	defer l.server.end(l)
	defer func() {
		if p := recover(); p != nil && p != http.ErrAbortHandler {
			l.server.logf("http: panic serving %v: %v\n%s", l.remote, p, debug.Stack())
		}
		if !l.gone {
			l.Conn.Close()
			l.server.tell(l.Conn, http.StateClosed)
		}
	}()
	wait := l.server.headTime()
	for {
		size := l.await(wait)
		if size == 0 || !l.answer(size) {
			return
		}
		wait = l.server.idleTime()
	}
}

// await waits for a plain request and says how long it is; 0 is that there is nothing more to do.
func (l *lane) await(wait time.Duration) (size int) {
	waits := false // for something, with the right deadline
	begun, last := false, false
	least := 1 // bytes that there have to be before it is worth a look
	if l.answered {
		least = 4 // net/http looks at so many first
	}
	for {
		if len(l.in) >= least {
			l.skipEmptyLines()
			least = 1
		}
		if len(l.in) >= least {
			v, size := l.heads.look(l.in)
			if (v == plain || v == coming) && !l.begin() {
				return 0
			}
			switch v {
			case plain:
				return size
			case coming:
				least = size
			case other:
				if l.in[0] == handshake && !l.answered {
					l.server.logf(TLSHere+"%s", l.remote)
				}
				l.handOver()
				return 0
			}
			if !begun {
				begun, waits, wait = true, false, patience
			}
		}
		if !waits {
			l.waitFor(wait)
			waits = true
		}
		if err := l.read(); err != nil {
			switch {
			case !begun:
				return 0
			case !last && l.server.closing.Load() && errors.Is(err, os.ErrDeadlineExceeded):
				last, waits, wait = true, false, l.server.http.ReadTimeout // net/http takes it no more
			default:
				l.handOver()
				return 0
			}
		}
	}
}

// begin says that a request is there, unless Shutdown was before it.
func (l *lane) begin() bool {
	return l.state.CompareAndSwap(laneIdle, laneBusy) || l.state.Load() == laneBusy
}

// waitFor bounds the next read; 0 is for ever.
func (l *lane) waitFor(d time.Duration) {
	var by time.Time
	if d > 0 {
		by = time.Now().Add(d)
	}
	_ = l.SetReadDeadline(by) // of a connection that is closed, which the read will say
}

// skipEmptyLines drops what old clients send behind the body of a POST, as much of it as net/http does.
func (l *lane) skipEmptyLines() {
	n := 0
	for l.lenient && n < min(4, len(l.in)) && (l.in[n] == '\r' || l.in[n] == '\n') {
		n++
	}
	if l.lenient = false; n > 0 {
		l.drop(n)
	}
}

// larges are buffers for requests that do not fit into the usual one.
var larges = sync.Pool{New: func() any { return new([mostAll]byte) }}

// drop forgets what came first.
func (l *lane) drop(n int) {
	if l.in = l.in[:copy(l.in, l.in[n:])]; len(l.in) > 0 {
		return
	}
	l.in = l.usual[:0]
	if l.large != nil {
		larges.Put(l.large)
		l.large = nil
	}
}

// read reads more, for which there is always room in the large buffer: what fills that is not plain, or whole.
func (l *lane) read() error {
	if len(l.in) == cap(l.in) {
		l.large = larges.Get().(*[mostAll]byte)
		l.in = l.large[:copy(l.large[:], l.in)]
	}
	n, err := l.Conn.Read(l.in[len(l.in):cap(l.in)])
	l.in = l.in[:len(l.in)+n]
	if n > 0 {
		return nil
	}
	return err
}

// handOver gives the connection to net/http's server, with what has come, unless Shutdown has closed it.
func (l *lane) handOver() {
	if !l.begin() {
		return
	}
	l.waitFor(0)
	select {
	case l.rest.conns <- &handedOver{Conn: l.Conn, ctx: l.ctx, in: l.in}:
		l.gone = true
	case <-l.rest.closed:
	}
}

// parser reads a request that has come.
type parser struct {
	in    []byte    // what is left of it
	after io.Reader // what comes then, for who has taken the connection over
	buf   *bufio.Reader
}

var parsers = sync.Pool{New: func() any { return &parser{buf: bufio.NewReaderSize(nil, usualBuffer)} }}

// Read implements io.Reader.
func (p *parser) Read(to []byte) (n int, err error) {
	switch {
	case len(p.in) > 0:
		n = copy(to, p.in)
		p.in = p.in[n:]
		return n, nil
	case p.after != nil:
		return p.after.Read(to)
	}
	return 0, io.EOF
}

// answer has the handler answer the request of a size that has come, and says whether there may be another one.
func (l *lane) answer(size int) (more bool) {
	ctx := &requestContext{Context: l.ctx, lane: l}
	p := parsers.Get().(*parser)
	r, err := l.parse(ctx, p, l.in[:size])
	if err != nil {
		l.handOver()
		return false
	}
	r.RemoteAddr = l.remote
	posted := r.Method == http.MethodPost
	body, a := r.Body, newAnswer(l, ctx, p, size, r.Body)
	defer a.breakOff() // where the handler panics
	defer ctx.cancel()
	defer ctx.unwatch()
	if d := l.server.http.WriteTimeout; d > 0 {
		_ = a.SetWriteDeadline(time.Now().Add(d)) // of a connection that is closed, which the write will say
	}
	l.server.handler().ServeHTTP(a, r)
	ctx.cancel()
	ctx.unwatch()
	if l.gone {
		return false
	}
	more = a.finish()
	body.Close() // in memory; who kept it can read no more
	p.in = nil
	parsers.Put(p)
	if r.MultipartForm != nil {
		_ = r.MultipartForm.RemoveAll() // as net/http does
	}
	l.drop(size)
	l.answered, l.lenient = true, posted
	l.state.Store(laneIdle)
	return more && !l.server.closing.Load()
}

// parse reads a request that has come.
func (l *lane) parse(ctx context.Context, p *parser, in []byte) (*http.Request, error) {
	if l.head = l.heads.find(in); l.head != nil {
		p.in = in[len(l.head.head):]
		p.buf.Reset(p)
		return l.head.again(ctx, p.buf), nil
	}
	p.in = in
	p.buf.Reset(p)
	read, err := http.ReadRequest(p.buf)
	if err != nil {
		return nil, err
	}
	r := read.WithContext(ctx)
	read.Body = nil
	l.head = l.heads.meet(in[:len(in)-int(r.ContentLength)], read)
	return r, nil
}

// giveUp leaves the connection to the handler of a request of a size, and to nobody else. What has come is read before the
// rest, and what fits into the buffer of the reader is there.
func (l *lane) giveUp(ctx *requestContext, p *parser, size int) *bufio.Reader {
	ctx.unwatch()
	l.gone = true
	l.server.end(l)
	p.in, p.after = l.in[size-len(p.in):], l.Conn
	if len(p.in) > 0 {
		_, _ = p.buf.Peek(p.buf.Buffered() + 1) // more than it can hold is there later
	}
	return p.buf
}
