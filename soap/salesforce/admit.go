package salesforce

import (
	"context"
	"net/http"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
)

// admit is what comes before the body is read. The order of all checks is a choice that fits the captures: method, content
// type, SOAPAction, compression, XML, version, operation, session, arguments.
func (a *api) admit(_ context.Context, call *soap.Call) error {
	hideInURL(call)
	call.Version = soap.SOAP11 // the API speaks no other, whatever the content type suggests
	// What is no version is refused when its turn comes; until then it is as good as the last, and never all of them at once.
	var ok bool
	if call.Edition, ok = parseVersion(a.version(call)); !ok || call.Edition == 0 {
		call.Edition = a.room.highest
	}
	if call.HTTP.Method != http.MethodPost {
		return nil
	}
	if !strings.Contains(strings.ToLower(call.HTTP.Header.Get("Content-Type")), "text/xml") {
		return a.wrongContentType()
	}
	if len(call.HTTP.Header["Soapaction"]) == 0 { // as net/http spells it; its value is not looked at
		return a.noSOAPAction()
	}
	return nil
}
