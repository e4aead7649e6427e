package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// monoStubs are the programs of mono that live sessions with proxies, what the proxies are called, and the path of the
// WSDL that each comes from.
var monoStubs = []struct {
	program string
	stubs   []struct{ namespace, path string }
	live    func(t *testing.T, c cell, program, url, admin string)
}{
	{"MFT", []struct{ namespace, path string }{
		{"Admin", "/cfcc/control?view=services/AdministratorService?WSDL"},
		{"FT", "/cfcc/control?view=services/FTService?WSDL"},
	}, func(t *testing.T, c cell, program, url, admin string) {
		c.System, c.Style = "mft", rpcEncoded
		for _, beans := range interopMFTBeans { // one after the other: the form of beans is a setting of the server
			interopCell(t, c, mftStory(beans), interopRun(t, "mono", program, url, admin, beans))
		}
	}},
	{"Salesforce", []struct{ namespace, path string }{
		{"Partner", "/services/Soap/u/64.0?WSDL"},
	}, func(t *testing.T, c cell, program, url, admin string) {
		c.System, c.Style = "salesforce", documentLiteral
		salesforceLives(t, c, salesforceFaults(salesforceStory("u/64.0"), asSOAP), "mono", program, url, admin, "u/64.0")
	}},
	{"Model204", []struct{ namespace, path string }{
		{"Stub", "/m204/session?wsdl"},
	}, func(t *testing.T, c cell, program, url, admin string) {
		c.System, c.Style = "model204", documentLiteral
		interopCell(t, c, model204Story("soapenv"), interopRun(t, "mono", program, url, admin))
	}},
}

// TestInteropMonoStubs lets the proxies live sessions that mono's wsdl makes of the served WSDLs, used as generated.
func TestInteropMonoStubs(t *testing.T) {
	for _, mono := range monoStubs {
		t.Run(mono.program, func(t *testing.T) {
			t.Parallel()
			monoTools(t, "wsdl")
			url, admin := interopServer(t)
			dir := t.TempDir()
			folder, program := "../../testdata/interop/mono/", filepath.Join(dir, mono.program+".exe")
			args := []string{"-out:" + program, "-r:System.Web.Services", folder + mono.program + ".cs", folder + "Step.cs"}
			for _, stub := range mono.stubs {
				proxy := filepath.Join(dir, stub.namespace+".cs")
				interopRun(t, "wsdl", "-n:"+stub.namespace, "-o:"+proxy, url+stub.path)
				args = append(args, proxy)
			}
			interopRun(t, "mcs", args...)
			if t.Failed() {
				return // there is nothing to run
			}
			if config, err := os.ReadFile(folder + mono.program + ".config"); err == nil {
				writeDocument(t, program+".config", config)
			}
			mono.live(t, cell{Client: "mono", Version: versionOf(t, "mono", "--version"), Generator: "wsdl"}, program, url, admin)
		})
	}
}

// TestInteropSvcutilCannot shows what mono's svcutil makes of the WSDLs of which it makes no proxy that one could use. It
// ends with 0 and without a warning each time.
func TestInteropSvcutilCannot(t *testing.T) {
	operation := regexp.MustCompile(`(?m)^    \S+ (\w+)\((.*)\);`)
	for _, c := range []struct{ system, style, path, why, operations string }{
		{"mft", rpcEncoded, "/cfcc/control?view=services/AdministratorService?WSDL", "writes no code", ""},
		{"salesforce", documentLiteral, "/services/Soap/u/64.0?WSDL", "writes no code", ""},
		// Login gets the last element, too, and from the list on each operation has those of the next.
		{"model204", documentLiteral, "/m204/session?wsdl", "mixes operations up", `Login(string userid, string password, DiscardSession DiscardSession)
Logoff()
Session()
Session_Id()
Session_Owner()
Session_Timeout()
Session_Create(string sesid, string owner, int timeout, string opts)
Session_Open(string sesid, string owner, int timeout)
Session_Close(string sesid, string owner, int timeout)
Session_Delete(string sesid, string owner, int timeout)
Session_List(string name, string value)
SetSession(string name)
GetSession(string name)
DiscardSession()`},
	} {
		t.Run(c.system, func(t *testing.T) {
			t.Parallel()
			monoTools(t, "svcutil")
			url, _ := interopServer(t)
			stub := filepath.Join(t.TempDir(), "stub.cs")
			interopRun(t, "svcutil", "-out:"+stub, url+c.path)
			code, err := os.ReadFile(stub)
			if err != nil {
				t.Fatal(err)
			}
			contract, _, _ := strings.Cut(string(code), "IClientChannel")
			var operations []string
			for _, found := range operation.FindAllStringSubmatch(contract, -1) {
				operations = append(operations, found[1]+"("+found[2]+")")
			}
			if got := strings.Join(operations, "\n"); got != c.operations {
				t.Errorf("its contract has\n%s\nwant\n%s", got, c.operations)
			}
			if !strings.HasPrefix(contract, "//") || c.operations == "" && strings.Contains(contract, "class ") {
				t.Errorf("it wrote:\n%s", contract)
			}
			interopCannot(t, cell{"mono", versionOf(t, "mono", "--version"), "svcutil", c.system, c.style}, c.why)
		})
	}
}

// monoTools skips a test if the machine does not have mono with a generator.
func monoTools(t *testing.T, generator string) {
	t.Helper()
	for _, tool := range []string{"mono", "mcs", generator} {
		if _, err := exec.LookPath(tool); err != nil {
			interopMissing(t, "mono-devel")
		}
	}
}

// TestInteropSvcutilSQLServerCannot shows that what mono's svcutil makes of SQL Server's WSDL does not compile: its contract
// returns a class that it did not write. It has no password to fetch the WSDL with, and reads no file, so it gets the
// operator's copy, which is the same.
func TestInteropSvcutilSQLServerCannot(t *testing.T) {
	t.Parallel()
	monoTools(t, "svcutil")
	_, admin := interopServer(t)
	stub := filepath.Join(t.TempDir(), "stub.cs")
	interopRun(t, "svcutil", "-out:"+stub, admin+"/wsdl/sqlserver/demo")
	args := []string{"-target:library", "-out:" + stub + ".dll", "-r:System.ServiceModel", "-r:System.Runtime.Serialization", stub}
	said, err := exec.CommandContext(t.Context(), "mcs", args...).CombinedOutput()
	if err == nil || !strings.Contains(string(said), "CS0246: The type or namespace name `sqlbatchResponse' could not be found") {
		t.Errorf("%v; want no sqlbatchResponse:\n%s", err, said)
	}
	interopCannot(t, cell{"mono", versionOf(t, "mono", "--version"), "svcutil", "sqlserver", documentLiteral}, "stubs don't compile")
}
