package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The styles in which the systems' contracts bind their operations.
const (
	documentLiteral = "document/literal"
	rpcEncoded      = "rpc/encoded"
	restStyle       = "REST"
)

// cell is a field of the table of clients in the README: one client that lives sessions of one system.
type cell struct {
	Client    string `json:"client"`    // as its users call it: "PHP SoapClient"
	Version   string `json:"version"`   // as it says itself; see versionOf
	Generator string `json:"generator"` // what makes its stubs: "wsdl2java"; "" when it reads the WSDL as it runs, or none
	System    string `json:"system"`    // "model204"
	Style     string `json:"style"`     // "document/literal", "rpc/encoded", "REST"
}

// clientsOfScripts are what the clients are called that need no stubs, by their folder in testdata/interop, and what makes
// them say their version.
func clientsOfScripts() map[string]struct {
	client string
	says   []string
} {
	return map[string]struct {
		client string
		says   []string
	}{
		"php":  {"PHP SoapClient", []string{"-r", "echo PHP_VERSION;"}},
		"zeep": {"zeep", []string{"-c", "import zeep; print(zeep.__version__)"}},
		"suds": {"suds", []string{"-c", "import suds; print(suds.__version__)"}},
	}
}

// cell is the client's cell of a system.
func (c interopClient) cell(t *testing.T, command, system, style string) cell {
	t.Helper()
	folder, _, _ := strings.Cut(c.program, "/")
	is, known := clientsOfScripts()[folder]
	if !known {
		t.Fatalf("no name for the client of %s: add it to clientsOfScripts", c.program)
	}
	return cell{Client: is.client, Version: versionOf(t, command, is.says...), System: system, Style: style}
}

// noted is a cell with what came of it. Of one cell there may be several, as of Salesforce's versions.
type noted struct {
	cell
	Steps  int    `json:"steps"`            // how many its story has
	Passed int    `json:"passed"`           // of them, up to the first that went otherwise
	Cannot string `json:"cannot,omitempty"` // why the client cannot, in three words
}

// interopCell compares what a client says, a line for each step, with its story, and notes it for the table.
func interopCell(t *testing.T, c cell, want, got string) {
	t.Helper()
	wanted, lines := strings.Split(strings.TrimRight(want, "\n"), "\n"), strings.Split(strings.TrimRight(got, "\n"), "\n")
	if diff := cmp.Diff(wanted, lines); diff != "" {
		t.Errorf("%s, %s (-want +got):\n%s", c.Client, c.System, diff)
	}
	passed := 0
	for passed < min(len(wanted), len(lines)) && wanted[passed] == lines[passed] {
		passed++
	}
	if t.Failed() && passed == len(wanted) {
		passed-- // it said the right things, and ended the wrong way
	}
	note(t, noted{cell: c, Steps: len(wanted), Passed: passed})
}

// interopCannot notes that a client refuses a system, once a test has seen it do so.
func interopCannot(t *testing.T, c cell, why string) {
	t.Helper()
	if !t.Failed() {
		note(t, noted{cell: c, Cannot: why})
	}
}

// note writes a line into the file that SOAPSTONE_MATRIX names, which `make matrix` makes the table of.
func note(t *testing.T, n noted) {
	t.Helper()
	name := os.Getenv("SOAPSTONE_MATRIX")
	if name == "" {
		return
	}
	line, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(append(line, '\n')); err != nil { // one write, so that lines of parallel tests stay whole
		t.Fatal(err)
	}
}

// versionOf is what a tool says of its version: the first number with a point in it.
func versionOf(t *testing.T, command string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), command, args...).CombinedOutput()
	found := regexp.MustCompile(`\d+(\.\d+)+`).Find(out)
	if err != nil || found == nil {
		t.Errorf("%s %v says no version: %v\n%s", command, args, err, out)
	}
	return string(found)
}
