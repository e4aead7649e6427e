package wsdl

import "strings"

// schemaIndex finds what the schemas of a document define by name.
type schemaIndex struct {
	elements, types, groups map[Name]*node
}

func indexSchemas(root *node) schemaIndex {
	x := schemaIndex{map[Name]*node{}, map[Name]*node{}, map[Name]*node{}}
	for _, types := range root.all(NamespaceWSDL, "types") {
		for _, schema := range types.all(NamespaceXSD, "schema") {
			for _, e := range schema.children {
				name := Name{schema.attr("targetNamespace"), e.attr("name")}
				switch e.name {
				case Name{NamespaceXSD, "element"}:
					x.elements[name] = e
				case Name{NamespaceXSD, "complexType"}, Name{NamespaceXSD, "simpleType"}:
					x.types[name] = e
				case Name{NamespaceXSD, "group"}:
					x.groups[name] = e
				}
			}
		}
	}
	return x
}

// declared is an element as a schema declares it.
type declared struct {
	name     Name
	required bool
	many     bool
	builtin  string // the local name of a type of XML Schema; "" for a type of its own
	typ      *node  // the definition of a type of its own, nil where it is not here
	line     int
}

// content is what an element of a type of its own may have.
type content struct {
	elements []declared
	any      bool // and anything else
	text     string
}

// declare reads the declaration of an element, global or local, or a reference to one.
func (x schemaIndex) declare(e *node) declared {
	d := declared{line: e.line, required: e.attr("minOccurs") != "0"}
	max := e.attr("maxOccurs")
	d.many = max != "" && max != "1" && max != "0"
	if ref := e.attr("ref"); ref != "" {
		d.name = e.resolve(ref)
		target := x.elements[d.name]
		if target == nil {
			d.builtin = "anyType"
			return d
		}
		global := x.declare(target)
		d.builtin, d.typ = global.builtin, global.typ
		return d
	}
	d.name.Local = e.attr("name")
	schema := e
	for schema.parent != nil && schema.name != (Name{NamespaceXSD, "schema"}) {
		schema = schema.parent
	}
	form := e.attr("form")
	if form == "" {
		form = schema.attr("elementFormDefault")
	}
	if form == "qualified" || e.parent == schema {
		d.name.Space = schema.attr("targetNamespace")
	}
	d.builtin, d.typ = x.typeOf(e)
	return d
}

// typeOf is the type of a declaration: one of XML Schema by its local name, or the definition of another one.
func (x schemaIndex) typeOf(e *node) (builtin string, typ *node) {
	for _, kind := range []string{"complexType", "simpleType"} {
		if inline := e.child(NamespaceXSD, kind); inline != nil {
			return x.simple(inline)
		}
	}
	if e.attr("type") == "" {
		return "anyType", nil
	}
	return x.typeNamed(e.qname("type"))
}

func (x schemaIndex) typeNamed(name Name) (builtin string, typ *node) {
	if t := x.types[name]; t != nil {
		return x.simple(t)
	}
	if name.Space == NamespaceXSD || name.Space == NamespaceEncoding {
		return name.Local, nil
	}
	return "anyType", nil // not here: nothing is known of it
}

// simple follows a simple type to that of XML Schema which it restricts. Lists and unions are read as strings.
func (x schemaIndex) simple(t *node) (builtin string, typ *node) {
	const longest = 32 // a chain of restrictions; one that is longer leads back to itself
	for range longest {
		if t.name.Local != "simpleType" {
			return "", t
		}
		restriction := t.child(NamespaceXSD, "restriction")
		if restriction == nil {
			return "string", nil
		}
		if inline := restriction.child(NamespaceXSD, "simpleType"); inline != nil {
			t = inline
			continue
		}
		name := restriction.qname("base")
		base := x.types[name]
		if base == nil {
			return name.Local, nil
		}
		t = base
	}
	return "string", nil
}

// content reads what a complex type has, that of its base first.
func (x schemaIndex) content(t *node) content {
	var c content
	x.addContent(&c, t, 0)
	return c
}

func (x schemaIndex) addContent(c *content, t *node, depth int) {
	const deepest = 64 // of bases and groups; what goes deeper leads back to itself
	if t == nil || depth > deepest {
		return
	}
	for _, e := range t.children {
		if e.name.Space != NamespaceXSD {
			continue
		}
		switch e.name.Local {
		case "sequence", "all", "complexContent":
			x.addContent(c, e, depth+1)
		case "choice":
			var alternatives content
			x.addContent(&alternatives, e, depth+1)
			for _, d := range alternatives.elements {
				d.required = false
				c.elements = append(c.elements, d)
			}
			c.any = c.any || alternatives.any
		case "group":
			x.addContent(c, x.groups[e.qname("ref")], depth+1)
		case "element":
			c.elements = append(c.elements, x.declare(e))
		case "any":
			c.any = true
		case "simpleContent":
			for _, how := range e.children {
				c.text, _ = x.typeNamed(how.qname("base"))
			}
		case "extension", "restriction":
			if base := e.qname("base"); base == (Name{NamespaceEncoding, "Array"}) {
				x.addItem(c, e)
			} else if e.name.Local == "extension" {
				x.addContent(c, x.types[base], depth+1)
			}
			x.addContent(c, e, depth+1)
		}
	}
}

// addItem adds the item of an array of SOAP encoding, whose name says nothing.
func (x schemaIndex) addItem(c *content, how *node) {
	for _, a := range how.all(NamespaceXSD, "attribute") {
		for _, at := range a.attrs {
			if at.name == (Name{NamespaceWSDL, "arrayType"}) {
				item := declared{name: Name{Local: "item"}, many: true, line: a.line}
				name, _, _ := strings.Cut(at.value, "[")
				item.builtin, item.typ = x.typeNamed(a.resolve(name))
				c.elements = append(c.elements, item)
			}
		}
	}
}
