package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// gsoapCell is the cell of gSOAP for a system.
func gsoapCell(t *testing.T, system, style string) cell {
	t.Helper()
	return cell{"gSOAP", versionOf(t, "soapcpp2", "-V"), "wsdl2h, soapcpp2", system, style}
}

// gsoapTools skips a test if the machine does not have gSOAP.
func gsoapTools(t *testing.T) {
	t.Helper()
	for _, tool := range []string{"wsdl2h", "soapcpp2", "gcc"} {
		if _, err := exec.LookPath(tool); err != nil {
			interopMissing(t, "gsoap libgsoap-dev gcc")
		}
	}
}

// gsoapHeader has wsdl2h make its header file of WSDLs, which come last in args.
func gsoapHeader(t *testing.T, args ...string) (header string) {
	t.Helper()
	header = filepath.Join(t.TempDir(), "session.h")
	interopRun(t, "wsdl2h", append([]string{"-c", "-o", header}, args...)...)
	return header
}

// gsoapProgram has soapcpp2 make the stubs of a header file, and gcc the program. A strict reader is in each of the programs.
func gsoapProgram(t *testing.T, program, header string, options ...string) string {
	t.Helper()
	dir := filepath.Dir(header)
	in := func(name string) string { return filepath.Join(dir, name) }
	interopRun(t, "soapcpp2", "-C", "-c", "-L", "-x", "-d", dir, "-I/usr/share/gsoap/import", header)
	if t.Failed() {
		t.FailNow() // there is nothing to compile
	}
	source := "../../testdata/interop/gsoap/" + program + ".c"
	args := append(options, "-I", dir, "-o", in(program), source, in("soapC.c"), in("soapClient.c"), "-lgsoap")
	interopRun(t, "gcc", args...)
	if t.Failed() {
		t.FailNow() // there is nothing to run
	}
	return in(program)
}

// TestInteropGSOAPMFT lets gSOAP's client of both WSDLs live sessions of TIBCO MFT, with both forms of beans. A program in C
// cannot list the operations that it was compiled with, and gSOAP calls the prefix of fault codes SOAP-ENV.
func TestInteropGSOAPMFT(t *testing.T) {
	t.Parallel()
	gsoapTools(t)
	url, admin := interopServer(t)
	const control = "/cfcc/control?view=services/"
	program := gsoapProgram(t, "mft", gsoapHeader(t, url+control+"AdministratorService?WSDL", url+control+"FTService?WSDL"))
	for _, beans := range interopMFTBeans {
		_, story, _ := strings.Cut(mftStory(beans), "\n")
		interopCell(t, gsoapCell(t, "mft", rpcEncoded), strings.ReplaceAll(story, "fault soapenv:", "fault SOAP-ENV:"),
			interopRun(t, program, url, admin, beans))
	}
}

// TestInteropGSOAPSalesforce lets gSOAP's client live sessions of Salesforce. It calls the namespace of faults ns3, whatever
// was sent, and reads times into a time_t, which has no parts of a second.
func TestInteropGSOAPSalesforce(t *testing.T) {
	t.Parallel()
	gsoapTools(t)
	const api = "u/64.0"
	url, admin := interopServer(t)
	program := gsoapProgram(t, "salesforce", gsoapHeader(t, url+"/services/Soap/"+api+"?WSDL"))
	story := strings.NewReplacer("fault sf:", "fault ns3:", "03:04:05.000Z", "03:04:05").Replace(salesforceFaults(salesforceStory(api), asSOAP))
	salesforceLives(t, gsoapCell(t, "salesforce", documentLiteral), story, program, url, admin, api)
}

// TestInteropGSOAPFuturama lets gSOAP's client live sessions of Futurama, with each form of the WSDL. A fault code whose
// // namespace the contract does not have comes with the whole of it. The typemap names the namespaces, whose prefixes in the
// stubs would depend on the form.
func TestInteropGSOAPFuturama(t *testing.T) {
	t.Parallel()
	gsoapTools(t)
	whole := strings.NewReplacer("{", `"`, "}", `":`)
	_, story, _ := strings.Cut(futuramaStory(whole.Replace(wcfInternal), whole.Replace(wcfNoAction)), "\n")
	for _, form := range interopFuturamaForms {
		t.Run(form.name, func(t *testing.T) {
			t.Parallel()
			url, admin := serveFuturama(t, form.setting)
			var options []string
			if form.name == "split" {
				options = append(options, "-DSPLIT")
			}
			header := gsoapHeader(t, "-t", "../../testdata/interop/gsoap/futurama.typemap", url+"/WebAPIService.svc?"+form.query)
			program := gsoapProgram(t, "futurama", header, options...)
			interopCell(t, gsoapCell(t, "futurama", documentLiteral), story, interopRun(t, program, url, admin))
		})
	}
}

// TestInteropGSOAPSQLServer lets gSOAP's client live sessions of SQL Server, with what its users write into the header file
// by hand: see sqlserver.header. Of attributes in base64 wsdl2h makes structs that are always sent, and they make pointers
// of those. The WSDL, which needs a password, is in a file, and the program in C does not list operations.
func TestInteropGSOAPSQLServer(t *testing.T) {
	t.Parallel()
	gsoapTools(t)
	url, admin := interopServer(t)
	contract := filepath.Join(t.TempDir(), "demo.wsdl")
	writeDocument(t, contract, asAlice(t, http.MethodGet, url+"/sql/demo?wsdl", ""))
	header := gsoapHeader(t, contract)
	generated, err := os.ReadFile(header)
	if err != nil {
		t.Fatal(err)
	}
	byHand, err := os.ReadFile("../../testdata/interop/gsoap/sqlserver.header")
	if err != nil {
		t.Fatal(err)
	}
	generated = regexp.MustCompile(`(?m)struct xsd__base64Binary( +:(sessionId|transactionDescriptor) )`).ReplaceAll(generated, []byte("struct xsd__base64Binary*$1"))
	writeDocument(t, header, append(generated, byHand...))
	// wsse.h has a type whose code is in a file that gSOAP brings along.
	program := gsoapProgram(t, "sqlserver", header, "-I/usr/share/gsoap", "/usr/share/gsoap/custom/struct_timeval.c")
	_, story, _ := strings.Cut(interopFaults("SOAP-ENV:Client", "Client").Replace(interopStory), "\nno session: ")
	interopCell(t, gsoapCell(t, "sqlserver", documentLiteral), "no session: "+story, interopRun(t, program, url, admin))
}
