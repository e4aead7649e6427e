package soap_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/wsdl"
)

func TestNewEndpointRefuses(t *testing.T) {
	another := func(change func(*soap.Service)) []*soap.Service {
		s := echoService(t)
		change(s)
		return []*soap.Service{s}
	}
	second := echoService(t)
	second.Name, second.Routes = "second", []soap.Route{{Path: "/ECHO", Fold: true}}
	for _, tt := range []struct {
		name     string
		services []*soap.Service
		public   string
		want     string
	}{
		{"an operation without a function", another(func(s *soap.Service) { delete(s.Ops, "sleep") }), "", "sleep"},
		{"a function without an operation", another(func(s *soap.Service) { s.Ops["shout"] = soap.Do(echo) }), "", "shout"},
		{"a type that is not the contract's", another(func(s *soap.Service) { s.Ops["echo"] = soap.Do(sleep) }), "", "echo"},
		{"two operations of one element", another(func(s *soap.Service) {
			doc := strings.Replace(string(echoWSDL), `name="parameters" element="tns:sleep"`, `name="parameters" element="tns:echo"`, 1)
			contract, err := wsdl.Parse([]byte(doc))
			if err != nil {
				t.Fatal(err)
			}
			s.Contract, s.Ops["sleep"] = contract, soap.Do(echo)
		}), "", "nothing in a request tells it from echo"},
		{"neither contract nor function", another(func(s *soap.Service) { s.Contract, s.Serve, s.Ops = nil, nil, nil }), "", "neither a contract nor Serve"},
		{"no route", another(func(s *soap.Service) { s.Routes = nil }), "", "route"},
		{"no fault function", another(func(s *soap.Service) { s.Fault = nil }), "", "Fault"},
		{"two services at one path", []*soap.Service{echoService(t), second}, "", "echo and second can both answer /ECHO"},
		{"a public URL that is none", another(func(*soap.Service) {}), "soap.example", "public URL"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := soap.NewEndpoint(soap.Config{Services: tt.services, Clock: soap.NewClock(), PublicURL: tt.public})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want it to say %q", err, tt.want)
			}
		})
	}
}

// A function without a reply has an envelope with an empty body for its answer.
func TestNoReply(t *testing.T) {
	s := echoService(t)
	s.Ops["echo"] = soap.Do(func(context.Context, *soap.Call, *echoRequest) (*echoReply, error) { return nil, nil })
	server, _ := serve(t, nil, s)
	const want = `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body></s:Body></s:Envelope>`
	if status, body := post(t, server.URL+"/echo", echoHi); status != http.StatusOK || body != want {
		t.Errorf("%d %s", status, body)
	}
}

func TestElseTakesRealWork(t *testing.T) {
	s := echoService(t)
	s.Else = func(_ context.Context, call *soap.Call) (soap.Reply, error) {
		return &soap.Response{Status: http.StatusAccepted, Body: []byte(call.Envelope.Payload.Name.Local)}, nil
	}
	server, _ := serve(t, nil, s)
	status, body := post(t, server.URL+"/echo", open11+`<e:Body><m:query/></e:Body></e:Envelope>`)
	if status != http.StatusAccepted || body != "query" {
		t.Errorf("got %d %q", status, body)
	}
}

func TestAroundSeesEveryCall(t *testing.T) {
	s := echoService(t)
	s.Around = func(ctx context.Context, call *soap.Call, next soap.Next) (soap.Reply, error) {
		call.AddHeader(soap.HeaderBlock{
			Declare: []soap.Namespace{{Prefix: "o", URI: "urn:options"}},
			Write:   func(w *soap.Writer) { w.Leaf("o:seen", call.Now.Format(time.TimeOnly)) },
		})
		return next(ctx, call)
	}
	server, _ := serve(t, nil, s)
	const header = `<s:Header xmlns:o="urn:options"><o:seen>10:00:00</o:seen></s:Header><s:Body>`
	for body, want := range map[string]string{
		echoHi:                            strings.Replace(replyHi, "<s:Body>", header, 1),
		open11 + `<e:Body/></e:Envelope>`: strings.Replace(fault11("empty"), "<s:Body>", header, 1),
		open11 + `<e:Body><m:nope/></e:Body></e:Envelope>`: strings.Replace(fault11("operation"), "<s:Body>", header, 1),
	} {
		if _, got := post(t, server.URL+"/echo", body); got != want {
			t.Errorf("(-want +got):\n%s", cmp.Diff(want, got))
		}
	}
}

func TestDispatchByAction(t *testing.T) {
	s := echoService(t)
	s.Style.Dispatch = soap.ByAction
	server, _ := serve(t, nil, s)
	for _, tt := range []struct {
		name   string
		fields []string
		want   string
	}{
		{"quoted", []string{"Soapaction", `"urn:echo#echo"`}, replyHi},
		{"bare", []string{"Soapaction", `urn:echo#echo`}, replyHi},
		{"single quotes", []string{"Soapaction", `'urn:echo#echo'`}, replyHi},
		{"of SOAP 1.2", []string{"Content-Type", `application/soap+xml; charset=utf-8; action="urn:echo#echo"`}, replyHi},
		{"of SOAP 1.2, without quotes", []string{"Content-Type", `application/soap+xml; charset=utf-8; action=urn:echo#echo`}, replyHi},
		{"empty", []string{"Soapaction", `""`}, fault11("operation")},
		{"unknown", []string{"Soapaction", `"urn:echo#nope"`}, fault11("operation")},
		{"none", nil, fault11("operation")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, got := post(t, server.URL+"/echo", echoHi, tt.fields...); got != tt.want {
				t.Errorf("(-want +got):\n%s", cmp.Diff(tt.want, got))
			}
		})
	}
}

func TestRoutes(t *testing.T) {
	for _, tt := range []struct {
		route soap.Route
		url   string
		host  string
		want  bool
	}{
		{soap.Route{Path: "/a"}, "/a", "", true},
		{soap.Route{Path: "/a"}, "/A", "", false},
		{soap.Route{Path: "/a"}, "/a/", "", false},
		{soap.Route{Path: "/a", Fold: true}, "/A", "", true},
		{soap.Route{Path: "/a/", Kind: soap.Prefix}, "/a/b", "", true},
		{soap.Route{Path: "/x.svc", Kind: soap.Suffix, Fold: true}, "/app/X.SVC", "", true},
		{soap.Route{Path: "/a/b"}, "/a//b", "", false},
		{soap.Route{Path: "/a/b", Slashes: true}, "//a///b", "", true},
		{soap.Route{Path: "/a", Host: "login.example"}, "/a", "Login.Example:443", true},
		{soap.Route{Path: "/a", Host: "login.example"}, "/a", "other.example", false},
		{soap.Route{Path: "/control", View: "services/Admin"}, "/control?view=services/Admin", "", true},
		{soap.Route{Path: "/control", View: "services/Admin"}, "/control?view=services/Admin?WSDL", "", true},
		{soap.Route{Path: "/control", View: "services/Admin"}, "/control?view=services%2fAdmin%3fWsdl", "", true},
		{soap.Route{Path: "/control", View: "services/Admin"}, "/control?view=services/Admin%26WSDL", "", false},
		{soap.Route{Path: "/control", View: "services/Admin"}, "/control?x=1&view=services/Admin;y", "", true},
		{soap.Route{Path: "/control", View: "services/Admin"}, "/control?view=services/FT", "", false},
		{soap.Route{Path: "/control", View: "services/Admin"}, "/control", "", false},
	} {
		s := &soap.Service{System: "x", Name: "x", Routes: []soap.Route{tt.route},
			Serve: func(context.Context, *soap.Call) (*soap.Response, error) { return &soap.Response{Status: 299}, nil },
			Fault: func(*soap.Call, error) *soap.Fault { return &soap.Fault{} }}
		endpoint, err := soap.NewEndpoint(soap.Config{Services: []*soap.Service{s}, Clock: soap.NewClock()})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, tt.url, nil)
		if tt.host != "" {
			r.Host = tt.host
		}
		w := httptest.NewRecorder()
		endpoint.ServeHTTP(w, r)
		if got := w.Code == 299; got != tt.want {
			t.Errorf("%+v, %s: matched %v, want %v", tt.route, tt.url, got, tt.want)
		}
	}
}

func TestWSDLQuery(t *testing.T) {
	for raw, want := range map[string]string{
		"wsdl": "wsdl ", "WSDL": "wsdl ", "view=a?WSDL": "wsdl ", "a=b&Wsdl": "wsdl ", "view=x%3FWSDL": "wsdl ",
		"wsdl=wsdl0": "wsdl wsdl0", "xsd=xsd0": "xsd xsd0", "": " ", "wsdlx": " ", "x=wsdl": " ",
	} {
		name, value, _ := soap.WSDLQuery(raw, "xsd")
		if got := name + " " + value; got != want {
			t.Errorf("%q: got %q, want %q", raw, got, want)
		}
	}
}
