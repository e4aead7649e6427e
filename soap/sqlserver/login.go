package sqlserver

import (
	"cmp"
	"context"
	"errors"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/auth"
	"github.com/soapstone-dev/soapstone/store"
)

// The schemes of principals. A SQL Server login of the same name as a Windows user is somebody else.
const (
	schemeHTTP = "http"
	schemeSQL  = "sql"
)

// login is a WS-Security login: the request acts for that one, and no longer for the user of HTTP (Books Online, ms180919).
func (r *Room) login(ctx context.Context, call *soap.Call, security *soap.Element, mixed bool) (Account, error) {
	if !mixed {
		return Account{}, r.faults.login(nil)
	}
	token, err := auth.ReadToken(security)
	if err != nil {
		call.Warn("sqlserver: a login failed", "error", err)
		return Account{}, r.faults.login(nil)
	}
	a, found := find(r.config.Logins, token.Username)
	password := a.Password
	if found && a.MustChange {
		if password, err = r.changed(ctx, call, a, token); err != nil {
			return Account{}, err
		}
	}
	// An unknown name takes as long as a wrong password.
	if err := token.Check(password, call.Now, 0); err != nil || !found || password == "" {
		call.Warn("sqlserver: a login failed", "login", soap.Clip(token.Username), "error", auth.Failure(nil, found))
		return Account{}, r.faults.login(nil)
	}
	call.Principal = soap.Principal{Scheme: schemeSQL, Name: a.Name}
	return a, nil
}

// valuePassword is the value of an account's record that holds the password its login chose.
const valuePassword = "password"

// changed returns the password of a login whose configured one has expired: "" until the login has chosen another,
// which it does by sending the old one along (Books Online, ms180919). Of two that send the same old one, one chooses.
func (r *Room) changed(ctx context.Context, call *soap.Call, a Account, token auth.Token) (string, error) {
	key := store.Key{System: System, Kind: store.KindAccount, ID: schemeSQL + ":" + a.Name}
	var chosen string
	look := func(tx store.Tx) (store.Record, error) {
		rec, err := tx.Get(key)
		if errors.Is(err, store.ErrNotFound) {
			rec, err = store.Record{Key: key, Owner: key.ID, Created: call.Now}, nil
		}
		chosen = rec.Values[valuePassword]
		return rec, err
	}
	if token.OldPassword == nil || token.Type != auth.PasswordText || token.Password == "" {
		err := r.store.View(ctx, func(tx store.Tx) error {
			_, err := look(tx)
			return err
		})
		return chosen, err
	}
	err := r.store.Update(ctx, func(tx store.Tx) error {
		rec, err := look(tx)
		if err != nil {
			return err
		}
		old := cmp.Or(chosen, a.Password)
		if !auth.SamePassword(*token.OldPassword, old) || auth.SamePassword(token.Password, old) {
			return nil
		}
		chosen = token.Password
		rec.LastUsed, rec.Values = call.Now, map[string]string{valuePassword: chosen}
		return tx.Put(rec)
	})
	return chosen, err
}
