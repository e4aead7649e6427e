package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestInteropWSC lets the Force.com Web Service Connector live sessions with the classes that its own wsdlc makes of what
// is served, partner and enterprise: the first version with logout(), the last before and the first with LimitInfoHeader, the first
// with ExtendedErrorDetails, the first with changeOwnPassword(), and the last.
func TestInteropWSC(t *testing.T) {
	jvms := make(chan struct{}, 2) // more at once only wait for each other
	for _, api := range []string{"u/13.0", "u/28.0", "u/37.0", "u/64.0", "c/20.0", "c/29.0", "c/40.0"} {
		t.Run(api, func(t *testing.T) {
			t.Parallel()
			onPath(t, "java")
			onPath(t, "javac")
			jars := filepath.Join(installed(t, "wsc"), "*")
			jvms <- struct{}{}
			defer func() { <-jvms }()
			url, admin := interopServer(t)
			classes := wscClasses(t, jars, url, api, "Salesforce")
			if t.Failed() {
				return // there is nothing to run
			}
			c := cell{"Force.com WSC", wscVersion(t, filepath.Dir(jars)), "wsdlc", "salesforce", documentLiteral}
			salesforceLives(t, c, salesforceFaults(salesforceStory(api)+interopRenewalStory, asWSC), "java",
				append(shortLived(), "-cp", jars+string(os.PathListSeparator)+classes, "Salesforce", url, admin, api)...)
		})
	}
}

// wscVersion is the version of the connector in a folder, which its jar has in its name.
func wscVersion(t *testing.T, folder string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(folder, "force-wsc-*.jar"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %v, %v; want one jar of WSC", folder, found, err)
	}
	return strings.TrimSuffix(strings.TrimPrefix(filepath.Base(found[0]), "force-wsc-"), ".jar")
}

// shortLived are options of a JVM that runs for a second.
func shortLived() []string { return []string{"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"} }

// wscClasses has wsdlc generate the connection of an API, and javac compile it with one of our programs.
func wscClasses(t *testing.T, jars, url, api, name string) (classes string) {
	t.Helper()
	dir := t.TempDir()
	contract, source := filepath.Join(dir, "contract.wsdl"), filepath.Join(dir, "source")
	writeDocument(t, contract, served(t, url+"/services/Soap/"+api+"?WSDL"))
	interopRun(t, "java", append(shortLived(), "-cp", jars, "com.sforce.ws.tools.wsdlc", "-nc", contract, filepath.Join(dir, "no.jar"), source)...)
	program, err := os.ReadFile("../../testdata/interop/wsc/" + name + ".java")
	if err != nil {
		t.Fatal(err)
	}
	text := string(program)
	if strings.HasPrefix(api, "c/") {
		text = strings.NewReplacer("partner", "enterprise", "Partner", "Enterprise").Replace(text)
	}
	if err := os.MkdirAll(source, 0o700); err != nil {
		t.Fatal(err)
	}
	writeDocument(t, filepath.Join(source, name+".java"), []byte(text))
	sources := append(javaSources(t, source), "../../testdata/interop/java/Step.java")
	classes = filepath.Join(dir, "classes")
	interopRun(t, "javac", append([]string{"-J-XX:TieredStopAtLevel=1", "-proc:none", "-nowarn", "-encoding", "UTF-8", "-cp", jars, "-d", classes}, sources...)...)
	return classes
}

// TestInteropGowsdl lets the client live sessions that gowsdl makes of the served WSDL.
func TestInteropGowsdl(t *testing.T) {
	t.Parallel()
	onPath(t, "go")
	const api = "u/64.0"
	url, admin := interopServer(t)
	dir := t.TempDir()
	contract, client := filepath.Join(dir, "contract.wsdl"), filepath.Join(dir, "partner", "partner.go")
	writeDocument(t, contract, served(t, url+"/services/Soap/"+api+"?WSDL"))
	interopRun(t, "go", "run", "github.com/hooklift/gowsdl/cmd/gowsdl", "-d", dir, "-p", "partner", "-o", "partner.go", contract)
	generated, err := os.ReadFile(client)
	if err != nil {
		t.Fatal(err)
	}
	// With the vendor's own WSDL, too, it calls the client of the portType Soap as the package soap is called that it
	// imports, and knows no QName.
	text := strings.NewReplacer("type soap struct", "type service struct", "&soap{", "&service{", "*soap)", "*service)",
		"type FaultCode *QName", "type FaultCode string").Replace(string(generated))
	writeDocument(t, client, []byte(text))

	// The package appears beside the program, but only for the compiler.
	lookedAt(t, []string{"../../testdata/interop/gowsdl"})
	program, err := filepath.Abs("../../testdata/interop/gowsdl")
	if err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(program, "partner", "partner.go"): client}})
	if err != nil {
		t.Fatal(err)
	}
	writeDocument(t, filepath.Join(dir, "overlay.json"), overlay)
	binary := filepath.Join(dir, "gowsdl.exe")
	interopRun(t, "go", "build", "-overlay", filepath.Join(dir, "overlay.json"), "-o", binary, program)
	if t.Failed() {
		return // there is nothing to run
	}
	c := cell{"gowsdl", versionOf(t, "go", "list", "-m", "github.com/hooklift/gowsdl"), "gowsdl", "salesforce", documentLiteral}
	salesforceLives(t, c, salesforceFaults(salesforceStory(api), asSOAP), binary, url, admin, api)
}

// served is what a GET is answered with.
func served(t *testing.T, url string) []byte {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s, %v", url, answer.Status, err)
	}
	return b
}
