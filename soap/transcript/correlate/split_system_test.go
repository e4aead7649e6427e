package correlate_test

import (
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

func TestSystem(t *testing.T) {
	for _, test := range []struct{ start, action, body, want string }{
		{start: "POST /sql/demo HTTP/1.1", want: "sqlserver"},
		{start: "POST /anywhere HTTP/1.1", body: `<o:sqlSession xmlns:o="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options"/>`, want: "sqlserver"},
		{start: "POST /cfcc/control?view=services/FTService HTTP/1.1", want: "mft"},
		{start: "POST /services/Soap/u/58.0 HTTP/1.1", want: "salesforce"},
		{start: "GET /services/data/v58.0/query?q=x HTTP/1.1", want: "salesforce"},
		{start: "POST /services/async/58.0/job HTTP/1.1", want: "salesforce"},
		{start: "GET /services/apexrest/Orders HTTP/1.1", want: "salesforce"},
		{start: "POST /app/REST/webapi/SessionEnd HTTP/1.1", want: "futurama"},
		{start: "POST /anywhere HTTP/1.1", action: `"http://www.ActuIT.nl/Futurama/WebAPI/2014/10/IWebAPIService/SessionEnd"`, want: "futurama"},
		{start: "POST /m204/session HTTP/1.1", want: "model204"},
		{start: "POST /anywhere HTTP/1.1", body: "<a/>"},
	} {
		request := &transcript.Message{Start: test.start, Fields: []transcript.Field{{Name: "SOAPAction", Value: test.action}}, Body: []byte(test.body)}
		if got := correlate.System(request); got != test.want {
			t.Errorf("System of %s (action %s, body %s): %q, want %q", test.start, test.action, test.body, got, test.want)
		}
	}
}

// Every service of every system is told by its path.
func TestSystemOfEachService(t *testing.T) {
	db, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	w, err := world.New(world.Default(), db.Handle(), soap.NewFrozenClock(time.Unix(0, 0)), world.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, service := range w.Services() {
		if service.Unlisted {
			continue
		}
		path := service.Routes[0].Path
		if got := correlate.System(&transcript.Message{Start: "POST " + path + " HTTP/1.1"}); got != service.System {
			t.Errorf("%s, at %s: %q", service.Name, path, got)
		}
	}
}
