package correlate

import (
	"cmp"
	"maps"
	"slices"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// By says what makes requests one conversation.
type By string

// What a Splitter can go by.
const (
	BySession By = "session" // ids that came in a response and are sent back; who sends none goes by its client
	ByClient  By = "client"  // the connection, or the address while it has no other
	ByNothing By = "nothing" // all requests are one
)

// Client is where a request came from. What is not known stays empty.
type Client struct {
	Connection string // names the connection, as no other is named while it is open
	Address    string // of the machine or the process that connects, the same for all its connections
	User       string // as whom it comes, by HTTP authentication
}

// Splitter tells conversations apart while they are going on.
//
// A request belongs to the conversation that its ids came from. One without ids belongs to what its connection has begun,
// and on a new connection to what its address has begun, if no other connection is still at that: this way a client that
// fetches a WSDL and logs in before it has a session has one conversation. It begins another one when it is for another
// system, or when the one at hand has its session already: when an id has come back in it, or when the id of a session was
// issued in it and the request asks for the same again, as a second login does.
//
// A request that brings the ids of two conversations makes them one, if they are ids of sessions: what closes the session
// of another can be played again only behind that one's login.
//
// One goroutine may use it at a time.
type Splitter struct {
	by     By
	last   int
	talks  map[int]*talk
	owners map[string][]int // of what was issued
	secret map[string]bool  // of these, what was issued as the id of a session
	sent   recent           // what clients said first
	conns  map[string]int
	hosts  map[string]int
	users  map[[2]string]int // by address and user
}

// talk is a conversation that goes on.
type talk struct {
	number int
	from   string // the address that it began at
	user   string
	system string
	conns  map[string]bool // that are open
	kinds  map[string]bool // of its requests
	ids    []string        // issued in it
	holds  bool            // one of them was issued as that of a session
	begun  bool            // one of them has come back
}

// NewSplitter begins.
func NewSplitter(by By) *Splitter {
	return &Splitter{by: by, talks: map[int]*talk{}, owners: map[string][]int{}, secret: map[string]bool{}, conns: map[string]int{}, hosts: map[string]int{}, users: map[[2]string]int{}}
}

// Request returns the number of the conversation that a request belongs to, counted from 1, and the numbers of those
// that have become a part of it by this request, which are not used any more.
func (s *Splitter) Request(c Client, m *transcript.Message) (number int, joined []int) {
	if s.by == ByNothing {
		return 1, nil
	}
	var found *talk
	var brought []*talk
	if s.by == BySession {
		found, brought = s.byIDs(c, m)
	}
	if found != nil {
		found.begun = true
	} else if found = s.byClient(c, m); found == nil {
		s.last++
		found = &talk{number: s.last, from: c.Address, conns: map[string]bool{}, kinds: map[string]bool{}}
		s.talks[found.number] = found
	}
	for _, other := range brought {
		if other != found {
			s.join(found, other)
			joined = append(joined, other.number)
		}
	}
	s.note(found, c, m)
	return found.number, joined
}

// note keeps what a request says of its conversation.
func (s *Splitter) note(t *talk, c Client, m *transcript.Message) {
	t.kinds[kindOf(m)] = true
	t.system = cmp.Or(t.system, System(m))
	if c.User != "" {
		t.user = c.User
		s.users[[2]string{c.Address, c.User}] = t.number
	}
	if c.Connection != "" {
		s.leave(c.Connection)
		t.conns[c.Connection] = true
		s.conns[c.Connection] = t.number
	}
	s.hosts[c.Address] = t.number
	if s.by == BySession {
		for _, v := range Values(m) {
			if s.owners[v.Text] == nil {
				s.sent.add(v.Text)
			}
		}
	}
}

// Response takes the ids out of the answer to a request of a conversation.
func (s *Splitter) Response(number int, m *transcript.Message) {
	t := s.talks[number]
	if s.by != BySession || t == nil {
		return
	}
	for _, v := range Values(m) {
		session := ofSession(v.Place)
		if !session && !Certain(v.Text) || s.sent.has(v.Text) || slices.Contains(s.owners[v.Text], number) {
			continue
		}
		if session {
			t.holds, s.secret[v.Text] = true, true
		}
		t.ids = append(t.ids, v.Text)
		s.owners[v.Text] = append(s.owners[v.Text], number)
	}
}

// Closed says that a connection is closed.
func (s *Splitter) Closed(connection string) { s.leave(connection) }

func (s *Splitter) leave(connection string) {
	if t := s.talks[s.conns[connection]]; t != nil {
		delete(t.conns, connection)
	}
	delete(s.conns, connection)
}

// Forget lets go of a conversation: whatever comes from now on belongs to another one.
func (s *Splitter) Forget(number int) {
	t := s.talks[number]
	if t == nil {
		return
	}
	for _, id := range t.ids {
		s.owners[id] = slices.DeleteFunc(s.owners[id], func(n int) bool { return n == number })
		if len(s.owners[id]) == 0 {
			delete(s.owners, id)
			delete(s.secret, id)
		}
	}
	for c := range t.conns {
		delete(s.conns, c)
	}
	maps.DeleteFunc(s.hosts, func(_ string, n int) bool { return n == number })
	maps.DeleteFunc(s.users, func(_ [2]string, n int) bool { return n == number })
	delete(s.talks, number)
}

// join makes one conversation a part of another.
func (s *Splitter) join(t, other *talk) {
	ids, conns := other.ids, other.conns
	secret := map[string]bool{}
	for _, id := range ids {
		secret[id] = s.secret[id]
	}
	var hosts []string
	for host, n := range s.hosts {
		if n == other.number {
			hosts = append(hosts, host)
		}
	}
	s.Forget(other.number)
	for _, id := range ids {
		if !slices.Contains(s.owners[id], t.number) {
			s.owners[id] = append(s.owners[id], t.number)
			if secret[id] {
				s.secret[id] = true
			}
			t.ids = append(t.ids, id)
		}
	}
	for c := range conns {
		t.conns[c] = true
		s.conns[c] = t.number
	}
	for _, host := range hosts {
		s.hosts[host] = t.number
	}
	maps.Copy(t.kinds, other.kinds)
	t.begun, t.holds = true, t.holds || other.holds
}
