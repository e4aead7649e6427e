package main

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// interopFuturamaStory is what every client of Futurama's WebAPI says, typed from "WebAPI Session management" (the calls,
// their fields and "success"), "Configuration – WebAPI" (enabled) and "Retrieving Resources using Web API"; faults are those
// of WCF. StartSession and the texts of errors are choices. A number after # is the place of an id among those that were
// issued, the words in capitals are errors.
const interopFuturamaStory = `wsdl: GetResource SessionEnd SessionKeepAlive StartSession
start: success, 24 characters, until 12:20:00
start another: success, 24 characters, until 12:20:00
keep alive: success, until 12:20:00
1 s later: success, until 12:20:01
idle for 19m59s of 20m: success, until 12:40:00
the other, idle for 20m: GONE(#2), until none
once more: GONE(#2), until none
idle for 20m: GONE(#1), until none
end it: GONE(#1)
never issued: GONE(abc), until none
end it: GONE(abc)
keep alive <&>: GONE(<&>), until none
empty: No SessionID specified., until none
null: No SessionID specified., until none
no request: No SessionID specified., until none
start: success, 24 characters, until 13:00:00
start another: success, 24 characters, until 13:00:00
white space around it: success, until 13:00:00
end: success
keep alive: GONE(#3), until none
end again: GONE(#3)
the other: success, until 13:00:00
resource: no data, The resource does not exist., no type
JSON keeps it alive: success, until 13:01:00
XML ends it: success
keep alive: GONE(#4), until none
started with JSON: success, until 13:01:00
after a restart: GONE(#5), until none
no such document: The document does not exist., no id, until none
not enabled, start: WebAPI is not enabled., no id, until none
not enabled, keep alive: WebAPI is not enabled., until none
no request, the other choice: fault INTERNAL, The server was unable to process the request due to an internal error.  For more information about the error, either turn on IncludeExceptionDetailInFaults (either from ServiceBehaviorAttribute or from the <serviceDebug> configuration behavior) on the server in order to send the exception information back to the client, or turn on tracing as per the Microsoft .NET Framework SDK documentation and inspect the server trace logs.
no StartSession: fault NOACTION, The message with Action 'http://www.ActuIT.nl/Futurama/WebAPI/2014/10/IWebAPIService/StartSession' cannot be processed at the receiver, due to a ContractFilter mismatch at the EndpointDispatcher. This may be because of either a contract mismatch (mismatched Actions between sender and receiver) or a binding/security mismatch between the sender and the receiver.  Check that sender and receiver have the same contract and the same binding (including security requirements, e.g. Message, Transport, None).
`

// futuramaStory is the story with the two fault codes as a client has them.
func futuramaStory(internal, noAction string) string {
	story := strings.NewReplacer("INTERNAL", internal, "NOACTION", noAction).Replace(interopFuturamaStory)
	lines := strings.Split(story, "\n")
	for i, line := range lines {
		if before, rest, found := strings.Cut(line, "GONE("); found {
			id, after, _ := strings.Cut(rest, ")")
			lines[i] = before + "Session '" + id + "' does not exist or has expired." + after
		}
	}
	return strings.Join(lines, "\n")
}

// futuramaRefused is the reason phrase with which WCF refuses a message of SOAP 1.2.
const futuramaRefused = `Cannot process the message because the content type 'application/soap+xml; charset=utf-8; action="http://www.ActuIT.nl/Futurama/WebAPI/2014/10/IWebAPIService/SessionKeepAlive"' was not the expected type 'text/xml; charset=utf-8'.` + "\n"

// The fault codes of WCF with their namespaces.
const (
	wcfInternal = "{http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher}InternalServiceFault"
	wcfNoAction = "{http://schemas.microsoft.com/ws/2005/05/addressing/none}ActionNotSupported"
)

// interopFuturamaForms are the forms of the WSDL: the setting of ?wsdl, and the query that asks for it.
var interopFuturamaForms = []struct{ name, setting, query string }{
	{"flat", "flat", "wsdl"},
	{"single", "split", "singleWsdl"},
	{"split", "split", "wsdl"},
}

// serveFuturama runs a server that has one form of the WSDL.
func serveFuturama(t *testing.T, setting string) (url, admin string) {
	t.Helper()
	url, admin = interopServer(t)
	answer, err := http.Post(admin+"/systems/futurama/reset?set=choices.wsdl="+setting, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("reset: %s", answer.Status)
	}
	return url, admin
}

// TestInteropFuturama lets real clients that read the WSDL as they run do the whole life of sessions of Futurama, with
// each form of the WSDL.
func TestInteropFuturama(t *testing.T) {
	for _, client := range []struct {
		interopClient
		tail string
	}{
		{interopClient: interopClient{
			name: "zeep", commands: []string{"python3", "/usr/bin/python3"}, probe: []string{"-c", "import zeep"},
			packages: "python3-zeep", program: "zeep/futurama.py",
		}},
		{interopClient: interopClient{
			name: "php", commands: []string{"php"}, probe: []string{"-r", probePHP},
			packages: "php-cli php-soap", program: "php/futurama.php",
		}, tail: "SOAP 1.2: fault HTTP, " + futuramaRefused},
	} {
		for _, form := range interopFuturamaForms {
			t.Run(client.name+"-"+form.name, func(t *testing.T) {
				t.Parallel()
				command := client.find(t)
				url, admin := serveFuturama(t, form.setting)
				got := interopRun(t, command, filepath.Join("../../testdata/interop", client.program), url, admin, form.query)
				interopCell(t, client.cell(t, command, "futurama", documentLiteral), futuramaStory("a:InternalServiceFault", "a:ActionNotSupported")+client.tail, got)
			})
		}
	}
}

// futuramaMono are the generators of mono, what their programs are compiled with, and what is their own in the story.
var futuramaMono = []struct {
	generator, noAction, tail string
	options                   []string // of mcs
}{
	{generator: "wsdl", options: []string{"-r:System.Web.Services"}, noAction: wcfNoAction, tail: "SOAP 1.2: 415, " + futuramaRefused},
	{
		generator: "svcutil", options: []string{"-d:WCF", "-r:System.ServiceModel", "-r:System.Runtime.Serialization"},
		noAction: "ActionNotSupportedException", // WCF has an exception of its own for this code
	},
}

// TestInteropFuturamaMono lets the proxies do the same that mono's wsdl and svcutil make of the served WSDL.
func TestInteropFuturamaMono(t *testing.T) {
	for _, mono := range futuramaMono {
		for _, form := range interopFuturamaForms {
			t.Run(mono.generator+"-"+form.name, func(t *testing.T) {
				t.Parallel()
				for _, tool := range []string{"mono", "mcs", mono.generator} {
					if _, err := exec.LookPath(tool); err != nil {
						interopMissing(t, "mono-devel")
					}
				}
				url, admin := serveFuturama(t, form.setting)
				dir := t.TempDir()
				stub, program := filepath.Join(dir, "stub.cs"), filepath.Join(dir, "futurama.exe")
				args := []string{"-out:" + stub, url + "/WebAPIService.svc?" + form.query}
				if mono.generator == "wsdl" {
					args = append([]string{"-n:Stub"}, args...)
				}
				interopRun(t, mono.generator, args...)
				if mono.generator == "svcutil" && form.name == "split" {
					// mono's svcutil fetches the parts, and makes nothing of a binding whose portType is in another one.
					if code, err := os.ReadFile(stub); err != nil || bytes.Contains(code, []byte("class ")) {
						t.Errorf("svcutil reads a WSDL in parts now, so it can live the story: %v\n%s", err, code)
					}
					return
				}
				const ours = "../../testdata/interop/mono/"
				args = []string{"-out:" + program, "-r:System.Web.Extensions", ours + "Futurama.cs", ours + "Step.cs", stub}
				interopRun(t, "mcs", append(args, mono.options...)...)
				if t.Failed() {
					return // there is nothing to run
				}
				got := interopRun(t, "mono", program, url, admin)
				interopCell(t, cell{"mono", versionOf(t, "mono", "--version"), mono.generator, "futurama", documentLiteral},
					futuramaStory(wcfInternal, mono.noAction)+mono.tail, got)
			})
		}
	}
}

// TestInteropFuturamaDiscovery gives mono's wsdl the address of the service instead of that of its contract, as a web reference has
// it: the page there leads to a DISCO document, and that to the contract.
func TestInteropFuturamaDiscovery(t *testing.T) {
	t.Parallel()
	monoTools(t, "wsdl")
	url, _ := interopServer(t)
	var stubs []string
	for _, address := range []string{"", "?disco", "?wsdl"} {
		stub := filepath.Join(t.TempDir(), "stub.cs")
		interopRun(t, "wsdl", "-n:Stub", "-o:"+stub, url+"/WebAPIService.svc"+address)
		code, err := os.ReadFile(stub)
		if err != nil {
			t.Fatal(err)
		}
		stubs = append(stubs, string(code))
	}
	if stubs[0] != stubs[2] || stubs[1] != stubs[2] || !strings.Contains(stubs[2], "SessionKeepAlive(") {
		t.Errorf("the proxies differ:\n%s", strings.Join(stubs, "\n"))
	}
}

// futuramaForm is one of the forms in which Futurama's session calls are sent: the path, the heads and the body, in which
// OP stands for the operation and # for the id; and what is around the id, the message and the time in an answer.
type futuramaForm struct {
	name, path, start, contentType, begin, body string
	id, message, next                           [2]string
}

var futuramaForms = []futuramaForm{
	{
		name: "SOAP", path: "/WebAPIService.svc", start: "StartSession", contentType: "text/xml; charset=utf-8",
		begin: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><StartSession xmlns="http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"/></e:Body></e:Envelope>`,
		body:  `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><OP xmlns="http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"><request><SessionID>#</SessionID></request></OP></e:Body></e:Envelope>`,
		id:    [2]string{"<SessionID>", "</"}, message: [2]string{"<Message>", "</"}, next: [2]string{"<NextTimeout>", "</"},
	},
	{
		name: "JSON", path: "/rest/webapi/OP", contentType: "application/json", begin: `{"folder":"Savingsaccount"}`, body: `{sessionID:"#"}`,
		id: [2]string{`"sessionID":"`, `"`}, message: [2]string{`"Message":"`, `"`}, next: [2]string{`"NextTimeout":"`, `"`},
	},
	{
		name: "XML", path: "/rest/webapi/OP", contentType: "application/xml",
		begin: `<Page><Folder>Savingsaccount</Folder></Page>`, body: `<OP><SessionID>#</SessionID></OP>`,
		id: [2]string{"<sessionID>", "</"}, message: [2]string{"<Message>", "</"}, next: [2]string{"<NextTimeout>", "</"},
	},
}

// TestInteropFuturamaForms lets curl start a session in one form, keep it alive in the second and end it in the third, in
// each order.
func TestInteropFuturamaForms(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		interopMissing(t, "curl")
	}
	url, _ := interopServer(t)
	for i, first := range futuramaForms {
		for j, second := range futuramaForms {
			if i == j {
				continue
			}
			third := futuramaForms[3-i-j]
			t.Run(first.name+"-"+second.name+"-"+third.name, func(t *testing.T) {
				id := within(first.curl(t, url, first.start, ""), first.id)
				if len(id) != 24 {
					t.Fatalf("the id is %q, want 24 characters", id)
				}
				answer := second.curl(t, url, "SessionKeepAlive", id)
				if got := within(answer, second.message); got != "success" {
					t.Errorf("kept alive: %q", got)
				}
				if next, err := time.Parse(time.RFC3339Nano, within(answer, second.next)); err != nil || time.Until(next) < 19*time.Minute {
					t.Errorf("NextTimeout: %v, %v", next, err)
				}
				if got := within(third.curl(t, url, "SessionEnd", id), third.message); got != "success" {
					t.Errorf("ended: %q", got)
				}
				for _, form := range futuramaForms {
					for _, operation := range []string{"SessionKeepAlive", "SessionEnd"} {
						want := "Session '" + id + "' does not exist or has expired."
						if got := within(form.curl(t, url, operation, id), form.message); got != want {
							t.Errorf("%s after the end, %s: %q, want %q", operation, form.name, got, want)
						}
					}
				}
			})
		}
	}
}

// curl sends a call, which has to be answered with 200, and returns the answer's body. Without an id it starts a session.
func (f futuramaForm) curl(t *testing.T, url, operation, id string) string {
	t.Helper()
	body := strings.NewReplacer("OP", operation, "#", id).Replace(f.body)
	if id == "" {
		body = f.begin
	}
	return interopRun(t, "curl", "--silent", "--show-error", "--fail", "--max-time", "30", "-H", "Content-Type: "+f.contentType,
		"-H", `SOAPAction: "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/IWebAPIService/`+operation+`"`,
		"--data-binary", body, strings.TrimSuffix(url+strings.Replace(f.path, "OP", operation, 1), "/"))
}

// within is what stands between two texts.
func within(text string, around [2]string) string {
	_, rest, _ := strings.Cut(text, around[0])
	found, _, _ := strings.Cut(rest, around[1])
	return found
}
