package record

import (
	"compress/gzip"
	"io"
	"sync"
)

// unzip is a writer that undoes gzip: compressed text goes in as it comes, plain text comes out of it. Close it.
type unzip struct {
	to   io.Writer
	in   *io.PipeWriter
	out  *io.PipeReader
	done chan error

	mu      sync.Mutex
	changed *sync.Cond
	written int // bytes that went in
	read    int // of these, taken out
	passed  int // of these, undone and passed on
	ended   bool
}

func newUnzip(to io.Writer) *unzip {
	u := &unzip{to: to, done: make(chan error, 1)}
	u.changed = sync.NewCond(&u.mu)
	u.out, u.in = io.Pipe()
	go func() {
		err := u.run()
		u.out.CloseWithError(err)
		u.mu.Lock()
		u.ended = true
		u.mu.Unlock()
		u.changed.Broadcast()
		u.done <- err
	}()
	return u
}

func (u *unzip) run() error {
	z, err := gzip.NewReader(u)
	if err != nil {
		return err
	}
	_, err = io.Copy(u.to, z)
	return err
}

// Read gives the compressed text to who undoes it. Whoever asks for more has passed on what he had.
func (u *unzip) Read(p []byte) (int, error) {
	u.mu.Lock()
	u.passed = u.read
	u.mu.Unlock()
	u.changed.Broadcast()
	n, err := u.out.Read(p)
	u.mu.Lock()
	u.read += n
	u.mu.Unlock()
	return n, err
}

// Write takes compressed text.
func (u *unzip) Write(p []byte) (int, error) {
	u.mu.Lock()
	u.written += len(p)
	u.mu.Unlock()
	return u.in.Write(p)
}

// settle comes back when all that was written has been undone and passed on, as far as it can be.
func (u *unzip) settle() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for u.passed < u.written && !u.ended {
		u.changed.Wait()
	}
}

// Close ends the text, and comes back when all of it has been passed on.
func (u *unzip) Close() error {
	u.in.Close() // which cannot fail
	return <-u.done
}
