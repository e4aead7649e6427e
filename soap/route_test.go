package soap_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap"
)

// plainService answers with its name.
func plainService(system, name string, routes ...soap.Route) *soap.Service {
	return &soap.Service{
		System: system, Name: name, Routes: routes,
		Serve: func(context.Context, *soap.Call) (*soap.Response, error) {
			return soap.NewResponse("text/plain", []byte(name)), nil
		},
		Fault: func(*soap.Call, error) *soap.Fault { return &soap.Fault{} },
	}
}

// TestRoutesThatSayMoreGoFirst, in whatever order the services are given.
func TestRoutesThatSayMoreGoFirst(t *testing.T) {
	services := []*soap.Service{
		plainService("wcf", "suffix", soap.Route{Path: "/service.svc", Kind: soap.Suffix, Fold: true}),
		plainService("force", "all", soap.Route{Path: "/services/Soap/", Kind: soap.Prefix}),
		plainService("force", "partner", soap.Route{Path: "/services/Soap/u/", Kind: soap.Prefix}),
		plainService("axis", "none", soap.Route{Path: "/control"}),
		plainService("axis", "admin", soap.Route{Path: "/control", View: "services/Admin"}),
		plainService("sql", "exact", soap.Route{Path: "/sql/demo"}),
		plainService("wcf", "within", soap.Route{Path: "/rest/api/", Kind: soap.Within, Fold: true}),
	}
	for range services {
		services = append(services[1:], services[0])
		endpoint, err := soap.NewEndpoint(soap.Config{Services: services, Clock: soap.NewClock()})
		if err != nil {
			t.Fatal(err)
		}
		for target, want := range map[string]string{
			"/app/Service.svc":                   "suffix",
			"/services/Soap/u/58.0":              "partner",
			"/services/Soap/u/service.svc":       "partner",
			"/services/Soap/m/58.0":              "all",
			"/control?view=services/Admin?WSDL":  "admin",
			"/control?view=services/Nope":        "none",
			"/sql/demo":                          "exact",
			"/rest/api/x":                        "within",
			"/app/REST/Api/x/y":                  "within",
			"/services/Soap/u/rest/api/x":        "partner",
			"/app/rest/api/Service.svc":          "suffix",
			"/app/rest/api":                      "404 page not found\n",
			"/app/rest/apis/x":                   "404 page not found\n",
			"http://a.example/services/Soap/c/1": "all",
		} {
			w := httptest.NewRecorder()
			endpoint.ServeHTTP(w, httptest.NewRequest(http.MethodPost, target, nil))
			if got := w.Body.String(); got != want {
				t.Errorf("%s was answered by %q, want %s", target, got, want)
			}
		}
	}
}

func TestRoutesThatOverlapAreRefused(t *testing.T) {
	for _, tt := range []struct {
		name string
		a, b *soap.Service
	}{
		{"a path below another system's prefix", plainService("sql", "a", soap.Route{Path: "/x/y"}), plainService("force", "b", soap.Route{Path: "/x/", Kind: soap.Prefix})},
		{"a path with another system's ending", plainService("sql", "a", soap.Route{Path: "/x/Y.svc"}), plainService("wcf", "b", soap.Route{Path: "/y.svc", Kind: soap.Suffix, Fold: true})},
		{"a path with another system's within", plainService("sql", "a", soap.Route{Path: "/x/Y/z"}), plainService("wcf", "b", soap.Route{Path: "/y/", Kind: soap.Within, Fold: true})},
		{"two that are within", plainService("wcf", "a", soap.Route{Path: "/x/", Kind: soap.Within}), plainService("sql", "b", soap.Route{Path: "/y/", Kind: soap.Within})},
		{"one path, one system", plainService("sql", "a", soap.Route{Path: "/x"}), plainService("sql", "b", soap.Route{Path: "/x"})},
		{"slashes", plainService("sql", "a", soap.Route{Path: "/x//y"}), plainService("axis", "b", soap.Route{Path: "/x/y", Slashes: true})},
		{"two names", plainService("sql", "a", soap.Route{Path: "/x"}), plainService("sql", "a", soap.Route{Path: "/y"})},
	} {
		_, err := soap.NewEndpoint(soap.Config{Services: []*soap.Service{tt.a, tt.b}, Clock: soap.NewClock()})
		if err == nil || !strings.Contains(err.Error(), tt.a.Name) || !strings.Contains(err.Error(), tt.b.Name) {
			t.Errorf("%s: got %v, want both to be named", tt.name, err)
		}
	}
}

// TestBaseURL: no host reaches a URL that could end an attribute, whoever sent it.
func TestBaseURL(t *testing.T) {
	s := plainService("x", "x", soap.Route{Path: "/", Kind: soap.Prefix})
	s.Serve = func(_ context.Context, call *soap.Call) (*soap.Response, error) {
		return soap.NewResponse("text/plain", []byte(call.URL("/a b"))), nil
	}
	endpoint, err := soap.NewEndpoint(soap.Config{Services: []*soap.Service{s}, Clock: soap.NewClock(), TrustForwarded: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ host, forwarded, want string }{
		{"a.example:8080", "", "http://a.example:8080/a%20b"},
		{"[::1]:80", "", "http://[::1]:80/a%20b"},
		{"a.example", "b.example, c.example", "http://b.example/a%20b"},
		{"a.example", `b"><evil x="`, "http://a.example/a%20b"},
		{"a.example", "b.example/path?", "http://a.example/a%20b"},
		{`a"><evil`, "", "http:///a%20b"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = tt.host
		r.Header.Set("X-Forwarded-Host", tt.forwarded)
		w := httptest.NewRecorder()
		endpoint.ServeHTTP(w, r)
		if got := w.Body.String(); got != tt.want {
			t.Errorf("host %q, forwarded %q: got %s, want %s", tt.host, tt.forwarded, got, tt.want)
		}
	}
}

// TestRemoteHost: behind a proxy that is trusted, clients are told apart by the address that it has seen itself.
func TestRemoteHost(t *testing.T) {
	for _, tt := range []struct {
		trust     bool
		forwarded []string
		want      string
	}{
		{false, []string{"203.0.113.7"}, "192.0.2.1"}, // that of httptest's requests
		{true, nil, "192.0.2.1"},
		{true, []string{"203.0.113.7"}, "203.0.113.7"},
		{true, []string{"10.0.0.1, 203.0.113.7"}, "203.0.113.7"},
		{true, []string{"10.0.0.1", "10.0.0.2 ,2001:DB8::7"}, "2001:db8::7"},
		{true, []string{"::ffff:203.0.113.7"}, "203.0.113.7"},
		{true, []string{"fe80::1%<eth0>"}, "fe80::1"},
		{true, []string{"203.0.113.7, unknown"}, "192.0.2.1"},
		{true, []string{""}, "192.0.2.1"},
	} {
		s := plainService("x", "x", soap.Route{Path: "/"})
		s.Serve = func(_ context.Context, call *soap.Call) (*soap.Response, error) {
			return soap.NewResponse("text/plain", []byte(call.RemoteHost())), nil
		}
		endpoint, err := soap.NewEndpoint(soap.Config{Services: []*soap.Service{s}, Clock: soap.NewClock(), TrustForwarded: tt.trust})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header["X-Forwarded-For"] = tt.forwarded
		w := httptest.NewRecorder()
		endpoint.ServeHTTP(w, r)
		if got := w.Body.String(); got != tt.want {
			t.Errorf("trust %v, forwarded %q: got %s, want %s", tt.trust, tt.forwarded, got, tt.want)
		}
	}
}

// TestXMLWithoutSOAP is how a REST interface reads its XML.
func TestXMLWithoutSOAP(t *testing.T) {
	s := plainService("x", "x", soap.Route{Path: "/rest"})
	s.Serve = func(_ context.Context, call *soap.Call) (*soap.Response, error) {
		root, err := call.XML()
		if err != nil {
			return nil, err
		}
		return soap.NewResponse("text/plain", []byte(root.First().Text())), nil
	}
	s.Fault = echoFault
	server, _ := serve(t, nil, s)
	if _, got := post(t, server.URL+"/rest", `<r xmlns="urn:x"><id>42</id></r>`); got != "42" {
		t.Errorf("got %q", got)
	}
	if _, got := post(t, server.URL+"/rest", `<r>`); !strings.Contains(got, "read 1:") {
		t.Errorf("got %q", got)
	}
}
