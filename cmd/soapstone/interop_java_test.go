package main

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// javaStack is an implementation of JAX-WS. Both have the programs of testdata/interop/jaxws, since their generators make
// classes of the same names.
type javaStack struct {
	client, folder, jar, generator, main string
	options                              []string // of its generator
	source, bindings                     string   // the options for where the classes go, and for JAXB's bindings
	encoded                              string   // what it says of rpc/encoded
}

func javaStacks() []javaStack {
	return []javaStack{
		{
			client: "Apache CXF", folder: "cxf", jar: "cxf-core-*.jar",
			generator: "wsdl2java", main: "org.apache.cxf.tools.wsdlto.WSDLToJava", source: "-d", bindings: "-b",
			encoded: "Rpc/encoded wsdls are not supported with CXF",
		},
		{
			client: "JAX-WS RI (Metro)", folder: "jaxws", jar: "jaxws-rt-*.jar",
			generator: "wsimport", main: "com.sun.tools.ws.WsImport", options: []string{"-Xnocompile"}, source: "-s", bindings: "-b",
			encoded: "Use of SOAP Encoding is not supported.",
		},
	}
}

// jars is the class path of the stack where .ci/clients has put it.
func (s javaStack) jars(t *testing.T) string {
	t.Helper()
	onPath(t, "java")
	onPath(t, "javac")
	return filepath.Join(installed(t, s.folder), "*")
}

// cell is the stack's cell of a system.
func (s javaStack) cell(t *testing.T, system, style string) cell {
	t.Helper()
	folder := installed(t, s.folder)
	found, err := filepath.Glob(filepath.Join(folder, s.jar))
	if err != nil || len(found) != 1 {
		t.Fatalf("%s in %s: %v, %v; want one", s.jar, folder, found, err)
	}
	return cell{s.client, regexp.MustCompile(`\d+(\.\d+)+`).FindString(filepath.Base(found[0])), s.generator, system, style}
}

// generate is the command that makes the classes of a WSDL.
func (s javaStack) generate(jars, dir, name, wsdl string) []string {
	args := append(shortLived(), "-cp", jars, s.main)
	args = append(append(args, s.options...), "-p", name, s.source, dir)
	if bindings := "../../testdata/interop/jaxws/" + name + ".xjb"; fileExists(bindings) {
		args = append(args, s.bindings, bindings)
	}
	return append(args, wsdl)
}

func fileExists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// classes has the stack make its classes of all WSDLs, and javac compile them with the programs.
func (s javaStack) classes(t *testing.T, jars string) string {
	t.Helper()
	dir := t.TempDir()
	url, _ := interopServer(t)
	contract := filepath.Join(dir, "sql.wsdl") // the generators have no password to fetch it with
	writeDocument(t, contract, asAlice(t, http.MethodGet, url+"/sql/demo?wsdl", ""))
	for _, stubs := range []struct{ name, wsdl string }{
		{"sql", contract},
		{"partner", url + "/services/Soap/u/64.0?wsdl"},
		{"futurama", url + "/WebAPIService.svc?wsdl"},
		{"m204", url + "/m204/session?wsdl"},
	} {
		interopRun(t, "java", s.generate(jars, dir, stubs.name, stubs.wsdl)...)
	}
	sources := javaSources(t, dir)
	programs := javaPrograms(t, "jaxws")
	classes := filepath.Join(dir, "classes")
	args := []string{"-J-XX:TieredStopAtLevel=1", "-proc:none", "-nowarn", "-encoding", "UTF-8", "-cp", jars, "-d", classes}
	interopRun(t, "javac", append(append(args, sources...), programs...)...)
	return classes
}

// javaPrograms are the sources of a stack's programs, and of what the programs of all stacks share.
func javaPrograms(t *testing.T, stack string) []string {
	t.Helper()
	return append(javaSources(t, "../../testdata/interop/java"), javaSources(t, "../../testdata/interop/"+stack)...)
}

// javaSources are the sources below a folder.
func javaSources(t *testing.T, dir string) (sources []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if strings.HasSuffix(path, ".java") {
			sources = append(sources, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sources
}

// TestInteropJAXWS lets both implementations of JAX-WS live sessions with the classes that their own generators make of
// the served WSDLs.
func TestInteropJAXWS(t *testing.T) {
	for _, stack := range javaStacks() {
		t.Run(stack.folder, func(t *testing.T) {
			t.Parallel()
			jars := stack.jars(t)
			classes := stack.classes(t, jars)
			if t.Failed() {
				return // there is nothing to run
			}
			for _, life := range []struct{ system, program, story, rest string }{
				{"sqlserver", "SQLServer", interopFaults("SOAP-ENV:Client", "Client").Replace(interopStory), ""},
				{"salesforce", "Salesforce", salesforceFaults(salesforceStory("u/64.0"), asWSC), "u/64.0"},
				{"futurama", "Futurama", futuramaStory(wcfInternal, wcfNoAction), "wsdl"},
				{"model204", "Model204", model204Story("soapenv"), ""},
			} {
				t.Run(life.system, func(t *testing.T) { // one after the other: two JVMs are enough
					url, admin := interopServer(t)
					args := append(shortLived(), "-Dfile.encoding=UTF-8", "-cp", classes+string(os.PathListSeparator)+jars, life.program, url, admin)
					if life.rest != "" {
						args = append(args, life.rest)
					}
					salesforceLives(t, stack.cell(t, life.system, documentLiteral), life.story, "java", args...)
				})
			}
		})
	}
}

// TestInteropJAXWSCannot shows with what words they refuse rpc/encoded, which JAX-WS has not.
func TestInteropJAXWSCannot(t *testing.T) {
	for _, stack := range javaStacks() {
		t.Run(stack.folder, func(t *testing.T) {
			t.Parallel()
			jars := stack.jars(t)
			url, _ := interopServer(t)
			wsdl := url + "/cfcc/control?view=services/AdministratorService?WSDL"
			said, err := exec.CommandContext(t.Context(), "java", stack.generate(jars, t.TempDir(), "mft", wsdl)...).CombinedOutput()
			if err == nil || !bytes.Contains(said, []byte(stack.encoded)) {
				t.Errorf("%v, want %q in\n%s", err, stack.encoded, said)
			}
			interopCannot(t, stack.cell(t, "mft", rpcEncoded), "no rpc/encoded")
		})
	}
}
