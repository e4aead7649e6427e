package model204

import (
	"context"

	"github.com/soapstone-dev/soapstone/soap"
	contract "github.com/soapstone-dev/soapstone/wsdl/model204"
)

// maxObjects is how much text the objects of a session may hold together, names included, in bytes (choice).
const maxObjects = 512 << 10

// setSession binds a name to an object of the open session. Objects are strings here.
func (r *Room) setSession(ctx context.Context, call *soap.Call, in *contract.SetSession) (*contract.SetSessionResponse, error) {
	const function = "SetSession"
	name, value := text(in.Name), text(in.Value)
	if fault := checkName(function, name); fault != nil {
		return nil, fault
	}
	err := r.update(ctx, call, func(s *step, _ *thread, open *session) error {
		if open == nil {
			return nothingOpen(function)
		}
		open.objects[name] = value
		size := 0
		for n, v := range open.objects {
			size += len(n) + len(v)
		}
		if size > maxObjects {
			return cancel(function, badArgument, "the session has no room for the object")
		}
		return keep(s.tx, open)
	})
	if err != nil {
		return nil, err
	}
	return &contract.SetSessionResponse{}, nil
}

// getSession returns an object of the open session, null for an unknown name ("GetSession").
func (r *Room) getSession(ctx context.Context, call *soap.Call, in *contract.GetSession) (*contract.GetSessionResponse, error) {
	const function = "GetSession"
	name := text(in.Name)
	if fault := checkName(function, name); fault != nil {
		return nil, fault
	}
	out := &contract.GetSessionResponse{}
	err := r.view(ctx, call, func(open *session) error {
		out.Value = nil
		if open == nil {
			return nothingOpen(function)
		}
		if value, ok := open.objects[name]; ok {
			out.Value = &value
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// discardSession takes an object out of the open session. An unknown name changes nothing ("DiscardSession").
func (r *Room) discardSession(ctx context.Context, call *soap.Call, in *contract.DiscardSession) (*contract.DiscardSessionResponse, error) {
	const function = "DiscardSession"
	name := text(in.Name)
	if fault := checkName(function, name); fault != nil {
		return nil, fault
	}
	err := r.update(ctx, call, func(s *step, _ *thread, open *session) error {
		if open == nil {
			return nothingOpen(function)
		}
		if _, ok := open.objects[name]; !ok {
			return nil
		}
		delete(open.objects, name)
		return keep(s.tx, open)
	})
	if err != nil {
		return nil, err
	}
	return &contract.DiscardSessionResponse{}, nil
}

// checkName looks at the name of an object, any string of 1 to 255 bytes ("Global and session objects").
func checkName(function, name string) *soap.Fault {
	switch {
	case name == "":
		return needsName(function)
	case len(name) > maxSesid:
		return cancel(function, badArgument, "the name may not be longer than 255 bytes")
	}
	return nil
}
