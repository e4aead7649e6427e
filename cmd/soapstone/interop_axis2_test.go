package main

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// axis2Generate is the command with which Axis2 makes the classes of a WSDL, in its own binding of data.
func axis2Generate(jars, dir, name, wsdl string) []string {
	return append(shortLived(), "-cp", jars, "org.apache.axis2.wsdl.WSDL2Java", "-d", "adb", "-p", name, "-o", dir, "-uri", wsdl)
}

// axis2Cell is the cell of the Axis2 in a folder, which has its version in the name of a jar.
func axis2Cell(t *testing.T, jars, system, style string) cell {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(filepath.Dir(jars), "axis2-kernel-*.jar"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %v, %v; want one jar of Axis2's kernel", jars, found, err)
	}
	return cell{"Axis2", regexp.MustCompile(`\d+(\.\d+)+`).FindString(filepath.Base(found[0])), "WSDL2Java", system, style}
}

// axis2Jars is the class path of Axis2 where .ci/clients has put it.
func axis2Jars(t *testing.T) string {
	t.Helper()
	onPath(t, "java")
	onPath(t, "javac")
	return filepath.Join(installed(t, "axis2"), "*")
}

// TestInteropAxis2 lets Axis2 live sessions with the classes that its WSDL2Java makes of the served WSDLs, which are compiled
// once.
func TestInteropAxis2(t *testing.T) {
	t.Parallel()
	jars := axis2Jars(t)
	dir := t.TempDir()
	url, _ := interopServer(t)
	for _, stubs := range []struct{ name, path string }{
		{"partner", "/services/Soap/u/64.0?wsdl"},
		{"futurama", "/WebAPIService.svc?wsdl"},
		{"m204", "/m204/session?wsdl"},
	} {
		interopRun(t, "java", axis2Generate(jars, dir, stubs.name, url+stubs.path)...)
	}
	classes := filepath.Join(dir, "classes")
	args := []string{"-J-XX:TieredStopAtLevel=1", "-proc:none", "-nowarn", "-encoding", "UTF-8", "-cp", jars, "-d", classes}
	interopRun(t, "javac", append(append(args, javaSources(t, dir)...), javaPrograms(t, "axis2")...)...)
	if t.Failed() {
		return // there is nothing to run
	}
	for _, life := range []struct{ system, program, story, rest string }{
		{"salesforce", "Salesforce", salesforceFaults(salesforceStory("u/64.0"), asWSC), "u/64.0"},
		{"futurama", "Futurama", futuramaStory(wcfInternal, wcfNoAction), ""},
		{"model204", "Model204", model204Story("soapenv"), ""},
	} {
		t.Run(life.system, func(t *testing.T) { // one after the other: one JVM is enough
			url, admin := interopServer(t)
			args := append(shortLived(), "-Dfile.encoding=UTF-8", "-cp", classes+string(os.PathListSeparator)+jars, life.program, url, admin)
			if life.rest != "" {
				args = append(args, life.rest)
			}
			salesforceLives(t, axis2Cell(t, jars, life.system, documentLiteral), life.story, "java", args...)
		})
	}
}

// TestInteropAxis2Cannot shows with what words Axis2's own binding of data refuses the other two: SQL Server's rowsets are
// mixed content, and rpc/encoded it never had.
func TestInteropAxis2Cannot(t *testing.T) {
	t.Parallel()
	jars := axis2Jars(t)
	url, _ := interopServer(t)
	contract := filepath.Join(t.TempDir(), "sql.wsdl") // the generator has no password to fetch it with
	writeDocument(t, contract, asAlice(t, http.MethodGet, url+"/sql/demo?wsdl", ""))
	for _, c := range []struct{ system, style, wsdl, says, why string }{
		{"sqlserver", documentLiteral, contract, "XSD complexType with mix content not supported in ADB", "no mixed content"},
		{"mft", rpcEncoded, url + "/cfcc/control?view=services/AdministratorService?WSDL",
			"can not find the complex type {http://schemas.xmlsoap.org/soap/encoding/}Array", "no rpc/encoded"},
	} {
		t.Run(c.system, func(t *testing.T) {
			said, err := exec.CommandContext(t.Context(), "java", axis2Generate(jars, t.TempDir(), "refused", c.wsdl)...).CombinedOutput()
			if err == nil || !bytes.Contains(said, []byte(c.says)) {
				t.Errorf("%v, want %q in\n%s", err, c.says, said)
			}
			interopCannot(t, axis2Cell(t, jars, c.system, c.style), c.why)
		})
	}
}
