package mft_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// TestRow41 reads the WSDL at each of its addresses and from several hosts: what it says is the contract's, wherever
// it is served.
func TestRow41(t *testing.T) {
	for _, tt := range []struct{ set, query, address string }{
		{"direct", control + "?WSDL", "http://mft.example.com:8443" + direct},
		{"direct", control + "?wsdl", "http://mft.example.com:8443" + direct},
		{"direct", control + "&WSDL", "http://mft.example.com:8443" + direct},
		{"direct", control + "%3FWSDL", "http://mft.example.com:8443" + direct},
		{"direct", control + "%3fWsdl", "http://mft.example.com:8443" + direct},
		{"direct", "/cfcc/control?view=services/new/AdministratorService?wsdl", "http://mft.example.com:8443" + direct},
		{"direct", direct + "?WSDL", "http://mft.example.com:8443" + direct},
		{"direct", direct + "?wsdl", "http://mft.example.com:8443" + direct},
		{"control", direct + "?wsdl", "http://mft.example.com:8443" + control},
	} {
		t.Run(tt.set+tt.query, func(t *testing.T) {
			s := start(t, "wsdlAddress", tt.set)
			a := s.get(tt.query, "mft.example.com:8443")
			if a.status != http.StatusOK || a.header.Get("Content-Type") != "text/xml;charset=utf-8" {
				t.Fatalf("%d %s %s", a.status, a.header.Get("Content-Type"), a.body)
			}
			c, err := wsdl.Parse([]byte(a.body))
			if err != nil {
				t.Fatal(err)
			}
			got := []string{c.PortType, c.Service, c.Port, c.Binding, c.TargetNamespace, c.Address}
			want := []string{"AdminService", "AdminServiceService", "AdministratorService", "AdministratorServiceSoapBinding",
				"http://mft.example.com:8443" + direct, tt.address}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			var names []string
			for _, op := range c.Operations {
				names = append(names, op.Name)
				if op.Style != wsdl.RPC || op.Input.Use != wsdl.Encoded || op.Output.Use != wsdl.Encoded {
					t.Errorf("%s is %s, %s and %s", op.Name, op.Style, op.Input.Use, op.Output.Use)
				}
			}
			slices.Sort(names)
			if diff := cmp.Diff(strings.Fields("closeSession deleteExpiredSessionIds deleteSessionId getBWSession getExpiredSessionIds getSession listActiveSessionIds validateSession"), names); diff != "" {
				t.Errorf("operations (-want +got):\n%s", diff)
			}
			if !strings.Contains(a.body, `xmlns:tns1="urn:AdministratorService"`) || strings.Contains(a.body, "127.0.0.1:7080") {
				t.Error("tns1 is not urn:AdministratorService, or the source document's host is left")
			}
		})
	}
}

// get reads a page as a client that knows the server by a host name.
func (s *stand) get(path, host string) answer {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.URL+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Host = host
	return s.do(r)
}

// A browser sees the page of Axis, and under the name of no service its refusal.
func TestPages(t *testing.T) {
	s := start(t)
	const hello = "<h1>%s</h1>\n<p>Hi there, this is an AXIS service!</p>\n<i>Perhaps there will be a form for invoking the service here...</i>\n"
	for _, tt := range []struct {
		method, path string
		status       int
		body         string
	}{
		{http.MethodGet, control, 200, strings.Replace(hello, "%s", "AdministratorService", 1)},
		{http.MethodGet, direct, 200, strings.Replace(hello, "%s", "AdministratorService", 1)},
		{http.MethodGet, direct + "?method=getSession", 200, strings.Replace(hello, "%s", "AdministratorService", 1)},
		{http.MethodGet, ft, 200, strings.Replace(hello, "%s", "FTService", 1)},
		{http.MethodGet, direct + "?list", 403, "<h2>AXIS error</h2>\n<p><i>?list</i> functionality disabled.</p>\n"},
		{http.MethodGet, "/cfcc/services/", 404, "<h2>AXIS error</h2>\n<p>No service is available at this URL</p>\n"},
		{http.MethodGet, "/cfcc/services?wsdl", 404, "<h2>AXIS error</h2>\n<p>Could not generate WSDL!</p>\n<p>There is no SOAP service at this location</p>\n"},
		{http.MethodGet, "/cfcc/services/Nope", 404, "<h2>AXIS error</h2>\n<p>No service is available at this URL</p>\n"},
		{http.MethodGet, "/cfcc/control", 404, "<h2>AXIS error</h2>\n<p>No service is available at this URL</p>\n"},
		{http.MethodGet, "/cfcc/services/Nope?wsdl", 404, "<h2>AXIS error</h2>\n<p>Could not generate WSDL!</p>\n<p>There is no SOAP service at this location</p>\n"},
		{http.MethodHead, control, 200, ""},
		{http.MethodPut, control, 405, ""},
		{http.MethodDelete, "/cfcc/services/Nope", 405, ""},
	} {
		r, err := http.NewRequestWithContext(t.Context(), tt.method, s.URL+tt.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		a := s.do(r)
		if diff := cmp.Diff(tt.body, a.body); diff != "" || a.status != tt.status {
			t.Errorf("%s %s: status %d, want %d; (-want +got):\n%s", tt.method, tt.path, a.status, tt.status, diff)
		}
		if a.status == 405 && a.header.Get("Allow") == "" {
			t.Errorf("%s %s: no Allow", tt.method, tt.path)
		}
	}
}

// The page of AxisServlet.reportAvailableServices, as Axis 1.4 wrote it; the order of methods, which is Java's there, is the contract's.
func TestRow49ServicesPage(t *testing.T) {
	const want = `<h2>And now... Some Services</h2>
<ul>
<li>AdministratorService <a href="http://mft.example.com:8443/cfcc/services/AdministratorService?wsdl"><i>(wsdl)</i></a></li>
<ul>
<li>getSession
<li>getBWSession
<li>closeSession
<li>deleteExpiredSessionIds
<li>deleteSessionId
<li>getExpiredSessionIds
<li>listActiveSessionIds
<li>validateSession
</ul>
<li>FTService <a href="http://mft.example.com:8443/cfcc/services/FTService?wsdl"><i>(wsdl)</i></a></li>
<ul>
<li>getSession
<li>getBWSession
<li>closeSession
<li>validateSession
</ul>
</ul>
`
	for _, path := range []string{"/cfcc/services", "/cfcc/control?view=services"} {
		a := start(t).get(path, "mft.example.com:8443")
		if diff := cmp.Diff(want, a.body); diff != "" || a.status != http.StatusOK || a.header.Get("Content-Type") != "text/html;charset=utf-8" {
			t.Errorf("%s: %d %s (-want +got):\n%s", path, a.status, a.header.Get("Content-Type"), diff)
		}
		if a := start(t, "servicesPage", "off").get(path, "mft.example.com:8443"); a.status != http.StatusNotFound || strings.Contains(a.body, "getSession") {
			t.Errorf("off, %s: %d %s", path, a.status, a.body)
		}
		a = start(t).post(path, good, call("getSession"))
		if m := faultString.FindStringSubmatch(a.body); m == nil || m[1] != "The AXIS engine could not find a target service to invoke!  targetService is null" {
			t.Errorf("POST %s: %d %s", path, a.status, a.body)
		}
	}
}
