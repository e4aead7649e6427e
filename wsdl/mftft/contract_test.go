package mftft_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/wsdl"
	"github.com/soapstone-dev/soapstone/wsdl/mftft"
)

func parse(t *testing.T, document []byte) *wsdl.Contract {
	t.Helper()
	c, err := wsdl.Parse(document)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestOperations has what each method takes and returns.
func TestOperations(t *testing.T) {
	c := parse(t, mftft.Document)
	got := map[string][]string{}
	for _, op := range c.Operations {
		if op.Style != wsdl.RPC || op.Input.Use != wsdl.Encoded || op.Output.Use != wsdl.Encoded || op.Action != "" {
			t.Errorf("%s is %s, %s and %s, soapAction %q", op.Name, op.Style, op.Input.Use, op.Output.Use, op.Action)
		}
		all := []string{}
		for _, p := range slices.Concat(op.Input.Element.Type.Content, op.Output.Element.Type.Content) {
			all = append(all, p.Element.Name.String()+" "+p.Element.Type.Name.Local)
		}
		got[op.Name] = all
	}
	want := map[string][]string{
		"getSession":      {"getSessionReturn string"},
		"getBWSession":    {"getBWSessionReturn string"},
		"closeSession":    {"sessionId string", "closeSessionReturn boolean"},
		"validateSession": {"sessionId string", "validateSessionReturn boolean"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
}

// TestServed fills in another host: the target namespace follows it everywhere.
func TestServed(t *testing.T) {
	const served = "https://mft.example.com:8443/cfcc/services/FTService"
	document := parse(t, mftft.Document).Document(wsdl.Place{Namespace: served, Address: served})
	if bytes.Contains(document, []byte("127.0.0.1")) {
		t.Error("the served copy has the source document's host")
	}
	c := parse(t, document)
	got := []string{c.Service, c.Port, c.Binding, c.PortType, c.TargetNamespace, c.Address, c.Operation("getSession").Output.Namespace}
	want := []string{"FTServiceService", "FTService", "FTServiceSoapBinding", "FTService", served, served, served}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}
