package soaptest_test

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"testing"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// BenchmarkHandler is what BenchmarkRead measures, without a network: what soapstone itself adds to net/http's work.
func BenchmarkHandler(b *testing.B) {
	db, err := bolt.OpenTemp()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	w, err := world.New(world.Default(), db.Handle(), soap.NewClock(), world.Options{})
	if err != nil {
		b.Fatal(err)
	}
	h := w.Handler()
	for _, talk := range talks() {
		r := newRepeated(b, talk.begin(1))
		id := talk.session(r.do(h))
		if len(id) == 0 {
			b.Fatalf("%s: no session: %s", talk.system, r.answer.body.Bytes())
		}
		r = newRepeated(b, talk.use(string(id)))
		b.Run(talk.system, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r.do(h)
			}
			if r.answer.status != http.StatusOK {
				b.Fatalf("%d: %s", r.answer.status, r.answer.body.Bytes())
			}
		})
	}
}

// repeated is a request that is made again and again, with its latest answer.
type repeated struct {
	request *http.Request
	body    []byte
	unread  unread
	answer  kept
}

func newRepeated(b *testing.B, wire []byte) *repeated {
	b.Helper()
	request, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(wire)))
	if err != nil {
		b.Fatal(err)
	}
	body, err := io.ReadAll(request.Body)
	if err != nil {
		b.Fatal(err)
	}
	request.RemoteAddr = "127.0.0.1:50000"
	return &repeated{request: request, body: body, answer: kept{head: http.Header{}}}
}

// do returns the answer's body, which is valid until the next call.
func (r *repeated) do(h http.Handler) []byte {
	r.unread.Reset(r.body)
	r.request.Body = &r.unread
	r.answer.status = http.StatusOK
	clear(r.answer.head)
	r.answer.body.Reset()
	h.ServeHTTP(&r.answer, r.request)
	return r.answer.body.Bytes()
}

// unread is a body of a request.
type unread struct{ bytes.Reader }

func (*unread) Close() error { return nil }

// kept is an answer in memory that is used again.
type kept struct {
	head   http.Header
	status int
	body   bytes.Buffer
}

func (k *kept) Header() http.Header         { return k.head }
func (k *kept) WriteHeader(status int)      { k.status = status }
func (k *kept) Write(p []byte) (int, error) { return k.body.Write(p) }
