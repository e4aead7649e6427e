package soap

import (
	"bytes"
	"io"
	"net/http"
	"time"
)

// workspace is what one exchange needs and the next one can use again.
type workspace struct {
	call     Call
	turn     Turn
	seen     Exchange
	request  bytes.Buffer
	packed   io.LimitedReader
	envelope Envelope
	style    WriteStyle                // for bodyStyle
	inScope  []Declaration             // likewise
	rename   func(space string) string // likewise: renamed, made once
	body     Writer                    // the inside of the body, written first
	whole    Writer                    // the whole answer
	head     http.Header               // of the answer
	answer   Response
}

// begin makes a call of a request that came at an instant.
func (w *workspace) begin(e *Endpoint, s *Service, r *http.Request, at time.Time) *Call {
	c := &w.call
	c.Service, c.HTTP, c.Log = s, r, s.log
	c.endpoint, c.number = e, e.count.Add(1)
	c.begin(at)
	w.seen.Call, w.seen.Number = c, c.number
	return c
}

// keep is the most bytes that a buffer keeps: one large message must not stay in memory for good.
const keep = 1 << 20

// end lets go of everything that belongs to the exchange, and keeps the memory.
func (w *workspace) end() {
	c := &w.call
	if c.doc != nil {
		c.doc.Release()
	}
	c.guard(w.drop)
	if room, ok := c.Room.(interface{ Release() }); ok {
		room.Release()
	}
	clear(c.atFinish)
	clear(c.hidden)
	clear(c.fields)
	c.clearHeaders()
	*c = Call{instants: c.instants[:0], blocks: c.blocks, fields: c.fields[:0], atFinish: c.atFinish[:0], hidden: c.hidden[:0]}
	w.seen, w.envelope, w.style, w.answer = Exchange{}, Envelope{}, WriteStyle{}, Response{}
	w.packed.R, w.turn = nil, Turn{}
	clear(w.inScope)
	clear(w.head)
	if w.request.Reset(); w.request.Cap() > keep {
		w.request = bytes.Buffer{}
	}
	empty(&w.body)
	empty(&w.whole)
}

// drop closes the stream of an answer that has gone out, or does not go out.
func (w *workspace) drop() error {
	stream := w.answer.Stream
	if stream == nil {
		return nil
	}
	w.answer.Stream = nil
	return stream.Close()
}

func empty(w *Writer) {
	if w.Len() > keep {
		*w = Writer{}
	}
	w.Reset()
}

// ready empties a writer and gives it the escapes of the service: who wrote before may have changed them.
func ready(w *Writer, s *Service) *Writer {
	w.Reset()
	w.Escapes = s.Style.Escapes
	return w
}
