package model204

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/wsdl"
	contract "github.com/soapstone-dev/soapstone/wsdl/model204"
)

// System is the name of this system, in records and in listings.
const System = "model204"

// Room is one emulated Online. Any number of goroutines may use it at once, and any number of rooms one store.
type Room struct {
	config     Config
	parameters atomic.Pointer[parameters]
	silence    time.Duration // after which a thread has ended
	begun      atomic.Bool   // what was in the store when this room was made has been brought in order
	beginning  chan struct{} // full while that is being done
	turns      *store.Turns  // of calls that do more than one transaction may
	zone       *time.Location
	store      store.Store
	contract   *wsdl.Contract
	header     *soap.Header[string] // Thread
}

// New makes the Online of a configuration, which it checks. Its threads and sessions are in the store, which remains
// the caller's.
func New(cfg Config, s store.Store) (*Room, error) {
	cfg = cfg.Clone()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	r := &Room{config: cfg, store: s, beginning: make(chan struct{}, 1), turns: store.NewTurns()}
	r.parameters.Store(&parameters{defaultTimeout: cfg.SESDEFTO, maxTimeout: cfg.SESMAXTO})
	var err error
	if r.silence, err = setting.Seconds(cfg.ThreadTimeout); err != nil {
		return nil, fmt.Errorf("model204: threadTimeout: %w", err)
	}
	if r.zone, err = setting.Zone(cfg.Timezone); err != nil {
		return nil, fmt.Errorf("model204: %w", err)
	}
	if r.contract, err = wsdl.Parse(contract.Document); err != nil {
		return nil, fmt.Errorf("model204: %w", err)
	}
	if r.header, err = soap.NewHeader[string](r.contract, threadName()); err != nil {
		return nil, fmt.Errorf("model204: %w", err)
	}
	return r, nil
}

// Services returns the one service, made anew by each call.
func (r *Room) Services() []*soap.Service {
	return []*soap.Service{{
		System:   System,
		Name:     System + "/session",
		Routes:   []soap.Route{{Path: r.config.Path}},
		Contract: r.contract,
		Ops: soap.Ops{
			"Login":           soap.Do(r.login),
			"Logoff":          soap.Do(r.logoff),
			"Session":         soap.Do(r.session),
			"Session_Id":      soap.Do(r.sessionID),
			"Session_Owner":   soap.Do(r.sessionOwner),
			"Session_Timeout": soap.Do(r.sessionTimeout),
			"Session_Create":  soap.Do(r.create),
			"Session_Open":    soap.Do(r.open),
			"Session_Close":   soap.Do(r.close),
			"Session_Delete":  soap.Do(r.delete),
			"Session_List":    soap.Do(r.list),
			"SetSession":      soap.Do(r.setSession),
			"GetSession":      soap.Do(r.getSession),
			"DiscardSession":  soap.Do(r.discardSession),
		},
		Style:  style(),
		Serve:  r.page,
		Around: r.around,
		Fault:  word,
	}}
}
