package salesforce

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/auth"
	"github.com/soapstone-dev/soapstone/store"
	contract "github.com/soapstone-dev/soapstone/wsdl/salesforce"
)

// setPassword sets the password of a user, and opens his sessions if it had expired. Other sessions of his live on, which
// is a choice, as is that only an administrator sets the password of somebody else.
func (a *api) setPassword(ctx context.Context, call *soap.Call, request *contract.SetPassword) (*contract.SetPasswordResponse, error) {
	v := call.Room.(*visit)
	u, err := a.subject(ctx, v, request.UserId)
	if err != nil {
		return nil, err
	}
	if v.session.State == stateRestricted && u.Name != v.user.Name {
		return nil, a.passwordExpired()
	}
	return &contract.SetPasswordResponse{Result: &contract.SetPasswordResult{}}, a.change(ctx, call, u, nil, request.Password)
}

// changeOwnPassword sets the caller's own password, for who knows the old one.
func (a *api) changeOwnPassword(ctx context.Context, call *soap.Call, request *contract.ChangeOwnPassword) (*contract.ChangeOwnPasswordResponse, error) {
	v := call.Room.(*visit)
	old := request.OldPassword
	if old == nil {
		old = new("")
	}
	return &contract.ChangeOwnPasswordResponse{Result: &contract.ChangeOwnPasswordResult{}}, a.change(ctx, call, v.user, old, request.NewPassword)
}

// resetPassword gives a user a password that nobody chose. It is as long as passwordLength asks; the one in the Guide has
// five characters. That it has not expired is a choice.
func (a *api) resetPassword(ctx context.Context, call *soap.Call, request *contract.ResetPassword) (*contract.ResetPasswordResponse, error) {
	u, err := a.subject(ctx, call.Room.(*visit), request.UserId)
	if err != nil {
		return nil, err
	}
	const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz" // none that look alike
	b := make([]byte, max(a.room.config.PasswordLength, 5))
	for i := range b {
		b[i] = letters[call.Rand().Uint64()%uint64(len(letters))]
	}
	password := string(b)
	if err := a.change(ctx, call, u, nil, &password); err != nil {
		return nil, err
	}
	return &contract.ResetPasswordResponse{Result: &contract.ResetPasswordResult{Password: &password}}, nil
}

// subject is the user whose password is meant. Users are known by their id once they have logged in, and those whose name
// is no pattern always.
func (a *api) subject(ctx context.Context, v *visit, id *string) (User, error) {
	if id == nil {
		return User{}, a.malformedID("")
	}
	want, ok := id15(*id)
	if !ok {
		return User{}, a.malformedID(*id)
	}
	if want == v.session.Values[valueUser] {
		return v.user, nil
	}
	if !v.user.Admin {
		return User{}, a.noAccess()
	}
	for _, u := range a.room.users.named {
		if u.Org == v.org.ID && userID(u, v.org) == want {
			return u, nil
		}
	}
	rec, err := a.room.store.Get(ctx, accountKey(want))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return User{}, err
	}
	u, ok := a.room.users.find(rec.Owner)
	if err != nil || !ok || rec.Context != v.org.ID {
		return User{}, a.noSuchUser(*id)
	}
	return u, nil
}

// change sets a password, after a look at the old one where that is given.
func (a *api) change(ctx context.Context, call *soap.Call, u User, old, password *string) error {
	if password == nil || utf8.RuneCountInString(*password) < a.room.config.PasswordLength {
		return a.newPassword(fmt.Sprintf("Your password must be at least %d characters long.", a.room.config.PasswordLength))
	}
	v := call.Room.(*visit)
	var fault *soap.Fault
	err := a.room.store.Update(ctx, func(tx store.Tx) error {
		fault = nil // it may run twice
		if _, ok, err := still(tx, v.session.Key, call.Now); err != nil || !ok {
			fault = a.sessionGone(v.session.Key.ID)
			return err
		}
		account, _, err := account(tx, u, a.room.orgs[u.Org], call.Now)
		if err != nil {
			return err
		}
		current := passwordOf(u, account)
		switch {
		case old != nil && !auth.SamePassword(*old, current):
			fault = a.oldPassword()
			return nil
		case auth.SamePassword(*password, current):
			fault = a.newPassword("invalid repeated password")
			return nil
		}
		account.Values[valuePassword] = strings.Clone(*password)
		delete(account.Values, valueFailures)
		delete(account.Values, valueLocked)
		if err := tx.Put(account); err != nil {
			return err
		}
		return open(tx, u)
	})
	if err == nil && fault != nil {
		return fault
	}
	return err
}

// open lifts the restriction of a user's sessions.
func open(tx store.Tx, u User) error {
	for rec, err := range tx.Owned(System, store.KindSession, u.Name) {
		if err != nil {
			return err
		}
		if rec.State != stateRestricted {
			continue
		}
		rec.State = stateActive
		if err := tx.Put(rec); err != nil {
			return err
		}
	}
	return nil
}
