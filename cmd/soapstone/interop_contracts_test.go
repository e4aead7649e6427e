package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/beevik/etree"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// validator finds a validator that we did not write.
func validator(t *testing.T) string {
	t.Helper()
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		interopMissing(t, "libxml2-utils")
	}
	return xmllint
}

// TestInteropContracts has every served WSDL validated against the schemas of WSDL 1.1 and of its SOAP binding, which
// Debian has in a package of Python's, and its types compiled.
func TestInteropContracts(t *testing.T) {
	t.Parallel()
	xmllint := validator(t)
	const locate = "import os, xmlschema; print(os.path.join(os.path.dirname(xmlschema.__file__), 'schemas', 'WSDL'))"
	var folder string
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if out, err := exec.CommandContext(t.Context(), python, "-c", locate).Output(); err == nil {
			folder = strings.TrimSpace(string(out))
			break
		}
	}
	if folder == "" {
		interopMissing(t, "python3-xmlschema")
	}
	schema := filepath.Join(t.TempDir(), "all.xsd")
	writeDocument(t, schema, []byte(`<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">`+
		`<xsd:import namespace="http://schemas.xmlsoap.org/wsdl/" schemaLocation="`+filepath.Join(folder, "wsdl.xsd")+`"/>`+
		`<xsd:import namespace="http://schemas.xmlsoap.org/wsdl/soap/" schemaLocation="`+filepath.Join(folder, "wsdl-soap.xsd")+`"/></xsd:schema>`))
	args := []string{"--noout", "--nonet", "--schema", schema}
	for name, document := range different(servedContracts(t)) {
		file := filepath.Join(t.TempDir(), "contract.wsdl")
		writeDocument(t, file, document)
		args = append(args, file)
		t.Run(name, func(t *testing.T) {
			types := writeSchemas(t, t.TempDir(), document, filepath.Join(folder, "soap-encoding.xsd"))
			// A schema is no valid message: that it says so means that the types could be compiled.
			out, err := exec.CommandContext(t.Context(), xmllint, "--noout", "--nonet", "--schema", types, types).CombinedOutput()
			if err == nil || !bytes.Contains(out, []byte("fails to validate")) || bytes.Contains(out, []byte("Schemas parser error")) {
				t.Errorf("%s", out)
			}
		})
	}
	if len(args) < 20 {
		t.Errorf("only %d contracts", len(args)-4)
	}
	interopRun(t, xmllint, args...)

	broken := filepath.Join(t.TempDir(), "broken.wsdl")
	writeDocument(t, broken, []byte(`<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"><binding type="x"/></definitions>`))
	if exec.CommandContext(t.Context(), xmllint, "--noout", "--nonet", "--schema", schema, broken).Run() == nil {
		t.Error("a broken WSDL counts as valid, too")
	}
}

// TestInteropReplies has every reply and every fault's detail of every story validated against the served WSDL: the stories
// are what we answer to the byte, so that contract and behaviour cannot drift apart. Not so TIBCO MFT, whose encoded
// messages no schema describes: those are read by Axis.
func TestInteropReplies(t *testing.T) {
	t.Parallel()
	xmllint := validator(t)
	contracts := servedContracts(t)
	for _, system := range []string{"sqlserver", "salesforce", "futurama", "model204"} {
		t.Run(system, func(t *testing.T) {
			t.Parallel()
			files, err := filepath.Glob("../../testdata/" + system + "/*.txtar")
			if err != nil || len(files) == 0 {
				t.Fatalf("no stories: %v", err)
			}
			byContract := map[string][]string{} // files with parts of answers, by the contract that describes them
			dir := t.TempDir()
			for _, file := range files {
				story, err := transcript.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				for contract, parts := range answersOf(t, story) {
					document, ok := contracts[contract]
					if !ok && len(story.Set) > 0 {
						continue // it is served under these settings alone
					}
					known := declared(t, document)
					for i, part := range parts {
						for k, element := range described(part, known) {
							name := filepath.Join(dir, fmt.Sprintf("%s-%s-%d-%d.xml", filepath.Base(file), strings.ReplaceAll(contract, "/", "-"), i, k))
							writeDocument(t, name, standalone(element))
							byContract[contract] = append(byContract[contract], name)
						}
					}
				}
			}
			count := 0
			for contract, names := range byContract {
				count += len(names)
				validate(t, xmllint, writeSchemas(t, t.TempDir(), contracts[contract]), names)
			}
			t.Logf("%d parts of answers under %d contracts", count, len(byContract))
			if count < len(files) {
				t.Errorf("%d stories have only %d parts of answers that a contract describes", len(files), count)
			}
		})
	}
}

// names are the elements that a contract declares, and their namespaces.
type names struct{ elements, spaces map[string]bool }

func declared(t *testing.T, contract []byte) names {
	t.Helper()
	n := names{map[string]bool{}, map[string]bool{}}
	for _, schema := range parseDocument(t, contract).FindElements("/definitions/types/schema") {
		space := schema.SelectAttrValue("targetNamespace", "")
		n.spaces[space] = true
		for _, element := range schema.SelectElements("element") {
			n.elements[space+" "+element.SelectAttrValue("name", "")] = true
		}
	}
	return n
}

// described are the elements that a contract has to describe: what stands in a header or a body, if it is of the
// contract's namespaces, and of what stands within what others describe, such as a fault, all that it declares.
func described(e *etree.Element, n names) (found []*etree.Element) {
	top := e.Parent().Parent().Parent().Parent() == nil // the document, and Envelope, Header or Body
	if n.elements[e.NamespaceURI()+" "+e.Tag] || top && n.spaces[e.NamespaceURI()] {
		return []*etree.Element{e}
	}
	for _, child := range e.ChildElements() {
		found = append(found, described(child, n)...)
	}
	return found
}

// different leaves out of Salesforce's versions those that differ from a higher one in nothing but their number.
func different(contracts map[string][]byte) map[string][]byte {
	version := regexp.MustCompile(`\b\d+\.0\b`)
	seen, left := map[string]bool{}, map[string][]byte{}
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(contracts))) {
		shape := version.ReplaceAllString(string(contracts[name]), "N")
		if !strings.HasPrefix(name, "salesforce/") || !seen[shape] {
			left[name] = contracts[name]
		}
		seen[shape] = true
	}
	return left
}

// servedContracts are the WSDLs by name.
func servedContracts(t *testing.T) map[string][]byte {
	t.Helper()
	dir := t.TempDir()
	if code := run([]string{"wsdl", "--all", "--out", dir}, nil, io.Discard, io.Discard); code != exitFine {
		t.Fatalf("wsdl --all ends with %d", code)
	}
	contracts := map[string][]byte{}
	err := filepath.WalkDir(dir, func(file string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name := strings.TrimSuffix(filepath.ToSlash(strings.TrimPrefix(file, dir+string(filepath.Separator))), ".wsdl")
		contracts[name], err = os.ReadFile(file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return contracts
}

// validate has documents validated, as many at a time as a command line holds.
func validate(t *testing.T, xmllint, schema string, names []string) {
	t.Helper()
	const atOnce = 200
	for len(names) > 0 {
		n := min(atOnce, len(names))
		out, err := exec.CommandContext(t.Context(), xmllint, append([]string{"--noout", "--nonet", "--schema", schema}, names[:n]...)...).CombinedOutput()
		if err != nil {
			for line := range strings.Lines(string(out)) {
				if !strings.HasSuffix(strings.TrimSpace(line), "validates") {
					t.Error(strings.TrimSpace(line))
				}
			}
		}
		names = names[n:]
	}
}

var salesforcePath = regexp.MustCompile(`/services/Soap/([uc])/(\d+)(\.0)?[/? ]`)

// contractOf names the contract that a request is under, "" for none.
func contractOf(system, start string) string {
	path := strings.ToLower(start)
	switch system {
	case "sqlserver":
		if strings.Contains(path, "/sql/methods") {
			return "sqlserver/methods"
		}
		return "sqlserver/demo"
	case "futurama":
		if strings.Contains(path, "/rest/") {
			return ""
		}
		return "futurama"
	case "model204":
		return "model204/session"
	}
	found := salesforcePath.FindStringSubmatch(start)
	if found == nil {
		return ""
	}
	return "salesforce/" + map[string]string{"u": "partner", "c": "enterprise"}[found[1]] + "/" + found[2] + ".0"
}

// answersOf are what stands in headers and bodies of a story's answers, by the contract of their requests.
func answersOf(t *testing.T, story *transcript.Story) map[string][]*etree.Element {
	t.Helper()
	requests, parts := map[int]string{}, map[string][]*etree.Element{}
	for _, e := range story.Events {
		switch e := e.(type) {
		case *transcript.Request:
			requests[e.Number] = contractOf(story.System, e.Start)
		case *transcript.Response:
			contract := requests[e.Number]
			if contract == "" || !strings.Contains(e.Value("Content-Type"), "xml") || !bytes.Contains(e.Body, []byte("Envelope>")) {
				continue
			}
			parts[contract] = append(parts[contract], parseDocument(t, e.Body).FindElements("/Envelope/*/*")...)
		}
	}
	return parts
}
