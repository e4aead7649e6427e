package model204_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/wsdl"
	"github.com/soapstone-dev/soapstone/wsdl/model204"
)

const namespace = "urn:m204:janus:session:v1"

func parse(t *testing.T, document []byte) *wsdl.Contract {
	t.Helper()
	c, err := wsdl.Parse(document)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestOperations has one operation for each function, with the arguments that the wiki names and what the function
// yields.
func TestOperations(t *testing.T) {
	c := parse(t, model204.Document)
	got := map[string]string{}
	for _, op := range c.Operations {
		if op.Style != wsdl.Document || op.Input.Use != wsdl.Literal || op.Output.Use != wsdl.Literal {
			t.Errorf("%s is not document/literal", op.Name)
		}
		if op.Action != namespace+"#"+op.Name {
			t.Errorf("%s has the soapAction %s", op.Name, op.Action)
		}
		if in, out := op.Input.Element.Name, op.Output.Element.Name; in != (wsdl.Name{Space: namespace, Local: op.Name}) ||
			out != (wsdl.Name{Space: namespace, Local: op.Name + "Response"}) {
			t.Errorf("%s has the elements %s and %s", op.Name, in, out)
		}
		got[op.Name] = content(op.Input.Element.Type) + " -> " + content(op.Output.Element.Type)
	}
	want := map[string]string{
		"Login":           "userid:string password?:string -> thread:string userNumber:int privileged:boolean",
		"Logoff":          " -> rc:int",
		"Session":         " -> result:int",
		"Session_Id":      " -> result:string",
		"Session_Owner":   " -> result:string",
		"Session_Timeout": " -> result:int",
		"Session_Create":  "sesid?:string owner?:string timeout?:int opts?:string -> rc:int",
		"Session_Open":    "sesid?:string owner?:string timeout?:int -> rc:int",
		"Session_Close":   "sesid?:string owner?:string timeout?:int -> rc:int",
		"Session_Delete":  "sesid?:string owner?:string timeout?:int -> rc:int",
		"Session_List":    "sesid?:string owner?:string -> rc:int item*:SessionItem",
		"SetSession":      "name:string value:string -> ",
		"GetSession":      "name:string -> value?:string",
		"DiscardSession":  "name:string -> ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
}

// content lists what a type holds, with ? for what may be absent and * for what may be repeated.
func content(t *wsdl.Type) string {
	var all []string
	for _, p := range t.Content {
		name := p.Element.Name.Local
		switch {
		case p.Element.Max == wsdl.Unbounded:
			name += "*"
		case p.Element.Min == 0:
			name += "?"
		}
		all = append(all, name+":"+p.Element.Type.Name.Local)
	}
	return strings.Join(all, " ")
}

// TestItem has the attributes of an item, all required but the number of the user who has the session open.
func TestItem(t *testing.T) {
	item := parse(t, model204.Document).Type(wsdl.Name{Space: namespace, Local: "SessionItem"})
	if item == nil || item.Kind != wsdl.KindSimpleContent {
		t.Fatalf("the item is %+v", item)
	}
	var got []string
	for _, a := range item.Attributes {
		if !a.Required {
			a.Name.Local += "?"
		}
		got = append(got, a.Name.Local)
	}
	if diff := cmp.Diff(strings.Fields("owner timeout created lastAccess userNumber? sesid"), got); diff != "" {
		t.Errorf("attributes (-want +got):\n%s", diff)
	}
}

// TestServed fills in an address, which is all that changes.
func TestServed(t *testing.T) {
	c := parse(t, parse(t, model204.Document).Document(wsdl.Place{Address: "https://m204.example.com/m204/session"}))
	got := []string{c.Service, c.Port, c.Binding, c.PortType, c.TargetNamespace, c.Address}
	want := []string{"M204Session", "M204SessionSoap", "M204SessionSoap", "M204SessionPort", namespace, "https://m204.example.com/m204/session"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
