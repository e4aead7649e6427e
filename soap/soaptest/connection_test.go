package soaptest_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/Azure/go-ntlmssp"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/world"
)

// TestWindowsLogin: a login that takes one connection works on the stage of a story, and on a Server.
func TestWindowsLogin(t *testing.T) {
	story := &transcript.Story{System: "sqlserver", Set: []transcript.Setting{{Name: "/sql/demo.authentication", Value: "integrated"}}}
	stage, err := soaptest.Open(world.Default(), story, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer stage.Close()
	server := soaptest.Start(t, soaptest.SQLServer("/sql/demo.authentication = integrated"))
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) { return stage.Dial(ctx, "") }
	for name, test := range map[string]struct {
		transport *http.Transport
		url       string
	}{
		"stage":  {&http.Transport{DialContext: dial, MaxConnsPerHost: 1}, "http://server"},
		"server": {&http.Transport{MaxConnsPerHost: 1}, server.URL},
	} {
		t.Run(name, func(t *testing.T) {
			defer test.transport.CloseIdleConnections()
			const body = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>` +
				`<sqlbatch xmlns="http://schemas.microsoft.com/sqlserver/2004/SOAP"><BatchCommands/></sqlbatch></e:Body></e:Envelope>`
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, test.url+"/sql/demo", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			r.SetBasicAuth(`CORP\alice`, "soapstone")
			answer, err := ntlmssp.Negotiator{RoundTripper: test.transport}.RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != http.StatusOK {
				t.Errorf("status %s", answer.Status)
			}
		})
	}
}
