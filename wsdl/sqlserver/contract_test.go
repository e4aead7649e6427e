package sqlserver_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/beevik/etree"
	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/wsdl"
	"github.com/soapstone-dev/soapstone/wsdl/sqlserver"
)

const namespace = "http://schemas.microsoft.com/sqlserver/2004/"

// forms are the two documents of an endpoint.
var forms = map[string][]byte{"extended": sqlserver.Document, "simple": sqlserver.Simple}

func parse(t *testing.T, document []byte) *wsdl.Contract {
	t.Helper()
	c, err := wsdl.Parse(document)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestSchemas has the order of [MS-SSNWS], appendix A.
func TestSchemas(t *testing.T) {
	tree := etree.NewDocument()
	if err := tree.ReadFromBytes(sqlserver.Document); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, schema := range tree.FindElements("//schema") {
		got = append(got, strings.TrimPrefix(schema.SelectAttrValue("targetNamespace", ""), namespace))
	}
	want := []string{"sqltypes", "SOAP/types", "SOAP/types/SqlTransaction", "SOAP/types/SqlRowCount", "SOAP/types/SqlMessage",
		"SOAP/types/SqlResultStream", "SOAP/Options", "SOAP/types/SqlParameter", "SOAP"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("schemas (-want +got):\n%s", diff)
	}
}

// TestMessages has what both forms promise alike.
func TestMessages(t *testing.T) {
	for form, document := range forms {
		t.Run(form, func(t *testing.T) {
			c := parse(t, document)
			if err := c.Check([]string{"sqlbatch"}); err != nil {
				t.Fatal(err)
			}
			op := c.Operation("sqlbatch")
			got := []string{string(op.Style), op.Action, op.Input.Name, op.Input.Element.Name.String(), op.Output.Name,
				op.Output.Element.Name.String(), c.Service, c.Port, c.PortType, c.Binding}
			want := []string{"document", namespace + "SOAPsqlbatch", "sqlbatchSoapIn", "{" + namespace + "SOAP}sqlbatch",
				"sqlbatchSoapOut", "{" + namespace + "SOAP}sqlbatchResponse", "Batch_EP", "Batch_EP", "Batch_EPSoap", "Batch_EPSoap"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("operation (-want +got):\n%s", diff)
			}
			if len(op.Input.Headers)+len(op.Output.Headers) != 0 {
				t.Error("a header is bound; the real WSDL has no soap:header")
			}
		})
	}
}

// TestOneWire compares the elements and attributes that the two forms describe: the same names, however typed.
func TestOneWire(t *testing.T) {
	extended, simple := parse(t, sqlserver.Document), parse(t, sqlserver.Simple)
	for _, name := range []string{"sqlbatch", "sqlbatchResponse"} {
		name := wsdl.Name{Space: namespace + "SOAP", Local: name}
		if diff := cmp.Diff(names(extended.Element(name)), names(simple.Element(name))); diff != "" {
			t.Errorf("%s (-extended +simple):\n%s", name, diff)
		}
	}
	for _, e := range extended.Elements {
		if strings.HasSuffix(e.Name.Space, "/Options") {
			if diff := cmp.Diff(names(e), names(simple.Element(e.Name))); diff != "" {
				t.Errorf("%s (-extended +simple):\n%s", e.Name, diff)
			}
		}
	}
}

// names lists an element, its attributes and the elements in it, as far as they are not content.
func names(e *wsdl.Element) []string {
	if e == nil {
		return nil
	}
	all := []string{e.Name.String()}
	if e.Content {
		return all
	}
	for _, a := range e.Type.Attributes {
		all = append(all, e.Name.Local+"/@"+a.Name.String())
	}
	for _, p := range e.Type.Content {
		all = append(all, names(p.Element)...)
	}
	return all
}

// TestSession has the attributes of [MS-SSNWS] 2.2.2.1.2.10, unqualified, none required.
func TestSession(t *testing.T) {
	e := parse(t, sqlserver.Document).Element(wsdl.Name{Space: namespace + "SOAP/Options", Local: "sqlSession"})
	if e == nil {
		t.Fatal("no element sqlSession")
	}
	var got []string
	for _, a := range e.Type.Attributes {
		if a.Required {
			t.Errorf("%s is required", a.Name)
		}
		got = append(got, a.Name.String()+" "+a.Type.Builtin)
	}
	want := []string{"initiate boolean", "terminate boolean", "sessionId base64Binary", "timeout int", "transactionDescriptor base64Binary"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("attributes (-want +got):\n%s", diff)
	}
}

// TestServed fills in an endpoint's values: nothing of the placeholders and of our marks is left, and a client needs
// no other document.
func TestServed(t *testing.T) {
	for form, document := range forms {
		t.Run(form, func(t *testing.T) {
			served := parse(t, document).Document(wsdl.Place{
				Name: "Orders", Namespace: "http://orders.example.com/", Address: "http://db.example.com:80/sql?a=1&b=2",
			})
			for _, left := range []string{"Batch_EP", "tempuri", "localhost", "urn:soapstone", "mark:", "schemaLocation"} {
				if bytes.Contains(served, []byte(left)) {
					t.Errorf("the served copy has %q", left)
				}
			}
			for _, due := range []string{
				`name="OrdersSoap"`, `<wsdl:port name="Orders" binding="tns:OrdersSoap">`, `targetNamespace="http://orders.example.com/"`,
				`location="http://db.example.com:80/sql?a=1&amp;b=2"`, `soapAction="` + namespace + `SOAPsqlbatch"`,
			} {
				if !bytes.Contains(served, []byte(due)) {
					t.Errorf("the served copy has no %s", due)
				}
			}
			if _, err := wsdl.Parse(served); err != nil {
				t.Error(err)
			}
		})
	}
}
