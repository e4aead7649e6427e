package futurama_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/wsdl"
	"github.com/soapstone-dev/soapstone/wsdl/futurama"
)

const namespace = "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"

// TestOperations has the names, actions and messages as WCF makes them of the contract IWebAPIService.
func TestOperations(t *testing.T) {
	c, err := wsdl.Parse(futurama.Document)
	if err != nil {
		t.Fatal(err)
	}
	var got [][]string
	for _, op := range c.Operations {
		got = append(got, []string{op.Name, op.Action, op.Input.Name, op.Input.Element.Name.String(), op.Output.Element.Name.String()})
	}
	var want [][]string
	for _, name := range []string{"SessionKeepAlive", "SessionEnd", "GetResource", "StartSession"} {
		want = append(want, []string{name, namespace + "IWebAPIService/" + name, "IWebAPIService_" + name + "_InputMessage",
			"{" + namespace + "}" + name, "{" + namespace + "}" + name + "Response"})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
	if c.Service != "WebAPIService" || c.Port != "BasicHttpBinding_IWebAPIService" || c.PortType != "IWebAPIService" {
		t.Errorf("service %s, port %s, portType %s", c.Service, c.Port, c.PortType)
	}
}

// TestMembers has the members of the data contracts in the order of the wire: all optional and nillable, those of
// GetResource in the namespace that .NET gives a type without one.
func TestMembers(t *testing.T) {
	c, err := wsdl.Parse(futurama.Document)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{
		"SessionKeepAliveRequest": {"SessionID string"},
		"SessionKeepAliveResult":  {"Message string", "NextTimeout dateTime"},
		"SessionEndRequest":       {"SessionID string"},
		"SessionEndResult":        {"Message string"},
		"StartSessionRequest":     {"Document string", "Folder string"},
		"StartSessionResult":      {"Message string", "NextTimeout dateTime", "SessionID string"},
		"ResourceRequest":         {"Folder string", "Identifier string", "Type string"},
		"ResourceResult":          {"Data base64Binary", "Error string", "MimeType string"},
	}
	got := map[string][]string{}
	for _, typ := range c.Types {
		space := namespace
		if typ.Name.Local == "ResourceRequest" || typ.Name.Local == "ResourceResult" {
			space = "http://schemas.datacontract.org/2004/07/ActuIT.Futurama.WebAPI"
		}
		for _, p := range typ.Content {
			e := p.Element
			if e.Name.Space != space || e.Min != 0 || e.Max != 1 || !e.Nillable {
				t.Errorf("%s: %s occurs %d to %d times, nillable %t", typ.Name, e.Name, e.Min, e.Max, e.Nillable)
			}
			got[typ.Name.Local] = append(got[typ.Name.Local], e.Name.Local+" "+e.Type.Builtin)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("members (-want +got):\n%s", diff)
	}
}
