package mft_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// However many sessions have expired, a call that deletes them all lets others write in between. Where one transaction
// is not enough, the first deletes nothing, since calls that come together would do so in one commit.
func TestPurgeInParts(t *testing.T) {
	const atOnce = 25
	purges := map[string]func(s *stand, admin string){
		"deleteExpiredSessionIds": func(s *stand, admin string) { s.say("deleteExpiredSessionIds", "sessionId", admin) },
		"FTService.getSession":    func(s *stand, _ string) { s.result(ft, "admin:soapstone", call("getSession")) },
	}
	for _, tt := range []struct {
		expired int
		deleted []int
	}{
		{atOnce, []int{atOnce}},
		{2*atOnce + 1, []int{0, atOnce, atOnce, 1}},
	} {
		for name, purge := range purges {
			t.Run(fmt.Sprintf("%s/expired=%d", name, tt.expired), func(t *testing.T) {
				s := start(t)
				for i := range tt.expired {
					s.put(fmt.Sprint("old", i), "admin", "127.0.0.1", false, noon, noon)
				}
				s.advance(time.Hour)
				admin := s.login("getBWSession", "admin")
				s.store.Count()
				purge(s, admin)
				if diff := cmp.Diff(tt.deleted, s.store.Done().Deleted); diff != "" {
					t.Errorf("deleted by each update (-want +got):\n%s", diff)
				}
				if got := s.say("getExpiredSessionIds", "sessionId", admin); got != "" {
					t.Errorf("left: %q", got)
				}
			})
		}
	}
}

// Sessions that have been idle for as long as they may, but no longer, are no work for a purge, however many there are.
func TestPurgePassesOverNobody(t *testing.T) {
	s := start(t)
	for i := range 100 {
		s.put(fmt.Sprint("old", i), "admin", "127.0.0.1", false, noon, noon)
	}
	s.advance(30 * time.Minute)
	s.store.Count()
	s.result(ft, "admin:soapstone", call("getSession"))
	if most := slices.Max(s.store.Done().Looked); most != 0 {
		t.Errorf("an update looked at %d sessions, want none", most)
	}
}

// A department's operator deletes what the department sees, and no transaction looks at all the others' sessions.
func TestPurgeOfADepartment(t *testing.T) {
	const looksAtOnce, atOnce = 500, 25
	s := start(t, "departmentRule", "scoped")
	const others, own = 2*looksAtOnce + 10, atOnce + 1
	for i := range others {
		s.put(fmt.Sprintf("a%04d", i), "admin", "127.0.0.1", false, noon, noon)
	}
	for i := range own {
		s.put(fmt.Sprintf("b%04d", i), "SalesUser", "127.0.0.1", false, noon, noon)
	}
	s.advance(time.Hour)
	operator := s.login("getBWSession", "SalesOperator")
	s.store.Count()
	if got := s.say("deleteExpiredSessionIds", "sessionId", operator); got != "true" {
		t.Fatal(got)
	}
	done := s.store.Done()
	if most := slices.Max(done.Looked); most > looksAtOnce+1 { // the one at which it sees that there are more
		t.Errorf("an update looked at %d sessions, want %d at most", most, looksAtOnce+1)
	}
	if diff := cmp.Diff([]int{0, 0, atOnce, 1}, done.Deleted); diff != "" {
		t.Errorf("deleted by each update (-want +got):\n%s", diff)
	}
	if got := s.say("getExpiredSessionIds", "sessionId", operator); got != "" {
		t.Errorf("left: %q", got)
	}
}
