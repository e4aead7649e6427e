package wsdl_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/wsdl"
)

func source(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name + ".wsdl")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func contract(t testing.TB, name string) *wsdl.Contract {
	t.Helper()
	c, err := wsdl.Parse([]byte(source(t, name)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// outline writes what a contract holds, one line a thing, for comparing with what a person wrote down.
func outline(c *wsdl.Contract) string {
	var b strings.Builder
	fmt.Fprintf(&b, "contract %s %s: %s %s %s %s at %s\n", c.Name, c.TargetNamespace, c.Service, c.Port, c.Binding, c.PortType, c.Address)
	for _, e := range c.Elements {
		fmt.Fprintf(&b, "element %s\n", element(e))
		if e.Type.Name == (wsdl.Name{}) {
			content(&b, e.Type)
		}
	}
	for _, t := range c.Types {
		fmt.Fprintf(&b, "type %s %d %s %v\n", t.Name, t.Kind, t.Builtin, t.Enumeration)
		content(&b, t)
	}
	for _, op := range c.Operations {
		fmt.Fprintf(&b, "operation %s %q %s%s\n", op.Name, op.Action, op.Style, span(op.Since, op.Until))
		for _, m := range []*wsdl.Message{op.Input, op.Output} {
			fmt.Fprintf(&b, "  message %s %s %s\n", m.Name, m.Use, element(m.Element))
			for _, h := range m.Headers {
				fmt.Fprintf(&b, "    header %s%s\n", h.Element.Name, span(h.Since, h.Until))
			}
		}
		for _, f := range op.Faults {
			fmt.Fprintf(&b, "  fault %s %s\n", f.Name, f.Element.Name)
		}
	}
	return b.String()
}

func element(e *wsdl.Element) string {
	s := fmt.Sprintf("%s %s %d..%d", e.Name, e.Type.Name.Local, e.Min, e.Max)
	if e.Nillable {
		s += " nillable"
	}
	if e.Content {
		s += " content"
	}
	return s + span(e.Since, e.Until)
}

func span(since, until wsdl.Version) string {
	if since == 0 && until == 0 {
		return ""
	}
	return fmt.Sprintf(" in %d-%d", since, until)
}

func content(b *strings.Builder, t *wsdl.Type) {
	for _, a := range t.Attributes {
		fmt.Fprintf(b, "  @%s %s required=%v", a.Name, a.Type.Name.Local, a.Required)
		if a.Default != nil {
			fmt.Fprintf(b, " default %q", *a.Default)
		}
		b.WriteString("\n")
	}
	particles(b, "  ", t.Content)
	if t.Item != nil {
		fmt.Fprintf(b, "  item %s\n", element(t.Item))
	}
}

func particles(b *strings.Builder, indent string, all []wsdl.Particle) {
	for _, p := range all {
		switch {
		case p.Element != nil:
			fmt.Fprintf(b, "%s%s\n", indent, element(p.Element))
		case p.Any:
			fmt.Fprintf(b, "%sany %d..%d\n", indent, p.Min, p.Max)
		case p.Choice != nil:
			fmt.Fprintf(b, "%schoice %d..%d\n", indent, p.Min, p.Max)
			particles(b, indent+"  ", p.Choice)
		default:
			fmt.Fprintf(b, "%sgroup %d..%d\n", indent, p.Min, p.Max)
			particles(b, indent+"  ", p.Group)
		}
	}
}

func TestParse(t *testing.T) {
	for name, want := range map[string]string{"library": libraryOutline, "desk": deskOutline} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), outline(contract(t, name))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

const libraryOutline = `
contract LibrarySoap urn:library: Library Library LibrarySoap LibrarySoap at http://localhost/library
element {urn:library}Ticket string 1..1
element {urn:library}Quota int 1..1 in 2-0
element {urn:library}NoSuchItem  1..1
  {urn:library}reason string 1..1
element {urn:library}Find  1..1
  words string 1..1
  like Film 0..1
  value anyType 0..1 content
  choice 0..-1
    near string 1..1
    group 1..1
      from int 1..1
      to int 1..1
element {urn:library}FindResponse  1..1
  found Item 0..-1
  stream Loose 0..1 content
  {urn:library}Ticket string 0..1 in 2-0
element {urn:library}Renew  1..1 in 2-0
element {urn:library}RenewResponse  1..1 in 2-0
  until dateTime 1..1
type {urn:library:data}Item 3  []
  @id base64Binary required=false
  @kind Kind required=false default "book"
  {urn:library:data}Title string 1..1 nillable
  {urn:library:data}Due dateTime 0..1 nillable
  {urn:library:data}Copy int 0..-1
  {urn:library:data}Shelf Shelf 0..1
  {urn:library:data}Rating decimal 0..1 in 3-4
type {urn:library:data}Film 3  []
  @id base64Binary required=false
  @kind Kind required=false default "book"
  @{urn:library:data}colour boolean required=true
  {urn:library:data}Title string 1..1 nillable
  {urn:library:data}Due dateTime 0..1 nillable
  {urn:library:data}Copy int 0..-1
  {urn:library:data}Shelf Shelf 0..1
  {urn:library:data}Rating decimal 0..1 in 3-4
  {urn:library:data}Minutes short 1..1
  {urn:library:data}Sequel Film 0..1
type {urn:library:data}Kind 2 token [book film]
type {urn:library:data}Shelf 4 string []
  @floor int required=true
  @wing string required=false
type {urn:library:data}Loose 3  []
  any 0..-1
operation Find "urn:library#Find" document
  message FindIn literal {urn:library}Find  1..1
    header {urn:library}Ticket
  message FindOut literal {urn:library}FindResponse  1..1
    header {urn:library}Quota in 2-0
  fault NoSuchItem {urn:library}NoSuchItem
operation Renew "urn:library#Renew" document in 2-0
  message RenewIn literal {urn:library}Renew  1..1 in 2-0
  message RenewOut literal {urn:library}RenewResponse  1..1 in 2-0
`

const deskOutline = `
contract  http://localhost/services/Desk: DeskService Desk DeskSoapBinding Desk at http://localhost/services/Desk
type {urn:Desk}Call 3  []
  at DateTime 1..1 nillable
  caller string 1..1 nillable
type {urn:Desk}DateTime 3  []
  year int 1..1
type {http://localhost/services/Desk}ArrayOf_tns1_Call 5  []
  item item Call 0..-1 nillable
operation calls "" rpc
  message callsRequest encoded {http://desk.example.com}calls  1..1
  message callsResponse encoded {http://localhost/services/Desk}callsResponse  1..1
`

func TestRPCWrapper(t *testing.T) {
	var b strings.Builder
	op := contract(t, "desk").Operation("calls")
	content(&b, op.Input.Element.Type)
	content(&b, op.Output.Element.Type)
	want := "  id string 1..1 nillable\n  most int 1..1 nillable\n  callsReturn ArrayOf_tns1_Call 1..1 nillable\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Each change makes the library wrong in one way; the error has to name the place and the way out.
func TestParseRefuses(t *testing.T) {
	library := source(t, "library")
	tests := []struct{ name, old, new, want string }{
		{"not XML", `</wsdl:definitions>`, ``, "wsdl: the document is not well-formed XML: "},
		{"no WSDL", `xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"`, `xmlns:wsdl="urn:other"`, "wsdl: the root element is not definitions in http://schemas.xmlsoap.org/wsdl/; this is no WSDL 1.1"},
		{"no namespace", ` targetNamespace="urn:library"`, ``, "wsdl: definitions[LibrarySoap]: has no targetNamespace; add it"},
		{"unknown type", `name="like" type="d:Film"`, `name="like" type="d:Flim"`, "wsdl: definitions[LibrarySoap]/types/schema[2]/element[Find]/complexType/sequence/element[like]: there is no type {urn:library:data}Flim; define it, or correct the name or its prefix"},
		{"undeclared prefix", `name="like" type="d:Film"`, `name="like" type="x:Film"`, `element[like]: the prefix of "x:Film" is not declared; declare xmlns:x`},
		{"unknown element", `ref="tns:Ticket"`, `ref="tns:Token"`, "there is no element {urn:library}Token; declare it, or correct the name or its prefix"},
		{"import from outside", `<xs:import namespace="urn:library:data"/>`, `<xs:import namespace="urn:elsewhere"/>`, `schema[2]/import: no schema here has the target namespace "urn:elsewhere"; other files are not read, write it here`},
		{"derived from itself", `base="d:Item"`, `base="d:Film"`, "complexType[Film]: is derived from itself"},
		{"twice", `<xs:complexType name="Loose"`, `<xs:complexType name="Item"`, "schema[1]/complexType[Item]: is defined twice; remove one"},
		{"bad bounds", `maxOccurs="unbounded" name="Copy"`, `maxOccurs="many" name="Copy"`, `element[Copy]: maxOccurs "many" is neither a count nor unbounded`},
		{"contrary bounds", `minOccurs="0" maxOccurs="unbounded" name="Copy"`, `minOccurs="3" maxOccurs="2" name="Copy"`, `element[Copy]: minOccurs 3 is more than maxOccurs 2`},
		{"unknown mark", `mark:content="true"`, `mark:contents="true"`, "element[stream]: the mark contents is unknown; there are since, until and content"},
		{"bad version", `mark:until="4"`, `mark:until="4.5"`, `element[Rating]: "4.5" is no version; write a whole number from 1 on, such as 58 or 58.0`},
		{"no version has it", `mark:until="4"`, `mark:until="2"`, `element[Rating]: since 3 is after until 2; no version has it`},
		{"no such message", `<wsdl:input message="tns:FindIn"/>`, `<wsdl:input message="tns:Found"/>`, "portType[LibrarySoap]/operation[Find]/input: there is no message named Found; add it or correct the name"},
		{"message in another namespace", `<wsdl:input message="tns:FindIn"/>`, `<wsdl:input message="d:FindIn"/>`, "message {urn:library:data}FindIn is not in the target namespace urn:library; correct its prefix"},
		{"unbound", `<wsdl:operation name="Find">
      <soap:`, `<wsdl:operation name="Seek">
      <soap:`, "portType[LibrarySoap]/operation[Find]: is not in the binding; add it there"},
		{"part not there", `parts="parameters"`, `parts="body"`, `message[FindIn]: has no part "body", which a soap:body names; add it or correct the name`},
		{"two services", `<wsdl:service name="Library">`, `<wsdl:service name="Second"/><wsdl:service name="Library">`, "service[Library]: is a second service; a contract has one"},
		{"a service without a name", `<wsdl:service name="Library">`, `<wsdl:service>`, "wsdl: definitions[LibrarySoap]/service: has no name; add it"},
		{"bad form", `form="qualified" name="reason"`, `form="yes" name="reason"`, `element[reason]: form "yes" is unknown; write qualified or unqualified`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := strings.Replace(library, tt.old, tt.new, 1)
			if doc == library {
				t.Fatalf("the contract has no %q", tt.old)
			}
			_, err := wsdl.Parse([]byte(doc))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	c := contract(t, "library")
	if err := c.Check([]string{"Renew", "Find"}); err != nil {
		t.Error(err)
	}
	err := c.Check([]string{"Find", "Burn", "Borrow"})
	want := "wsdl: Library: the contract promises and the table lacks Renew; the table has and the contract does not know Borrow, Burn; make the operation table and the contract equal"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(source(f, "library"))
	f.Add(source(f, "desk"))
	f.Fuzz(func(t *testing.T, doc string) {
		c, err := wsdl.Parse([]byte(doc))
		if err != nil {
			return
		}
		c.Document(wsdl.Place{Address: "http://h/", Name: "n", Namespace: "urn:n", Version: 2})
	})
}
