package wsdl

import (
	"slices"

	"github.com/beevik/etree"
)

// model reads the content model and the attributes that stand in e.
func (d *definition) model(e *etree.Element) error {
	for _, c := range e.ChildElements() {
		if c.NamespaceURI() != NamespaceXSD {
			return fault(c, "is not of XML Schema; a type holds nothing else")
		}
		switch c.Tag {
		case "sequence", "all", "choice":
			particles, err := d.schema.particles(c)
			if err != nil {
				return err
			}
			d.typ.Content = append(d.typ.Content, particles...)
		case "attribute", "anyAttribute", "annotation":
		default:
			return fault(c, "is not supported; write out what it stands for")
		}
	}
	return d.attributes(e)
}

// particles reads one element of a content model. A sequence that occurs at most once is dissolved.
func (s *schemas) particles(e *etree.Element) ([]Particle, error) {
	if e.NamespaceURI() != NamespaceXSD {
		return nil, fault(e, "is not of XML Schema; a content model holds nothing else")
	}
	m, err := marksOf(e)
	if err != nil {
		return nil, err
	}
	p := Particle{Since: m.since, Until: m.until}
	if p.Min, p.Max, err = bounds(e); err != nil {
		return nil, err
	}
	switch e.Tag {
	case "annotation":
		return nil, nil
	case "element":
		if p.Element, err = s.local(e); err != nil {
			return nil, err
		}
		p.Since, p.Until = p.Element.Since, p.Element.Until
	case "any":
		p.Any = true
	case "choice":
		p.Choice, err = s.alternatives(e)
	case "sequence", "all":
		if p.Group, err = s.inside(e); err == nil && p.Max == 1 {
			return dissolve(p), nil
		}
	default:
		err = fault(e, "is not supported; write out what it stands for")
	}
	if p.Max == 0 {
		return nil, err
	}
	return []Particle{p}, err
}

// inside reads everything inside a sequence.
func (s *schemas) inside(e *etree.Element) ([]Particle, error) {
	var all []Particle
	for _, c := range e.ChildElements() {
		particles, err := s.particles(c)
		if err != nil {
			return nil, err
		}
		all = append(all, particles...)
	}
	return all, nil
}

// alternatives reads a choice. An alternative of several elements stays together as a group.
func (s *schemas) alternatives(e *etree.Element) ([]Particle, error) {
	var all []Particle
	for _, c := range e.ChildElements() {
		particles, err := s.particles(c)
		if err != nil {
			return nil, err
		}
		if len(particles) > 1 {
			particles = []Particle{{Group: particles, Min: 1, Max: 1}}
		}
		all = append(all, particles...)
	}
	return all, nil
}

// dissolve gives the particles of a group the bounds and marks of the group. Their elements carry the same,
// so that who looks at an element alone sees them.
func dissolve(group Particle) []Particle {
	m := marks{since: group.Since, until: group.Until}
	for i := range group.Group {
		p := &group.Group[i]
		p.Min = min(p.Min, group.Min)
		p.Since, p.Until = m.and(p.Since, p.Until)
		if p.Element != nil {
			p.Element.Min, p.Element.Since, p.Element.Until = p.Min, p.Since, p.Until
		}
	}
	return group.Group
}

// attributes reads the attributes declared in e. One of the same name replaces that of a base.
func (d *definition) attributes(e *etree.Element) error {
	for _, c := range children(e, NamespaceXSD, "attribute") {
		a, err := d.schema.attribute(c)
		if err != nil {
			return err
		}
		d.typ.Attributes = slices.DeleteFunc(slices.Clone(d.typ.Attributes), func(old *Attribute) bool { return old.Name == a.Name })
		if attr(c, "use") != "prohibited" {
			d.typ.Attributes = append(d.typ.Attributes, a)
		}
	}
	return nil
}

// attribute reads an attribute declaration or reference.
func (s *schemas) attribute(e *etree.Element) (*Attribute, error) {
	m, err := marksOf(e)
	if err != nil {
		return nil, err
	}
	a := &Attribute{Required: attr(e, "use") == "required", Since: m.since, Until: m.until}
	declared := e
	if ref, ok := lookup(e, "", "ref"); ok {
		if a.Name, err = resolve(e, ref); err != nil {
			return nil, err
		}
		if declared = s.attributes[a.Name]; declared == nil {
			if a.Name.Space != namespaceXML {
				return nil, fault(e, "there is no attribute %s; declare it, or correct the name or its prefix", a.Name)
			}
			a.Type, a.Default = Builtin("string"), defaultOf(e)
			return a, nil
		}
	} else {
		a.Name.Local = attr(e, "name")
		qualified, err := isQualified(e, "attributeFormDefault")
		if err != nil {
			return nil, err
		}
		if qualified {
			a.Name.Space = attr(schemaOf(e), "targetNamespace")
		}
	}
	if a.Name.Local == "" {
		return nil, fault(e, "has neither name nor ref; add one")
	}
	if a.Type, err = s.typeAt(declared); err != nil {
		return nil, err
	}
	if a.Default = defaultOf(e); a.Default == nil {
		a.Default = defaultOf(declared)
	}
	return a, nil
}
