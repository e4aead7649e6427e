package gate

import (
	"bytes"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"strings"
	"sync"
	"time"
)

// dialer makes connections on which the fields stay known that Connection names. net/http takes that field away as a whole
// when close stands in it, and the fields that it names beside that are not for the client either (RFC 9110, section 7.6.1).
// Behind a proxy for HTTPS nobody sees them.
type dialer struct {
	net.Dialer // its Timeout is for TLS, too
	config     *tls.Config
}

func newDialer(connect time.Duration, config *tls.Config) *dialer {
	return &dialer{net.Dialer{Timeout: connect, KeepAlive: 30 * time.Second}, config}
}

func (d *dialer) plain(ctx context.Context, network, address string) (net.Conn, error) {
	return witnessed(d.DialContext(ctx, network, address))
}

func (d *dialer) secure(ctx context.Context, network, address string) (net.Conn, error) {
	return witnessed((&tls.Dialer{NetDialer: &d.Dialer, Config: d.config}).DialContext(ctx, network, address))
}

func witnessed(c net.Conn, err error) (net.Conn, error) {
	if err != nil {
		return nil, err
	}
	return &witness{Conn: c}, nil
}

// hops is whose connection a request has.
type hops struct{ conn *witness }

// trace is a context for a request whose connection is to be known.
func (h *hops) trace(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(got httptrace.GotConnInfo) {
		if h.conn, _ = got.Conn.(*witness); h.conn != nil {
			h.conn.begin()
		}
	}})
}

// drop takes the fields out of the head of an answer that are for its connection alone.
func (h *hops) drop(header http.Header) {
	if h.conn == nil {
		return
	}
	for _, name := range h.conn.fields() {
		header.Del(name)
	}
}

// witness is a connection that remembers what Connection names in the heads of the answer to one request.
type witness struct {
	net.Conn

	mu      sync.Mutex
	reading bool   // in a head
	line    []byte // of it, as far as it is there
	last    string // field of the line before, for one that goes on
	interim bool   // another head follows
	named   []string
}

// begin is before a request.
func (w *witness) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reading, w.line, w.last, w.interim, w.named = true, w.line[:0], "", false, nil
}

// fields are the names.
func (w *witness) fields() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.named
}

// Read implements net.Conn.
func (w *witness) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	w.mu.Lock()
	defer w.mu.Unlock()
	for rest := p[:n]; w.reading && len(rest) > 0; {
		piece, after, whole := bytes.Cut(rest, []byte("\n"))
		const longest = 8 << 10 // names of fields need no more
		w.line = append(w.line, piece[:min(len(piece), longest-len(w.line))]...)
		if whole {
			w.take(strings.TrimSuffix(string(w.line), "\r"))
			w.line = w.line[:0]
		}
		rest = after
	}
	return n, err
}

// take reads a line of a head. The lock is held.
func (w *witness) take(line string) {
	name, value, isField := strings.Cut(line, ":")
	switch {
	case line == "": // the end of a head, but for one that announces another
		w.reading, w.last, w.interim = w.interim, "", false
		return
	case w.last == "": // the status
		_, status, _ := strings.Cut(line, " ")
		w.last, w.interim, w.named = line, strings.HasPrefix(status, "1"), nil
		return
	case line[0] == ' ' || line[0] == '\t':
		name, value = w.last, line
	case !isField:
		return
	}
	w.last = name
	if !strings.EqualFold(strings.TrimSpace(name), "Connection") {
		return
	}
	for field := range strings.SplitSeq(value, ",") {
		if field = textproto.TrimString(field); field != "" {
			w.named = append(w.named, field)
		}
	}
}
