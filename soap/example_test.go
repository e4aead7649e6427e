package soap_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// A service is a contract, a table of operations over the contract's generated types, and a style.
func Example() {
	contract, err := wsdl.Parse(echoWSDL)
	if err != nil {
		panic(err)
	}
	service := &soap.Service{
		System: "echo", Name: "echo",
		Routes:   []soap.Route{{Path: "/echo"}},
		Contract: contract,
		Ops: soap.Ops{
			"echo": soap.Do(func(_ context.Context, _ *soap.Call, r *echoRequest) (*echoReply, error) {
				return &echoReply{Text: r.Text}, nil
			}),
			"sleep": soap.Do(sleep),
		},
		Style: soap.Style{Prefix11: "soap", ContentType11: "text/xml; charset=utf-8"},
		Fault: func(_ *soap.Call, err error) *soap.Fault {
			return &soap.Fault{Code: "soap:Client", Write: func(w *soap.Writer, _ *soap.Call) {
				w.Open("soap:Fault")
				w.Leaf("faultcode", "soap:Client")
				w.Leaf("faultstring", err.Error())
				w.Close()
			}}
		},
	}
	endpoint, err := soap.NewEndpoint(soap.Config{Services: []*soap.Service{service}, Clock: soap.NewClock()})
	if err != nil {
		panic(err)
	}

	request := httptest.NewRequest(http.MethodPost, "/echo", strings.NewReader(
		`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><echo xmlns="urn:echo"><text>hi</text></echo></e:Body></e:Envelope>`))
	answer := httptest.NewRecorder()
	endpoint.ServeHTTP(answer, request)
	fmt.Println(answer.Body)
	// Output:
	// <soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><echoResponse xmlns="urn:echo"><text>hi</text></echoResponse></soap:Body></soap:Envelope>
}
