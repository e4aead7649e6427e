package model204

import (
	"context"
	"fmt"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/store"
	contract "github.com/soapstone-dev/soapstone/wsdl/model204"
)

// login begins a thread, which stands for the connection of a user.
func (r *Room) login(ctx context.Context, call *soap.Call, in *contract.Login) (*contract.LoginResponse, error) {
	user, privileged, ok := r.config.login(text(in.Userid), text(in.Password))
	if !ok {
		r.logFailure(call, user, nil)
		return nil, loginFailed()
	}
	call.Principal = soap.Principal{Scheme: scheme, Name: user}
	token, err := newToken(call.Rand())
	if err != nil {
		return nil, fmt.Errorf("model204: draw the token of a thread: %w", err)
	}
	th := &thread{token: token, user: user, privileged: privileged, created: call.Now, used: call.Now}
	err = r.transact(ctx, call.Now, func(s *step) (err error) {
		if th.number, err = s.freeNumber(); err != nil {
			return err
		}
		return s.put(th)
	})
	if err != nil {
		return nil, wrap("Login", err)
	}
	return &contract.LoginResponse{Thread: &token, UserNumber: new(int32(th.number)), Privileged: &privileged}, nil
}

// freeNumber is the lowest user number that no thread has (choice).
func (s *step) freeNumber() (int, error) {
	taken := make([]bool, s.room.config.Users+1)
	for rec, err := range s.tx.All(System, store.KindThread, store.Place{}) {
		if err != nil {
			return 0, err
		}
		th, err := readThread(rec)
		if err != nil {
			return 0, err
		}
		if th.number < len(taken) {
			taken[th.number] = true
		}
	}
	for n := 1; n < len(taken); n++ {
		if !taken[n] {
			return n, nil
		}
	}
	return 0, noThreads()
}

// logoff ends the thread, and closes its session on the way ("Sessions").
func (r *Room) logoff(ctx context.Context, call *soap.Call, _ *contract.Logoff) (*contract.LogoffResponse, error) {
	err := r.update(ctx, call, func(s *step, th *thread, _ *session) error {
		if th.transient {
			return nil
		}
		return s.end(th, s.now)
	})
	if err != nil {
		return nil, err
	}
	return &contract.LogoffResponse{Rc: new(int32(0))}, nil
}
