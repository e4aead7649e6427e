package soaptest_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/world"
)

// The offset of a story's clock is the zone of its server.
func TestZoneOfAStory(t *testing.T) {
	story := &transcript.Story{
		Name: "zone", System: "sqlserver", Clock: time.Date(2005, 11, 7, 10, 0, 0, 0, time.FixedZone("", 2*60*60)), Seed: []byte{0},
	}
	stage, err := soaptest.Open(world.Default(), story, nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return stage.Dial(ctx, "") }}
	defer func() {
		transport.CloseIdleConnections()
		if err := stage.Close(); err != nil {
			t.Error(err)
		}
	}()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://server/sql/demo", strings.NewReader(
		`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><s:sqlbatch xmlns:s="http://schemas.microsoft.com/sqlserver/2004/SOAP">`+
			`<s:BatchCommands>SELECT GETDATE() AS here, GETUTCDATE() AS there</s:BatchCommands></s:sqlbatch></e:Body></e:Envelope>`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "text/xml; charset=utf-8")
	r.SetBasicAuth("alice", "soapstone")
	resp, err := transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<here>2005-11-07T10:00:00</here>", "<there>2005-11-07T08:00:00</there>"} {
		if !strings.Contains(string(body), want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
}
