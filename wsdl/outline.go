package wsdl

import (
	"fmt"
	"slices"
	"strings"
)

// Outline is what a WSDL 1.1 document of anybody's says about its operations, with the lines where it says so. It is read
// as far as that takes: what there is beyond operations of SOAP, nobody looks at. It is not changed after ReadOutline.
type Outline struct {
	TargetNamespace string
	Address         string // the soap:address of the first port of SOAP 1.1, or of the first port of SOAP at all
	AddressLine     int
	Service         string // the name of the service of that port
	Operations      []*OutlineOperation
	Elsewhere       []Elsewhere // documents that are no part of this one
	Undefined       []Undefined // what operations refer to and is not there

	source  []byte
	root    *node
	port    *node // that of Address
	schema  schemaIndex
	checked *typeCheck
}

// OutlineOperation is an operation of the port.
type OutlineOperation struct {
	Name, Action  string
	Style         Style
	Input, Output OutlineMessage
	Line          int // of what its binding says of it
}

// OutlineMessage is one direction of an operation.
type OutlineMessage struct {
	There     bool
	Use       Use
	Namespace string // of an rpc wrapper
	Parts     []OutlinePart
	Line      int
}

// OutlinePart is a part of a message: an element or something of a type.
type OutlinePart struct {
	Name          string
	Element, Type Name
	Line          int
}

// Elsewhere is a reference to another document.
type Elsewhere struct {
	What, Location string // "import", "http://…"
	Line           int
}

// Undefined is something that an operation refers to and that is in no document: nobody can make a client of that. What may
// be in one that is elsewhere is not among them.
type Undefined struct {
	Text string
	Line int // of the reference
}

// ReadOutline reads a document in UTF-8. Errors begin with the line, such as "12: …".
func ReadOutline(source []byte) (*Outline, error) {
	o, err := readPort(source)
	if err != nil {
		return nil, err
	}
	o.TargetNamespace, o.schema = o.root.attr("targetNamespace"), indexSchemas(o.root)
	o.findElsewhere(o.root)
	o.checked = newTypeCheck(o)
	o.Address, o.AddressLine = address(o.port).attr("location"), address(o.port).line
	o.Service = o.port.parent.attr("name")
	binding := o.named("binding", o.port.qname("binding"))
	if binding == nil {
		return nil, o.port.wrong("there is no binding %s here%s", o.port.attr("binding"), o.imported())
	}
	portType := o.named("portType", binding.qname("type"))
	if portType == nil {
		return nil, binding.wrong("there is no portType %s here%s", binding.attr("type"), o.imported())
	}
	for _, bound := range binding.all(NamespaceWSDL, "operation") {
		o.Operations = append(o.Operations, o.operation(binding, bound, portType))
	}
	return o, nil
}

// readPort reads a document as far as the port that it is about, which it must have.
func readPort(source []byte) (*Outline, error) {
	root, err := readTree(source)
	if err != nil {
		return nil, err
	}
	if root.name != (Name{NamespaceWSDL, "definitions"}) {
		return nil, root.wrong("the root element is not definitions in %s; this is no WSDL 1.1", NamespaceWSDL)
	}
	o := &Outline{source: source, root: root}
	if o.port = o.findPort(); o.port == nil {
		return nil, root.wrong("it has no service with a port of SOAP, which has a soap:address")
	}
	return o, nil
}

// ReadPlace reads where a WSDL 1.1 in UTF-8 is served: its address and target namespace. Unlike ReadOutline it takes the
// first part of one that is in several documents. Errors begin with the line, such as "12: …".
func ReadPlace(source []byte) (Place, error) {
	o, err := readPort(source)
	if err != nil {
		return Place{}, err
	}
	return Place{Address: address(o.port).attr("location"), Namespace: o.root.attr("targetNamespace")}, nil
}

// imported says where else something may be that is not here, "" when everything is: a host of WCF serves its ?wsdl in parts.
func (o *Outline) imported() string {
	for _, e := range o.root.all(NamespaceWSDL, "import") {
		if location := e.attr("location"); location != "" {
			return perhapsIn(e, location)
		}
	}
	return ""
}

// importedSchema says where else what is declared in a namespace may be, "" when no schema of that is imported from elsewhere.
func (o *Outline) importedSchema(space string) (where string) {
	o.root.walk(func(e *node) {
		if location := e.attr("schemaLocation"); where == "" && location != "" && e.name == (Name{NamespaceXSD, "import"}) && e.attr("namespace") == space {
			where = perhapsIn(e, location)
		}
	})
	return where
}

func perhapsIn(imported *node, location string) string {
	return fmt.Sprintf(", but perhaps in %q, which is imported in line %d: put everything into one file, as WCF does at ?singleWsdl", location, imported.line)
}

// Operation returns the operation of this name, nil when there is none.
func (o *Outline) Operation(name string) *OutlineOperation {
	for _, op := range o.Operations {
		if op.Name == name {
			return op
		}
	}
	return nil
}

// namespaceSOAP12 is that of bindings of SOAP 1.2 (WSDL 1.1 Binding Extension for SOAP 1.2).
const namespaceSOAP12 = "http://schemas.xmlsoap.org/wsdl/soap12/"

// address is the soap:address of a port, nil when there is none.
func address(port *node) *node {
	for _, space := range []string{NamespaceSOAP, namespaceSOAP12} {
		if a := port.child(space, "address"); a != nil {
			return a
		}
	}
	return nil
}

// ports are those of all services that have an address of SOAP.
func (o *Outline) ports() []*node {
	var found []*node
	for _, service := range o.root.all(NamespaceWSDL, "service") {
		for _, port := range service.all(NamespaceWSDL, "port") {
			if address(port) != nil {
				found = append(found, port)
			}
		}
	}
	return found
}

func (o *Outline) findPort() *node {
	ports := o.ports()
	for _, port := range ports {
		if port.child(NamespaceSOAP, "address") != nil {
			return port
		}
	}
	if len(ports) > 0 {
		return ports[0]
	}
	return nil
}

// named finds a part of the document by its kind and its name, nil when there is none.
func (o *Outline) named(kind string, name Name) *node {
	if name.Space != o.TargetNamespace {
		return nil
	}
	for _, e := range o.root.all(NamespaceWSDL, kind) {
		if e.attr("name") == name.Local {
			return e
		}
	}
	return nil
}

// extension is the element of SOAP of a name inside of e, an empty one when there is none.
func extension(e *node, local string) *node {
	if e != nil {
		for _, space := range []string{NamespaceSOAP, namespaceSOAP12} {
			if found := e.child(space, local); found != nil {
				return found
			}
		}
	}
	return &node{}
}

func (o *Outline) operation(binding, bound, portType *node) *OutlineOperation {
	how := extension(bound, "operation")
	op := &OutlineOperation{Name: bound.attr("name"), Action: how.attr("soapAction"), Style: Document, Line: bound.line}
	if how.line > 0 {
		op.Line = how.line
	}
	for _, style := range []string{extension(binding, "binding").attr("style"), how.attr("style")} {
		if style != "" {
			op.Style = Style(style)
		}
	}
	var abstract *node
	for _, e := range portType.all(NamespaceWSDL, "operation") {
		if e.attr("name") == op.Name {
			abstract = e
			break
		}
	}
	if abstract == nil {
		o.undefined(bound, "operation %s of the binding is none of its portType %s", op.Name, portType.attr("name"))
		return op
	}
	op.Input = o.message(abstract.child(NamespaceWSDL, "input"), bound.child(NamespaceWSDL, "input"))
	op.Output = o.message(abstract.child(NamespaceWSDL, "output"), bound.child(NamespaceWSDL, "output"))
	for _, direction := range []string{"input", "output", "fault"} {
		for _, e := range abstract.all(NamespaceWSDL, direction) {
			o.checkMessage(op.Name, e)
		}
	}
	return op
}

// checkMessage looks whether the message of a direction of an operation is there, and the elements that it has.
func (o *Outline) checkMessage(operation string, direction *node) {
	name := direction.qname("message")
	message := o.named("message", name)
	switch {
	case message == nil && (name.Space == o.TargetNamespace || len(o.Elsewhere) == 0):
		o.undefined(direction, "operation %s: %s: the message %q is not there", operation, direction.name.Local, direction.attr("message"))
		return
	case message == nil || len(o.Elsewhere) > 0:
		return
	}
	for _, part := range message.all(NamespaceWSDL, "part") {
		o.checked.part(operation, part)
		if element := part.attr("element"); element != "" && o.schema.elements[part.qname("element")] == nil {
			o.undefined(part, "operation %s: %s: part %s is the element %q, which no schema declares", operation, direction.name.Local, part.attr("name"), element)
		}
	}
}

func (o *Outline) undefined(at *node, format string, args ...any) {
	o.Undefined = append(o.Undefined, Undefined{fmt.Sprintf(format, args...), at.line})
}

func (o *Outline) message(abstract, bound *node) OutlineMessage {
	if abstract == nil {
		return OutlineMessage{}
	}
	body := extension(bound, "body")
	m := OutlineMessage{There: true, Use: Literal, Namespace: body.attr("namespace"), Line: abstract.line}
	if use := body.attr("use"); use != "" {
		m.Use = Use(use)
	}
	message := o.named("message", abstract.qname("message"))
	if message == nil {
		return m
	}
	m.Line = message.line
	only := strings.Fields(body.attr("parts"))
	for _, part := range message.all(NamespaceWSDL, "part") {
		if len(only) > 0 && !slices.Contains(only, part.attr("name")) {
			continue
		}
		p := OutlinePart{Name: part.attr("name"), Line: part.line}
		if part.attr("element") != "" {
			p.Element = part.qname("element")
		} else {
			p.Type = part.qname("type")
		}
		m.Parts = append(m.Parts, p)
	}
	return m
}

// findElsewhere finds what the document needs beside itself.
func (o *Outline) findElsewhere(e *node) {
	for _, c := range e.children {
		location := ""
		switch c.name {
		case Name{NamespaceWSDL, "import"}:
			location = c.attr("location")
		case Name{NamespaceXSD, "import"}, Name{NamespaceXSD, "include"}, Name{NamespaceXSD, "redefine"}:
			location = c.attr("schemaLocation")
		}
		if location != "" {
			o.Elsewhere = append(o.Elsewhere, Elsewhere{c.name.Local, location, c.line})
		}
		o.findElsewhere(c)
	}
}

// wrong words what is wrong at an element.
func (n *node) wrong(format string, args ...any) error {
	return fmt.Errorf("%d: %s", n.line, fmt.Sprintf(format, args...))
}
