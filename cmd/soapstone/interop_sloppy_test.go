package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// sloppyCall is one call of a system, in the parts that sloppy clients write in ways of their own.
type sloppyCall struct {
	system    string
	path      string
	auth      string // of HTTP Basic, encoded
	action    string
	namespace string
	operation string
	arguments string // with the prefix "m:" where they are qualified
	has       string // what the answer has

	// An operation without arguments, and what the answer to it has.
	bare, bareAction, bareHas string
}

// sloppyRefused is what is no way to speak to a system. SQL Server: [MS-SSNWS] 2.1; TIBCO MFT is Axis, which only wants the field to
// be there; Salesforce and Futurama, which is WCF: observed.
func sloppyRefused() map[string]struct {
	status int
	has    string
} {
	const unknownAction = "<faultcode xmlns:a=\"http://schemas.microsoft.com/ws/2005/05/addressing/none\">a:ActionNotSupported</faultcode>" +
		"<faultstring xml:lang=\"en-US\">The message with Action "
	const noAction = unknownAction + "'' cannot be processed at the receiver"
	return map[string]struct {
		status int
		has    string
	}{
		"sqlserver/HTTP 1.0 without Host": {http.StatusHTTPVersionNotSupported, ""},
		"mft/no SOAPAction":               {http.StatusInternalServerError, ">ns1:Client.NoSOAPAction</faultcode>\n   <faultstring>no SOAPAction header!<"},
		"salesforce/no SOAPAction":        {http.StatusInternalServerError, "<faultcode>soapenv:Client</faultcode><faultstring>SOAPAction HTTP header missing<"},
		"futurama/no SOAPAction":          {http.StatusInternalServerError, noAction},
		"futurama/SOAPAction empty":       {http.StatusInternalServerError, noAction},
		// To WCF single quotes belong to the action.
		"futurama/SOAPAction in single quotes":     {http.StatusInternalServerError, unknownAction + "''http://www.ActuIT.nl/"},
		"futurama/SOAPAction of two single quotes": {http.StatusInternalServerError, unknownAction + "'''' cannot be processed"},
	}
}

// sloppyCalls are calls that need no session. YWxp… is alice:soapstone, YWRt… is admin:soapstone.
func sloppyCalls() []sloppyCall {
	return []sloppyCall{
		{
			system: "sqlserver", path: "/sql/demo", auth: "YWxpY2U6c29hcHN0b25l",
			action: "http://schemas.microsoft.com/sqlserver/2004/SOAPsqlbatch", namespace: "http://schemas.microsoft.com/sqlserver/2004/SOAP",
			operation: "sqlbatch", arguments: "<m:BatchCommands>SELECT @@LANGUAGE</m:BatchCommands>", has: ">us_english<",
		},
		{
			system: "mft", path: "/cfcc/services/AdministratorService", auth: "YWRtaW46c29hcHN0b25l",
			action: "", namespace: "http://administratorService.soap.sift.proginet.com",
			operation: "validateSession", arguments: "<sessionId>none</sessionId>", has: `<validateSessionReturn xsi:type="xsd:boolean">false<`,
			bare: "getSession", bareHas: `<getSessionReturn xsi:type="xsd:string">`,
		},
		{
			system: "salesforce", path: "/services/Soap/u/64.0",
			action: "", namespace: "urn:partner.soap.sforce.com",
			operation: "login", arguments: "<m:username>alice@example.com</m:username><m:password>soapstone</m:password>", has: "<sessionId>00D5e000000SoAP!",
		},
		{
			system: "futurama", path: "/WebAPIService.svc",
			action: "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/IWebAPIService/SessionKeepAlive", namespace: "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/",
			operation: "SessionKeepAlive", arguments: "<m:request><m:SessionID>abc</m:SessionID></m:request>", has: "<Message>Session 'abc' does not exist or has expired.</Message>",
			bare: "SessionKeepAlive", bareAction: "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/IWebAPIService/SessionKeepAlive", bareHas: "<Message>No SessionID specified.</Message>",
		},
		{
			system: "model204", path: "/m204/session",
			action: "urn:m204:janus:session:v1#Session_Open", namespace: "urn:m204:janus:session:v1",
			operation: "Session_Open", arguments: "<m:sesid>NOPE</m:sesid>", has: "<m:rc>1</m:rc>",
			bare: "Session", bareAction: "urn:m204:janus:session:v1#Session", bareHas: "<m:result>0</m:result>",
		},
	}
}

// sloppyRequest is what goes over the socket.
type sloppyRequest struct {
	version string // of HTTP
	headers []string
	body    string
	expects bool // to be asked for the body
}

const (
	soapEnvelope = "http://schemas.xmlsoap.org/soap/envelope/"
	xmlInstance  = "http://www.w3.org/2001/XMLSchema-instance"
)

// wellKept is the request of a client with manners.
func (c sloppyCall) wellKept() sloppyRequest {
	return sloppyRequest{
		version: "HTTP/1.1", headers: []string{"Host: localhost", "Content-Type: text/xml; charset=utf-8", `SOAPAction: "` + c.action + `"`},
		body: fmt.Sprintf(`<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="%s"><s:Body><m:%s xmlns:m="%s">%s</m:%[2]s></s:Body></s:Envelope>`,
			soapEnvelope, c.operation, c.namespace, c.arguments),
	}
}

// with replaces or, without a value, leaves out a field of the head.
func (r sloppyRequest) with(name, value string) sloppyRequest {
	var headers []string
	for _, h := range r.headers {
		if !strings.HasPrefix(h, name+":") {
			headers = append(headers, h)
		}
	}
	if value != "" {
		headers = append(headers, name+": "+value)
	}
	r.headers = headers
	return r
}

// sloppyWays are what clients do that are still about: who does it stands behind each.
func sloppyWays() []struct {
	name string
	way  func(c sloppyCall, r sloppyRequest) sloppyRequest
} {
	action := func(form string) func(c sloppyCall, r sloppyRequest) sloppyRequest {
		return func(c sloppyCall, r sloppyRequest) sloppyRequest {
			value := c.action
			if value == "" {
				value = c.operation // where the contract has none, any will do
			}
			return r.with("SOAPAction", strings.ReplaceAll(form, "ACTION", value))
		}
	}
	body := func(write func(c sloppyCall, r sloppyRequest) string) func(c sloppyCall, r sloppyRequest) sloppyRequest {
		return func(c sloppyCall, r sloppyRequest) sloppyRequest {
			r.body = write(c, r)
			return r
		}
	}
	return []struct {
		name string
		way  func(c sloppyCall, r sloppyRequest) sloppyRequest
	}{
		{"manners", func(_ sloppyCall, r sloppyRequest) sloppyRequest { return r }},
		{"HTTP 1.0 without Host", func(_ sloppyCall, r sloppyRequest) sloppyRequest { // Axis 1.4
			r.version = "HTTP/1.0"
			return r.with("Host", "")
		}},
		{"chunked, no charset", func(_ sloppyCall, r sloppyRequest) sloppyRequest { // jsforce, gSOAP
			r = r.with("Content-Type", "text/xml").with("Transfer-Encoding", "chunked")
			half := len(r.body) / 2
			r.body = fmt.Sprintf("%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n", half, r.body[:half], len(r.body)-half, r.body[half:])
			return r
		}},
		{"Expect: 100-continue", func(_ sloppyCall, r sloppyRequest) sloppyRequest { // mono, .NET
			r.expects = true
			return r.with("Expect", "100-continue")
		}},
		{"gzip", func(_ sloppyCall, r sloppyRequest) sloppyRequest { // WSC, PHP
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			_, _ = io.WriteString(z, r.body) // to memory, where no writing fails
			_ = z.Close()
			r.body = b.String()
			return r.with("Content-Encoding", "gzip")
		}},
		{"charset in quotes", func(_ sloppyCall, r sloppyRequest) sloppyRequest {
			return r.with("Content-Type", `text/xml;charset="utf-8"`)
		}},
		{"SOAPAction without quotes", action("ACTION")},
		{"SOAPAction in single quotes", action("'ACTION'")},
		{"SOAPAction of two single quotes", action("''")}, // gowsdl
		{"SOAPAction empty", action(`""`)},                // Axis, soap4r
		{"no SOAPAction", action("")},
		{"BOM", body(func(_ sloppyCall, r sloppyRequest) string { return "\ufeff" + r.body })},
		{"no XML declaration", body(func(_ sloppyCall, r sloppyRequest) string { // gowsdl, curl
			_, rest, _ := strings.Cut(r.body, "?>")
			return rest
		})},
		{"two prefixes of the envelope", body(func(_ sloppyCall, r sloppyRequest) string { // suds
			r.body = strings.Replace(r.body, "<s:Body>", `<t:Body xmlns:t="`+soapEnvelope+`">`, 1)
			return strings.Replace(r.body, "</s:Body>", "</t:Body>", 1)
		})},
		{"default namespaces", body(func(c sloppyCall, r sloppyRequest) string { // jsforce, node-soap
			r.body = strings.NewReplacer("s:Envelope", "Envelope", "xmlns:s=", "xmlns=", "s:Body", "Body").Replace(r.body)
			if strings.Contains(c.arguments, "<m:") {
				r.body = strings.NewReplacer("xmlns:m=", "xmlns=", "<m:", "<", "</m:", "</").Replace(r.body)
			}
			return r.body
		})},
		{"empty header, white space, comments", body(func(_ sloppyCall, r sloppyRequest) string { // strong-soap, jsforce
			r.body = strings.Replace(r.body, "<s:Body>", "\n  <s:Header/>\n  <!-- of the body -->\n  <s:Body>\n    ", 1)
			return strings.Replace(r.body, "</s:Body>", "\n  </s:Body>\n", 1) + "\n"
		})},
		{"arguments of rpc with a namespace", body(func(_ sloppyCall, r sloppyRequest) string { // SOAP::Lite
			return strings.NewReplacer("<sessionId>", "<m:sessionId>", "</sessionId>", "</m:sessionId>").Replace(r.body)
		})},
		{"nil for nothing", func(c sloppyCall, r sloppyRequest) sloppyRequest { // SOAP::Lite
			if c.bare == "" {
				return r
			}
			r.body = fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="%s" xmlns:xsi="%s"><s:Body><%s xmlns="%s" xsi:nil="true"/></s:Body></s:Envelope>`,
				soapEnvelope, xmlInstance, c.bare, c.namespace)
			return r.with("SOAPAction", `"`+c.bareAction+`"`)
		}},
		{"unknown header", body(func(_ sloppyCall, r sloppyRequest) string { // zeep, where a WSDL has wsaw:Action
			return strings.Replace(r.body, "<s:Body>", `<s:Header><a:MessageID xmlns:a="http://www.w3.org/2005/08/addressing">1</a:MessageID></s:Header><s:Body>`, 1)
		})},
	}
}

// send sends the request over a socket of its own and returns what it is answered with.
func (r sloppyRequest) send(t *testing.T, address string, c sloppyCall) (*http.Response, string) {
	t.Helper()
	socket, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	if err := socket.SetDeadline(time.Now().Add(time.Minute)); err != nil { // far above what an answer takes
		t.Fatal(err)
	}
	head := "POST " + c.path + " " + r.version + "\r\n" + strings.Join(r.headers, "\r\n") + "\r\n"
	if c.auth != "" {
		head += "Authorization: Basic " + c.auth + "\r\n"
	}
	if !strings.Contains(head, "Transfer-Encoding") {
		head += fmt.Sprintf("Content-Length: %d\r\n", len(r.body))
	}
	from := bufio.NewReader(socket)
	fmt.Fprint(socket, head+"\r\n") // what was not sent is not answered
	if r.expects {
		line, _ := from.ReadString('\n')
		if end, _ := from.ReadString('\n'); line != "HTTP/1.1 100 Continue\r\n" || end != "\r\n" {
			t.Fatalf("asked with %q, not with 100 Continue", line)
		}
	}
	fmt.Fprint(socket, r.body)
	answer, err := http.ReadResponse(from, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

// TestInteropSloppy plays requests as sloppy clients write them to each system.
func TestInteropSloppy(t *testing.T) {
	url, _ := interopServer(t)
	address := strings.TrimPrefix(url, "http://")
	for _, c := range sloppyCalls() {
		t.Run(c.system, func(t *testing.T) {
			style := documentLiteral
			if c.system == "mft" {
				style = rpcEncoded
			}
			n := noted{cell: cell{Client: "plain sockets", System: c.system, Style: style}}
			for _, w := range sloppyWays() {
				request := w.way(c, c.wellKept())
				if w.name != "manners" && cmp.Equal(request, c.wellKept(), cmp.AllowUnexported(sloppyRequest{})) {
					continue // the way makes no difference for this system
				}
				n.Steps++
				if t.Run(w.name, func(t *testing.T) { c.plays(t, address, w.name, request) }) {
					n.Passed++
				}
			}
			note(t, n)
		})
	}
}

// plays sends a request that was written in one of the ways, and looks at the answer.
func (c sloppyCall) plays(t *testing.T, address, way string, request sloppyRequest) {
	t.Helper()
	status, has := http.StatusOK, c.has
	if strings.Contains(request.body, `xsi:nil="true"`) {
		has = c.bareHas
	}
	if refused, found := sloppyRefused()[c.system+"/"+way]; found {
		status, has = refused.status, refused.has
	}
	answer, body := request.send(t, address, c)
	if answer.StatusCode != status || !strings.Contains(body, has) {
		t.Errorf("%s, want %d with %s:\n%s", answer.Status, status, has, body)
	}
	if request.version == "HTTP/1.0" && len(answer.TransferEncoding) > 0 {
		t.Errorf("HTTP/1.0 is answered in chunks: %v", answer.TransferEncoding)
	}
}
