package futurama_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// TestRow32 reads the contract where it is served: at each of its addresses, below the path of an application, and for
// whatever host the client knows.
func TestRow32(t *testing.T) {
	for _, tt := range []struct{ path, address string }{
		{service + "?wsdl", "http://futurama.example.com:8443" + service},
		{service + "?WSDL", "http://futurama.example.com:8443" + service},
		{service + "?singleWsdl", "http://futurama.example.com:8443" + service},
		{"/app/webapiservice.svc?singlewsdl", "http://futurama.example.com:8443/app" + service},
	} {
		t.Run(tt.path, func(t *testing.T) {
			a := open(t).send(http.MethodGet, tt.path, "", "", func(r *http.Request) { r.Host = "futurama.example.com:8443" })
			if a.status != http.StatusOK || a.header.Get("Content-Type") != "text/xml; charset=UTF-8" {
				t.Fatalf("%d %s %s", a.status, a.header.Get("Content-Type"), a.body)
			}
			c, err := wsdl.Parse([]byte(a.body))
			if err != nil {
				t.Fatal(err)
			}
			got := []string{c.TargetNamespace, c.PortType, c.Service, c.Port, c.Binding, c.Address}
			want := []string{namespace, "IWebAPIService", "WebAPIService", "BasicHttpBinding_IWebAPIService", "BasicHttpBinding_IWebAPIService", tt.address}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for _, name := range []string{"SessionKeepAlive", "SessionEnd", "GetResource", "StartSession"} {
				if op := c.Operation(name); op == nil || op.Action != actions+name {
					t.Errorf("operation %s: %+v", name, op)
				}
			}
		})
	}
}

// TestRow35 keeps one session alive in fifty goroutines at once.
func TestRow35(t *testing.T) {
	s := open(t)
	id := s.start()
	s.advance(time.Minute)
	var wait sync.WaitGroup
	for range 50 {
		wait.Go(func() {
			if got, want := s.say("SessionKeepAlive", id), (result{Message: "success", NextTimeout: "2017-08-15T14:23:31.1234567+02:00"}); got != want {
				t.Errorf("%+v", got)
			}
		})
	}
	wait.Wait()
	s.advance(20*time.Minute - time.Nanosecond*100)
	if got := s.say("SessionKeepAlive", id).Message; got != "success" {
		t.Errorf("just before its end: %s", got)
	}
	s.advance(20 * time.Minute)
	if got := s.say("SessionKeepAlive", id).Message; got == "success" {
		t.Error("it outlived its timeout")
	}
}

// TestRow53 looks at the page for browsers.
func TestRow53(t *testing.T) {
	s := open(t)
	for _, path := range []string{service, "/App/webapiservice.svc", service + "?foo"} {
		a := s.send(http.MethodGet, path, "", "", func(r *http.Request) { r.Host = "server" })
		prefix := ""
		if strings.HasPrefix(path, "/App") {
			prefix = "/App"
		}
		if a.status != http.StatusOK || a.header.Get("Content-Type") != "text/html; charset=UTF-8" ||
			!strings.Contains(a.body, "<title>WebAPIService Service</title>") ||
			!strings.Contains(a.body, "http://server"+prefix+service+"?wsdl") || !strings.Contains(a.body, "http://server"+prefix+service+"?singleWsdl") ||
			!strings.Contains(a.body, `<link rel="alternate" type="text/xml" href="http://server`+prefix+service+`?disco"/>`) {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	if a := s.send(http.MethodGet, "/a%22%3E%3Cscript%3E"+service, "", ""); strings.Contains(a.body, "<script>") {
		t.Errorf("a path is written as it came: %s", a.body)
	}
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch} {
		if a := s.send(method, service, "text/xml", ""); a.status != http.StatusMethodNotAllowed || a.header.Get("Allow") != "GET, HEAD, POST" {
			t.Errorf("%s: %d %v", method, a.status, a.header)
		}
	}
	if a := s.send(http.MethodHead, service+"?wsdl", "", ""); a.status != http.StatusOK || a.body != "" {
		t.Errorf("HEAD: %d %s", a.status, a.body)
	}
}

// TestRow54 follows the parts of the split contract, in both forms of ?wsdl, and what says where it is.
func TestRow54(t *testing.T) {
	for _, form := range []string{"flat", "split"} {
		s := open(t, "wsdl", form)
		get := func(query string) answer {
			return s.send(http.MethodGet, "/app"+service+query, "", "", func(r *http.Request) { r.Host = "server" })
		}
		const base = "http://server/app" + service
		for query, wants := range map[string][]string{
			"?wsdl=wsdl0": {`targetNamespace="` + namespace + `"`, `schemaLocation="` + base + `?xsd=xsd0"`, `schemaLocation="` + base + `?xsd=xsd1"`, `name="IWebAPIService"`},
			"?xsd=xsd0":   {`targetNamespace="` + namespace + `"`, `schemaLocation="` + base + `?xsd=xsd1"`, `name="SessionKeepAliveRequest"`},
			"?XSD=XSD0":   {`name="SessionKeepAliveRequest"`},
			"?xsd=xsd1":   {`targetNamespace="http://schemas.datacontract.org/2004/07/ActuIT.Futurama.WebAPI"`, `name="ResourceRequest"`},
			"?singleWsdl": {`<soap:address location="` + base + `"/>`, `name="SessionKeepAliveRequest"`},
			"?Disco":      {`<contractRef ref="` + base + `?wsdl" docRef="` + base + `" xmlns="http://schemas.xmlsoap.org/disco/scl/"/>`},
		} {
			a := get(query)
			if a.status != http.StatusOK || a.header.Get("Content-Type") != "text/xml; charset=UTF-8" {
				t.Errorf("%s %s: %d", form, query, a.status)
			}
			for _, want := range wants {
				if !strings.Contains(a.body, want) {
					t.Errorf("%s %s: no %s in\n%s", form, query, want, a.body)
				}
			}
		}
		if got := strings.Contains(get("?wsdl").body, `<wsdl:import namespace="`+namespace+`" location="`+base+`?wsdl=wsdl0"/>`); got != (form == "split") {
			t.Errorf("%s: split: %t", form, got)
		}
		for _, query := range []string{"?wsdl=wsdl1", "?xsd=xsd2", "?xsd"} {
			if a := get(query); a.status != http.StatusOK || !strings.Contains(a.body, "<title>WebAPIService Service</title>") {
				t.Errorf("%s: %d %s", query, a.status, a.body)
			}
		}
	}
}

// TestRow55 has a store that fails: what is unexpected is WCF's own fault, or a bare status in REST, and says nothing.
func TestRow55(t *testing.T) {
	s := open(t)
	s.store.Fail()
	a := s.soap("SessionKeepAlive", call("SessionKeepAlive", "<n:request><n:SessionID>a</n:SessionID></n:request>"))
	if a.status != http.StatusInternalServerError || !strings.Contains(a.body, `xmlns:a="http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher">a:InternalServiceFault<`) ||
		!strings.Contains(a.body, "The server was unable to process the request due to an internal error.") || strings.Contains(a.body, "secret") {
		t.Errorf("%d %s", a.status, a.body)
	}
	for _, path := range []string{"", "/SessionEnd", "/StartSession", "/SessionKeepAlive"} {
		if a := s.json(rest+path, `{"sessionID":"a"}`); a.status != http.StatusInternalServerError || a.body != "" {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
}

// Without the extension there is nothing of it anywhere.
func TestStartSessionOff(t *testing.T) {
	s := open(t, "startSession", "off")
	if a := s.json(rest+"/StartSession", "{}"); a.status != http.StatusNotFound {
		t.Errorf("%d %s", a.status, a.body)
	}
	for _, query := range []string{"?wsdl", "?singleWsdl", "?wsdl=wsdl0", "?xsd=xsd0"} {
		if a := s.send(http.MethodGet, service+query, "", ""); a.status != http.StatusOK || strings.Contains(a.body, "StartSession") {
			t.Errorf("%s: %d %s", query, a.status, a.body)
		}
	}
}

// What was never set has, in WCF's own form of dates, the milliseconds of the year 1 and the offset of a server in UTC
// (JsonWriterDelegator.WriteDateTime of the .NET Framework, which throws where that lies further east).
func TestFailedTimeoutInWCFDates(t *testing.T) {
	s := open(t, "failedTimeout", "minimum", "restDates", "wcf")
	a := s.json(rest+"/SessionKeepAlive", `{"sessionID":"a"}`)
	if want := `{"Message":"Session 'a' does not exist or has expired.","NextTimeout":"\/Date(-62135596800000+0000)\/"}`; a.body != want {
		t.Errorf("got  %s\nwant %s", a.body, want)
	}
}
