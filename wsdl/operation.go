package wsdl

import "github.com/beevik/etree"

// operations reads the operations of a portType with what the binding says of each, in the portType's order.
func (r *resolver) operations(binding, portType *etree.Element) error {
	soap, err := only(binding, NamespaceSOAP, "binding")
	if err != nil {
		return err
	}
	style := attr(soap, "style")
	if style == "" {
		style = string(Document)
	}
	bound := make(map[string]*etree.Element)
	for _, e := range children(binding, NamespaceWSDL, "operation") {
		name := attr(e, "name")
		if bound[name] != nil {
			return fault(e, "is bound twice; overloaded operations are not supported, rename one")
		}
		bound[name] = e
	}
	for _, e := range children(portType, NamespaceWSDL, "operation") {
		name := attr(e, "name")
		if r.contract.Operation(name) != nil {
			return fault(e, "is declared twice; overloaded operations are not supported, rename one")
		}
		if bound[name] == nil {
			return fault(e, "is not in the binding; add it there")
		}
		op, err := r.operation(name, style, e, bound[name])
		if err != nil {
			return err
		}
		r.contract.Operations = append(r.contract.Operations, op)
		delete(bound, name)
	}
	for _, e := range children(binding, NamespaceWSDL, "operation") {
		if bound[attr(e, "name")] != nil {
			return fault(e, "is not in the portType; add it there")
		}
	}
	return nil
}

// operation joins an operation of the portType with that of the binding.
func (r *resolver) operation(name, style string, abstract, bound *etree.Element) (*Operation, error) {
	soap, err := only(bound, NamespaceSOAP, "operation")
	if err != nil {
		return nil, err
	}
	if own := attr(soap, "style"); own != "" {
		style = own
	}
	op := &Operation{Name: name, Action: attr(soap, "soapAction"), Style: Style(style)}
	if op.Style != Document && op.Style != RPC {
		return nil, fault(soap, "style %q is unknown; write document or rpc", style)
	}
	for _, e := range []*etree.Element{abstract, bound} {
		m, err := marksOf(e)
		if err != nil {
			return nil, err
		}
		op.Since, op.Until = m.and(op.Since, op.Until)
	}
	if op.Input, err = r.direction(op, "input", abstract, bound); err != nil {
		return nil, err
	}
	if op.Input == nil {
		return nil, fault(abstract, "has no input; add it")
	}
	if op.Output, err = r.direction(op, "output", abstract, bound); err != nil {
		return nil, err
	}
	op.Faults, err = r.faults(abstract)
	return op, err
}

// direction reads the input or output of an operation, nil when it has none.
func (r *resolver) direction(op *Operation, kind string, abstract, bound *etree.Element) (*Message, error) {
	in := child(abstract, NamespaceWSDL, kind)
	if in == nil {
		return nil, nil
	}
	message, err := r.named(in, "message", "message")
	if err != nil {
		return nil, err
	}
	how, err := only(bound, NamespaceWSDL, kind)
	if err != nil {
		return nil, err
	}
	body, err := only(how, NamespaceSOAP, "body")
	if err != nil {
		return nil, err
	}
	m := &Message{Name: attr(message, "name"), Style: op.Style}
	if m.Use, err = useOf(body); err != nil {
		return nil, err
	}
	if op.Style == RPC {
		m.Namespace = attr(body, "namespace")
		wrapper := op.Name
		if kind == "output" {
			wrapper += "Response"
		}
		m.Element, err = r.wrapper(Name{m.Namespace, wrapper}, message)
	} else {
		if m.Element, err = r.document(message, attr(body, "parts")); err == nil {
			m.Namespace = m.Element.Name.Space
		}
	}
	if err != nil {
		return nil, err
	}
	m.Headers, err = r.headers(how)
	return m, err
}

// useOf reads the use attribute. WSDL 1.1 has no default for it; literal is what tools take.
func useOf(e *etree.Element) (Use, error) {
	switch u := Use(attr(e, "use")); u {
	case "", Literal:
		return Literal, nil
	case Encoded:
		return Encoded, nil
	default:
		return "", fault(e, "use %q is unknown; write literal or encoded", u)
	}
}

// wrapper builds the body element of an rpc message: WSDL 1.1, section 3.5. Each part is an unqualified
// accessor, which may be nil.
func (r *resolver) wrapper(name Name, message *etree.Element) (*Element, error) {
	t := &Type{Kind: KindComplex}
	for _, part := range children(message, NamespaceWSDL, "part") {
		typeName, err := qname(part, "type")
		if err != nil {
			return nil, err
		}
		partType, err := r.schemas.typeNamed(part, typeName)
		if err != nil {
			return nil, err
		}
		m, err := marksOf(part)
		if err != nil {
			return nil, err
		}
		e := &Element{Name: Name{Local: attr(part, "name")}, Type: partType, Min: 1, Max: 1, Nillable: true,
			Content: m.content || byHand(partType), Since: m.since, Until: m.until}
		t.Content = append(t.Content, Particle{Element: e, Min: 1, Max: 1, Since: m.since, Until: m.until})
	}
	return &Element{Name: name, Type: t, Min: 1, Max: 1}, nil
}

// document finds the body element of a document message: that of the part which the binding names, or of the
// only part.
func (r *resolver) document(message *etree.Element, parts string) (*Element, error) {
	all := children(message, NamespaceWSDL, "part")
	if parts == "" && len(all) != 1 {
		return nil, fault(message, "has %d parts; a document message has one, or the soap:body names it", len(all))
	}
	if parts == "" {
		return r.part(all[0])
	}
	for _, part := range all {
		if attr(part, "name") == parts {
			return r.part(part)
		}
	}
	return nil, fault(message, "has no part %q, which a soap:body names; add it or correct the name", parts)
}

// part finds the global element of a part.
func (r *resolver) part(part *etree.Element) (*Element, error) {
	name, err := qname(part, "element")
	if err != nil {
		return nil, err
	}
	return r.schemas.elementNamed(part, name)
}

// headers reads the soap:header elements of one direction.
func (r *resolver) headers(how *etree.Element) ([]*Header, error) {
	var headers []*Header
	for _, e := range children(how, NamespaceSOAP, "header") {
		message, err := r.named(e, "message", "message")
		if err != nil {
			return nil, err
		}
		element, err := r.document(message, attr(e, "part"))
		if err != nil {
			return nil, err
		}
		h := &Header{Element: element}
		if h.Use, err = useOf(e); err != nil {
			return nil, err
		}
		m, err := marksOf(e)
		if err != nil {
			return nil, err
		}
		h.Since, h.Until = m.and(element.Since, element.Until)
		headers = append(headers, h)
	}
	return headers, nil
}

// faults reads the faults that a portType's operation declares.
func (r *resolver) faults(abstract *etree.Element) ([]*Fault, error) {
	var faults []*Fault
	for _, e := range children(abstract, NamespaceWSDL, "fault") {
		message, err := r.named(e, "message", "message")
		if err != nil {
			return nil, err
		}
		element, err := r.document(message, "")
		if err != nil {
			return nil, err
		}
		faults = append(faults, &Fault{Name: attr(e, "name"), Element: element})
	}
	return faults, nil
}
