package salesforce_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// modelled is what a session is to its clients: whose it is, by which client it was begun, and when it was last used.
type modelled struct {
	user, client string
	used         time.Time
}

// model is a second reading of the rules, as simple as they are said.
type model struct {
	sessions map[string]*modelled
	ids      []string // also of those that ended
}

const modelTimeout = 15 * time.Minute

func (m *model) alive(id string, now time.Time) bool {
	s := m.sessions[id]
	return s != nil && now.Sub(s.used) < modelTimeout
}

// find is the session that a login has to give again, "" when there is none.
func (m *model) find(user, client string, now time.Time) string {
	for id, s := range m.sessions {
		if s.user == user && s.client == client && m.alive(id, now) {
			return id
		}
	}
	return ""
}

func org(user string) string {
	_, host, _ := strings.Cut(user, "@")
	return host
}

// Random histories against the model: a session is good until it was idle for its time or somebody ended it, logins give
// what lives, and each id of a list is answered in its order. It does not matter when and how often somebody sweeps.
func TestRandomHistories(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			chance := rand.New(rand.NewPCG(seed, 2018))
			pick := func(words ...string) string { return words[chance.IntN(len(words))] }
			r := start(t, "sessionTimeout", "900")
			m := &model{sessions: map[string]*modelled{}, ids: []string{"abc", "00D5e000000SoAP!AQ0AQ" + strings.Repeat("x", 91)}}
			recent := func() string { return m.ids[max(0, len(m.ids)-1-chance.IntN(8))] }
			for range 500 {
				now := r.clock.Now()
				switch chance.IntN(10) {
				case 0, 1:
					m.login(t, r, pick("a@example.com", "b@example.com", "o@other.example.com"), pick("", "tool/"), now)
				case 2:
					if err := r.room.Sweep(t.Context(), now); err != nil {
						t.Fatal(err)
					}
				case 3, 4:
					if err := r.clock.Advance(t.Context(), time.Duration(chance.IntN(300))*time.Second); err != nil {
						t.Fatal(err)
					}
				case 5:
					m.end(t, r, recent(), now)
				case 6, 7:
					ids := make([]string, chance.IntN(4))
					for i := range ids {
						ids[i] = recent()
					}
					m.invalidate(t, r, recent(), ids, now)
				default:
					m.use(t, r, recent(), now)
				}
			}
			m.count(t, r)
		})
	}
}

func (m *model) login(t *testing.T, r *running, user, client string, now time.Time) {
	t.Helper()
	body := strings.Replace(envelope("", loginBody(user, "soapstone")), "<e:Header>", "<e:Header><CallOptions><client>"+client+"</client></CallOptions>", 1)
	a := r.post(partner, body)
	found := sessionIDText.FindStringSubmatch(a.body)
	if found == nil {
		t.Fatalf("%d %s", a.status, a.body)
	}
	want := m.find(user, client, now)
	if want == "" && m.sessions[found[1]] != nil || want != "" && found[1] != want {
		t.Fatalf("the login gives %s, want %q", found[1], want)
	}
	if want == "" {
		m.ids = append(m.ids, found[1])
	}
	m.sessions[found[1]] = &modelled{user, client, now}
}

// judge compares whether a session was good for a call, and notes its use.
func (m *model) judge(t *testing.T, a answer, id string, now time.Time) bool {
	t.Helper()
	good := m.alive(id, now)
	if good && a.status != http.StatusOK || !good && (a.status != http.StatusInternalServerError || !strings.Contains(a.body, "<faultcode>sf:INVALID_SESSION_ID<")) {
		t.Fatalf("good: %v, %d %s", good, a.status, a.body)
	}
	if good {
		m.sessions[id].used = now
	}
	return good
}

func (m *model) use(t *testing.T, r *running, id string, now time.Time) {
	t.Helper()
	m.judge(t, r.call(id, "<getUserInfo/>"), id, now)
}

func (m *model) end(t *testing.T, r *running, id string, now time.Time) {
	t.Helper()
	if m.judge(t, r.call(id, "<logout/>"), id, now) {
		delete(m.sessions, id)
	}
}

func (m *model) invalidate(t *testing.T, r *running, caller string, ids []string, now time.Time) {
	t.Helper()
	a := r.call(caller, strings.Replace(invalidateBody(ids...), "<sessionIds></sessionIds>", "", 1))
	if !m.judge(t, a, caller, now) {
		return
	}
	user := m.sessions[caller].user
	var want []bool
	for _, id := range ids {
		ended := m.alive(id, now) && org(m.sessions[id].user) == org(user)
		if want = append(want, ended); ended {
			delete(m.sessions, id)
		}
	}
	var got []bool
	for _, part := range strings.Split(a.body, "<success>")[1:] {
		got = append(got, strings.HasPrefix(part, "true"))
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("%v, want %v: %s", got, want, a.body)
	}
}

// count compares what is left.
func (m *model) count(t *testing.T, r *running) {
	t.Helper()
	now := r.clock.Now()
	if err := r.room.Sweep(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	left := 0
	for id := range m.sessions {
		if m.alive(id, now) {
			left++
		}
	}
	if n := r.records(store.KindSession); n != left {
		t.Errorf("%d records are left, and %d sessions", n, left)
	}
}
