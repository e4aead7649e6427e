package quick

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"sync"
)

// Most clients say one of a few heads with each request of a connection, and to read one takes longer than anything else that
// is done here. So what net/http has read of a head is good for the next that is the same to the byte.

const (
	mostFamiliar = 4       // heads, as many as there are operations in the lives of most sessions
	mostKnown    = 1 << 10 // bytes of one, or of an answer's: the memory is the connection's as long as that lasts
	mostLines    = 20      // of one: a field takes many times its bytes when it has been read
)

// familiar are the last heads of a connection.
type familiar struct {
	heads [mostFamiliar]known
	next  int // the one that is given up first
}

// known is a head that has been read.
type known struct {
	head     []byte        // with the empty line
	request  *http.Request // as net/http has read it; handlers have copies of this one, with the same Header and URL
	repeated bool          // it has come twice
	said     said          // of the last answer to it
}

// find is the head that p begins with, nil for one that has to be read.
func (f *familiar) find(p []byte) *known {
	for i := range f.heads {
		if k := &f.heads[i]; k.request != nil && bytes.HasPrefix(p, k.head) {
			return k
		}
	}
	return nil
}

// look is look, for which a familiar head need not be looked at.
func (f *familiar) look(p []byte) (v verdict, size int) {
	k := f.find(p)
	if k == nil {
		return look(p)
	}
	if size = len(k.head) + int(k.request.ContentLength); size > len(p) {
		return coming, size
	}
	return plain, size
}

// meet keeps a head, and the request that net/http has read of it, unless that would take much.
func (f *familiar) meet(head []byte, r *http.Request) *known {
	if len(head) > mostKnown || bytes.Count(head, crlf) > mostLines {
		return new(known)
	}
	k := &f.heads[f.next]
	f.next = (f.next + 1) % mostFamiliar
	*k = known{head: append(k.head[:0], head...), request: r}
	return k
}

// again is the request once more, with a body that comes from in.
func (k *known) again(ctx context.Context, in io.Reader) *http.Request {
	k.repeated = true
	r := k.request.WithContext(ctx)
	if r.Body = http.NoBody; r.ContentLength > 0 {
		r.Body = &body{left: io.LimitedReader{R: in, N: r.ContentLength}}
	}
	return r
}

// body is that of a request, all of which is there. It does what net/http's does.
type body struct {
	mu     sync.Mutex
	left   io.LimitedReader
	closed bool
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (n int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return 0, http.ErrBodyReadAfterClose
	}
	if n, err = b.left.Read(p); n > 0 && b.left.N == 0 {
		err = io.EOF
	}
	return n, err
}

// Close implements io.Closer. Nothing is left for who takes the connection over then.
func (b *body) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.closed {
		_, _ = io.Copy(io.Discard, &b.left) // from memory
	}
	b.closed = true
	return nil
}
