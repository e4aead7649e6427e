package soap

import (
	"errors"
	"net/http"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
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
	// Seed is where the exchange's chance came from, zero where none was drawn.
	Seed Seed
	// Status and Body are the answer that the service gave: compression and chunks come after it. Of a Stream, Body is what
	// went out of its first 64 KiB.
	Status int
	Body   []byte
	// Fault is the fault that was answered, and Err the error behind it, nil for a reply.
	Fault *Fault
	Err   error
	// Lost says that the reply was thrown away on purpose.
	Lost bool
	// Took is the real time from the head of the request to the last byte that was handed to net/http.
	Took time.Duration
}

// The limits that Exchange.Limit knows: the limits of a Config, and RequestTime, which is the ReadTimeout of the http.Server
// around the endpoint.
const (
	LimitBodyBytes   = "bodyBytes"
	LimitDepth       = "depth"
	LimitElements    = reader.ManyElements
	LimitAttributes  = reader.ManyAttributes
	LimitNamespaces  = reader.ManyNamespaces
	LimitNameBytes   = "nameBytes"
	LimitRequestTime = "requestTime"
)

// Limit names the limit beyond which the request went, "" when it was refused for something else or not at all.
func (x *Exchange) Limit() string {
	var (
		body *BodyError
		read *ReadError
	)
	switch {
	case errors.As(x.Err, &body) && body.Status == http.StatusRequestEntityTooLarge:
		return LimitBodyBytes
	case body != nil && body.Status == http.StatusRequestTimeout:
		return LimitRequestTime
	case !errors.As(x.Err, &read):
		return ""
	}
	switch read.Kind {
	case TooLarge:
		return LimitBodyBytes
	case TooDeep:
		return LimitDepth
	case NameTooLong:
		return LimitNameBytes
	case TooMany:
		return read.Many
	}
	return ""
}
