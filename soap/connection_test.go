package soap_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap"
)

// counting answers with how many requests came on the connection.
func counting(t *testing.T) http.Handler {
	t.Helper()
	type key struct{}
	e, err := soap.NewEndpoint(soap.Config{Clock: soap.NewClock(), Services: []*soap.Service{{
		System: "test", Name: "test", Routes: []soap.Route{{Path: "/"}},
		Serve: func(_ context.Context, call *soap.Call) (*soap.Response, error) {
			connection := call.Connection()
			if connection == nil {
				return soap.NewResponse("text/plain", []byte("unknown")), nil
			}
			n, _ := connection.Kept(key{}).(int)
			connection.Keep(key{}, n+1)
			if call.HTTP.URL.RawQuery == "forget" {
				connection.Keep(key{}, nil)
			}
			call.AddField(soap.Field{Name: "X-Count", Value: fmt.Sprint(n)})
			return soap.NewResponse("text/plain", fmt.Append(nil, n)), nil
		},
		Fault: func(*soap.Call, error) *soap.Fault { return nil },
	}}})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestConnectionsAreToldApart(t *testing.T) {
	s := httptest.NewUnstartedServer(counting(t))
	s.Config.ConnContext = soap.ConnContext
	s.Start()
	defer s.Close()
	get := func(c *http.Client, query string) string {
		r, err := c.Get(s.URL + "/?" + query)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Header.Get("X-Count"); got != string(body) {
			t.Errorf("the field is %q, the body %q", got, body)
		}
		return string(body)
	}
	one, other := &http.Client{Transport: &http.Transport{}}, &http.Client{Transport: &http.Transport{}}
	defer one.CloseIdleConnections()
	defer other.CloseIdleConnections()
	got := []string{get(one, ""), get(one, ""), get(other, ""), get(one, "forget"), get(one, ""), get(other, "")}
	if diff := cmp.Diff([]string{"0", "1", "0", "2", "0", "1"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestConnectionsThatNobodyTellsApart(t *testing.T) {
	w := httptest.NewRecorder()
	counting(t).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if got := w.Body.String(); got != "unknown" {
		t.Errorf("got %q", got)
	}
}

// Requests of HTTP/2 share a connection at the same time: nothing can be said of it.
func TestConnectionsOfHTTP2(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.ProtoMajor = 2
	w := httptest.NewRecorder()
	counting(t).ServeHTTP(w, r.WithContext(soap.ConnContext(r.Context(), nil)))
	if got := w.Body.String(); got != "unknown" {
		t.Errorf("got %q", got)
	}
}
