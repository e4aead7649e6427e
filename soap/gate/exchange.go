package gate

import (
	"bytes"
	"container/list"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
)

// exchange keeps a session at the far side for each session of ours, and swaps their ids in what passes. It logs in when
// a session of ours has its first work, and again when the far side says that its session is gone.
type exchange struct {
	forward        *forward
	vendor         vendor
	user, password string
	refused        *regexp.Regexp
	patience       time.Duration // with a login
	log            *slog.Logger

	ended  context.Context // when the gate is closed
	end    context.CancelFunc
	logins sync.WaitGroup

	accounts accounts // that log in

	mu       sync.Mutex
	sessions map[string]*list.Element // of *farSession, by the id of ours
	used     *list.List               // the same, the latest used first
	said     string                   // where the far side said last that its sessions go on
}

// mostSessions is how many sessions at the far side are remembered. Of more, those that were not used for longest are
// forgotten: who comes back with one is logged in again.
const mostSessions = 10_000

// farSession is what is known of the session at the far side that belongs to one of ours.
type farSession struct {
	ours  string
	id    string // at the far side; "" while there is none
	open  opened // what is open in it
	login *login // that is under way
}

// login is a login that any number of calls may wait for.
type login struct {
	done chan struct{} // closed when it is over
	id   string
	err  error
}

func newExchange(f *forward, cfg ForwardConfig, log *slog.Logger) (*exchange, error) {
	x := &exchange{
		forward: f, vendor: vendorOf(f.system), user: cfg.User, password: cfg.Password, patience: 2 * f.answer, log: log,
		sessions: map[string]*list.Element{}, used: list.New(),
	}
	if x.vendor.login == nil {
		return nil, invalid("forward.exchange-session", "%s has no sessions that could be swapped", f.system)
	}
	if x.vendor.needsUser && cfg.User == "" {
		return nil, invalid("forward.user", "there is none: no call of %s says who could log in at the far side: write user and password", f.system)
	}
	x.refused = x.vendor.refused
	if cfg.Refused != "" {
		x.refused = regexp.MustCompile(cfg.Refused) // checkRefused has looked
	}
	x.ended, x.end = context.WithCancel(context.Background())
	return x, nil
}

// send sends a message for a call in the far side's session, which it begins where there is none. If the far side has
// forgotten that one, it begins another one and sends the message once more.
func (x *exchange) send(ctx context.Context, call *soap.Call, m *message) (*answer, error) {
	if x.user != "" && x.vendor.basic {
		m.header.Set("Authorization", basicOf(x.user, x.password))
	}
	if call.Session == "" {
		return x.forward.send(ctx, call, m)
	}
	ticket := x.ticket(call, m)
	a, err := x.try(ctx, call, m, ticket, "")
	if err == nil && a.refused {
		_ = a.Close() // it says no more than we know
		call.Log.Info("gate: the far side's session is gone: logging in again", "target", x.forward.name())
		a, err = x.try(ctx, call, m, ticket, a.session)
	}
	if err != nil {
		return nil, err
	}
	if a.refused || a.last {
		x.forget(call.Session)
	}
	swapHead(a.header, a.session, call.Session)
	a.swap(a.session, call.Session)
	return a.answer, nil
}

// inSession is an answer to a message that was sent in a session.
type inSession struct {
	*answer
	session string // at the far side
	refused bool   // it says that the session is gone
	last    bool   // the session ends with the message
}

// try sends a message in the far side's session that belongs to ours, and is not the stale one.
func (x *exchange) try(ctx context.Context, call *soap.Call, m *message, t ticket, stale string) (*inSession, error) {
	id, err := x.session(ctx, call, call.Session, stale, t)
	if err != nil {
		return nil, err
	}
	call.Hide(id)
	out, last, err := x.outbound(call, m, id)
	if err != nil {
		return nil, err
	}
	return away(ctx, call, func() (*inSession, error) {
		a, err := x.forward.roundTrip(ctx, out)
		if err != nil {
			return nil, err
		}
		return &inSession{answer: a, session: id, refused: x.refuses(a), last: last}, nil
	}, func(a *inSession) error { return a.Close() })
}

// outbound is a message with the far side's id in it. It says whether the session ends with it.
func (x *exchange) outbound(call *soap.Call, m *message, theirs string) (out *message, last bool, err error) {
	if isUTF16(m.body) {
		return nil, false, errors.New("a request in UTF-16 cannot have another id put into it: send UTF-8")
	}
	out = m.clone()
	if x.vendor.prepare != nil {
		if last, err = x.vendor.prepare(x, call, out, theirs); err != nil {
			return nil, false, err
		}
	}
	ours := call.Session
	swapHead(out.header, ours, theirs)
	out.body = swapped(out.body, ours, theirs)
	asked := call.HTTP.URL
	out.url = x.forward.at(swapPath(asked.EscapedPath(), ours, theirs), swapQuery(asked.RawQuery, ours, theirs), asked.ForceQuery)
	return out, last, nil
}

// session is the id of the session at the far side that belongs to ours, and not the stale one. Calls of one session that
// want it at once wait for one login. Where something is to be open in it, that is seen to as well.
func (x *exchange) session(ctx context.Context, call *soap.Call, ours, stale string, t ticket) (string, error) {
	x.mu.Lock()
	s := x.find(ours)
	l := s.login
	if l == nil && s.id != "" && s.id != stale && s.open == t.open {
		id := s.id
		x.mu.Unlock()
		return id, nil
	}
	if l == nil {
		if s.id != stale {
			t.theirs = s.id
		}
		l = &login{done: make(chan struct{})}
		s.login, s.id = l, ""
		x.logins.Add(1)
		go x.logIn(s, l, t)
	}
	x.mu.Unlock()
	if err := pause(ctx, call, l.done); err != nil {
		return "", err
	}
	if l.err != nil {
		return "", fmt.Errorf("log in there as %s: %w", t.name(), l.err)
	}
	return l.id, nil
}

// isNews says whether the far side names another address than the last time. So it is told once, and not with each login.
func (x *exchange) isNews(host string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	news := x.said != host
	x.said = strings.Clone(host)
	return news
}

// find is what is known for a session of ours. The lock is held.
func (x *exchange) find(ours string) *farSession {
	if at := x.sessions[ours]; at != nil {
		x.used.MoveToFront(at)
		return at.Value.(*farSession)
	}
	s := &farSession{ours: strings.Clone(ours)} // it outlives the call
	x.sessions[s.ours] = x.used.PushFront(s)
	if x.used.Len() > mostSessions {
		oldest := x.used.Back()
		x.used.Remove(oldest)
		delete(x.sessions, oldest.Value.(*farSession).ours)
	}
	return s
}

// logIn begins a session at the far side. It is nobody's call: a client that goes away does not end it for the others.
func (x *exchange) logIn(s *farSession, l *login, t ticket) {
	defer x.logins.Done()
	ctx, cancel := context.WithTimeout(x.ended, x.patience)
	defer cancel()
	l.id, l.err = x.logInOnce(ctx, t)
	x.mu.Lock()
	defer x.mu.Unlock()
	s.id, s.open, s.login = "", opened{}, nil
	if l.err == nil {
		s.id, s.open = l.id, t.open
	}
	close(l.done)
}

// forget forgets what belongs to a session of ours.
func (x *exchange) forget(ours string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if at := x.sessions[ours]; at != nil {
		x.used.Remove(at)
		delete(x.sessions, ours)
	}
}

// ids are the sessions of ours for which something is known.
func (x *exchange) ids() []string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return slices.Collect(maps.Keys(x.sessions))
}

// knows says whether something is known for a session of ours.
func (x *exchange) knows(ours string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.sessions[ours] != nil
}

// close ends the logins that are under way, which nobody waits for any more.
func (x *exchange) close() {
	x.end()
	x.logins.Wait()
}

// How much of an answer is looked at for a refusal: of a fault, and of what is none.
const (
	mostOfFault = 64 << 10
	mostOfReply = 4 << 10
)

// refuses says whether an answer says that its session is gone. Of an answer that is no fault it looks at no more than what
// is there, or is small and has an end.
func (x *exchange) refuses(a *answer) bool {
	if a.status >= http.StatusBadRequest {
		return x.refused.Match(a.peek(mostOfFault))
	}
	if !x.vendor.refusesByReply {
		return false
	}
	if n, err := strconv.Atoi(a.header.Get("Content-Length")); err == nil && n <= mostOfReply {
		return x.refused.Match(a.peek(n))
	}
	return x.refused.Match(a.begun[:min(len(a.begun), mostOfReply)])
}

// swap puts one id in place of another in the rest of the body.
func (a *answer) swap(from, to string) {
	had := a.header.Get("Content-Length")
	a.header.Del("Content-Length")
	if a.err != nil && len(a.begun) == 0 { // there is none
		if had != "" && a.err == io.EOF {
			a.header.Set("Content-Length", had)
		}
		return
	}
	if a.err == io.EOF { // it is here as a whole
		a.begun = swapped(a.begun, from, to)
		a.header.Set("Content-Length", strconv.Itoa(len(a.begun)))
		return
	}
	a.rest = newSwap(io.MultiReader(bytes.NewReader(a.begun), a.rest), from, to)
	a.begun = nil
}
