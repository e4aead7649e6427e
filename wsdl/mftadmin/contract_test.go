package mftadmin_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/wsdl"
	"github.com/soapstone-dev/soapstone/wsdl/mftadmin"
)

const (
	address = "http://127.0.0.1:7080/cfcc/services/AdministratorService"
	space   = "urn:AdministratorService"
)

func parse(t *testing.T, document []byte) *wsdl.Contract {
	t.Helper()
	c, err := wsdl.Parse(document)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestOperations has what each method takes and returns, the session id last.
func TestOperations(t *testing.T) {
	c := parse(t, mftadmin.Document)
	got := map[string][]string{}
	for _, op := range c.Operations {
		if op.Style != wsdl.RPC || op.Input.Use != wsdl.Encoded || op.Output.Use != wsdl.Encoded || op.Action != "" {
			t.Errorf("%s is %s, %s and %s, soapAction %q", op.Name, op.Style, op.Input.Use, op.Output.Use, op.Action)
		}
		if op.Input.Name != op.Name+"Request" || op.Output.Name != op.Name+"Response" || op.Output.Namespace != address {
			t.Errorf("%s: messages %s and %s, output in %s", op.Name, op.Input.Name, op.Output.Name, op.Output.Namespace)
		}
		all := []string{}
		for _, p := range slices.Concat(op.Input.Element.Type.Content, op.Output.Element.Type.Content) {
			all = append(all, p.Element.Name.String()+" "+p.Element.Type.Name.Local)
		}
		got[op.Name] = all
	}
	want := map[string][]string{
		"getSession":              {"getSessionReturn string"},
		"getBWSession":            {"getBWSessionReturn string"},
		"closeSession":            {"sessionId string", "closeSessionReturn boolean"},
		"deleteExpiredSessionIds": {"sessionId string", "deleteExpiredSessionIdsReturn boolean"},
		"deleteSessionId":         {"deleteSessionId string", "sessionId string", "deleteSessionIdReturn boolean"},
		"getExpiredSessionIds":    {"sessionId string", "getExpiredSessionIdsReturn ArrayOf_tns1_Session"},
		"listActiveSessionIds":    {"sessionId string", "listActiveSessionIdsReturn ArrayOf_tns1_Session"},
		"validateSession":         {"sessionId string", "validateSessionReturn boolean"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
}

// TestBeans has the fields of the vendor's client classes: alphabetical, unqualified, those of Session nillable.
func TestBeans(t *testing.T) {
	c := parse(t, mftadmin.Document)
	got := map[string][]string{}
	for _, typ := range c.Types {
		for _, p := range typ.Content {
			line := p.Element.Name.String() + " " + p.Element.Type.Name.String()
			if p.Element.Nillable {
				line += " nillable"
			}
			got[typ.Name.String()] = append(got[typ.Name.String()], line)
		}
	}
	const text, number = "{http://www.w3.org/2001/XMLSchema}string nillable", "{http://www.w3.org/2001/XMLSchema}int"
	want := map[string][]string{
		"{" + space + "}DateTime": {"day " + number, "hour " + number, "minute " + number, "month " + number, "second " + number, "year " + number},
		"{" + space + "}Session": {"addTerminatingNull " + text, "remoteIPAddress " + text, "sessionID " + text,
			"sessionIDDate {" + space + "}DateTime nillable", "userID " + text},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("beans (-want +got):\n%s", diff)
	}
	array := c.Type(wsdl.Name{Space: address, Local: "ArrayOf_tns1_Session"})
	if array == nil || array.Kind != wsdl.KindArray || array.Item.Type != c.Type(wsdl.Name{Space: space, Local: "Session"}) {
		t.Errorf("the array type is %+v", array)
	}
}

// TestNames has the names of the vendor's stub.
func TestNames(t *testing.T) {
	c := parse(t, mftadmin.Document)
	got := []string{c.Service, c.Port, c.Binding, c.PortType, c.TargetNamespace, c.Address}
	want := []string{"AdminServiceService", "AdministratorService", "AdministratorServiceSoapBinding", "AdminService", address, address}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

// TestServed fills in another host: the target namespace follows it everywhere, the address may be another still.
func TestServed(t *testing.T) {
	const served, control = "https://mft.example.com:8443/cfcc/services/AdministratorService", "https://mft.example.com:8443/cfcc/control?view=services/AdministratorService"
	document := parse(t, mftadmin.Document).Document(wsdl.Place{Namespace: served, Address: control})
	if bytes.Contains(document, []byte("127.0.0.1")) {
		t.Error("the served copy has the source document's host")
	}
	c := parse(t, document)
	if c.TargetNamespace != served || c.Address != control || c.Operation("getSession").Output.Namespace != served {
		t.Errorf("target namespace %s, address %s, output in %s", c.TargetNamespace, c.Address, c.Operation("getSession").Output.Namespace)
	}
	if c.Type(wsdl.Name{Space: served, Local: "ArrayOf_tns1_Session"}) == nil {
		t.Error("the array type did not follow")
	}
}
