package mask

import (
	"crypto/rand"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// Options are what a run needs to know. The zero value is fine.
type Options struct {
	// Names are more names of secrets, beside those that are known anyway, in any case.
	Names []string
	// Open are names that are no secrets, though they look like it.
	Open []string
	// Key is what pseudonyms are made with. Nil takes a new one, which nobody keeps; a test gives its own.
	Key []byte
	// Show leaves everything as it is.
	Show bool
}

// Run hides the secrets of the messages that belong together: of one recording, one import or one replay. Any number of
// goroutines may use it at once.
type Run struct {
	names vocabulary
	key   []byte
	show  bool

	mu       sync.Mutex
	known    map[string]*secret   // by value
	index    map[prefix]lengths   // of those that are looked for within texts
	named    map[[2]string]string // by user and value: the name of a client's secret
	taken    map[string]bool      // names that are given away
	wanted   []string             // these, in order
	ids      []*secret            // that the server issued, the oldest first
	revision int
}

// secret is a value that is hidden wherever it stands.
type secret struct {
	value     string
	name      string // where the client knows it
	pseudonym string // where the server issued it
}

// NewRun begins a run.
func NewRun(o Options) *Run {
	r := &Run{
		names: newVocabulary(o.Names, o.Open), key: o.Key, show: o.Show,
		known: map[string]*secret{}, index: map[prefix]lengths{}, named: map[[2]string]string{}, taken: map[string]bool{},
	}
	if r.key == nil {
		r.key = make([]byte, 32)
		rand.Read(r.key)
	}
	return r
}

// Request returns a request with its secrets hidden.
func (r *Run) Request(m transcript.Message) transcript.Message {
	return r.message(m, walk{request: true})
}

// Response returns a response with its secrets hidden.
func (r *Run) Response(m transcript.Message) transcript.Message { return r.message(m, walk{}) }

// Text returns a text with the secrets hidden that are known by now: of a log, an error or a file's name.
func (r *Run) Text(s string) string { return r.text(s, false) }

// TextWithIDs is Text, but the ids that servers issued stay: of a text in which they are pseudonyms already.
func (r *Run) TextWithIDs(s string) string { return r.text(s, true) }

func (r *Run) text(s string, withIDs bool) string {
	if r.show || s == "" {
		return s
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	w := walk{run: r, withIDs: withIDs}
	return w.unnamed(s)
}

// Again returns a message that Request or Response made with those secrets hidden as well that have become known
// since: see [Run.Revision].
func (r *Run) Again(m transcript.Message) transcript.Message {
	return r.message(m, walk{onlyValues: true})
}

// Revision counts the secrets that are known. When it has grown, what was hidden before can be looked at
// again: a value may have come before its name gave it away.
func (r *Run) Revision() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.revision
}

// Wanted are the names of the secrets that placeholders stand for, in the order they were seen.
func (r *Run) Wanted() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.wanted)
}

func (r *Run) message(m transcript.Message, w walk) transcript.Message {
	if r.show {
		return m
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	w.run = r
	return w.message(m)
}

// issued returns the pseudonym of a value that the server issued.
func (r *Run) issued(value string) string {
	if s := r.known[value]; s != nil && s.name == "" {
		return s.pseudonym
	}
	other := r.pseudonym(value)
	if r.known[value] == nil {
		s := &secret{value: value, pseudonym: other}
		r.learn(s)
		if r.ids = append(r.ids, s); len(r.ids) > mostIDs {
			r.forget(r.ids[0])
			r.ids = r.ids[1:]
		}
	}
	return other
}

// mostIDs is how many ids of the server a run remembers, about 60 MB. One that was forgotten has the same pseudonym when a
// name gives it away again; without a name it is not found any more.
const mostIDs = 200_000

// forget lets go of an id.
func (r *Run) forget(s *secret) {
	delete(r.known, s.value)
	r.count(s, -1)
}

// given returns the name of a value that the client knows: of whom, and what it is called there.
func (r *Run) given(user, local, value string) (name string) {
	base := local
	if user != "" && !strings.EqualFold(user, value) { // whose name would tell it
		base = escapeName(user) + "." + local
	}
	return r.call([2]string{user, value}, base)
}

// call gives the name that a user's value has, or a new one that begins so.
func (r *Run) call(key [2]string, base string) (name string) {
	if name = r.named[key]; name != "" {
		return name
	}
	name = base
	for n := 2; r.taken[name]; n++ {
		name = base + "." + strconv.Itoa(n)
	}
	r.taken[name], r.named[key] = true, name
	r.want(name)
	if r.known[key[1]] == nil && key[1] != masked {
		r.learn(&secret{value: key[1], name: name})
	}
	return name
}

// want says that a secret is wanted of which no value was seen.
func (r *Run) want(name string) {
	if !slices.Contains(r.wanted, name) {
		r.wanted = append(r.wanted, name)
	}
}

func (r *Run) learn(s *secret) {
	s.value = strings.Clone(s.value)
	r.known[s.value] = s
	r.revision++
	r.count(s, 1)
}
