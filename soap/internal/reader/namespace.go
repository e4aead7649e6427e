package reader

// declare takes in a namespace declaration written at an offset.
func (p *parser) declare(e *Element, at int, prefix, uri, quoted string) error {
	switch {
	case prefix == "xml" && uri == xmlNamespace:
		// It may be declared, and need not be (Namespaces in XML 1.0, section 3).
	case prefix == "xml", prefix == "xmlns":
		return p.fail(BadNamespace, at, prefix, "the prefix %q cannot be declared", prefix)
	case uri == xmlNamespace, uri == xmlnsNamespace:
		return p.fail(BadNamespace, at, prefix, "the namespace %q cannot be declared", uri)
	case prefix != "" && uri == "":
		return p.fail(BadNamespace, at, prefix, "the prefix %q cannot stand for no namespace", prefix)
	}

	d := p.doc
	if d.scope.open >= p.opt.MaxNamespaces {
		return p.tooMany(ManyNamespaces, at, prefix, "more than %d namespace declarations in scope", p.opt.MaxNamespaces)
	}
	number, hidden := d.scope.declare(prefix, len(d.decls))
	if hidden >= e.declFrom {
		return p.fail(DuplicateAttribute, at, prefix, "the prefix %q is declared twice on %q", prefix, e.name())
	}
	spelled := uri
	for i := range p.opt.Aliases { // few, and mostly of other lengths: quicker than a map, which hashes all of the text
		if a := &p.opt.Aliases[i]; a.Spelled == uri {
			uri, d.respelled = a.Meant, true
			break
		}
	}
	d.decls = append(d.decls, Declaration{prefix, uri})
	d.bindings = append(d.bindings, binding{spelled, quoted, number, hidden})
	return nil
}

// resolve finds the namespaces of an element and its attributes, once all its declarations are known.
func (p *parser) resolve(e *Element) error {
	space, err := p.namespace(e, e.Prefix)
	if err != nil {
		return err
	}
	e.Name.Space = space
	for i := range e.attrs {
		a := &e.attrs[i]
		if a.Prefix == "" {
			continue // An attribute without a prefix is in no namespace, whatever the default is.
		}
		if a.Name.Space, err = p.namespace(e, a.Prefix); err != nil {
			return err
		}
	}
	return p.checkDuplicates(e)
}

// namespace resolves a prefix of a name in the start tag of e.
func (p *parser) namespace(e *Element, prefix string) (string, error) {
	if i := p.doc.scope.lookup(prefix); i >= 0 {
		return p.doc.decls[i].URI, nil
	}
	switch prefix {
	case "":
		return "", nil
	case "xml":
		return xmlNamespace, nil
	case "xmlns":
		return "", p.fail(BadNamespace, e.start, prefix, `the prefix "xmlns" is for declarations only`)
	}
	return "", p.fail(UndeclaredPrefix, e.start, prefix, "the prefix %q in %q is not declared", prefix, e.name())
}

// fewAttributes is how many are compared one by one, before a map is quicker.
const fewAttributes = 24

// checkDuplicates refuses two attributes with the same expanded name.
func (p *parser) checkDuplicates(e *Element) error {
	if len(e.attrs) > fewAttributes {
		return p.checkManyDuplicates(e)
	}
	for i := range e.attrs {
		for j := range i {
			if e.attrs[i].Name == e.attrs[j].Name {
				return p.duplicate(e, e.attrs[i].Name)
			}
		}
	}
	return nil
}

func (p *parser) checkManyDuplicates(e *Element) error {
	d := p.doc
	if d.names == nil {
		d.names = make(map[Name]bool)
	}
	defer clear(d.names) // It must not keep the body alive.
	for i := range e.attrs {
		if d.names[e.attrs[i].Name] {
			return p.duplicate(e, e.attrs[i].Name)
		}
		d.names[e.attrs[i].Name] = true
	}
	return nil
}

func (p *parser) duplicate(e *Element, name Name) error {
	return p.fail(DuplicateAttribute, e.start, name.Local, "the attribute %q stands twice on %q", name.Local, e.name())
}
