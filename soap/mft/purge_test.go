package mft_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/mft"
	"github.com/soapstone-dev/soapstone/store"
)

// modest is a store that counts what each update of it looked at by range, and deleted.
type modest struct {
	store.Store
	looks, deleted []int
}

func (m *modest) Update(ctx context.Context, f func(store.Tx) error) error {
	var tx modestTx
	err := m.Store.Update(ctx, func(under store.Tx) error {
		tx = modestTx{Tx: under}
		return f(&tx)
	})
	m.looks, m.deleted = append(m.looks, tx.looks), append(m.deleted, tx.deleted)
	return err
}

type modestTx struct {
	store.Tx
	looks, deleted int
}

func (tx *modestTx) Delete(key store.Key) error {
	tx.deleted++
	return tx.Tx.Delete(key)
}

func (tx *modestTx) All(system, kind string, after store.Place) iter.Seq2[store.Record, error] {
	return tx.counted(tx.Tx.All(system, kind, after))
}

func (tx *modestTx) Due(system, kind string, by time.Time) iter.Seq2[store.Record, error] {
	return tx.counted(tx.Tx.Due(system, kind, by))
}

func (tx *modestTx) counted(records iter.Seq2[store.Record, error]) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		for rec, err := range records {
			if tx.looks++; !yield(rec, err) {
				return
			}
		}
	}
}

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
				m := &modest{}
				s := startWith(t, mft.Default(), func(under store.Store) store.Store { m.Store = under; return m })
				for i := range tt.expired {
					s.put(fmt.Sprint("old", i), "admin", "127.0.0.1", false, noon, noon)
				}
				s.advance(time.Hour)
				admin := s.login("getBWSession", "admin")
				m.deleted = nil
				purge(s, admin)
				if diff := cmp.Diff(tt.deleted, m.deleted); diff != "" {
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
	m := &modest{}
	s := startWith(t, mft.Default(), func(under store.Store) store.Store { m.Store = under; return m })
	for i := range 100 {
		s.put(fmt.Sprint("old", i), "admin", "127.0.0.1", false, noon, noon)
	}
	s.advance(30 * time.Minute)
	s.result(ft, "admin:soapstone", call("getSession"))
	if most := slices.Max(m.looks); most != 0 {
		t.Errorf("an update looked at %d sessions, want none", most)
	}
}

// A department's operator deletes what the department sees, and no transaction looks at all the others' sessions.
func TestPurgeOfADepartment(t *testing.T) {
	const looksAtOnce, atOnce = 500, 25
	cfg := mft.Default()
	cfg.Choices.DepartmentRule = "scoped"
	m := &modest{}
	s := startWith(t, cfg, func(under store.Store) store.Store { m.Store = under; return m })
	const others, own = 2*looksAtOnce + 10, atOnce + 1
	for i := range others {
		s.put(fmt.Sprintf("a%04d", i), "admin", "127.0.0.1", false, noon, noon)
	}
	for i := range own {
		s.put(fmt.Sprintf("b%04d", i), "SalesUser", "127.0.0.1", false, noon, noon)
	}
	s.advance(time.Hour)
	operator := s.login("getBWSession", "SalesOperator")
	m.looks, m.deleted = nil, nil
	if got := s.say("deleteExpiredSessionIds", "sessionId", operator); got != "true" {
		t.Fatal(got)
	}
	if most := slices.Max(m.looks); most > looksAtOnce+1 { // the one at which it sees that there are more
		t.Errorf("an update looked at %d sessions, want %d at most", most, looksAtOnce+1)
	}
	if diff := cmp.Diff([]int{0, 0, atOnce, 1}, m.deleted); diff != "" {
		t.Errorf("deleted by each update (-want +got):\n%s", diff)
	}
	if got := s.say("getExpiredSessionIds", "sessionId", operator); got != "" {
		t.Errorf("left: %q", got)
	}
}
