package model204

import (
	"context"

	"github.com/soapstone-dev/soapstone/soap"
	contract "github.com/soapstone-dev/soapstone/wsdl/model204"
)

// session is $Session: 1 when a session is open on this thread, else 0.
func (r *Room) session(ctx context.Context, call *soap.Call, _ *contract.Session) (*contract.SessionResponse, error) {
	result, err := ofOpen(ctx, r, call, 0, func(*session) int32 { return 1 })
	if err != nil {
		return nil, err
	}
	return &contract.SessionResponse{Result: result}, nil
}

// sessionID is $Session_Id: null when no session is open.
func (r *Room) sessionID(ctx context.Context, call *soap.Call, _ *contract.Session_Id) (*contract.Session_IdResponse, error) {
	result, err := ofOpen(ctx, r, call, "", func(open *session) string { return open.id })
	if err != nil {
		return nil, err
	}
	return &contract.Session_IdResponse{Result: result}, nil
}

// sessionOwner is $Session_Owner: * for a public session, null when none is open.
func (r *Room) sessionOwner(ctx context.Context, call *soap.Call, _ *contract.Session_Owner) (*contract.Session_OwnerResponse, error) {
	result, err := ofOpen(ctx, r, call, "", func(open *session) string { return open.owner })
	if err != nil {
		return nil, err
	}
	return &contract.Session_OwnerResponse{Result: result}, nil
}

// sessionTimeout is $Session_Timeout, in seconds: -1 when no session is open.
func (r *Room) sessionTimeout(ctx context.Context, call *soap.Call, _ *contract.Session_Timeout) (*contract.Session_TimeoutResponse, error) {
	result, err := ofOpen(ctx, r, call, -1, func(open *session) int32 { return int32(open.timeout) })
	if err != nil {
		return nil, err
	}
	return &contract.Session_TimeoutResponse{Result: result}, nil
}

// ofOpen is what a function says of the session that is open on the thread of a call, or what it says where none is.
func ofOpen[T any](ctx context.Context, r *Room, call *soap.Call, none T, says func(open *session) T) (*T, error) {
	var result T
	err := r.view(ctx, call, func(open *session) error {
		if result = none; open != nil {
			result = says(open)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &result, nil
}
