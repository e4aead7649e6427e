package soap

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"
)

// Principal is who a request acts for: a scheme and a name, because "http:alice" and "sql:alice" are two.
type Principal struct{ Scheme, Name string }

// String returns the principal as one word, "" for nobody.
func (p Principal) String() string {
	if p == (Principal{}) {
		return ""
	}
	return p.Scheme + ":" + p.Name
}

// Call is one request on its way through a service. It belongs to one goroutine.
type Call struct {
	// Service is who answers.
	Service *Service
	// HTTP is the head of the request. Its Body has been read, unless this is Admit.
	HTTP *http.Request
	// Body is the body of the request with its content encoding undone; nil in Admit.
	Body []byte
	// Action is the SOAPAction without quotes (SOAP 1.2: the action parameter); HasAction is false when
	// there was neither.
	Action    string
	HasAction bool
	// Envelope is the request as it was read; nil in Admit and where reading failed.
	Envelope *Envelope
	// Version is the SOAP version of the answer: the envelope's, or what the content type suggests while
	// nothing better is known.
	Version Version
	// Operation is the name of the operation, "" while it is not known or when the contract has none such.
	Operation string
	// Principal is who the request acts for. The room sets it.
	Principal Principal
	// Room is for the room's own state between its steps.
	Room any
	// Now is the instant at which the request had been read; after a Wait, the instant at which that ended.
	Now time.Time
	// Log takes lines that name this exchange.
	Log *slog.Logger

	op       *operation
	endpoint *Endpoint
	turn     *Turn // nil until the body has been read
	number   uint64
	instants []time.Time
	chance   *rand.ChaCha8
	seed     Seed
	blocks   []HeaderBlock
	atFinish []func(ctx context.Context, at time.Time)
}

// HeaderBlock is a header block of an answer. It goes out with a reply and with a fault alike.
type HeaderBlock struct {
	// Declare are declared on the Header element, each prefix once.
	Declare []Namespace
	// Write writes the block.
	Write func(w *Writer)
}

// AddHeader adds a header block to the answer.
func (c *Call) AddHeader(b HeaderBlock) { c.blocks = append(c.blocks, b) }

// ClearHeaders takes back the header blocks added so far.
func (c *Call) ClearHeaders() { c.blocks = c.blocks[:0] }

// Wait lets time pass until the instant, until the channel closes (nil: never), until the client goes away
// or the server stops; the error is nil in the first two cases. A zero instant never comes. Now is the new
// instant afterwards. No store transaction may be open, and no lock be held. Only a request whose body has been
// read can wait.
func (c *Call) Wait(ctx context.Context, until time.Time, changed <-chan struct{}) error {
	if c.turn == nil {
		return errors.New("soap: a call cannot wait before its body has been read")
	}
	at, err := c.turn.Wait(ctx, until, changed)
	c.Now = at
	c.instants = append(c.instants, at)
	return err
}

// OnFinish has f called with the instant at which the answer is complete, just before it is sent. The
// context is not the request's, since the client may be gone by then.
func (c *Call) OnFinish(f func(ctx context.Context, at time.Time)) {
	c.atFinish = append(c.atFinish, f)
}

// Rand is this exchange's chance: a stream seeded from crypto/rand, or from the endpoint's seed. Draw from
// it before a transaction, never in one, since a transaction may run twice.
func (c *Call) Rand() *rand.ChaCha8 {
	if c.chance == nil {
		c.chance, c.seed = newChance(c.endpoint.seeds, c.number)
	}
	return c.chance
}

// Spelling returns a namespace as the answer has to spell it; see Style.Aliases.
func (c *Call) Spelling(namespace string) string { return c.Envelope.Spelling(namespace) }

// finish tells the time of the complete answer to who asked for it, and ends the call's turn. That is before
// the answer is written: a client that is slow to read must not hold the clock.
func (c *Call) finish(ctx context.Context) {
	if c.turn != nil {
		defer c.turn.End()
	}
	if len(c.atFinish) == 0 {
		return
	}
	at := c.endpoint.clock.Now()
	c.instants = append(c.instants, at)
	ctx = context.WithoutCancel(ctx)
	for _, f := range c.atFinish {
		f(ctx, at)
	}
}
