package mft_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap"
)

// A method that is passed on says its session as those of this server do: by name, at its end or at its beginning, and
// perhaps behind a reference, as Axis 1 writes a text that stands in several places.
func TestSessionOfWhatIsPassedOn(t *testing.T) {
	s := start(t)
	services := s.room.Services()
	for _, service := range services {
		service.Else = func(context.Context, *soap.Call) (soap.Reply, error) {
			return soap.NewResponse("text/xml", []byte("<taken/>")), nil
		}
	}
	endpoint, err := soap.NewEndpoint(soap.Config{Services: services, Clock: s.clock})
	if err != nil {
		t.Fatal(err)
	}
	s.Config.Handler = endpoint
	id := s.login("getSession", "admin")
	for _, tt := range []struct {
		name, body string
		taken      bool
	}{
		{"by name", "<addUser><user>x</user><SessionID>" + id + "</SessionID><more>y</more></addUser>", true},
		{"at its end", "<addUser><in0>x</in0><in1>" + id + "</in1></addUser>", true},
		{"at its beginning", "<addUser><in0>" + id + "</in0><in1>x</in1></addUser>", true},
		{"alone", "<addUser><in0>" + id + "</in0></addUser>", true},
		{"in the middle", "<addUser><in0>x</in0><in1>" + id + "</in1><in2>y</in2></addUser>", false},
		{"behind a reference", `<addUser><in0 href="#id1"/></addUser><multiRef id="id0">x</multiRef><multiRef id="id1">` + id + "</multiRef>", true},
		{"behind a reference to nothing", `<addUser><in0 href="#id2"/></addUser><multiRef id="id1">` + id + "</multiRef>", false},
		{"nowhere", "<addUser/>", false},
	} {
		a := s.post(control, "", envelope(tt.body))
		if taken := a.status == http.StatusOK && a.body == "<taken/>"; taken != tt.taken || !taken && !strings.Contains(a.body, "faultstring") {
			t.Errorf("%s: %d %s", tt.name, a.status, a.body)
		}
	}
}
