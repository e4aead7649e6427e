package futurama_test

import (
	"strings"
	"testing"

	"github.com/beevik/etree"
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

// TestParts puts the parts of the split form together again: what they say is what the one document says.
func TestParts(t *testing.T) {
	const address = "http://host/app/WebAPIService.svc"
	c, err := wsdl.Parse(futurama.Document)
	if err != nil {
		t.Fatal(err)
	}
	served := c.Document(wsdl.Place{Address: address})
	part := func(name string) *etree.Element {
		t.Helper()
		document, found, err := futurama.Part(served, name, address)
		if err != nil || !found {
			t.Fatalf("%s: found %t, %v", name, found, err)
		}
		doc := etree.NewDocument()
		if err := doc.ReadFromBytes(document); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return doc.Root()
	}
	main, inner := part("wsdl"), part("wsdl=wsdl0")
	for _, tt := range []struct {
		root       *etree.Element
		path, attr string
		want       []string
	}{
		{main, ".", "targetNamespace", []string{"http://tempuri.org/"}},
		{main, "./import", "location", []string{address + "?wsdl=wsdl0"}},
		{main, "./import", "namespace", []string{namespace}},
		{main, "./binding", "type", []string{"i0:IWebAPIService"}},
		{main, "./service/port", "binding", []string{"tns:BasicHttpBinding_IWebAPIService"}},
		{main, "./service/port/address", "location", []string{address}},
		{main, "./message", "name", nil},
		{main, "./portType", "name", nil},
		{inner, ".", "targetNamespace", []string{namespace}},
		{inner, "./types/schema/import", "schemaLocation", []string{address + "?xsd=xsd0", address + "?xsd=xsd1"}},
		{inner, "./portType", "name", []string{"IWebAPIService"}},
		{inner, "./binding", "name", nil},
		{part("xsd=xsd0"), ".", "targetNamespace", []string{namespace}},
		{part("xsd=xsd0"), "./import", "schemaLocation", []string{address + "?xsd=xsd1"}},
		{part("xsd=xsd1"), ".", "targetNamespace", []string{"http://schemas.datacontract.org/2004/07/ActuIT.Futurama.WebAPI"}},
	} {
		var got []string
		for _, e := range tt.root.FindElements(tt.path) {
			got = append(got, e.SelectAttrValue(tt.attr, ""))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", tt.path, tt.attr, diff)
		}
	}
	whole := etree.NewDocument()
	if err := whole.ReadFromBytes(futurama.Document); err != nil {
		t.Fatal(err)
	}
	count := func(roots []*etree.Element, path string) (n int) {
		for _, r := range roots {
			n += len(r.FindElements(path))
		}
		return n
	}
	parts := []*etree.Element{main, inner, part("xsd=xsd0"), part("xsd=xsd1")}
	for _, path := range []string{"//complexType", "//element", "//message", "//portType/operation", "//binding/operation", "//port"} {
		if got, want := count(parts, path), count([]*etree.Element{whole.Root()}, path); got != want || got == 0 {
			t.Errorf("%s: %d in the parts, %d in the whole", path, got, want)
		}
	}
	for _, name := range []string{"", "wsdl=wsdl1", "xsd=xsd2", "xsd"} {
		if _, found, err := futurama.Part(served, name, address); found || err != nil {
			t.Errorf("part %q: found %t, %v", name, found, err)
		}
	}
	if _, _, err := futurama.Part([]byte("<a"), "wsdl", address); err == nil {
		t.Error("what is no XML was split")
	}
}

// TestProduct has the contract without the extension: nothing of it is left.
func TestProduct(t *testing.T) {
	c, err := wsdl.Parse(futurama.Document)
	if err != nil {
		t.Fatal(err)
	}
	product, err := c.At(wsdl.Place{Version: futurama.Product})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, op := range product.Operations {
		names = append(names, op.Name)
	}
	if diff := cmp.Diff([]string{"SessionKeepAlive", "SessionEnd", "GetResource"}, names); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
	if document := string(product.Document(wsdl.Place{})); strings.Contains(document, "StartSession") || strings.Contains(document, "extension") {
		t.Errorf("something of the extension is left:\n%s", document)
	}
	if document := string(c.Document(wsdl.Place{Version: futurama.Extended})); !strings.Contains(document, "StartSession") || strings.Contains(document, "mark") {
		t.Errorf("the extension is not there, or its marks are:\n%s", document)
	}
}
