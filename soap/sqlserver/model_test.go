package sqlserver_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// modelled is what a session is to a client: when it was last used, and for how long it may idle.
type modelled struct {
	path, user string
	used       time.Time
	timeout    time.Duration
}

// Random histories against a model: a session answers exactly to its user, at its endpoint, within its time. It does not
// matter when and how often somebody sweeps.
func TestRandomHistories(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			chance := rand.New(rand.NewPCG(seed, 2005))
			pick := func(words ...string) string { return words[chance.IntN(len(words))] }
			s := start(t)
			model := map[string]*modelled{}
			ids := []string{"P/Z+b7K3+UW/Xcc7ync2Yg=="} // known to nobody
			for range 400 {
				path, user := pick("/sql/demo", "/sql/demo", "/sql/demo", "/sql/other"), pick("alice", "alice", "alice", "bob")
				now := s.clock.Now()
				switch action := chance.IntN(10); action {
				case 0, 1:
					asked := 1 + chance.IntN(90)
					a := s.do(s.request(path, user, envelope(fmt.Sprintf(`initiate="true" timeout="%d"`, asked), batchOf(""))))
					granted := min(asked, 60)
					id := a.id(t)
					if want := fmt.Sprintf(`sessionId="%s" timeout="%d"`, id, granted); a.session() != want {
						t.Fatalf("%s, want %s", a.session(), want)
					}
					ids = append(ids, id)
					model[id] = &modelled{path, user, now, time.Duration(granted) * time.Second}
				case 2:
					if err := s.room.Sweep(t.Context(), now); err != nil {
						t.Fatal(err)
					}
				case 3, 4:
					s.advance(time.Duration(chance.IntN(20000)) * time.Millisecond)
				default:
					id := ids[max(0, len(ids)-1-chance.IntN(12))]
					session := enlist(id)
					if action == 9 {
						session = `terminate="true" ` + session
					}
					a := s.do(s.request(path, user, envelope(session, pick("", batchOf(""), batchOf("SELECT ,"), "<unknown/>"))))
					m := model[id]
					mine := m != nil && m.path == path && m.user == user && now.Sub(m.used) <= m.timeout
					if mine && a.session() != session || !mine && (a.fault() != badSession || a.session() != `terminate="true"`) {
						t.Fatalf("mine: %v, %s: %s", mine, session, a.body)
					}
					if !mine {
						continue
					}
					m.used = now
					if action == 9 {
						delete(model, id)
					}
				}
			}
			if err := s.room.Sweep(t.Context(), s.clock.Now()); err != nil {
				t.Fatal(err)
			}
			left := 0
			for _, m := range model {
				if s.clock.Now().Sub(m.used) <= m.timeout {
					left++
				}
			}
			if n := len(s.sessions()); n != left {
				t.Errorf("%d records are left, and %d sessions", n, left)
			}
		})
	}
}
