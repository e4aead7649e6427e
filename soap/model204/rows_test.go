package model204_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// get reads a page as a client that knows the server by a host name.
func (o *online) get(method, path, host string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(o.t.Context(), method, path, nil)
	r.Host = host
	w := httptest.NewRecorder()
	o.servers[0].endpoint.ServeHTTP(w, r)
	return w
}

// TestRow51 reads the contract where it is served.
func TestRow51(t *testing.T) {
	o := start(t, 1)
	for _, query := range []string{"?wsdl", "?WSDL", "?singleWsdl&wsdl"} {
		a := o.get(http.MethodGet, path+query, "m204.example.com:8080")
		if a.Code != http.StatusOK || a.Header().Get("Content-Type") != "text/xml; charset=utf-8" {
			t.Fatalf("%s: %d %s", query, a.Code, a.Header().Get("Content-Type"))
		}
		c, err := wsdl.Parse(a.Body.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Operations) != 14 || c.TargetNamespace != namespace || c.Address != "http://m204.example.com:8080"+path {
			t.Errorf("%s: %d operations, namespace %s, address %s", query, len(c.Operations), c.TargetNamespace, c.Address)
		}
	}
}

// Whoever looks without asking for the contract is told where it is.
func TestPageNamesContract(t *testing.T) {
	a := start(t, 1).get(http.MethodGet, path, "m204.example.com:8080")
	if diff := cmp.Diff("The sessions of Model 204: POST envelopes of SOAP 1.1 to this address.\n"+
		"Their contract is at http://m204.example.com:8080"+path+"?wsdl\n", a.Body.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := a.Header().Get("Content-Type"); got != "text/plain; charset=utf-8" {
		t.Errorf("content type %s", got)
	}
}

// There is no page but the contract and the one that names it, and no method but three.
func TestPages(t *testing.T) {
	o := start(t, 1)
	for _, tt := range []struct {
		method, query string
		status        int
	}{
		{http.MethodGet, "", 200},
		{http.MethodGet, "?x", 200},
		{http.MethodHead, "", 200},
		{http.MethodHead, "?wsdl", 200},
		{http.MethodPut, "", 405},
		{http.MethodDelete, "?wsdl", 405},
	} {
		a := o.get(tt.method, path+tt.query, "m204.example.com")
		if a.Code != tt.status || tt.status == 405 && a.Header().Get("Allow") != "GET, HEAD, POST" {
			t.Errorf("%s %s: %d, Allow %q", tt.method, tt.query, a.Code, a.Header().Get("Allow"))
		}
	}
}
