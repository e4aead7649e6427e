package gate

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"time"
)

// refusal is a login that the far side has refused, and not one that it was not there for: another one with the same
// credentials would be refused as well, and may lock a real account.
type refusal struct{ text string }

// Error words it.
func (r *refusal) Error() string { return r.text }

// refusalLasts is for how long nobody logs in again who was refused, by our clock. That it is this long is a choice.
const refusalLasts = time.Minute

// accounts are those that log in at the far side. Any number of goroutines may use them at once.
type accounts struct {
	mu    sync.Mutex
	known map[[sha256.Size]byte]*account // by a digest of the credentials
}

// mostAccounts is how many are known at most. Where calls log in with their own credentials, which may have an instant in
// them, there is no end to them: of more, all are forgotten.
const mostAccounts = 1000

// account is one of them.
type account struct {
	turn chan struct{} // holds a token while somebody finds out whether the far side takes it

	mu      sync.Mutex
	good    bool // the far side took it the last time
	refused *refusal
	at      time.Time // of the refusal, by our clock
}

// of is the account of a ticket.
func (as *accounts) of(t ticket) *account {
	digest := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q", t.user, t.password, t.authorization, t.security))
	as.mu.Lock()
	defer as.mu.Unlock()
	if a := as.known[digest]; a != nil {
		return a
	}
	if as.known == nil || len(as.known) >= mostAccounts {
		as.known = map[[sha256.Size]byte]*account{}
	}
	a := &account{turn: make(chan struct{}, 1)}
	as.known[digest] = a
	return a
}

// enter lets somebody log in, one after another until the far side has taken the account once: of many who come at once
// with the wrong password only the first may try it. The error is a *refusal where it is too soon. Who is let in calls done.
func (a *account) enter(ctx context.Context, now time.Time) (done func(), err error) {
	select {
	case a.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	leave := func() { <-a.turn }
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.refused != nil && now.Sub(a.at).Abs() < refusalLasts: // calls that came before it may learn of it later
		leave()
		return nil, fmt.Errorf("%w: nobody tries again before %s by our clock", a.refused, a.at.Add(refusalLasts).UTC().Format(time.RFC3339))
	case a.good:
		leave()
		return func() {}, nil
	}
	return leave, nil
}

// learn takes in how a login went, and says whether it was refused. What else went wrong says nothing of the account.
func (a *account) learn(err error, now time.Time) (wasRefused bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	var r *refusal
	switch {
	case err == nil:
		a.good, a.refused = true, nil
	case errors.As(err, &r):
		a.good, a.refused, a.at = false, r, now
	}
	return r != nil
}

// logInOnce logs in at the far side, unless that has refused it just now.
func (x *exchange) logInOnce(ctx context.Context, t ticket) (id string, err error) {
	a := x.accounts.of(t)
	done, err := a.enter(ctx, t.now)
	if err != nil {
		return "", err
	}
	defer done()
	id, err = x.vendor.login(ctx, x, t)
	if err == nil && id == "" {
		err = &refusal{"the answer has no session in it"}
	}
	if a.learn(err, t.now) {
		x.log.Warn("gate: the far side refused a login: so that it locks nobody out, nobody logs in there with the same credentials for a while",
			"system", x.forward.system, "target", x.forward.name(), "as", t.name(), "error", err, "while", refusalLasts,
			"remedy", "correct user and password of forward, or the account there: changed settings count at once")
	}
	return id, err
}
