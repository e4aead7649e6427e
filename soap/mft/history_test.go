package mft_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// known is what a plain reading of the rules knows of a session.
type known struct {
	user       string
	born, used time.Time
	terminated bool
}

// model is the table of sessions, and the accounts' departments and rights, written down once more.
type model struct {
	now      time.Time
	sessions map[string]*known
}

const idleTime = 30 * time.Minute

func (m *model) active(id string) bool {
	s := m.sessions[id]
	return s != nil && m.now.Sub(s.used) <= idleTime
}

// department and right are those of the demo accounts, under the scoped reading of the rule.
func department(user string) string {
	switch user {
	case "DeptAdmin", "SalesOperator", "SalesUser":
		return "Sales"
	}
	return ""
}

func lists(user string) bool {
	return slices.Contains([]string{"admin", "HelpDeskUser", "Viewer", "DeptAdmin", "SalesOperator"}, user)
}

func deletes(user string) bool {
	return slices.Contains([]string{"admin", "HelpDeskUser", "SalesOperator"}, user)
}

func (m *model) sees(caller, id string) bool {
	s := m.sessions[id]
	return s != nil && (department(caller) == "" || department(caller) == department(s.user))
}

// list is what one of the lists says to a session.
func (m *model) list(caller string, active bool) string {
	if !m.active(caller) {
		return "fault: java.rmi.RemoteException: Session is not valid"
	}
	c := m.sessions[caller]
	if !lists(c.user) {
		return "fault: java.rmi.RemoteException: User does not have the right to perform this function"
	}
	var ids []string
	for id := range m.sessions {
		if m.sees(c.user, id) && m.active(id) == active {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b string) int {
		if c := m.sessions[a].born.Compare(m.sessions[b].born); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	if c.terminated {
		ids = append(ids, "nil")
	}
	c.used = m.now
	return strings.Join(ids, " ")
}

func (m *model) close(id string) string {
	_, found := m.sessions[id]
	delete(m.sessions, id)
	return fmt.Sprint(found)
}

// delete is deleteSessionId, and deleteExpiredSessionIds with victim nil.
func (m *model) delete(caller string, victim *string) string {
	if !m.active(caller) {
		return "fault: java.rmi.RemoteException: Session is not valid"
	}
	c := m.sessions[caller]
	switch {
	case !deletes(c.user):
		return "fault: java.rmi.RemoteException: User does not have the right to perform this function"
	case victim == nil:
		maps.DeleteFunc(m.sessions, func(id string, _ *known) bool { return !m.active(id) && m.sees(c.user, id) })
	case !m.sees(c.user, *victim):
		return "fault: java.rmi.RemoteException: Session ID not found"
	default:
		delete(m.sessions, *victim)
	}
	c.used = m.now
	return "true"
}

// Random histories of all calls give what the rules give.
func TestHistories(t *testing.T) {
	users := []string{"admin", "HelpDeskUser", "TransferUser", "AuditorUser", "Viewer", "DeptAdmin", "SalesOperator", "SalesUser"}
	for seed := range uint64(20) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			chance := rand.New(rand.NewPCG(seed, 1))
			s := start(t, "departmentRule", "scoped", "beans", []string{"inline", "multiRef"}[seed%2])
			m := &model{now: noon, sessions: map[string]*known{}}
			ids := []string{"583def%6abdeef%7b30"} // all there ever were, and one that never was
			for step := range 150 {
				id, user := ids[chance.IntN(len(ids))], users[chance.IntN(len(users))]
				var got, want, what string
				switch op := chance.IntN(12); op {
				case 0, 1:
					by := time.Duration(chance.IntN(20*60)) * time.Second
					s.advance(by)
					m.now = m.now.Add(by)
					continue
				case 2, 3, 4:
					method := []string{"getSession", "getBWSession", "FTService.getSession"}[op-2]
					var fresh string
					if op == 4 {
						fresh = s.result(ft, user+":soapstone", call("getSession"))
						maps.DeleteFunc(m.sessions, func(id string, _ *known) bool { return !m.active(id) })
					} else {
						fresh = s.login(method, user)
					}
					m.sessions[fresh] = &known{user: user, born: m.now, used: m.now, terminated: op != 3}
					ids = append(ids, fresh)
					continue
				case 5, 6:
					what, got, want = "active", s.say("listActiveSessionIds", "sessionId", id), m.list(id, true)
				case 7, 8:
					what, got, want = "expired", s.say("getExpiredSessionIds", "sessionId", id), m.list(id, false)
				case 9:
					what, got, want = "validate", s.say("validateSession", "sessionId", id), fmt.Sprint(m.active(id))
				case 10:
					if chance.IntN(2) == 0 {
						what, got, want = "close", s.say("closeSession", "sessionId", id), m.close(id)
						break
					}
					what, got, want = "delete expired", s.say("deleteExpiredSessionIds", "sessionId", id), m.delete(id, nil)
				case 11:
					victim := ids[chance.IntN(len(ids))]
					what, got, want = "delete", s.say("deleteSessionId", "deleteSessionId", victim, "sessionId", id), m.delete(id, &victim)
				}
				if got != want {
					t.Fatalf("step %d, %s by %+v:\ngot  %s\nwant %s", step, what, m.sessions[id], got, want)
				}
			}
		})
	}
}
