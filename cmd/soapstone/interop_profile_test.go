package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// profileBroken breaks rules of WS-I's Basic Profile 1.1 one by one in a WSDL that follows it: what is in place of what.
var profileBroken = []struct{ rule, right, wrong string }{
	{"R2203", `style="document"`, `style="rpc"`},
	{"R2204", `<part name="p" element="t:e"/>`, `<part name="p" type="x:string"/>`},
	{"R2205", `<part name="f" element="t:e"/>`, `<part name="f" type="x:string"/>`}, // of a fault
	{"R2705", `soapAction=""`, `soapAction="" style="rpc"`},
}

// profileFollowed is a WSDL that follows the profile, as far as the validator looks.
const profileFollowed = `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
 xmlns:x="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t">
<types><x:schema targetNamespace="urn:t"><x:element name="e" type="x:string"/></x:schema></types>
<message name="m"><part name="p" element="t:e"/></message><message name="f"><part name="f" element="t:e"/></message>
<portType name="pt"><operation name="o"><input message="t:m"/><output message="t:m"/><fault name="f" message="t:f"/></operation></portType>
<binding name="b" type="t:pt"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
<operation name="o"><soap:operation soapAction=""/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output>
<fault name="f"><soap:fault name="f" use="literal"/></fault></operation></binding></definitions>`

// TestInteropProfile has CXF's validator look whether every served WSDL follows WS-I's Basic Profile 1.1, as far as it looks.
// Those of TIBCO MFT cannot: the profile has no encoded messages (R2706).
func TestInteropProfile(t *testing.T) {
	t.Parallel()
	onPath(t, "java")
	jars := filepath.Join(installed(t, "cxf"), "*")
	dir := t.TempDir()
	args := append(shortLived(), "-cp", jars, "../../testdata/interop/cxf/Profile.java")
	wanted := map[string]bool{} // by file
	write := func(name string, document []byte, valid bool) {
		file := filepath.Join(dir, strings.ReplaceAll(name, "/", "-")+".wsdl")
		writeDocument(t, file, document)
		args, wanted[file] = append(args, file), valid
	}
	for name, document := range servedContracts(t) {
		if !strings.HasPrefix(name, "mft/") {
			write(name, document, true)
		}
	}
	write("followed", []byte(profileFollowed), true)
	for _, broken := range profileBroken {
		write("broken-"+broken.rule, []byte(strings.Replace(profileFollowed, broken.right, broken.wrong, 1)), false)
	}
	said := interopRun(t, "java", args...)
	told := 0
	for line := range strings.Lines(said) {
		verdict, file, _ := strings.Cut(strings.TrimSpace(line), ": ")
		want, asked := wanted[file]
		if !asked {
			continue // what is wrong
		}
		told++
		if (verdict == "valid") != want {
			t.Errorf("%s, want valid %t; all that was said:\n%s", strings.TrimSpace(line), want, said)
		}
	}
	if told != len(wanted) || told < 100 {
		t.Errorf("of %d WSDLs something was said of %d", len(wanted), told)
	}
	if _, err := os.Stat("../../testdata/interop/cxf/Profile.java"); err != nil { // so that go test sees when it changes
		t.Fatal(err)
	}
}
