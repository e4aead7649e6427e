package mft_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/mft"
	"github.com/soapstone-dev/soapstone/store"
)

// modest is a store that counts what the largest update of it deleted.
type modest struct {
	store.Store
	most int
}

func (m *modest) Update(ctx context.Context, f func(store.Tx) error) error {
	return m.Store.Update(ctx, func(tx store.Tx) error {
		before, err := sessions(tx)
		if err != nil {
			return err
		}
		if err := f(tx); err != nil {
			return err
		}
		after, err := sessions(tx)
		m.most = max(m.most, before-after)
		return err
	})
}

func sessions(tx store.Tx) (n int, err error) {
	for _, err := range tx.All(mft.System, store.KindSession, store.Place{}) {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// However many sessions have expired, a call that deletes them all lets others write in between.
func TestPurgeInParts(t *testing.T) {
	const expired, atOnce = 250, 100
	for _, tt := range []struct {
		name  string
		purge func(s *stand, admin string)
	}{
		{"deleteExpiredSessionIds", func(s *stand, admin string) { s.say("deleteExpiredSessionIds", "sessionId", admin) }},
		{"FTService.getSession", func(s *stand, _ string) { s.result(ft, "admin:soapstone", call("getSession")) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := &modest{}
			s := startWith(t, mft.Default(), func(under store.Store) store.Store { m.Store = under; return m })
			for i := range expired {
				s.put(fmt.Sprint("old", i), "admin", "127.0.0.1", false, noon, noon)
			}
			s.advance(time.Hour)
			admin := s.login("getBWSession", "admin")
			tt.purge(s, admin)
			if got := s.say("getExpiredSessionIds", "sessionId", admin); got != "" {
				t.Errorf("left: %q", got)
			}
			if m.most != atOnce {
				t.Errorf("an update deleted %d sessions, want %d at most", m.most, atOnce)
			}
		})
	}
}
