package salesforce

import (
	"strconv"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
)

// block finds a header block of the API's namespace by its local name, nil when there is none. Before 12.0 any namespace
// would do (Guide, "SessionHeader").
func (a *api) block(call *soap.Call, header *soap.Element, local string) *soap.Element {
	if header == nil {
		return nil
	}
	for b := range header.Elements() {
		if b.Name.Local == local && (b.Name.Space == a.namespace || call.Edition < 12) {
			return b
		}
	}
	return nil
}

// text is the text of a block's element, in the API's namespace or in none; "" when there is none.
func (a *api) text(call *soap.Call, block *soap.Element, local string) string {
	if block == nil {
		return ""
	}
	for e := range block.Elements() {
		if e.Name.Local == local && (e.Name.Space == a.namespace || e.Name.Space == "" || call.Edition < 12) {
			return strings.TrimSpace(e.Text())
		}
	}
	return ""
}

// sessionID is the id in the SessionHeader, "" when there is none. It is good until the call ends.
func (a *api) sessionID(call *soap.Call, header *soap.Element) string {
	id := a.text(call, a.block(call, header, "SessionHeader"), "sessionId")
	call.Hide(id)
	return id
}

// clientName is the name that a client gives itself in CallOptions, which outlives the call.
func (a *api) clientName(call *soap.Call) string {
	return clip(a.text(call, a.block(call, call.Envelope.Header, "CallOptions"), "client"))
}

// firstWithLimits is the first version whose contract has LimitInfoHeader. Stubs of earlier ones refuse the header or
// never come back from it.
const firstWithLimits = 29

// addLimits adds the LimitInfoHeader.
func (a *api) addLimits(call *soap.Call, used int64) {
	if call.Edition < firstWithLimits || a.room.config.Choices.LimitInfoHeader != limitOn {
		return
	}
	limit := a.room.config.RequestLimit
	call.AddHeader(soap.HeaderBlock{Write: func(w *soap.Writer) {
		w.Open("LimitInfoHeader")
		w.Open("limitInfo")
		w.Leaf("current", strconv.FormatInt(used, 10))
		w.Leaf("limit", strconv.Itoa(limit))
		w.Leaf("type", "API REQUESTS")
		w.Close()
		w.Close()
	}})
}
