package record

import (
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

// Exchange is one request and what came of it.
type Exchange struct {
	Client  correlate.Client
	Began   time.Time  // when it began, in real time; zero when nobody knows
	Now     time.Time  // when it had been read in emulated time, zero when nobody knows
	Seed    *soap.Seed // its chance, nil when nobody knows
	Request transcript.Message
	// Response is nil when none came, or none whole.
	Response *transcript.Message
	// HungUp says that the client went away before there was an answer.
	HungUp bool
	// Lost says that the answer was lost on its way, on purpose.
	Lost bool
	// Open are texts of the request that somebody has to fill in before it can be sent: see [mask.Literal].
	Open []string
	// Notes say what is not as it was.
	Notes []string

	waited       bool // time passed in it, which nothing in a story would let pass
	stood        bool // the emulated time stood still in it
	begun, ended int  // in the order of all
	size         int64
	revision     int
}

// weigh says how much memory an exchange takes.
func (x *Exchange) weigh() {
	const itself = 512
	x.size = itself + weight(&x.Request)
	if x.Response != nil {
		x.size += weight(x.Response)
	}
}

// weight is how much memory a message takes, in bytes.
func weight(m *transcript.Message) int64 {
	const itself, field = 128, 32
	n := itself + len(m.Start) + len(m.Body)
	for _, f := range m.Fields {
		n += field + len(f.Name) + len(f.Value)
	}
	return int64(n)
}

// hide puts the masked messages in the place of the ones that came.
func (b *Book) hide(x *Exchange, t *talk) {
	b.tellArchive(x, x.Request, "request")
	if !b.o.Exact { // an exact story is played as it stands
		x.Request = mask.Literal(x.Request, x.Open...)
	}
	x.Request = b.o.Run.Request(x.Request)
	if x.Response != nil {
		literal := x.Response
		if !b.o.Exact {
			literal = diff.LiteralMessage(literal)
		}
		b.tellArchive(x, *x.Response, "answer")
		response := b.o.Run.Response(*literal)
		x.Response = &response
	}
	x.weigh()
	x.revision = b.o.Run.Revision()
}

// tellArchive notes that a message stays as it is where nobody can look.
func (b *Book) tellArchive(x *Exchange, m transcript.Message, which string) {
	if !b.o.Show && mask.Archive(m) {
		x.Notes = append(x.Notes, "its "+which+" has an archive in it, in which no secret was looked for")
	}
}
