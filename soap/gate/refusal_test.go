package gate

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// loggingIn is an exchange whose far side answers a login with what a function says.
func loggingIn(log *strings.Builder, login func(t ticket) (string, error)) (x *exchange, tries *atomic.Int32) {
	tries = new(atomic.Int32)
	x = &exchange{forward: &forward{system: "salesforce", target: &url.URL{Scheme: "http", Host: "far"}}, log: slog.New(slog.NewTextHandler(log, nil))}
	x.vendor.login = func(_ context.Context, _ *exchange, t ticket) (string, error) {
		tries.Add(1)
		return login(t)
	}
	return x, tries
}

// A login that was refused is tried again when a minute of our clock is over, in either direction, and not before; another
// account is another matter.
func TestRefusedLoginRests(t *testing.T) {
	var log strings.Builder
	x, tries := loggingIn(&log, func(t ticket) (string, error) {
		if t.password == "right" {
			return "id", nil
		}
		return "", &refusal{"the answer is 500, INVALID_LOGIN"}
	})
	start := time.Date(2020, 2, 3, 10, 0, 0, 0, time.UTC)
	for i, tt := range []struct {
		password string
		after    time.Duration
		tries    int32
		warnings int
		error    string
	}{
		{"wrong", 0, 1, 1, "the answer is 500, INVALID_LOGIN"},
		{"wrong", 0, 1, 1, "the answer is 500, INVALID_LOGIN: nobody tries again before 2020-02-03T10:01:00Z by our clock"},
		{"wrong", -time.Second, 1, 1, "the answer is 500, INVALID_LOGIN: nobody tries again before 2020-02-03T10:01:00Z by our clock"}, // a call that was made earlier
		{"wrong", 59 * time.Second, 1, 1, "the answer is 500, INVALID_LOGIN: nobody tries again before 2020-02-03T10:01:00Z by our clock"},
		{"right", 59 * time.Second, 2, 1, ""},
		{"right", 59 * time.Second, 3, 1, ""},
		{"wrong", time.Minute, 4, 2, "the answer is 500, INVALID_LOGIN"},
		{"wrong", time.Minute, 4, 2, "the answer is 500, INVALID_LOGIN: nobody tries again before 2020-02-03T10:02:00Z by our clock"},
		{"wrong", -time.Hour, 5, 3, "the answer is 500, INVALID_LOGIN"}, // the clock was moved back
	} {
		_, err := x.logInOnce(t.Context(), ticket{user: "alice", password: tt.password, now: start.Add(tt.after)})
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != tt.error || tries.Load() != tt.tries || strings.Count(log.String(), "remedy=") != tt.warnings {
			t.Errorf("%d: %q, %d tries, log:\n%s", i, got, tries.Load(), log.String())
		}
	}
	if strings.Contains(log.String(), "wrong") {
		t.Errorf("the password is in the log: %s", log.String())
	}
}

// Of many who come at once with the wrong password only the first tries it.
func TestRefusedLoginOfMany(t *testing.T) {
	var log strings.Builder
	x, tries := loggingIn(&log, func(ticket) (string, error) { return "", nil }) // an answer without a session
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			var r *refusal
			if _, err := x.logInOnce(t.Context(), ticket{user: "alice", password: "wrong"}); !errors.As(err, &r) {
				t.Errorf("%v", err)
			}
		})
	}
	all.Wait()
	if n := tries.Load(); n != 1 {
		t.Errorf("%d tries", n)
	}
}

// A far side that cannot be reached has refused nobody, and there is an end to what is remembered.
func TestUnreachedIsNotRefused(t *testing.T) {
	var log strings.Builder
	x, tries := loggingIn(&log, func(ticket) (string, error) { return "", errors.New("connection refused") })
	for i := range int32(3) {
		if _, err := x.logInOnce(t.Context(), ticket{user: "alice"}); err == nil || tries.Load() != i+1 {
			t.Errorf("%v, %d tries", err, tries.Load())
		}
	}
	if log.Len() > 0 {
		t.Error(log.String())
	}
	for i := range 3 * mostAccounts {
		_, _ = x.logInOnce(t.Context(), ticket{security: make([]byte, i)})
		if n := len(x.accounts.known); n > mostAccounts {
			t.Fatalf("%d accounts are remembered", n)
		}
	}
}
