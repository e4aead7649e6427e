package main

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// gowsdlCode has gowsdl make a package of a contract, an address or a file, and returns the name of its file.
func gowsdlCode(t *testing.T, name, contract string) string {
	t.Helper()
	dir := t.TempDir()
	interopRun(t, "go", "run", "github.com/hooklift/gowsdl/cmd/gowsdl", "-d", dir, "-p", name, "-o", name+".go", contract)
	if t.Failed() {
		t.FailNow() // there is nothing to compile
	}
	return filepath.Join(dir, name, name+".go")
}

// gowsdlProgram compiles a program of testdata/interop/gowsdl with the package that gowsdl makes, as it is. The package
// appears beside the program, but only for the compiler.
func gowsdlProgram(t *testing.T, program, name, contract string) string {
	t.Helper()
	client := gowsdlCode(t, name, contract)
	lookedAt(t, []string{"../../testdata/interop/gowsdl"})
	folder, err := filepath.Abs(filepath.Join("../../testdata/interop/gowsdl", program))
	if err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(folder, name, name+".go"): client}})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	writeDocument(t, filepath.Join(dir, "overlay.json"), overlay)
	binary := filepath.Join(dir, program+".exe")
	interopRun(t, "go", "build", "-overlay", filepath.Join(dir, "overlay.json"), "-o", binary, folder)
	if t.Failed() {
		t.FailNow() // there is nothing to run
	}
	return binary
}

// gowsdlCell is the cell of gowsdl for a system.
func gowsdlCell(t *testing.T, system string) cell {
	t.Helper()
	return cell{"gowsdl", versionOf(t, "go", "list", "-m", "github.com/hooklift/gowsdl"), "gowsdl", system, documentLiteral}
}

// TestInteropGowsdlFuturama lets gowsdl's client live sessions of Futurama, with the WSDL in one piece. Of WCF's parts gowsdl
// reads the first alone, which has neither operations nor types.
func TestInteropGowsdlFuturama(t *testing.T) {
	t.Parallel()
	onPath(t, "go")
	for _, form := range interopFuturamaForms {
		t.Run(form.name, func(t *testing.T) {
			t.Parallel()
			url, admin := serveFuturama(t, form.setting)
			if form.name == "split" {
				code, err := os.ReadFile(gowsdlCode(t, "webapi", url+"/WebAPIService.svc?"+form.query))
				if err != nil || strings.Contains(string(code), "StartSession") {
					t.Errorf("%v; want nothing of the other parts:\n%s", err, code)
				}
				return
			}
			program := gowsdlProgram(t, "futurama", "webapi", url+"/WebAPIService.svc?"+form.query)
			interopCell(t, gowsdlCell(t, "futurama"), futuramaStory("a:InternalServiceFault", "a:ActionNotSupported"), interopRun(t, program, url, admin))
		})
	}
}

// TestInteropGowsdlModel204 lets gowsdl's client live sessions of Model 204.
func TestInteropGowsdlModel204(t *testing.T) {
	t.Parallel()
	onPath(t, "go")
	url, admin := interopServer(t)
	program := gowsdlProgram(t, "model204", "m204", url+"/m204/session?wsdl")
	interopCell(t, gowsdlCell(t, "model204"), model204Story("soapenv"), interopRun(t, program, url, admin))
}

// TestInteropGowsdlSQLServerCannot shows what gowsdl makes of SQL Server's WSDL: a parameter whose value nobody can set, and
// rowsets that are lists of texts, without the rows in them. Its client returns no headers of answers, and so no session id.
func TestInteropGowsdlSQLServerCannot(t *testing.T) {
	t.Parallel()
	onPath(t, "go")
	url, _ := interopServer(t)
	contract := filepath.Join(t.TempDir(), "demo.wsdl")
	writeDocument(t, contract, asAlice(t, http.MethodGet, url+"/sql/demo?wsdl", ""))
	code, err := os.ReadFile(gowsdlCode(t, "demo", contract))
	if err != nil {
		t.Fatal(err)
	}
	for _, lost := range []string{
		"type SqlParameter struct {\n\tValue struct {\n\t} `xml:\"Value,omitempty\" ",
		"type SqlRowSet struct {\n\tItems []string `xml:\",any\" ",
		"SqlbatchContext(ctx context.Context, request *Sqlbatch) (*SqlbatchResponse, error)",
	} {
		if !strings.Contains(string(code), lost) {
			t.Errorf("it has no %q:\n%s", lost, code)
		}
	}
	interopCannot(t, gowsdlCell(t, "sqlserver"), "types lose values")
}

// TestInteropGowsdlMFTCannot shows what gowsdl makes of rpc/encoded: calls that send their argument without the operation's
// name, the first alone where there are two, lists that hold nothing, and a type that is not there, so that it does not compile.
func TestInteropGowsdlMFTCannot(t *testing.T) {
	t.Parallel()
	onPath(t, "go")
	url, _ := interopServer(t)
	file := gowsdlCode(t, "admin", url+"/cfcc/control?view=services/AdministratorService?WSDL")
	code, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, lost := range []string{
		"GetSessionContext(ctx context.Context) (*string, error) {\n\tresponse := new(string)\n\terr := service.client.CallContext(ctx, \"''\", nil, response)",
		"DeleteSessionId(request *string) (*Boolean, error)",
		"type ArrayOf_tns1_Session struct {\n}",
	} {
		if !strings.Contains(string(code), lost) {
			t.Errorf("it has no %q:\n%s", lost, code)
		}
	}
	said, err := exec.CommandContext(t.Context(), "go", "vet", file).CombinedOutput()
	if err == nil || !strings.Contains(string(said), "undefined: Boolean") {
		t.Errorf("%v; want no type Boolean:\n%s", err, said)
	}
	c := gowsdlCell(t, "mft")
	c.Style = rpcEncoded
	interopCannot(t, c, "no rpc/encoded")
}
