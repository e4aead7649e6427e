package world

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/mask"
)

// Entry is one exchange as the journal shows it. Passwords and the ids of sessions
// are masked, credentials in the head are left out.
type Entry struct {
	Number    uint64    `json:"number,omitempty"` // of exchanges alone: a request for no service has none
	At        time.Time `json:"at"`               // in emulated time
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
	Note      string    `json:"note,omitempty"` // what to do about it
	Lost      bool      `json:"lost,omitempty"`
	Response  string    `json:"response,omitempty"`
	Took      string    `json:"took"` // in real time
}

// journal keeps the latest exchanges, as many as its bytes hold.
type journal struct {
	mu    sync.Mutex
	limit int
	size  int
	ring  []kept // of which some are in use, from the oldest on
	first int    // the oldest
	count int    // how many are in use
}

// kept is an exchange as it is kept: its URL and its bodies as they were, since masking takes longer than many an answer
// does, and few are ever looked at. Nobody sees them unmasked.
type kept struct {
	Entry            // with the path alone in URL
	query     string // of the URL
	names     mask.Names
	hidden    []string // secrets, wherever they stand
	principal soap.Principal
	took      time.Duration
	readable  bool
	quotes    bool   // the response may quote a request that cannot be read
	bodies    []byte // request and response, no more of each than is shown
	request   int    // how much of bodies is the request
}

// keptBase is roughly what an exchange takes beyond its texts, in bytes.
const keptBase = 512

func (k *kept) size() int {
	secrets := 0
	for _, s := range k.hidden {
		secrets += len(s) + 16
	}
	return keptBase + secrets + len(k.Remote) + len(k.Method) + len(k.URL) + len(k.query) + len(k.Action) + len(k.UserAgent) + len(k.Operation) +
		len(k.principal.Scheme) + len(k.principal.Name) + len(k.Request) + len(k.Fault) + len(k.Note) + len(k.bodies)
}

// shown is the exchange as an operator sees it.
func (k *kept) shown() Entry {
	e := k.Entry
	e.Principal, e.Took = k.principal.String(), k.took.String()
	if path, parameters, found := strings.Cut(k.URL, ";"); found { // Tomcat keeps a session's id there
		e.URL = path + ";" + k.names.Query(parameters)
	}
	if k.query != "" {
		e.URL += "?" + k.names.Query(k.query)
	}
	if k.readable {
		e.Request = k.names.Body(k.bodies[:k.request])
	}
	e.Response = k.names.Body(k.bodies[k.request:])
	if k.quotes {
		e.Response = quotedInXML.ReplaceAllString(e.Response, "&quot;***&quot;")
	}
	for _, text := range []*string{&e.URL, &e.Action, &e.UserAgent, &e.Fault, &e.Note, &e.Request, &e.Response} {
		*text = mask.Hide(*text, k.hidden)
	}
	return e
}

// add keeps an exchange and its bodies, which it copies, and lets go of the oldest ones that no longer fit. One that is too
// large even alone is left out: it must not cost the others. The memory of bodies is used again: under load the journal would
// otherwise be what makes most garbage.
func (j *journal) add(k kept, request, response []byte) {
	request, response = clip(request), clip(response)
	j.mu.Lock()
	defer j.mu.Unlock()
	k.bodies, k.request = nil, len(request)
	size := k.size() + len(request) + len(response)
	if size > j.limit {
		return
	}
	j.size += size
	spare := j.trim()
	if need := len(request) + len(response); cap(spare) < need || cap(spare) > 2*need+keptBase {
		spare = make([]byte, 0, need)
	}
	k.bodies = append(append(spare[:0], request...), response...)
	if j.count == len(j.ring) {
		j.grow()
	}
	j.ring[(j.first+j.count)%len(j.ring)] = k
	j.count++
}

// grow makes room for as many exchanges again.
func (j *journal) grow() {
	ring := make([]kept, max(64, 2*len(j.ring)))
	for i := range j.count {
		ring[i] = *j.at(i)
	}
	j.ring, j.first = ring, 0
}

// at is the i-th exchange, counted from the oldest.
func (j *journal) at(i int) *kept { return &j.ring[(j.first+i)%len(j.ring)] }

// trim lets go of the oldest exchanges until the rest fits. It returns the memory of the last one's bodies.
func (j *journal) trim() (spare []byte) {
	for j.size > j.limit && j.count > 0 {
		k := j.at(0)
		j.size -= k.size()
		spare = k.bodies
		*k = kept{}
		j.first = (j.first + 1) % len(j.ring)
		j.count--
	}
	return spare
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
	j.ring, j.first, j.count, j.size = nil, 0, 0, 0
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

// latest returns copies of exchanges: what is kept is used again.
func (j *journal) latest(limit int) []kept {
	j.mu.Lock()
	defer j.mu.Unlock()
	from := 0
	if limit > 0 && limit < j.count {
		from = j.count - limit
	}
	var list []kept
	for i := from; i < j.count; i++ {
		k := *j.at(i)
		k.bodies = bytes.Clone(k.bodies)
		list = append(list, k)
	}
	return list
}

// ClearJournal forgets every exchange.
func (w *World) ClearJournal() { w.journal.clear() }

// observe writes an exchange into the journal and hands it on.
func (s *state) observe(w *World, x *soap.Exchange) {
	x.Number += s.offset
	if x.Err != nil || x.Lost {
		note(x)
	}
	if s.config.Limits.JournalBytes > 0 {
		k := s.keep(x)
		var request []byte
		if k.readable {
			request = x.Call.Body
		}
		w.journal.add(k, request, x.Body)
	}
	s.forgetEndedBy(w, x)
	if w.options.Observe != nil {
		w.options.Observe(x)
	}
}

// keep is what the journal shows of an exchange but for its bodies.
func (s *state) keep(x *soap.Exchange) kept {
	call, names := x.Call, s.names[x.Call.Service.System]
	k := kept{
		query: call.HTTP.URL.RawQuery, names: names, hidden: slices.Clone(call.Hidden()), principal: soap.Principal{Scheme: call.Principal.Scheme, Name: strings.Clone(call.Principal.Name)},
		took: x.Took, readable: call.Envelope != nil || x.Err == nil && call.Service.Contract == nil, quotes: quotes(x.Err),
		Entry: Entry{
			Number: x.Number, At: x.Instants[0], Remote: call.HTTP.RemoteAddr, Method: call.HTTP.Method,
			URL: call.HTTP.URL.EscapedPath(), Action: call.Action, UserAgent: call.HTTP.UserAgent(),
			System: call.Service.System, Service: call.Service.Name, Operation: call.Operation, Status: x.Status, Lost: x.Lost, Fault: faultOf(x), Note: call.Note,
		},
	}
	if !k.readable && len(call.Body) > 0 {
		// Where the request could not be read, no names tell what is secret in it.
		k.Request = fmt.Sprintf("(%d bytes that could not be read)", len(call.Body))
	}
	return k
}

// clip is as much of a body as is shown, and a byte more where there is more.
func clip(body []byte) []byte { return body[:min(len(body), mask.MostShown+1)] }
