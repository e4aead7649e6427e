package correlate

import (
	"bytes"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// System returns the name of the system that a request is for, by its path and by the namespaces in it, or "" when nothing
// tells.
func System(request *transcript.Message) string {
	_, rest, _ := strings.Cut(request.Start, " ")
	path := strings.ToLower(rest)
	action := request.Value("SOAPAction")
	for _, known := range []struct {
		system     string
		paths      []string
		namespaces []string
	}{
		{"sqlserver", []string{"/sql/"}, []string{"schemas.microsoft.com/sqlserver/2004/SOAP"}},
		{"mft", []string{"/cfcc/", "services/administratorservice", "services/ftservice"}, []string{".soap.sift.proginet.com"}},
		{"salesforce", []string{"/services/soap/", "/services/data", "/services/apexrest", "/services/async", "/services/oauth2"}, []string{".soap.sforce.com"}},
		{"futurama", []string{"/webapiservice.svc", "/rest/webapi"}, []string{"www.ActuIT.nl/Futurama"}},
		{"model204", []string{"/m204/"}, []string{"urn:m204"}},
	} {
		for _, p := range known.paths {
			if strings.Contains(path, p) {
				return known.system
			}
		}
		for _, ns := range known.namespaces {
			if bytes.Contains(request.Body, []byte(ns)) || strings.Contains(action, ns) {
				return known.system
			}
		}
	}
	return ""
}
