package model204

import (
	"context"

	"github.com/soapstone-dev/soapstone/soap"
	contract "github.com/soapstone-dev/soapstone/wsdl/model204"
)

// session is $Session: 1 when a session is open on this thread, else 0.
func (r *Room) session(ctx context.Context, call *soap.Call, _ *contract.Session) (*contract.SessionResponse, error) {
	var result int32
	err := r.view(ctx, call, func(open *session) error {
		result = 0
		if open != nil {
			result = 1
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &contract.SessionResponse{Result: &result}, nil
}

// sessionID is $Session_Id: null when no session is open.
func (r *Room) sessionID(ctx context.Context, call *soap.Call, _ *contract.Session_Id) (*contract.Session_IdResponse, error) {
	var result string
	err := r.view(ctx, call, func(open *session) error {
		result = ""
		if open != nil {
			result = open.id
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &contract.Session_IdResponse{Result: &result}, nil
}

// sessionOwner is $Session_Owner: * for a public session, null when none is open.
func (r *Room) sessionOwner(ctx context.Context, call *soap.Call, _ *contract.Session_Owner) (*contract.Session_OwnerResponse, error) {
	var result string
	err := r.view(ctx, call, func(open *session) error {
		result = ""
		if open != nil {
			result = open.owner
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &contract.Session_OwnerResponse{Result: &result}, nil
}

// sessionTimeout is $Session_Timeout, in seconds: -1 when no session is open.
func (r *Room) sessionTimeout(ctx context.Context, call *soap.Call, _ *contract.Session_Timeout) (*contract.Session_TimeoutResponse, error) {
	var result int32
	err := r.view(ctx, call, func(open *session) error {
		result = -1
		if open != nil {
			result = int32(open.timeout)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &contract.Session_TimeoutResponse{Result: &result}, nil
}
