package quick

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"sync"
)

// Most clients say the same head with each request of a connection, and to read it takes longer than anything else that is
// done here. So what net/http has read of one is good for the next as well, as long as the bytes are the same.

// familiar is the head of the last request of a connection.
type familiar struct {
	head     []byte        // with the empty line
	request  *http.Request // as net/http has read it; handlers have copies of this one, with the same Header and URL
	repeated bool          // the head has come twice
}

// look is look, which a familiar head is no reason for.
func (f *familiar) look(p []byte) (v verdict, size int) {
	if !f.begins(p) {
		return look(p)
	}
	if size = len(f.head) + int(f.request.ContentLength); size > len(p) {
		return coming, size
	}
	return plain, size
}

// begins says whether p begins with a head that need not be read again.
func (f *familiar) begins(p []byte) bool { return f.request != nil && bytes.HasPrefix(p, f.head) }

// meet keeps what has been read of a request that begins with a head, and returns a copy of it.
func (f *familiar) meet(ctx context.Context, head []byte, r *http.Request) *http.Request {
	f.head, f.request, f.repeated = append(f.head[:0], head...), r, false
	copied := r.WithContext(ctx)
	r.Body = nil
	return copied
}

// again is the request once more, with a body that comes from in.
func (f *familiar) again(ctx context.Context, in io.Reader) *http.Request {
	f.repeated = true
	r := f.request.WithContext(ctx)
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
