package sqlserver_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/sqlserver"
	"github.com/soapstone-dev/soapstone/store"
)

// Of two clients that send the same expired password one chooses the new one, and the account's record keeps its age.
func TestPasswordChosenOnce(t *testing.T) {
	cfg := sqlserver.Default()
	cfg.Logins = append(cfg.Logins, sqlserver.Account{Name: "u", Password: "old", MustChange: true})
	key := store.Key{System: sqlserver.System, Kind: store.KindAccount, ID: "sql:u"}
	created := time.Date(2005, 11, 7, 9, 0, 0, 0, time.UTC)
	s := startWith(t, cfg)
	s.store.BeforeUpdate = func(ctx context.Context) error {
		return s.store.Update(ctx, func(tx store.Tx) error {
			return tx.Put(store.Record{
				Key: key, Owner: key.ID, Created: created, LastUsed: created, Values: map[string]string{"password": "theirs"},
			})
		})
	}
	both := published(t, "security.header.xml")
	if got := s.call(around(both, batchOf(""))).fault(); got != "Client, LoginFailure, AccessFailure" {
		t.Errorf("the second with the same old password: %s", got)
	}
	if got := s.call(around(strings.Replace(both, ">old<", ">theirs<", 1), batchOf(""))).fault(); got != "status 200 without a fault" {
		t.Errorf("with the one chosen: %s", got)
	}
	rec, err := s.store.Get(t.Context(), key)
	if err != nil || rec.Values["password"] != "new" || !rec.Created.Equal(created) {
		t.Errorf("%+v, %v", rec, err)
	}
}
