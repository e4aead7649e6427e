package world

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
)

// Entry is one exchange as the journal shows it. Passwords and the ids of sessions
// are masked, credentials in the head are left out.
type Entry struct {
	Number    uint64    `json:"number"`
	At        time.Time `json:"at"` // in emulated time
	Remote    string    `json:"remote"`
	Method    string    `json:"method"`
	URL       string    `json:"url"`
	Action    string    `json:"action,omitempty"`
	UserAgent string    `json:"userAgent,omitempty"`
	System    string    `json:"system"`
	Service   string    `json:"service"`
	Operation string    `json:"operation,omitempty"`
	Principal string    `json:"principal,omitempty"`
	Request   string    `json:"request,omitempty"`
	Status    int       `json:"status"`
	Fault     string    `json:"fault,omitempty"`
	Lost      bool      `json:"lost,omitempty"`
	Response  string    `json:"response,omitempty"`
	Took      string    `json:"took"` // in real time
}

// journal keeps the latest exchanges, as many as its bytes hold.
type journal struct {
	mu      sync.Mutex
	limit   int
	size    int
	entries []Entry
}

// entryBase is roughly what an entry takes beyond its texts, in bytes.
const entryBase = 256

func (e *Entry) size() int {
	return entryBase + len(e.Remote) + len(e.Method) + len(e.URL) + len(e.Action) + len(e.UserAgent) + len(e.System) + len(e.Service) +
		len(e.Operation) + len(e.Principal) + len(e.Request) + len(e.Fault) + len(e.Response) + len(e.Took)
}

// add keeps an entry and lets go of the oldest ones that no longer fit.
func (j *journal) add(e Entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, e)
	j.size += e.size()
	j.trim()
}

func (j *journal) trim() {
	drop := 0
	for j.size > j.limit && drop < len(j.entries) {
		j.size -= j.entries[drop].size()
		j.entries[drop] = Entry{} // its texts go now, its place with the next growth
		drop++
	}
	j.entries = j.entries[drop:]
}

func (j *journal) setLimit(limit int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.limit = limit
	j.trim()
}

func (j *journal) clear() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries, j.size = nil, 0
}

// Journal returns the latest exchanges, the oldest first, at most limit of them;
// zero means all that are kept.
func (w *World) Journal(limit int) []Entry {
	j := &w.journal
	j.mu.Lock()
	defer j.mu.Unlock()
	from := 0
	if limit > 0 && limit < len(j.entries) {
		from = len(j.entries) - limit
	}
	return append([]Entry{}, j.entries[from:]...)
}

// ClearJournal forgets every exchange.
func (w *World) ClearJournal() { w.journal.clear() }

// observe writes an exchange into the journal and hands it on.
func (s *state) observe(w *World, x *soap.Exchange) {
	x.Number += s.offset
	if s.config.Limits.JournalBytes > 0 {
		w.journal.add(s.entry(x))
	}
	if w.options.Observe != nil {
		w.options.Observe(x)
	}
}

// entry copies what the journal shows of an exchange, which is valid only now.
func (s *state) entry(x *soap.Exchange) Entry {
	call, m := x.Call, s.masks[x.Call.Service.System]
	e := Entry{
		Number: x.Number, At: x.Instants[0], Remote: call.HTTP.RemoteAddr, Method: strings.Clone(call.HTTP.Method),
		URL: strings.Clone(call.HTTP.URL.EscapedPath()), Action: strings.Clone(call.Action), UserAgent: call.HTTP.UserAgent(),
		System: call.Service.System, Service: call.Service.Name, Operation: strings.Clone(call.Operation),
		Principal: strings.Clone(call.Principal.String()), Status: x.Status, Lost: x.Lost, Took: x.Took.String(),
		Request: m.body(call.Body), Response: m.body(x.Body),
	}
	if call.HTTP.URL.RawQuery != "" {
		e.URL += "?" + m.query(call.HTTP.URL.RawQuery)
	}
	if call.Envelope == nil && len(call.Body) > 0 {
		// Where the request is not XML, no names tell what is secret in it.
		e.Request = fmt.Sprintf("(%d bytes that could not be read as XML)", len(call.Body))
	}
	if x.Fault != nil {
		e.Fault = strings.TrimPrefix(x.Fault.Code+": "+x.Fault.Text, ": ")
	}
	return e
}
