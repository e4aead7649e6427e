package soap

import (
	"net/http"
	"time"
)

// Exchange is what happened to one request, for journal, metrics and transcripts. It and all in it are valid
// only while Observe runs: copy what is kept.
type Exchange struct {
	// Number counts the exchanges of an endpoint from 1.
	Number uint64
	// Call is the call.
	Call *Call
	// Instants are all instants that were read, in order; the first is when the request had been read.
	Instants []time.Time
	// Seed is where the exchange's chance came from, and Drawn whether any was drawn.
	Seed  Seed
	Drawn bool
	// Status, Header and Body are the answer that the service gave. Date, length, compression and chunks come
	// after it. Of a Stream, Body is what went out of its first 64 KiB.
	Status int
	Header http.Header
	Body   []byte
	// Fault is the fault that was answered, and Err the error behind it, nil for a reply.
	Fault *Fault
	Err   error
	// Lost says that the reply was thrown away on purpose.
	Lost bool
	// Took is the real time from the head of the request to the last byte that was handed to net/http.
	Took time.Duration
}
