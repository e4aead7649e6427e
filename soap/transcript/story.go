package transcript

import (
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
)

// Story is one transcript.
type Story struct {
	// Name is where it came from, for messages.
	Name string
	// System is the emulated system.
	System string
	// Source and Evidence say where the expected answers come from.
	Source   string
	Evidence Evidence
	// Rows are the rows of the system's table that the story shows.
	Rows []int
	// Clock is the emulated time at the start, zero when the story has none.
	Clock time.Time
	// Seed is where chance comes from, nil when the story has none.
	Seed []byte
	// Set are the settings that differ from the default, in order.
	Set []Setting
	// Events are what happened, in order.
	Events []Event

	header string // as written, with its comments; "" for a story that was not read
}

// Exact says whether the story fixes time and chance, so that every byte of an answer is known beforehand.
func (s *Story) Exact() bool { return !s.Clock.IsZero() && s.Seed != nil }

// Unanswered returns the numbers of the requests of which the story tells neither the answer nor that it is lost nor that
// the client hangs up, in order. They are sent, and whatever comes back is right.
func (s *Story) Unanswered() []int {
	told := map[int]bool{}
	for _, e := range s.Events {
		switch e := e.(type) {
		case *Response:
			told[e.Number] = true
		case *Loss:
			told[e.Number] = true
		case *HangUp:
			told[e.Number] = true
		}
	}
	var numbers []int
	for _, e := range s.Events {
		if r, ok := e.(*Request); ok && !told[r.Number] {
			numbers = append(numbers, r.Number)
		}
	}
	return numbers
}

// Evidence says how well a behaviour is known.
type Evidence string

// The kinds of evidence.
const (
	Documented Evidence = "documented"
	Observed   Evidence = "observed"
	Inferred   Evidence = "inferred"
	Choice     Evidence = "choice"
)

// Setting is a setting and its value, as text.
type Setting struct{ Name, Value string }

// Event is one thing that happened: a *Request, *Response, *Given, *Move, *Loss, *HangUp, *Restart or *Alter.
type Event interface {
	// title is the event's name in the file, data what stands under it.
	title() string
	data() string
}

// Request is a request that is sent.
type Request struct {
	Number int
	Message
}

// Response is the answer to the request of the same number.
type Response struct {
	Number int
	Message
}

// Given is what a recording knows of a request beyond its bytes. It stands before the request.
type Given struct {
	Number int
	Now    time.Time  // when it had been read, zero when unknown
	Seed   *soap.Seed // its chance, nil when unknown
	Remote string     // the client's address, "" for 127.0.0.1
}

// Move moves the emulated time: by By, or to To when that is not zero.
type Move struct {
	By time.Duration
	To time.Time
}

// Loss says that the answer to a request is lost on its way. It stands before the request.
type Loss struct{ Number int }

// HangUp closes the connection of a request that waits.
type HangUp struct{ Number int }

// Restart is what a restart of the real server does.
type Restart struct{}

// Alter changes settings while the server runs.
type Alter struct {
	Path string
	Set  []Setting
}

// Field is a field of an HTTP head.
type Field struct{ Name, Value string }

// Message is an HTTP message. Its body has chunking and gzip undone.
type Message struct {
	// Start is the first line: "POST /path HTTP/1.1" or "HTTP/1.1 200 OK".
	Start  string
	Fields []Field
	Body   []byte
}

// Value returns the value of the first field of that name, in any case, "" when there is none.
func (m *Message) Value(name string) string {
	for _, f := range m.Fields {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}
