package salesforce_test

import (
	"strings"
	"sync"
	"testing"
)

// together runs f so many times at once, 50 at a time, and counts where it says yes.
func together(n int, f func() bool) (yes int) {
	var (
		wg sync.WaitGroup
		mu sync.Mutex
	)
	places := make(chan struct{}, 50)
	for range n {
		places <- struct{}{}
		wg.Go(func() {
			defer func() { <-places }()
			if f() {
				mu.Lock()
				yes++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return yes
}

func TestOneOfAThousandInvalidationsIsTrue(t *testing.T) {
	r := start(t)
	caller, session := r.login("a@example.com"), r.login("b@example.com")
	body := envelope(caller, invalidateBody(session))
	ended := together(1000, func() bool {
		a, err := r.try(partner, body)
		if err != nil || a.status != 200 {
			t.Errorf("%v %d %s", err, a.status, a.body)
		}
		return strings.Contains(a.body, success)
	})
	if ended != 1 {
		t.Errorf("%d calls ended the session", ended)
	}
}

func TestOneOfManyLogoutsIsAnswered(t *testing.T) {
	r := start(t)
	session := r.login("a@example.com")
	done := together(50, func() bool {
		a, err := r.try(partner, envelope(session, "<logout/>"))
		if err != nil || a.status != 200 && !strings.Contains(a.body, "sf:INVALID_SESSION_ID") {
			t.Errorf("%v %d %s", err, a.status, a.body)
		}
		return a.status == 200
	})
	if done != 1 {
		t.Errorf("%d logouts were answered", done)
	}
}

func TestFirstLoginsAtOnceShareASession(t *testing.T) {
	r := start(t)
	ids := make(chan string, 50)
	together(50, func() bool {
		a, err := r.try(partner, envelope("", loginBody("a@example.com", "soapstone")))
		found := sessionIDText.FindStringSubmatch(a.body)
		if err != nil || found == nil {
			t.Errorf("%v %d %s", err, a.status, a.body)
			return false
		}
		ids <- found[1]
		return true
	})
	close(ids)
	first := <-ids
	for id := range ids {
		if id != first {
			t.Fatalf("two sessions were begun: %s and %s", first, id)
		}
	}
}

// A session that is used and ended at the same time stays ended.
func TestACallNeverRevivesASession(t *testing.T) {
	r := start(t)
	caller, session := r.login("a@example.com"), r.login("b@example.com")
	var once sync.Once
	together(200, func() bool {
		once.Do(func() {
			if _, err := r.try(partner, envelope(caller, invalidateBody(session))); err != nil {
				t.Error(err)
			}
		})
		_, err := r.try(partner, envelope(session, "<getServerTimestamp/>"))
		if err != nil {
			t.Error(err)
		}
		return true
	})
	if r.lives(session) {
		t.Error("the session lives")
	}
}
