package correlate

import (
	"maps"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// byIDs finds the conversation that a request's ids came from, and all that the ids of sessions in it came from.
func (s *Splitter) byIDs(c Client, m *transcript.Message) (found *talk, brought []*talk) {
	const ofItsSession, ofIts, ofMany = 1000, 10, 1
	score := map[int]int{}
	values := Values(m)
	for i, v := range values {
		owners := s.owners[v.Text]
		for _, n := range owners {
			switch {
			case len(owners) > 1 && s.secret[v.Text] && s.talks[n].from == c.Address:
				score[n] += ofItsSession + len(values) - i // a second login got the same session, and whatever becomes of it matters to both
			case len(owners) > 1:
				score[n] += ofMany
			case s.secret[v.Text]:
				score[n] += ofItsSession + len(values) - i // the first counts most: a session stands in a header
			default:
				score[n] += ofIts
			}
		}
	}
	best := s.conns[c.Connection]
	for _, n := range slices.Sorted(maps.Keys(score)) {
		if score[n] > score[best] {
			best = n
		}
	}
	if score[best] == 0 {
		return nil, nil
	}
	for _, n := range slices.Sorted(maps.Keys(score)) {
		if score[n] >= ofItsSession {
			brought = append(brought, s.talks[n])
		}
	}
	return s.talks[best], brought
}

// byClient finds the conversation that a client is at, nil when the request begins one.
func (s *Splitter) byClient(c Client, m *transcript.Message) *talk {
	t := s.talks[s.conns[c.Connection]]
	if t == nil {
		if t = s.talks[s.hosts[c.Address]]; t == nil || len(t.conns) > 0 {
			return nil
		}
	}
	if s.by == ByClient {
		return t
	}
	if system := System(m); system != "" && t.system != "" && system != t.system {
		return nil
	}
	if t.user != "" && c.User != "" && t.user != c.User {
		if t = s.talks[s.users[[2]string{c.Address, c.User}]]; t == nil {
			return nil
		}
	}
	if t.begun || t.holds && t.kinds[kindOf(m)] {
		return nil
	}
	return t
}

// kindOf is what a request asks for, without what it says.
func kindOf(m *transcript.Message) string {
	target, _, _ := strings.Cut(m.Start, "?")
	for _, v := range All(m) {
		if v.Place.In == Element {
			return target + " " + m.Value("SOAPAction") + " " + operation(v.Place.Path)
		}
	}
	return target + " " + m.Value("SOAPAction")
}

// operation is the element below the body.
func operation(path string) string {
	_, below, found := strings.Cut(path, "/Body/")
	if !found {
		below = path
	}
	name, _, _ := strings.Cut(below, "/")
	return name
}

// ofSession says whether a text stands where the id of a session does.
func ofSession(p Place) bool {
	if p.In == Cookie {
		return true
	}
	name := p.name()
	for _, end := range []string{"session", "sessionid", "sessionids", "sessionreturn", "session_id", "sid", "thread", "token", "ticket", "authorization", "password"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}
