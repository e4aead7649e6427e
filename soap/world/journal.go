package world

import (
	"bytes"
	"fmt"
	"slices"
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
	mu    sync.Mutex
	limit int
	size  int
	kept  []kept
}

// kept is an exchange as it is kept: its bodies as they were, since masking takes longer than many an answer does, and
// few are ever looked at. Nobody sees them unmasked.
type kept struct {
	Entry
	mask              mask
	request, response []byte // no more than is shown
}

// keptBase is roughly what an exchange takes beyond its texts, in bytes.
const keptBase = 512

func (k *kept) size() int {
	return keptBase + len(k.Remote) + len(k.Method) + len(k.URL) + len(k.Action) + len(k.UserAgent) + len(k.Operation) + len(k.Principal) +
		len(k.Request) + len(k.Fault) + len(k.request) + len(k.response)
}

// shown is the exchange as an operator sees it.
func (k *kept) shown() Entry {
	e := k.Entry
	if k.request != nil {
		e.Request = k.mask.body(k.request)
	}
	e.Response = k.mask.body(k.response)
	return e
}

// add keeps an exchange and lets go of the oldest ones that no longer fit.
func (j *journal) add(k kept) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.kept = append(j.kept, k)
	j.size += k.size()
	j.trim()
}

func (j *journal) trim() {
	drop := 0
	for j.size > j.limit && drop < len(j.kept) {
		j.size -= j.kept[drop].size()
		j.kept[drop] = kept{} // its texts go now, its place with the next growth
		drop++
	}
	j.kept = j.kept[drop:]
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
	j.kept, j.size = nil, 0
}

// Journal returns the latest exchanges, the oldest first, at most limit of them;
// zero means all that are kept.
func (w *World) Journal(limit int) []Entry {
	entries := []Entry{}
	for _, k := range w.journal.latest(limit) {
		entries = append(entries, k.shown())
	}
	return entries
}

func (j *journal) latest(limit int) []kept {
	j.mu.Lock()
	defer j.mu.Unlock()
	from := 0
	if limit > 0 && limit < len(j.kept) {
		from = len(j.kept) - limit
	}
	return slices.Clone(j.kept[from:])
}

// ClearJournal forgets every exchange.
func (w *World) ClearJournal() { w.journal.clear() }

// observe writes an exchange into the journal and hands it on.
func (s *state) observe(w *World, x *soap.Exchange) {
	x.Number += s.offset
	if s.config.Limits.JournalBytes > 0 {
		w.journal.add(s.keep(x))
	}
	if w.options.Observe != nil {
		w.options.Observe(x)
	}
}

// keep copies what the journal shows of an exchange, which is valid only now.
func (s *state) keep(x *soap.Exchange) kept {
	call, m := x.Call, s.masks[x.Call.Service.System]
	k := kept{mask: m, response: clip(x.Body), Entry: Entry{
		Number: x.Number, At: x.Instants[0], Remote: call.HTTP.RemoteAddr, Method: strings.Clone(call.HTTP.Method),
		URL: call.HTTP.URL.EscapedPath(), Action: strings.Clone(call.Action), UserAgent: call.HTTP.UserAgent(),
		System: call.Service.System, Service: call.Service.Name, Operation: strings.Clone(call.Operation),
		Principal: strings.Clone(call.Principal.String()), Status: x.Status, Lost: x.Lost, Took: x.Took.String(),
	}}
	if path, parameters, found := strings.Cut(k.URL, ";"); found { // Tomcat keeps a session's id there
		k.URL = path + ";" + m.query(parameters)
	}
	if call.HTTP.URL.RawQuery != "" {
		k.URL += "?" + m.query(call.HTTP.URL.RawQuery)
	}
	switch {
	case call.Envelope != nil:
		k.request = clip(call.Body)
	case len(call.Body) > 0:
		// Where the request is not XML, no names tell what is secret in it.
		k.Request = fmt.Sprintf("(%d bytes that could not be read as XML)", len(call.Body))
	}
	if x.Fault != nil {
		k.Fault = strings.TrimPrefix(x.Fault.Code+": "+x.Fault.Text, ": ")
	}
	return k
}

// clip copies as much of a body as is shown, and a byte more where there is more.
func clip(body []byte) []byte { return bytes.Clone(body[:min(len(body), maxShown+1)]) }
