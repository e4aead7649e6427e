package soap_test

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// The echo service is a small system of our own, to see the core without any vendor's manners.

//go:embed testdata/echo.wsdl
var echoWSDL []byte

type (
	echoRequest struct {
		Text *string `xml:"text"`
	}
	echoReply struct {
		Text *string `xml:"text"`
	}
	sleepRequest struct {
		Seconds *int32 `xml:"seconds"`
	}
)

func echo(_ context.Context, call *soap.Call, r *echoRequest) (*echoReply, error) {
	if r.Text != nil && *r.Text == "panic" {
		panic("a bug with a password in it")
	}
	if r.Text != nil && *r.Text == "random" {
		return &echoReply{Text: new(fmt.Sprintf("%016x", call.Rand().Uint64()))}, nil
	}
	return &echoReply{Text: r.Text}, nil
}

func sleep(ctx context.Context, call *soap.Call, r *sleepRequest) (*echoReply, error) {
	if _, err := call.Wait(ctx, call.Now.Add(time.Duration(*r.Seconds)*time.Second), nil); err != nil {
		return nil, err
	}
	return &echoReply{Text: new(call.Now.Format(time.TimeOnly))}, nil
}

func echoService(t testing.TB) *soap.Service {
	t.Helper()
	contract, err := wsdl.Parse(echoWSDL)
	if err != nil {
		t.Fatal(err)
	}
	return &soap.Service{
		System: "echo", Name: "echo", Routes: []soap.Route{{Path: "/echo"}},
		Contract: contract,
		Ops:      soap.Ops{"echo": soap.Do(echo), "sleep": soap.Do(sleep)},
		Style: soap.Style{
			Declaration: `<?xml version="1.0" encoding="utf-8"?>`,
			Prefix11:    "s", Prefix12: "s12",
			ContentType11: "text/xml; charset=utf-8", ContentType12: "application/soap+xml; charset=utf-8",
			Understood: []soap.Name{{Space: "urn:echo", Local: "known"}},
			Gzip:       true,
		},
		Serve: func(_ context.Context, call *soap.Call) (*soap.Response, error) {
			if _, _, ok := soap.WSDLQuery(call.HTTP.URL.RawQuery); ok && call.HTTP.Method == http.MethodGet {
				return soap.NewResponse("text/xml; charset=utf-8", contract.Document(wsdl.Place{Address: call.URL("/echo")})), nil
			}
			return nil, soap.Refuse(http.StatusMethodNotAllowed, "method", soap.Field{Name: "Allow", Value: "POST"})
		},
		Fault: echoFault,
	}
}

// echoFault words each kind of error by one word, which is what the tests look for.
func echoFault(_ *soap.Call, err error) *soap.Fault {
	word := ""
	var (
		read       *soap.ReadError
		envelope   *soap.EnvelopeError
		understand *soap.MustUnderstandError
		decode     *soap.DecodeError
		body       *soap.BodyError
	)
	switch {
	case errors.As(err, &read):
		word = fmt.Sprintf("read %d:%d", read.Line, read.Column)
	case errors.As(err, &envelope):
		word = fmt.Sprintf("envelope %d %s", envelope.Problem, envelope.Name.Local)
	case errors.As(err, &understand):
		word = "understand " + understand.Name.Local
	case errors.As(err, &decode):
		word = "decode " + decode.Name.Local
	case errors.As(err, &body):
		return soap.Refuse(body.Status, body.Reason)
	case errors.Is(err, soap.ErrEmptyBody):
		word = "empty"
	case errors.Is(err, soap.ErrNoOperation):
		word = "operation"
	case errors.Is(err, soap.ErrInternal):
		word = "internal"
	default:
		return nil
	}
	return &soap.Fault{Code: "x", Text: word, Write: func(w *soap.Writer, call *soap.Call) {
		w.Leaf("fault"+call.Version.String(), word)
	}}
}

// serve puts services behind a server on loopback, with a clock that stands still.
func serve(t testing.TB, change func(*soap.Config), services ...*soap.Service) (*httptest.Server, *soap.Clock) {
	t.Helper()
	if len(services) == 0 {
		services = []*soap.Service{echoService(t)}
	}
	clock := soap.NewFrozenClock(time.Date(2005, 11, 7, 10, 0, 0, 0, time.UTC))
	cfg := soap.Config{Services: services, Clock: clock}
	if change != nil {
		change(&cfg)
	}
	endpoint, err := soap.NewEndpoint(cfg)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(endpoint)
	t.Cleanup(func() {
		clock.Stop()
		server.Close()
	})
	return server, clock
}
