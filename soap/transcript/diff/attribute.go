package diff

import "github.com/soapstone-dev/soapstone/soap/internal/reader"

// attributes compares the attributes of two elements but xsi:nil, which has been compared.
func (c *comparison) attributes(want, got *reader.Element) {
	w, g := want.Attrs(), got.Attrs()
	if len(w) == 0 && len(g) == 0 {
		return
	}
	for i := range w {
		if a := &w[i]; !isNilName(a.Name) {
			c.attribute(want, got, a)
		}
	}
	for i := range g {
		a := &g[i]
		if isNilName(a.Name) || attributeOf(want, a.Name) != nil {
			continue
		}
		if other := attributeOfOther(want, got, a.Name); other != nil {
			continue // told of from the other side
		}
		c.add(Difference{Kind: Extra, Path: c.path(want) + "/@" + qualified(a.Prefix, a.Name.Local), Got: a.Value})
	}
}

func isNilName(n reader.Name) bool { return n.Local == "nil" && n.Space == xsi }

func (c *comparison) attribute(want, got *reader.Element, a *reader.Attr) {
	path := func() string { return c.path(want) + "/@" + qualified(a.Prefix, a.Name.Local) }
	b := attributeOf(got, a.Name)
	if absent, ok := c.text.absent(a.Value); ok {
		if absent && b != nil {
			c.add(Difference{Kind: Extra, Path: path(), Got: b.Value})
		}
		if absent || b == nil {
			return
		}
	}
	if b == nil {
		if b = attributeOfOther(got, want, a.Name); b != nil {
			c.namespace(path(), a.Name.Space, b.Name.Space)
		} else {
			c.add(Difference{Kind: Missing, Path: path(), Want: a.Value})
			return
		}
	}
	isType := a.Name.Space == xsi && a.Name.Local == "type"
	verdict := c.words(want, got, a.Value, b.Value, isType)
	if verdict.equal || a.Name == b.Name && c.label(want, a.Name, a.Value, b.Value) {
		return
	}
	d := Difference{Kind: verdict.kind(Attribute), Path: path(), Want: a.Value, Got: b.Value, Hint: verdict.hint}
	if isType {
		d.Kind, d.Weight = Type, Content
	}
	c.add(d)
}

func attributeOf(e *reader.Element, name reader.Name) *reader.Attr {
	attrs := e.Attrs()
	for i := range attrs {
		if attrs[i].Name == name {
			return &attrs[i]
		}
	}
	return nil
}

// attributeOfOther finds in e the attribute of that local name in another namespace, if other has none of that name.
func attributeOfOther(e, other *reader.Element, name reader.Name) *reader.Attr {
	attrs := e.Attrs()
	for i := range attrs {
		if a := &attrs[i]; a.Name.Local == name.Local && a.Name.Space != name.Space && attributeOf(other, a.Name) == nil {
			return a
		}
	}
	return nil
}
