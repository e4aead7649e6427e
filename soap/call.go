package soap

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/wsdl"
)

var errNotRead = errors.New("soap: a call cannot wait before its body has been read")

// Call is one request on its way through a service. It belongs to one goroutine, and ends when the exchange has
// been observed: nobody may keep it longer, for the next request gets its memory.
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
	// Envelope is the request as it was read, nil in Admit and where the body was no XML. Of a refused
	// envelope it has the parts before the one that was wrong.
	Envelope *Envelope
	// Version is the SOAP version of the answer: the envelope's, or what the content type suggests while
	// nothing better is known.
	Version Version
	// Edition is the version of the contract that the client speaks, zero for all of it. The room sets it in
	// Admit: what the edition has not is not found, not read and not written.
	Edition wsdl.Version
	// Operation is the name of the operation, "" while it is not known or when the contract has none such.
	Operation string
	// Principal is who the request acts for. The room sets it.
	Principal Principal
	// Session is the id of the session under which the room admitted the call, as the client wrote it; "" for none. The
	// room sets it when it has checked the session, so that whoever answers in the room's place knows it: see Service.Else.
	Session string
	// Note is what an operator should read beside the exchange in the journal, such as what to do about it.
	Note string
	// Room is for the room's own state between its steps. One with a method Release is released when the exchange has
	// been observed: the room may use it again.
	Room any
	// Now is the instant at which the request had been read; after a Wait, the instant at which that ended.
	Now time.Time
	// Log takes what an operator should know. Its lines name the service.
	Log *slog.Logger

	op       *operation
	endpoint *Endpoint
	turn     *Turn // nil until the body has been read
	doc      *reader.Document
	read     ReadStyle // for readStyle
	number   uint64
	instants []time.Time
	chance   *rand.ChaCha8
	seed     Seed
	blocks   []HeaderBlock
	fields   []Field
	atFinish []func(ctx context.Context, at time.Time)
	hidden   []string
}

// Wait lets time pass until the instant, until the channel closes (nil: never), until the client goes away
// or the server stops; the error is nil in the first two cases. A zero instant never comes. Now is the new
// instant afterwards. No store transaction may be open, and no lock be held. Only a request whose body has been
// read can wait.
//
// A wait keeps the time that is left when the operator sets the clock back. Wait says how far that was since the wait before
// this one, or since the request was read: what a room has noted in terms of the clock before, it has to set back likewise.
func (c *Call) Wait(ctx context.Context, until time.Time, changed <-chan struct{}) (back time.Duration, err error) {
	if c.turn == nil {
		return 0, errNotRead
	}
	at, back, err := c.turn.Wait(ctx, until, changed)
	c.resume(at)
	return back, err
}

// WaitOutside lets time pass as Wait does, until a channel closes that neither an instant nor another request closes, such
// as when another server has answered: a server that stops gives it all the time there is.
func (c *Call) WaitOutside(ctx context.Context, done <-chan struct{}) error {
	if c.turn == nil {
		return errNotRead
	}
	at, err := c.turn.WaitOutside(ctx, done)
	c.resume(at)
	return err
}

// resume takes the instant at which a wait ended.
func (c *Call) resume(at time.Time) {
	c.Now = at
	c.instants = append(c.instants, at)
}

// OnFinish has f called with the instant at which the answer is complete, just before it is sent. The
// context is not the request's, since the client may be gone by then.
func (c *Call) OnFinish(f func(ctx context.Context, at time.Time)) {
	c.atFinish = append(c.atFinish, f)
}

// AddField adds a field to the head of the answer, whatever that will be.
func (c *Call) AddField(f Field) { c.fields = append(c.fields, f) }

// Hide says that a text is secret in this exchange, such as the id of a session, wherever it stands: who shows the exchange
// leaves it out. Texts of fewer than six bytes are not hidden, since they stand everywhere.
func (c *Call) Hide(secret string) {
	const shortest = 6
	if len(secret) < shortest || c.endpoint == nil || c.endpoint.observe == nil {
		return
	}
	c.hidden = append(c.hidden, strings.Clone(secret))
}

// Hidden are the texts given to Hide. They may be kept when the call has ended, the slice may not.
func (c *Call) Hidden() []string { return c.hidden }

// AddNote puts a text behind what Note has already, once, however often a transaction runs.
func (c *Call) AddNote(text string) {
	switch {
	case c.Note == "":
		c.Note = text
	case !strings.Contains(c.Note, text):
		c.Note += "; " + text
	}
}

// Decided notes that a choice of the configuration, by its name, stands behind what became of the call: the room would take
// it, or refuse it with other words, if the choice had another word. No client can know that.
func (c *Call) Decided(choice string) { c.AddNote("choices." + choice + " decides this") }

// Warn tells the operator why a call is refused, where its client is not told: in the log, and in a note. The message begins with
// the name of the room. Of what else there is, errors alone are for the note: others may be names of users.
func (c *Call) Warn(message string, args ...any) {
	c.Log.Warn(message, args...)
	_, note, _ := strings.Cut(message, ": ")
	for _, arg := range args {
		if err, ok := arg.(error); ok {
			text := err.Error()
			if name, rest, found := strings.Cut(text, ": "); found && !strings.Contains(name, " ") {
				text = rest // without the package that says it
			}
			note += ": " + text
		}
	}
	c.AddNote(note)
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

// XML reads the body as XML that is no SOAP, for a service without a contract. The element is valid until the
// call ends; the error is a *ReadError.
func (c *Call) XML() (*Element, error) {
	if c.doc == nil {
		_, params := contentType(c.HTTP.Header.Get("Content-Type"))
		if err := c.readXML(params["charset"]); err != nil {
			return nil, err
		}
	}
	return c.doc.Root(), nil
}

func (c *Call) readXML(charset string) (err error) {
	c.doc, err = reader.Read(c.Body, reader.Options{
		Limits: c.endpoint.limits, Charset: charset, Aliases: c.Service.aliases, Rule: c.Service.Style.Encoding,
	})
	return err
}

// UTF8 is the body in UTF-8, whatever it came in: the offset of a *ReadError is one in it. Where that could not be made of
// the body, as the error says, it is the body.
func (c *Call) UTF8() []byte {
	_, params := contentType(c.HTTP.Header.Get("Content-Type"))
	return reader.UTF8(c.Body, params["charset"], c.Service.Style.Encoding)
}

// CheckJSON refuses a text in JSON that goes beyond the limits of the endpoint: values count as elements do, and objects and
// arrays inside each other as depth. Who reads a client's JSON checks it first. What is no JSON is not refused for that; the
// error is a *ReadError.
func (c *Call) CheckJSON(text []byte) error {
	var limits Limits
	if c.endpoint != nil {
		limits = c.endpoint.limits
	}
	return reader.CheckJSON(text, limits)
}

// readStyle is how the call's service reads what the call's edition of the contract has.
func (c *Call) readStyle() *ReadStyle {
	if c.Edition == 0 {
		return &c.Service.Style.Read
	}
	c.read = c.Service.Style.Read
	c.read.Version = c.Edition
	return &c.read
}

// begin takes the instant at which the request has been read so far.
func (c *Call) begin(at time.Time) {
	c.Now = at
	c.instants = append(c.instants[:0], at)
}

// finish tells the time of the complete answer to who asked for it, and ends the call's turn. That is before
// the answer is written: a client that is slow to read must not hold the clock.
func (c *Call) finish(ctx context.Context) (at time.Time) {
	switch {
	case c.turn != nil && len(c.atFinish) == 0:
		return c.turn.endNow()
	case c.turn != nil:
		defer c.turn.End()
	}
	at = c.endpoint.clock.Now()
	if len(c.atFinish) == 0 {
		return at
	}
	c.instants = append(c.instants, at)
	ctx = context.WithoutCancel(ctx)
	for _, f := range c.atFinish {
		c.guard(func() error {
			f(ctx, at)
			return nil
		})
	}
	return at
}
