package wsdl

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// Parse reads a contract. Errors name the place as a path of elements and say what to do.
func Parse(doc []byte) (*Contract, error) {
	tree := etree.NewDocument()
	tree.ReadSettings.ValidateInput = true
	// etree, asked to validate, takes even a line end after the root element for a second one.
	if err := tree.ReadFromBytes(bytes.TrimSpace(doc)); err != nil {
		return nil, fmt.Errorf("wsdl: the document is not well-formed XML: %w", err)
	}
	return parse(tree)
}

// parse reads a contract from a document that it keeps.
func parse(tree *etree.Document) (*Contract, error) {
	root := tree.Root()
	if root == nil || !is(root, NamespaceWSDL, "definitions") {
		return nil, fmt.Errorf("wsdl: the root element is not definitions in %s; this is no WSDL 1.1", NamespaceWSDL)
	}
	c := &Contract{Name: attr(root, "name"), TargetNamespace: attr(root, "targetNamespace"), doc: tree}
	if c.TargetNamespace == "" {
		return nil, fault(root, "has no targetNamespace; add it")
	}
	if im := child(root, NamespaceWSDL, "import"); im != nil {
		return nil, fault(im, "other documents are not read; write its content here")
	}
	if err := checkMarks(root); err != nil {
		return nil, err
	}
	s, err := readSchemas(root, c)
	if err != nil {
		return nil, err
	}
	r := &resolver{contract: c, root: root, schemas: s}
	if err := r.service(); err != nil {
		return nil, err
	}
	return c, nil
}

// checkMarks reads every mark once, so that a wrong one is an error wherever it stands.
func checkMarks(e *etree.Element) error {
	if _, err := marksOf(e); err != nil {
		return err
	}
	for _, c := range e.ChildElements() {
		if err := checkMarks(c); err != nil {
			return err
		}
	}
	return nil
}

// resolver follows the references between the parts of a definitions element.
type resolver struct {
	contract *Contract
	root     *etree.Element
	schemas  *schemas
}

// named finds what a qualified name in an attribute of from refers to, among the children of the definitions.
func (r *resolver) named(from *etree.Element, attribute, kind string) (*etree.Element, error) {
	name, err := qname(from, attribute)
	if err != nil {
		return nil, err
	}
	if name.Space != r.contract.TargetNamespace {
		return nil, fault(from, "%s %s is not in the target namespace %s; correct its prefix",
			kind, name, r.contract.TargetNamespace)
	}
	for _, e := range children(r.root, NamespaceWSDL, kind) {
		if attr(e, "name") == name.Local {
			return e, nil
		}
	}
	return nil, fault(from, "there is no %s named %s; add it or correct the name", kind, name.Local)
}

// only returns the single element of this name inside e.
func only(e *etree.Element, space, local string) (*etree.Element, error) {
	switch found := children(e, space, local); len(found) {
	case 0:
		return nil, fault(e, "has no %s in %s; add one", local, space)
	case 1:
		return found[0], nil
	default:
		return nil, fault(found[1], "is a second %s; a contract has one", local)
	}
}

// service follows the only service to its port, binding and portType, and reads the operations.
func (r *resolver) service() error {
	service, err := only(r.root, NamespaceWSDL, "service")
	if err != nil {
		return err
	}
	port, err := only(service, NamespaceWSDL, "port")
	if err != nil {
		return err
	}
	address, err := only(port, NamespaceSOAP, "address")
	if err != nil {
		return err
	}
	binding, err := r.named(port, "binding", "binding")
	if err != nil {
		return err
	}
	portType, err := r.named(binding, "type", "portType")
	if err != nil {
		return err
	}
	for _, e := range []*etree.Element{service, port, binding, portType} {
		if attr(e, "name") == "" {
			return fault(e, "has no name; add it")
		}
	}
	c := r.contract
	c.Service, c.Port = attr(service, "name"), attr(port, "name")
	c.Binding, c.PortType = attr(binding, "name"), attr(portType, "name")
	c.Address = attr(address, "location")
	return r.operations(binding, portType)
}

// Check returns an error unless ops are exactly the operations of the contract, in any order. It names what is
// missing on either side.
func (c *Contract) Check(ops []string) error {
	var missing, unknown []string
	for _, op := range c.Operations {
		if !slices.Contains(ops, op.Name) {
			missing = append(missing, op.Name)
		}
	}
	for _, name := range ops {
		if c.Operation(name) == nil {
			unknown = append(unknown, name)
		}
	}
	if missing == nil && unknown == nil {
		return nil
	}
	slices.Sort(unknown)
	var parts []string
	if missing != nil {
		parts = append(parts, "the contract promises and the table lacks "+strings.Join(missing, ", "))
	}
	if unknown != nil {
		parts = append(parts, "the table has and the contract does not know "+strings.Join(unknown, ", "))
	}
	return fmt.Errorf("wsdl: %s: %s; make the operation table and the contract equal", c.Service, strings.Join(parts, "; "))
}
