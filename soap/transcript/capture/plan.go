package capture

import (
	"slices"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/record"
)

// step is what is known of an exchange between the two readings.
type step struct {
	ref          int
	began, ended time.Time
	connection   string
	shared       bool

	// Of a login in several rounds:
	challenged bool // the answer asks for NTLM or Negotiate, and the request was no round, or one before the last
	integrated bool // the request is a round
	loggedIn   bool // and it was the last one, and let in
	open       bool // the request has no Authorization
	login      int  // ref of the round that logged its connection in, -1 for none
}

// survey reads a group for the first time: it learns the secrets, and finds out what is kept and in what order.
func (i *importer) survey(g *group) {
	src, err := g.open()
	if err != nil {
		i.problem(g.file, "", plain(err))
		return
	}
	defer src.close()
	err = src.scan(func(ref int, x *exchange) {
		if i.ctx.Err() != nil {
			return
		}
		i.refine(x)
		if reason := i.leave(x); reason != "" {
			i.leftOut[reason]++
			return
		}
		for _, what := range x.problems {
			i.add(Problem{File: g.file, Entry: x.entry, What: what, Part: !x.lost})
		}
		if x.lost {
			return
		}
		if sent := i.learn(x); g.starred && starred(sent) {
			i.add(Problem{File: g.file, Entry: x.entry, What: notReplayable, Part: true})
		}
		g.plan = append(g.plan, stepOf(ref, x))
	}, func(entry, what string) { i.problem(g.file, entry, what) })
	if err != nil {
		i.problem(g.file, "", plain(err))
	}
	g.arrange()
}

// learn lets the run find the secrets of an exchange, and returns its request without them.
func (i *importer) learn(x *exchange) transcript.Message {
	if i.o.Show {
		return x.request
	}
	request := i.o.Run.Request(mask.Literal(x.request, x.open...))
	if x.response != nil {
		i.o.Run.Response(*x.response)
	}
	return request
}

func stepOf(ref int, x *exchange) step {
	s := step{ref: ref, began: x.began, ended: x.ended, connection: x.client.Connection, shared: x.shared, login: -1}
	authorization := x.request.Value("Authorization")
	s.open = authorization == ""
	s.integrated = record.Integrated(authorization)
	refused := x.response != nil && strings.HasPrefix(x.response.Start+" ", "HTTP/1.1 401 ")
	first, last := s.integrated && record.IsRound(authorization, 1), s.integrated && record.IsRound(authorization, 3)
	s.challenged = refused && challenges(x.response) && !last && (s.integrated || s.open)
	s.loggedIn = s.integrated && !first && !refused && x.response != nil
	return s
}

// challenges says whether an answer offers a login in several rounds.
func challenges(m *transcript.Message) bool {
	return slices.ContainsFunc(m.Fields, func(f transcript.Field) bool {
		return strings.EqualFold(f.Name, "WWW-Authenticate") && record.Integrated(f.Value)
	})
}

// arrange puts the steps in the order in which they began, and makes the rounds of a login one. A tool need not have sorted
// them (HAR 1.2, log.entries).
func (g *group) arrange() {
	if !slices.ContainsFunc(g.plan, func(s step) bool { return s.began.IsZero() }) {
		slices.SortStableFunc(g.plan, func(a, b step) int { return a.began.Compare(b.began) })
	}
	before := map[string][]int{} // by connection: rounds of what may become a login
	login := map[string]int{}
	gone := map[int]bool{}
	for n := range g.plan {
		s := &g.plan[n]
		c := s.connection
		if s.integrated {
			for _, round := range before[c] {
				gone[round] = true
			}
		}
		switch {
		case s.challenged:
			if !s.integrated {
				before[c] = nil
			}
			before[c] = append(before[c], n)
			continue
		case s.loggedIn:
			login[c] = s.ref
		case s.open && c != "":
			if ref, found := login[c]; found {
				s.login = ref
			}
		}
		before[c] = nil
	}
	var kept []step
	for n, s := range g.plan {
		if !gone[n] {
			kept = append(kept, s)
		}
	}
	g.plan = kept
}

// together is how long one exchange has to go on after another one has begun for the two to be told as overlapping: then the
// first may have waited for the second. Browsers send much at once that waits for nothing.
const together = 250 * time.Millisecond

// overlaps says whether an exchange had not ended when another began.
func (s step) overlaps(next step) bool {
	if s.ended.IsZero() || next.began.IsZero() || s.connection != "" && s.connection == next.connection && !s.shared {
		return false
	}
	return s.ended.Sub(next.began) > together
}
