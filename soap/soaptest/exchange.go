package soaptest

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
)

// Exchange is a request that the server answered, and its answer, as they were: nothing is masked.
type Exchange struct {
	System, Service string
	Operation       string    // "" where the request names none that there is
	Principal       string    // who it acted for, as "scheme:name"; "" for nobody
	At              time.Time // when the request had been read, in emulated time

	Method, URL string
	Header      http.Header // of the request
	Request     []byte      // its body, without gzip

	Status   int
	Fault    string // "code: text", "" for a reply
	Note     string // why, where the vendor's fault says less than is known here, as in the journal; its wording is not kept
	Response []byte
	Lost     bool // the client never got the answer
}

// keptExchanges is how many exchanges are kept: the earliest go first.
const keptExchanges = 10_000

// exchanges are those that a server has seen.
type exchanges struct {
	mu    sync.Mutex
	list  []Exchange
	count int           // all there have been
	more  chan struct{} // closed when there is another one; nil when nobody asked
}

func (e *exchanges) add(x *soap.Exchange) {
	call := x.Call
	seen := Exchange{
		System: call.Service.System, Service: call.Service.Name, Operation: call.Operation,
		Principal: strings.Clone(call.Principal.String()), At: x.Instants[0],
		Method: call.HTTP.Method, URL: call.HTTP.URL.String(), Header: call.HTTP.Header.Clone(), Request: bytes.Clone(call.Body),
		Status: x.Status, Response: bytes.Clone(x.Body), Lost: x.Lost,
		Note: strings.Clone(call.Note),
	}
	if x.Fault != nil {
		seen.Fault = strings.TrimPrefix(x.Fault.Code+": "+x.Fault.Text, ": ")
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.list) >= 2*keptExchanges {
		e.list = append([]Exchange(nil), e.list[len(e.list)-keptExchanges:]...)
	}
	e.list = append(e.list, seen)
	e.count++
	if e.more != nil {
		close(e.more)
		e.more = nil
	}
}

// latest are the exchanges that are kept, and how many there have been. The channel is closed when there is another one.
func (e *exchanges) latest() (list []Exchange, count int, more <-chan struct{}) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.more == nil {
		e.more = make(chan struct{})
	}
	return slices.Clone(e.list[max(0, len(e.list)-keptExchanges):]), e.count, e.more
}

// Exchanges are the requests that were answered, in the order in which that was done: the latest 10,000. A client may have
// its answer a moment before; see AwaitExchanges.
func (s *Server) Exchanges() []Exchange {
	list, _, _ := s.seen.latest()
	return list
}

// AwaitExchanges returns the exchanges when there have been at least n.
func (s *Server) AwaitExchanges(n int) (list []Exchange) {
	s.tb.Helper()
	s.do("await exchanges", func(ctx context.Context) error {
		for {
			var count int
			var more <-chan struct{}
			if list, count, more = s.seen.latest(); count >= n {
				return nil
			}
			select {
			case <-more:
			case <-ctx.Done():
				return fmt.Errorf("%d came, not %d: %w", count, n, ctx.Err())
			}
		}
	})
	return list
}
