package main

import (
	"os/exec"
	"path/filepath"
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
	args := append(options, "-I", dir, "-o", in(program), "../../testdata/interop/gsoap/"+program+".c", in("soapC.c"), in("soapClient.c"), "-lgsoap")
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
