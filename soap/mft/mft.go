package mft

import (
	"fmt"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/wsdl"
	"github.com/soapstone-dev/soapstone/wsdl/mftadmin"
	"github.com/soapstone-dev/soapstone/wsdl/mftft"
)

// System is the name of this system, in records and in listings.
const System = "mft"

// Room is one emulated server: two services on one table of sessions. Any number of goroutines may use it at once.
type Room struct {
	config    Config
	timeout   time.Duration
	zone      *time.Location
	faults    faults
	store     store.Store
	admin, ft *wsdl.Contract
	turns     *store.Turns // of calls that delete many sessions
}

// New makes the server of a configuration, which it checks. Its sessions are in the store, which remains the caller's.
func New(cfg Config, s store.Store) (*Room, error) {
	cfg = cfg.Clone()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	r := &Room{config: cfg, store: s, turns: store.NewTurns()}
	r.faults = faults{hostname: cfg.hostname(), choices: &r.config.Choices}
	var err error
	if r.timeout, err = setting.Minutes(cfg.Timeout); err != nil {
		return nil, fmt.Errorf("mft: timeout: %w", err)
	}
	if r.zone, err = setting.Zone(cfg.Timezone); err != nil {
		return nil, fmt.Errorf("mft: %w", err)
	}
	if r.admin, err = wsdl.Parse(mftadmin.Document); err != nil {
		return nil, fmt.Errorf("mft: %s: %w", administrator, err)
	}
	if r.ft, err = wsdl.Parse(mftft.Document); err != nil {
		return nil, fmt.Errorf("mft: %s: %w", fileTransfer, err)
	}
	return r, nil
}

// Services returns the services, made anew by each call.
func (r *Room) Services() []*soap.Service {
	return []*soap.Service{
		r.service(administrator, "admin", r.admin, soap.Ops{
			"getSession":              soap.Do(r.getSession),
			"getBWSession":            soap.Do(r.getBWSession),
			"closeSession":            soap.Do(r.closeSession),
			"deleteExpiredSessionIds": soap.Do(r.deleteExpiredSessionIds),
			"deleteSessionId":         soap.Do(r.deleteSessionId),
			"getExpiredSessionIds":    soap.Do(r.getExpiredSessionIds),
			"listActiveSessionIds":    soap.Do(r.listActiveSessionIds),
			"validateSession":         soap.Do(r.validateSession),
		}),
		r.service(fileTransfer, "ft", r.ft, soap.Ops{
			"getSession":      soap.Do(r.ftGetSession),
			"getBWSession":    soap.Do(r.ftGetBWSession),
			"closeSession":    soap.Do(r.ftCloseSession),
			"validateSession": soap.Do(r.ftValidateSession),
		}),
		r.strayService(),
	}
}

// service is one of the two, under its name in URLs.
func (r *Room) service(name, short string, contract *wsdl.Contract, ops soap.Ops) *soap.Service {
	page := page{room: r, name: name, contract: contract}
	return &soap.Service{
		System:   System,
		Name:     System + "/" + short,
		Routes:   r.routes(name),
		Contract: contract,
		Ops:      ops,
		Style:    style(&r.config.Choices, contract),
		Admit:    r.admit,
		Serve:    page.serve,
		Copies:   page.copies(System + "/" + short),
		Around:   r.around,
		Fault:    r.faults.word,
	}
}
