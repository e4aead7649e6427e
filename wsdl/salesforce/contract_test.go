package salesforce_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/beevik/etree"
	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/wsdl"
	"github.com/soapstone-dev/soapstone/wsdl/salesforce"
)

// flavours are the two contracts, by the letter in their path.
var flavours = map[string][]byte{"u": salesforce.Partner, "c": salesforce.Enterprise()}

var spaces = map[string]string{"u": "urn:partner.soap.sforce.com", "c": "urn:enterprise.soap.sforce.com"}

func parse(t *testing.T, document []byte) *wsdl.Contract {
	t.Helper()
	c, err := wsdl.Parse(document)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// served are the contracts as clients that download them read them, by path: u/6.0 to c/64.0.
var served = sync.OnceValues(func() (map[string]*wsdl.Contract, error) {
	all := map[string]*wsdl.Contract{}
	for flavour, document := range flavours {
		source, err := wsdl.Parse(document)
		if err != nil {
			return nil, err
		}
		for v := salesforce.First; v <= salesforce.Last; v++ {
			path := fmt.Sprintf("%s/%d.0", flavour, v)
			place := wsdl.Place{Version: v, Address: "http://127.0.0.1:8080/services/Soap/" + path}
			if all[path], err = wsdl.Parse(source.Document(place)); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
		}
	}
	return all, nil
})

func at(t *testing.T, flavour string, v wsdl.Version) *wsdl.Contract {
	t.Helper()
	all, err := served()
	if err != nil {
		t.Fatal(err)
	}
	return all[fmt.Sprintf("%s/%d.0", flavour, v)]
}

// everyVersion runs a test for each version of each flavour.
func everyVersion(t *testing.T, test func(t *testing.T, flavour string, v wsdl.Version)) {
	for flavour := range flavours {
		for v := salesforce.First; v <= salesforce.Last; v++ {
			t.Run(fmt.Sprintf("%s/%d.0", flavour, v), func(t *testing.T) { test(t, flavour, v) })
		}
	}
}

// operations are those of a version.
func operations(v wsdl.Version) []string {
	ops := []string{"login", "getServerTimestamp", "getUserInfo", "setPassword", "resetPassword"}
	if v >= 13 {
		ops = append(ops, "logout", "invalidateSessions")
	}
	if v >= 40 {
		ops = append(ops, "changeOwnPassword")
	}
	return ops
}

func TestOperations(t *testing.T) {
	everyVersion(t, func(t *testing.T, flavour string, v wsdl.Version) {
		c := at(t, flavour, v)
		if err := c.Check(operations(v)); err != nil {
			t.Fatal(err)
		}
		for _, op := range c.Operations {
			got := []string{string(op.Style), string(op.Input.Use), string(op.Output.Use), op.Action,
				op.Input.Name, op.Input.Element.Name.String(), op.Output.Name, op.Output.Element.Name.String()}
			want := []string{"document", "literal", "literal", "",
				op.Name + "Request", "{" + spaces[flavour] + "}" + op.Name,
				op.Name + "Response", "{" + spaces[flavour] + "}" + op.Name + "Response"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", op.Name, diff)
			}
		}
		if got, want := c.Service+" "+c.Port+" "+c.Binding+" "+c.PortType, "SforceService Soap SoapBinding Soap"; got != want {
			t.Errorf("names %q, want %q", got, want)
		}
	})
}

// TestHeaders has what a stub lets its caller set, and what it expects in answers. A LimitInfoHeader below 29.0 makes
// Force.com WSC loop for ever.
func TestHeaders(t *testing.T) {
	everyVersion(t, func(t *testing.T, flavour string, v wsdl.Version) {
		got, want := map[string]string{}, map[string]string{}
		for _, op := range at(t, flavour, v).Operations {
			got[op.Name] = headers(op.Input) + " -> " + headers(op.Output)
			in, out := []string{"SessionHeader"}, "LimitInfoHeader"
			if op.Name == "login" {
				in, out = nil, ""
				if v >= 7 {
					in = []string{"LoginScopeHeader"}
				}
			}
			if flavour == "u" {
				in = append(in, "CallOptions")
			}
			if op.Name == "resetPassword" && v >= 7 {
				in = append(in, "EmailHeader")
			}
			if v < 29 {
				out = ""
			}
			want[op.Name] = strings.Join(in, " ") + " -> " + out
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("headers (-want +got):\n%s", diff)
		}
	})
}

func headers(m *wsdl.Message) string {
	var names []string
	for _, h := range m.Headers {
		names = append(names, h.Element.Name.Local)
	}
	return strings.Join(names, " ")
}

// TestFaults has the exceptions that a typed client can catch, in the namespace of faults.
func TestFaults(t *testing.T) {
	const unexpected = "UnexpectedErrorFault"
	everyVersion(t, func(t *testing.T, flavour string, v wsdl.Version) {
		want := map[string][]string{
			"login":              {"LoginFault", unexpected, "InvalidIdFault"},
			"logout":             {unexpected},
			"invalidateSessions": {unexpected},
			"getServerTimestamp": {unexpected},
			"getUserInfo":        {unexpected},
			"setPassword":        {"InvalidIdFault", "InvalidNewPasswordFault", unexpected},
			"changeOwnPassword":  {"InvalidNewPasswordFault", "InvalidOldPasswordFault", unexpected},
			"resetPassword":      {"InvalidIdFault", unexpected},
		}
		if v == 6 {
			want["login"] = want["login"][:2]
		}
		c := at(t, flavour, v)
		for _, op := range c.Operations {
			var got []string
			for _, f := range op.Faults {
				got = append(got, f.Name)
				name := wsdl.Name{Space: strings.Replace(spaces[flavour], "urn:", "urn:fault.", 1), Local: f.Name}
				if f.Element.Name != name || f.Element.Type.Name != name {
					t.Errorf("%s: element %s of type %s, want %s", f.Name, f.Element.Name, f.Element.Type.Name, name)
				}
			}
			if diff := cmp.Diff(want[op.Name], got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", op.Name, diff)
			}
		}
	})
}

// TestServed says that nothing of ours and nothing of another version is left over.
func TestServed(t *testing.T) {
	everyVersion(t, func(t *testing.T, flavour string, v wsdl.Version) {
		c := parse(t, flavours[flavour])
		document := c.Document(wsdl.Place{Version: v, Address: "http://sf.example.com/services/Soap/" + flavour + "/x?a=1&b=2"})
		left := []string{"localhost", "urn:soapstone", "mark:", "schemaLocation"}
		if flavour == "c" {
			left = append(left, "partner", "CallOptions")
		}
		for _, s := range left {
			if bytes.Contains(document, []byte(s)) {
				t.Errorf("the served copy has %q", s)
			}
		}
		if due := "/services/Soap/" + flavour + "/x?a=1&amp;b=2"; !bytes.Contains(document, []byte(due)) {
			t.Errorf("the served copy has no %s", due)
		}
		if again := parse(t, flavours[flavour]).Document(wsdl.Place{Version: v}); !bytes.Equal(again, c.Document(wsdl.Place{Version: v})) {
			t.Error("the same place gave other bytes")
		}
	})
}

// TestEnterprise compares the two flavours type by type. A record of enterprise has no type and no other fields.
func TestEnterprise(t *testing.T) {
	partner, enterprise := parse(t, salesforce.Partner), parse(t, salesforce.Enterprise())
	want, got := types(partner), types(enterprise)
	want["sObject"] = []string{"fieldsToNull string ? 0..n", "Id ID ?"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("types (-partner +enterprise):\n%s", diff)
	}
	if enterprise.Address != "http://localhost:8080/services/Soap/c/64.0" {
		t.Errorf("address %s", enterprise.Address)
	}
	var elements []string
	for _, e := range partner.Elements {
		space := strings.Replace(e.Name.Space, "partner", "enterprise", 1)
		if enterprise.Element(wsdl.Name{Space: space, Local: e.Name.Local}) == nil {
			elements = append(elements, e.Name.Local)
		}
	}
	if !slices.Equal(elements, []string{"CallOptions"}) {
		t.Errorf("enterprise lacks the elements %s", elements)
	}
}

func types(c *wsdl.Contract) map[string][]string {
	all := map[string][]string{}
	for _, typ := range c.Types {
		all[typ.Name.Local] = append(fields(typ), typ.Enumeration...)
	}
	return all
}

// TestHeaderParts has the parts of the message Header in the order of the vendor's WSDLs, by which some generators number
// what they make of it.
func TestHeaderParts(t *testing.T) {
	for flavour, want := range map[string]string{
		"u": "LoginScopeHeader SessionHeader CallOptions EmailHeader LimitInfoHeader",
		"c": "LoginScopeHeader SessionHeader EmailHeader LimitInfoHeader",
	} {
		tree := etree.NewDocument()
		if err := tree.ReadFromBytes(flavours[flavour]); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, part := range tree.FindElements("/definitions/message[@name='Header']/part") {
			got = append(got, part.SelectAttrValue("name", ""))
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", flavour, diff)
		}
	}
}
