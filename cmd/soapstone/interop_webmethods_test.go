package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// webMethodsStory is what every client says of the web methods of /sql/methods, typed from Books Online (ms190796, ms189558,
// ms187832, ms190712, ms175084) and from the default configuration, which says what the methods answer.
const webMethodsStory = `wsdl: GetCustomerInfo, SetLanguage, GetLanguage, Greeting
procedure: CustomerID=1 SalesOrderID=43860 OrderDate=2001-08-01T00:00:00, CustomerID=1 SalesOrderID=44501
parameter that comes back: 99999
parameter that is NULL: SalesOrderID=43860 OrderDate=2001-08-01T00:00:00, SalesOrderID=44501
function: Hello, Zoë & <Co>!
function of nothing: Hello, !
initiate: id of 16 bytes
enlist: Language=Français
no session: Language=us_english, header none
error of T-SQL: 2740 in SetLanguage, SET LANGUAGE failed because 'Latin' is not an official language name or a language alias on this SQL Server.
terminate: Language=Français
use after the end: SoapHeader, SessionIdIsInvalid, header terminate=true
terminate again: SoapHeader, SessionIdIsInvalid, header terminate=true
sqlbatch: not in the WSDL
`

// TestInteropWebMethods lets real clients call web methods with what they make of the served WSDL, in both its forms.
func TestInteropWebMethods(t *testing.T) {
	php, zeep := []string{"php"}, []string{"python3", "/usr/bin/python3"}
	for _, client := range []interopClient{
		{name: "php-1.1", commands: php, probe: []string{"-r", probePHP}, packages: "php-cli php-soap", program: "php/webmethods.php", rest: []string{"1.1"}},
		{name: "php-1.2", commands: php, probe: []string{"-r", probePHP}, packages: "php-cli php-soap", program: "php/webmethods.php", rest: []string{"1.2"}},
		{name: "zeep", commands: zeep, probe: []string{"-c", "import zeep"}, packages: "python3-zeep", program: "zeep/webmethods.py"},
	} {
		for _, form := range []string{"wsdl", "wsdlsimple"} {
			t.Run(client.name+"/"+form, func(t *testing.T) {
				t.Parallel()
				command := client.find(t)
				url, admin := interopServer(t)
				args := append([]string{filepath.Join("../../testdata/interop", client.program), url, admin}, client.rest...)
				got := interopRun(t, command, append(args, form)...)
				interopCell(t, client.cell(t, command, "sqlserver", documentLiteral), webMethodsStory, got)
			})
		}
	}
}

// TestInteropDataSets has PHP and zeep take rowsets that are declared for .NET.
func TestInteropDataSets(t *testing.T) {
	php := interopClient{name: "php", commands: []string{"php"}, probe: []string{"-r", probePHP}, packages: "php-cli php-soap", program: "php/webmethods.php", rest: []string{"1.1"}}
	zeep := interopClient{name: "zeep", commands: []string{"python3", "/usr/bin/python3"}, probe: []string{"-c", "import zeep"}, packages: "python3-zeep", program: "zeep/webmethods.py"}
	for _, client := range []interopClient{php, zeep} {
		t.Run(client.name, func(t *testing.T) {
			t.Parallel()
			command := client.find(t)
			url, admin := interopServer(t)
			setDataSets(t, admin)
			args := append([]string{filepath.Join("../../testdata/interop", client.program), url, admin}, client.rest...)
			got := interopRun(t, command, append(args, "wsdl")...)
			interopCell(t, client.cell(t, command, "sqlserver", documentLiteral), webMethodsStory, got)
		})
	}
}

// TestInteropMonoWebMethods has mono's wsdl make a proxy, as the web references of .NET are: rowsets are DataSets, and what the
// procedure gives is an array of objects (Books Online, ms187832). Into the proxy goes the header that no WSDL of SQL Server
// binds, as authors of clients have put it there by hand.
func TestInteropMonoWebMethods(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"wsdl", "mcs", "mono"} {
		if _, err := exec.LookPath(tool); err != nil {
			interopMissing(t, "mono-devel")
		}
	}
	url, admin := interopServer(t)
	setDataSets(t, admin)
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	writeDocument(t, in("methods.wsdl"), asAlice(t, http.MethodGet, url+"/sql/methods?wsdl", ""))
	interopRun(t, "wsdl", "-n:Methods", "-o:"+in("Methods.cs"), in("methods.wsdl"))
	proxy, err := os.ReadFile(in("Methods.cs"))
	if err != nil {
		t.Fatal(err)
	}
	const method, header = "[System.Web.Services.Protocols.SoapDocumentMethodAttribute(",
		`[System.Web.Services.Protocols.SoapHeader("sqlSession", Direction=System.Web.Services.Protocols.SoapHeaderDirection.InOut)]`
	writeDocument(t, in("Methods.cs"), bytes.ReplaceAll(proxy, []byte(method), []byte(header+"\n"+method)))
	interopRun(t, "mcs", "-r:System.Web.Services,System.Data", "-out:"+in("webmethods.exe"), "../../testdata/interop/mono/webmethods.cs", in("Methods.cs"))
	got := interopRun(t, "mono", in("webmethods.exe"), url, admin)
	interopCell(t, cell{"mono", versionOf(t, "mono", "--version"), "wsdl", "sqlserver", documentLiteral}, webMethodsStory, got)
}

// setDataSets has the WSDL declare rowsets as a captured one does.
func setDataSets(t *testing.T, admin string) {
	t.Helper()
	r, err := http.Post(admin+"/systems/sqlserver/reset", "application/json", strings.NewReader(`{"set":{"dataSets":"schema"}}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusOK {
		t.Fatalf("reset: %s", r.Status)
	}
}

// interopCalls are calls of web methods whose answers together have every kind of result that the WSDL describes.
var interopCalls = []struct{ name, call, has string }{
	{"procedure", "<GetCustomerInfo xmlns='http://tempUri.org/'><CustomerID>1</CustomerID><OutputParam/></GetCustomerInfo>", "<method:OutputParam>"},
	{"null", "<Greeting xmlns='http://tempUri.org/'><Name i:nil='true'/></Greeting>", "Hello, !"},
	{"rowset", "<GetLanguage xmlns='http://tempUri.org/'/>", `xsi:type="sqlsoaptypes:SqlRowSet"`},
	{"message", "<SetLanguage xmlns='http://tempUri.org/'><Language>Latin</Language></SetLanguage>", "<sqlmessage:Procedure>"},
}

// TestInteropWebMethodsSchema has xmllint compile the schemas of the served WSDL and validate calls and answers under them.
func TestInteropWebMethodsSchema(t *testing.T) {
	t.Parallel()
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		interopMissing(t, "libxml2-utils")
	}
	url, _ := interopServer(t)
	for _, form := range []string{"wsdl", "wsdlsimple"} {
		dir := t.TempDir()
		schema := writeSchemas(t, dir, asAlice(t, http.MethodGet, url+"/sql/methods?"+form, ""))
		for _, c := range interopCalls {
			t.Run(form+"/"+c.name, func(t *testing.T) {
				request := `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><e:Body>` +
					c.call + `</e:Body></e:Envelope>`
				answer := asAlice(t, http.MethodPost, url+"/sql/methods", request)
				if !strings.Contains(string(answer), c.has) {
					t.Errorf("the answer has no %s:\n%s", c.has, answer)
				}
				args := []string{"--noout", "--nonet", "--schema", schema}
				for i, part := range append(envelopeParts(t, []byte(request)), envelopeParts(t, answer)...) {
					file := filepath.Join(dir, fmt.Sprintf("%s-%d.xml", c.name, i))
					writeDocument(t, file, part)
					args = append(args, file)
				}
				if got := len(args) - 4; got != 2 {
					t.Errorf("%d bodies, want that of the request and that of the answer", got)
				}
				interopRun(t, xmllint, args...)
			})
		}
	}
}
