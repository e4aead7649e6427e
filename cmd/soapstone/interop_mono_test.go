package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// interopMonoStory is what mono's proxy says.
const interopMonoStory = `no session: Hello, Alice!, header none
initiate: id of 16 bytes, timeout 12
enlist: Français, id of 16 bytes
enlist over another connection: Français
another user: fault Client, SoapHeader, SessionIdIsInvalid
wrong password: 401
terminate: Français, id of 16 bytes, terminate True
use after the end: fault Client, SoapHeader, SessionIdIsInvalid
idle for 13 s of 12: fault Client, SoapHeader, SessionIdIsInvalid
`

// TestInteropMono has mono's wsdl make a proxy of the WSDL that it gets by an integrated login, and the proxy call web
// methods of an endpoint without ad-hoc batches, in a session, by either version of NTLM that mono has.
func TestInteropMono(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"mono", "mcs", "wsdl"} {
		if _, err := exec.LookPath(command); err != nil {
			interopMissing(t, "mono-devel")
		}
	}
	url, admin := interopServer(t)
	interopPost(t, admin+"/systems/sqlserver/reset", `{"set": {"/sql/methods.authentication": "integrated", "dataSets": "schema", "ntlmResponses": "any"}}`)
	dir := t.TempDir()
	proxy, program := filepath.Join(dir, "Proxy.cs"), filepath.Join(dir, "Windows.exe")
	interopRun(t, "wsdl", "-n:Sql", "-username:alice", "-password:soapstone", "-domain:CORP", "-o:"+proxy, url+"/sql/methods?wsdl")
	bindSession(t, proxy)
	interopRun(t, "mcs", "-out:"+program, "-r:System.Web.Services,System.Data,System.Xml,Mono.Security", proxy, "../../testdata/interop/mono/Windows.cs")
	if t.Failed() {
		return // there is nothing to run
	}
	for _, responses := range []struct{ taken, given string }{{"v2", "NTLMv2_only"}, {"any", "LM_and_NTLM_and_try_NTLMv2_Session"}} {
		t.Run(responses.given, func(t *testing.T) {
			interopPost(t, admin+"/systems/sqlserver/reset",
				`{"set": {"/sql/methods.authentication": "integrated", "dataSets": "schema", "ntlmResponses": "`+responses.taken+`"}}`)
			got := interopRun(t, "mono", program, url, admin, responses.given)
			interopCell(t, cell{"mono", versionOf(t, "mono", "--version"), "wsdl", "sqlserver", documentLiteral}, interopMonoStory, got)
		})
	}
}

// bindSession puts the header into a proxy that the WSDL does not bind, as its users did by hand.
func bindSession(t *testing.T, proxy string) {
	t.Helper()
	text, err := os.ReadFile(proxy)
	if err != nil {
		t.Fatal(err)
	}
	const class, method = "System.Web.Services.Protocols.SoapHttpClientProtocol {", "[System.Web.Services.Protocols.SoapDocumentMethodAttribute("
	bound := strings.NewReplacer(
		class, class+"\npublic SqlSession session;",
		method, `[System.Web.Services.Protocols.SoapHeaderAttribute("session", Direction=System.Web.Services.Protocols.SoapHeaderDirection.InOut)]`+"\n"+method,
	).Replace(string(text))
	if err := os.WriteFile(proxy, []byte(bound), 0o600); err != nil {
		t.Fatal(err)
	}
}

// interopPost asks the operator's API for something.
func interopPost(t *testing.T, url, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s", url, body, answer.Status)
	}
}
