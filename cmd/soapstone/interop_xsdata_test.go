package main

import (
	"bytes"
	"net/http"
	"os/exec"
	"path/filepath"
	"testing"
)

// xsdataGenerate is the command with which the xsdata of a python makes a package of a WSDL below a folder. It calls ruff, which was
// installed beside that python.
func xsdataGenerate(python, dir, name, wsdl string) []string {
	const script = `cd "$1" && PATH="$(dirname "$0"):$PATH" exec "$0" -m xsdata generate --package "$2" "$3"`
	return []string{"-c", script, python, dir, name, wsdl}
}

// xsdataCell is a cell of the xsdata of a python.
func xsdataCell(t *testing.T, python, system, style string) cell {
	t.Helper()
	version := versionOf(t, python, "-c", "import xsdata; print(xsdata.__version__)")
	return cell{"xsdata", version, "xsdata generate", system, style}
}

// TestInteropXsdata lets programs live sessions with the dataclasses that xsdata makes of the served WSDLs, and its client.
func TestInteropXsdata(t *testing.T) {
	t.Parallel()
	python := installed(t, "xsdata/bin/python")
	type life struct {
		name, system, stubs, wsdl, story string
		serve                            func(t *testing.T) (url, admin string)
		rest                             []string
	}
	lives := []life{
		{"sqlserver", "sqlserver", "sqlbatch", "", interopFaults("SOAP-ENV:Client", "Client").Replace(interopStory), interopServer, nil},
		{"model204", "model204", "m204", "/m204/session?wsdl", model204Story("soapenv"), interopServer, nil},
	}
	for _, api := range []string{"u/13.0", "u/64.0", "c/40.0"} {
		story := salesforceFaults(salesforceStory(api), asSOAP)
		lives = append(lives, life{"salesforce-" + api, "salesforce", "sforce", "/services/Soap/" + api + "?wsdl", story, interopServer, []string{api}})
	}
	for _, form := range interopFuturamaForms {
		if form.name == "split" {
			continue // see TestInteropXsdataCannot
		}
		story := futuramaStory("a:InternalServiceFault", "a:ActionNotSupported")
		serve := func(t *testing.T) (url, admin string) { return serveFuturama(t, form.setting) }
		lives = append(lives, life{"futurama-" + form.name, "futurama", "webapi", "/WebAPIService.svc?" + form.query, story, serve, nil})
	}
	for _, l := range lives {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			url, admin := l.serve(t)
			dir := t.TempDir()
			contract := url + l.wsdl
			if l.wsdl == "" { // the generator has no password to fetch it with
				contract = filepath.Join(dir, "sql.wsdl")
				writeDocument(t, contract, asAlice(t, http.MethodGet, url+"/sql/demo?wsdl", ""))
			}
			interopRun(t, "sh", xsdataGenerate(python, dir, l.stubs, contract)...)
			if t.Failed() {
				return // there is nothing to run
			}
			args := []string{"PYTHONPATH=" + dir, python, "../../testdata/interop/xsdata/" + l.system + ".py", url, admin}
			salesforceLives(t, xsdataCell(t, python, l.system, documentLiteral), l.story, "env", append(args, l.rest...)...)
		})
	}
}

// TestInteropXsdataCannot shows where xsdata stops. TIBCO MFT's WSDL imports the schema of SOAP's encoding, of which xsdata has a
// copy that it does not read itself. And of what WCF's parts import it takes for a WSDL only what has an address that ends so.
func TestInteropXsdataCannot(t *testing.T) {
	t.Parallel()
	python := installed(t, "xsdata/bin/python")
	url, _ := serveFuturama(t, "split")
	for _, c := range []struct{ system, wsdl, says string }{
		{"mft", "/cfcc/control?view=services/AdministratorService?WSDL", "XML or text declaration not at start of entity"},
		{"futurama", "/WebAPIService.svc?wsdl", "Unknown property {http://www.w3.org/2001/XMLSchema}schema:{http://schemas.xmlsoap.org/wsdl/}types"},
	} {
		t.Run(c.system, func(t *testing.T) {
			said, err := exec.CommandContext(t.Context(), "sh", xsdataGenerate(python, t.TempDir(), "refused", url+c.wsdl)...).CombinedOutput()
			if err == nil || !bytes.Contains(said, []byte(c.says)) {
				t.Errorf("%v, want %q in\n%s", err, c.says, said)
			}
			if c.system == "mft" {
				interopCannot(t, xsdataCell(t, python, c.system, rpcEncoded), "no rpc/encoded")
			}
		})
	}
}
