package soap_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
)

// deadlined is a ResponseWriter that knows until when the request may be read.
type deadlined struct {
	*httptest.ResponseRecorder
	until time.Time
}

func (d *deadlined) SetReadDeadline(at time.Time) error {
	d.until = at
	return nil
}

// TestRefusedWithoutBody: an answer that needs no body does not wait for one as long as a whole request may take.
func TestRefusedWithoutBody(t *testing.T) {
	service := echoService(t)
	service.Admit = func(_ context.Context, call *soap.Call) error {
		if call.HTTP.Header.Get("Content-Type") != "text/xml" {
			return soap.Refuse(http.StatusUnsupportedMediaType, "the content type")
		}
		return nil
	}
	path := service.Routes[0].Path
	endpoint, err := soap.NewEndpoint(soap.Config{Services: []*soap.Service{service}, Clock: soap.NewFrozenClock(time.Time{})})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		path, kind, body string
		status           int
		bounded          bool
	}{
		{path, "text/plain", echoHi, 415, true},
		{path, "text/plain", "", 415, false},
		{"/nowhere", "text/xml", echoHi, 404, true},
		{path, "text/xml", echoHi, 200, false},
		{path, "text/xml", "<", 500, false}, // its body was read: whatever comes is the next request
	} {
		r := httptest.NewRequest(http.MethodPost, tt.path, strings.NewReader(tt.body))
		if tt.body == "" {
			r.Body = http.NoBody
		}
		r.Header.Set("Content-Type", tt.kind)
		w := &deadlined{ResponseRecorder: httptest.NewRecorder()}
		begin := time.Now()
		endpoint.ServeHTTP(w, r)
		if w.Code != tt.status || !w.until.IsZero() != tt.bounded || w.until.Sub(begin) > 10*time.Second {
			t.Errorf("%s %s %.10q: %d, to be read until %v", tt.path, tt.kind, tt.body, w.Code, w.until)
		}
	}
}

// A client that sends its body keeps its connection when it was refused, and is not cut off later.
func TestRefusedKeepsConnection(t *testing.T) {
	service := echoService(t)
	endpoint, err := soap.NewEndpoint(soap.Config{Services: []*soap.Service{service}, Clock: soap.NewClock()})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(endpoint)
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	answers := bufio.NewReader(conn)
	for range 3 {
		_, err := io.WriteString(conn, "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"+strings.Repeat("x", 100_000))
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.ReadResponse(answers, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.Copy(io.Discard, answer.Body)
		if answer.StatusCode != 404 || answer.Close || errors.Join(err, answer.Body.Close()) != nil {
			t.Errorf("%s, closed %v: %v", answer.Status, answer.Close, err)
		}
	}
}
