package wsdl

import "strings"

// typeCheck looks for what messages are made of, as far as operations lead there: each type, element and group that is referred to.
type typeCheck struct {
	outline  *Outline
	seen     map[*node]bool  // definitions that have been looked at
	imported map[string]bool // namespaces that a schema imports by their names alone: tools know those
}

// newTypeCheck begins to look. Where parts of a document are elsewhere, nothing can be said of them.
func newTypeCheck(o *Outline) *typeCheck {
	c := &typeCheck{o, map[*node]bool{}, map[string]bool{}}
	for _, types := range o.root.all(NamespaceWSDL, "types") {
		for _, schema := range types.all(NamespaceXSD, "schema") {
			for _, i := range schema.all(NamespaceXSD, "import") {
				c.imported[i.attr("namespace")] = true
			}
		}
	}
	for _, types := range o.root.all(NamespaceWSDL, "types") {
		for _, schema := range types.all(NamespaceXSD, "schema") {
			delete(c.imported, schema.attr("targetNamespace")) // which is here
		}
	}
	return c
}

// part looks at a part of a message of an operation.
func (c *typeCheck) part(operation string, part *node) {
	if element := c.outline.schema.elements[part.qname("element")]; element != nil {
		c.definition(operation, element)
	}
	if part.attr("type") != "" {
		c.refer(operation, part, part.attr("type"), c.outline.schema.types, "type")
	}
}

// definition looks at all that a definition, or a part of one, refers to.
func (c *typeCheck) definition(operation string, definition *node) {
	if c.seen[definition] {
		return
	}
	c.seen[definition] = true
	definition.walk(func(e *node) {
		if e.name.Space != NamespaceXSD {
			return
		}
		x := c.outline.schema
		for _, a := range e.attrs {
			switch what := e.name.Local; {
			case a.name == Name{Local: "type"} && (what == "element" || what == "attribute"), a.name == Name{Local: "base"}, a.name == Name{Local: "itemType"}:
				c.refer(operation, e, a.value, x.types, "type")
			case a.name == Name{Local: "memberTypes"}:
				for _, name := range strings.Fields(a.value) {
					c.refer(operation, e, name, x.types, "type")
				}
			case a.name == Name{NamespaceWSDL, "arrayType"}:
				name, _, _ := strings.Cut(a.value, "[")
				c.refer(operation, e, name, x.types, "type")
			case a.name == Name{Local: "ref"} && what == "element":
				c.refer(operation, e, a.value, x.elements, "element")
			case a.name == Name{Local: "ref"} && what == "group":
				c.refer(operation, e, a.value, x.groups, "group")
			}
		}
	})
}

// refer looks at the definition to which a name leads. What the W3C and SOAP define is not to be in a document.
func (c *typeCheck) refer(operation string, at *node, value string, definitions map[Name]*node, kind string) {
	name := at.resolve(value)
	if definition := definitions[name]; definition != nil {
		c.definition(operation, definition)
		return
	}
	if c.imported[name.Space] || strings.HasPrefix(name.Space, "http://www.w3.org/") || name.Space == NamespaceEncoding {
		return
	}
	who := at
	for who.attr("name") == "" && who.parent != nil {
		who = who.parent
	}
	c.outline.undefined(at, "operation %s: %s %s refers to the %s %q, which no schema defines", operation, who.name.Local, who.attr("name"), kind, value)
}
