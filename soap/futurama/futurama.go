package futurama

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/wsdl"
	"github.com/soapstone-dev/soapstone/wsdl/futurama"
)

// System is the name of this system, in records and in listings.
const System = "futurama"

// Room is one emulated server: a SOAP service and a REST one on one table of sessions. Any number of goroutines may use
// it at once.
type Room struct {
	config   Config
	timeout  time.Duration
	zone     *time.Location
	store    store.Store
	contract *wsdl.Contract

	headJSON, headXML http.Header // of answers to REST calls; nobody changes them
}

// New makes the server of a configuration, which it checks. Its sessions are in the store, which remains the caller's.
func New(cfg Config, s store.Store) (*Room, error) {
	cfg = cfg.Clone()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	r := &Room{
		config: cfg, store: s,
		headJSON: http.Header{"Content-Type": {typeJSON}}, headXML: http.Header{"Content-Type": {typeXML}},
	}
	var err error
	if r.timeout, err = setting.Minutes(cfg.Timeout); err != nil {
		return nil, fmt.Errorf("futurama: timeout: %w", err)
	}
	if r.zone, err = setting.Zone(cfg.Timezone); err != nil {
		return nil, fmt.Errorf("futurama: %w", err)
	}
	if r.contract, err = wsdl.Parse(futurama.Document); err != nil {
		return nil, fmt.Errorf("futurama: %w", err)
	}
	if !r.extended() {
		if r.contract, err = r.contract.At(wsdl.Place{Version: futurama.Product}); err != nil {
			return nil, fmt.Errorf("futurama: the contract without the extension: %w", err)
		}
	}
	return r, nil
}

// extended says whether there is StartSession.
func (r *Room) extended() bool { return r.config.Choices.StartSession == "serve" }

// Services returns the services, made anew by each call.
func (r *Room) Services() []*soap.Service { return []*soap.Service{r.soap(), r.rest()} }

// servicePath is where the SOAP service is, behind the path of the application.
const servicePath = "/WebAPIService.svc"

// soap is IWebAPIService.
func (r *Room) soap() *soap.Service {
	ops := soap.Ops{
		"SessionKeepAlive": soap.Do(r.sessionKeepAlive),
		"SessionEnd":       soap.Do(r.sessionEnd),
		resourceOperation:  soap.Do(r.getResource),
	}
	if r.extended() {
		ops["StartSession"] = soap.Do(r.startSession)
	}
	return &soap.Service{
		System:   System,
		Name:     System,
		Routes:   []soap.Route{{Path: servicePath, Kind: soap.Suffix, Fold: true}},
		Contract: r.contract,
		Ops:      ops,
		Style:    r.style(),
		Admit:    admit,
		Around:   r.around,
		Serve:    r.documents,
		Fault:    r.word,
		Yields:   []string{resourceOperation},
	}
}

// admit is what WCF looks at before it reads a message: that its encoder takes the content type. Which action the message
// has is known here, too.
func admit(_ context.Context, call *soap.Call) error {
	if call.HTTP.Method != http.MethodPost {
		return nil
	}
	call.Action, call.HasAction = actionIn(call.HTTP.Header)
	if call.HTTP.ContentLength == 0 { // of what has no content the type is not looked at (HttpInput.ValidateContentType)
		return nil
	}
	return checkContentType(call.HTTP.Header.Get("Content-Type"))
}
