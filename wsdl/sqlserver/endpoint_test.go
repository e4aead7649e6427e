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

// tempURI is the namespace of the captured WSDL of a scalar function, DayAsNumber, that the tests of a public PHP
// generator keep.
const tempURI = "http://tempUri.org/"

func dayAsNumber() sqlserver.Endpoint {
	return sqlserver.Endpoint{Name: "sql_endpoint", Namespace: tempURI, Methods: []sqlserver.Method{{
		Namespace: tempURI, Name: "DayAsNumber", Result: sqlserver.Value, Returns: sqlserver.Type{Keyword: "int"},
		Parameters: []sqlserver.Parameter{{Name: "day", Type: sqlserver.Type{Keyword: "datetime"}}},
	}}}
}

func served(t *testing.T, make func() (*wsdl.Contract, error)) *etree.Element {
	t.Helper()
	c, err := make()
	if err != nil {
		t.Fatal(err)
	}
	document := c.Document(wsdl.Place{Address: "http://db/sql"})
	if bytes.Contains(document, []byte("soapstone")) {
		t.Error("a mark of ours is served")
	}
	tree := etree.NewDocument()
	if err := tree.ReadFromBytes(document); err != nil {
		t.Fatal(err)
	}
	return tree.Root()
}

// described lists the elements that a path finds, with their attributes in the order written.
func described(root *etree.Element, path string) (all []string) {
	for _, e := range root.FindElements(path) {
		line := e.Tag
		for _, a := range e.Attr {
			line += " " + a.FullKey() + "=" + a.Value
		}
		all = append(all, line)
	}
	return all
}

// TestFunction has what the captured WSDL of the function has, to the attribute.
func TestFunction(t *testing.T) {
	root := served(t, dayAsNumber().Extended)
	for path, want := range map[string][]string{
		"//schema[@targetNamespace='http://tempUri.org/']//element": {
			"element name=DayAsNumber", "element name=DayAsNumberResponse",
			"element minOccurs=1 maxOccurs=1 name=day type=sqltypes:datetime nillable=true",
			"element minOccurs=1 maxOccurs=1 name=DayAsNumberResult type=sqltypes:int nillable=true",
		},
		"message": {"message name=s0MsgDayAsNumberSoapIn", "message name=s0MsgDayAsNumberSoapOut"},
		"message/part": {
			"part name=parameters element=s0:DayAsNumber", "part name=parameters element=s0:DayAsNumberResponse",
		},
		"portType/operation/*": {
			"input name=s0MsgDayAsNumberSoapIn message=tns:s0MsgDayAsNumberSoapIn",
			"output name=s0MsgDayAsNumberSoapOut message=tns:s0MsgDayAsNumberSoapOut",
		},
		"binding":                     {"binding name=sql_endpointSoap type=tns:sql_endpointSoap"},
		"binding/operation":           {"operation name=DayAsNumber"},
		"binding/operation/operation": {"operation soapAction=http://tempUri.org/DayAsNumber style=document"},
		"service":                     {"service name=sql_endpoint"},
	} {
		if diff := cmp.Diff(want, described(root, path)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	if got := root.SelectAttrValue("xmlns:s0", ""); got != tempURI {
		t.Errorf("s0 is %q", got)
	}
}

// TestWithoutBatches takes out sqlbatch and nothing else: the captured WSDL has the schema of SqlParameter all the same.
func TestWithoutBatches(t *testing.T) {
	for form, make := range map[string]func() (*wsdl.Contract, error){"extended": dayAsNumber().Extended, "simple": dayAsNumber().Simple} {
		root := served(t, make)
		var spaces []string
		for _, s := range root.FindElements("types/schema") {
			spaces = append(spaces, strings.TrimPrefix(s.SelectAttrValue("targetNamespace", ""), namespace))
		}
		want := []string{"sqltypes", "SOAP/types", "SOAP/types/SqlTransaction", "SOAP/types/SqlRowCount", "SOAP/types/SqlMessage",
			"SOAP/types/SqlResultStream", "SOAP/Options", "SOAP/types/SqlParameter", tempURI}
		if form == "simple" {
			want = []string{"SOAP/Options", "SOAP/types/SqlParameter", "SOAP/types", "SOAP/types/SqlResultStream", tempURI}
		}
		if diff := cmp.Diff(want, spaces); diff != "" {
			t.Errorf("%s: schemas (-want +got):\n%s", form, diff)
		}
		if len(root.FindElements("//operation[@name='sqlbatch']")) > 0 {
			t.Errorf("%s: sqlbatch is an operation", form)
		}
	}
}

// TestDataSets has the type of rowsets as the captured WSDL has it.
func TestDataSets(t *testing.T) {
	e := dayAsNumber()
	e.DataSets = true
	path := "//complexType[@name='SqlRowSet']//*"
	want := []string{"sequence maxOccurs=unbounded", "anyAttribute namespace=##other processContents=skip", "element ref=xsd:schema", "any processContents=skip"}
	if diff := cmp.Diff(want, described(served(t, e.Extended), path)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(described(served(t, dayAsNumber().Simple), path), described(served(t, e.Simple), path)); diff != "" {
		t.Errorf("the simple form changed (-want +got):\n%s", diff)
	}
}

// TestMethods has methods of two namespaces beside sqlbatch, with each result and with types that have facets (Books
// Online, ms190983), which the simple form does not have (ms190968).
func TestMethods(t *testing.T) {
	e := sqlserver.Endpoint{Name: "Orders", Namespace: tempURI, Batches: true, Methods: []sqlserver.Method{
		{Namespace: "urn:a&b", Name: "All", Parameters: []sqlserver.Parameter{
			{Name: "text", Type: sqlserver.Type{Keyword: "nvarchar", MaxLength: 30}},
			{Name: "price", Type: sqlserver.Type{Keyword: "decimal", Precision: 9, Scale: 2}, Output: true},
		}},
		{Namespace: tempURI, Name: "Rows", Result: sqlserver.Rowsets},
		{Namespace: "urn:a&b", Name: "Raw", Result: sqlserver.Bare},
	}}
	c, err := e.Extended()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Check([]string{"sqlbatch", "All", "Rows", "Raw"}); err != nil {
		t.Error(err)
	}
	if op := c.Operation("All"); op.Action != "urn:a&bAll" || op.Input.Name != "s0MsgAllSoapIn" || op.Input.Element.Name != (wsdl.Name{Space: "urn:a&b", Local: "All"}) {
		t.Errorf("%+v", op)
	}
	if op := c.Operation("Rows"); op.Output.Name != "s1MsgRowsSoapOut" || op.Output.Element.Name != (wsdl.Name{Space: tempURI, Local: "RowsResponse"}) {
		t.Errorf("%+v", op)
	}
	extended, simple := served(t, e.Extended), served(t, e.Simple)
	response := "//element[@name='AllResponse']/complexType/sequence/element"
	want := []string{
		"element minOccurs=1 maxOccurs=1 name=AllResult type=sqlresultstream:SqlResultStream",
		"element minOccurs=1 maxOccurs=1 name=price nillable=true",
	}
	if diff := cmp.Diff(want, described(extended, response)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", response, diff)
	}
	facets := "//element[@name='All']//element//restriction/*"
	if diff := cmp.Diff([]string{"maxLength value=30", "totalDigits value=9", "fractionDigits value=2"}, described(extended, facets)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", facets, diff)
	}
	want[1] = "element minOccurs=1 maxOccurs=1 name=price type=xsd:decimal nillable=true"
	if diff := cmp.Diff(want, described(simple, response)); diff != "" {
		t.Errorf("simple: %s (-want +got):\n%s", response, diff)
	}
	rows := []string{"element minOccurs=1 maxOccurs=1 name=RowsResult type=sqlsoaptypes:SqlRowSet"}
	if diff := cmp.Diff(rows, described(extended, "//element[@name='RowsResult']")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
