package wsdl

import (
	"fmt"
	"slices"
	"strings"
)

// Difference is something in which an outline differs from what is served in its place.
type Difference struct {
	Line int // in the outline
	Text string
}

// Compare says how the operations of an outline differ from those of the same names in ours, as they go over the wire:
// style, use, soapAction, namespaces, and the elements of their messages with names, order and types. What only one of
// the two has is no difference; missing are the names of those that the outline does not have. A target namespace stands for
// the other one where respaced says that the server gives it its own.
//
// Of rpc, the names of parts in requests do not count, nor does the namespace of their wrapper, since Axis goes by
// position and answers in whatever namespace it was asked in. The names of complex types count in encoded answers alone, which
// bear them.
func (o *Outline) Compare(ours *Outline, respaced bool) (differences []Difference, missing []string) {
	c := &comparison{ours: ours, theirs: o, respaced: respaced}
	for _, our := range ours.Operations {
		their := o.Operation(our.Name)
		if their == nil {
			missing = append(missing, our.Name)
			continue
		}
		c.operation(our, their)
	}
	slices.SortStableFunc(c.found, func(a, b Difference) int { return a.Line - b.Line })
	return slices.Compact(c.found), missing
}

// comparison is one that is under way.
type comparison struct {
	ours, theirs *Outline
	respaced     bool
	typed        bool // what is compared bears the names of its types in xsi:type
	found        []Difference
	seen         map[pair]bool // types that have been compared
}

// pair is two types, once where their names count and once where they do not.
type pair struct {
	our, their *node
	typed      bool
}

func (c *comparison) differ(line int, format string, args ...any) {
	c.found = append(c.found, Difference{line, fmt.Sprintf(format, args...)})
}

// space is a namespace of theirs as we would have it.
func (c *comparison) space(theirs string) string {
	if c.respaced && theirs == c.theirs.TargetNamespace {
		return c.ours.TargetNamespace
	}
	return theirs
}

func (c *comparison) name(theirs Name) Name { return Name{c.space(theirs.Space), theirs.Local} }

func (c *comparison) operation(our, their *OutlineOperation) {
	what := "operation " + our.Name
	if their.Style != our.Style {
		c.differ(their.Line, "%s: its style is %s, and ours %s", what, their.Style, our.Style)
		return
	}
	action := their.Action
	if rest, ok := strings.CutPrefix(action, c.theirs.TargetNamespace); ok {
		action = c.space(c.theirs.TargetNamespace) + rest
	}
	if action != our.Action {
		c.differ(their.Line, "%s: its soapAction is %q, and ours %q", what, their.Action, our.Action)
	}
	c.message(what+": input", our, our.Input, their.Input, their.Line, false)
	c.message(what+": output", our, our.Output, their.Output, their.Line, true)
}

func (c *comparison) message(what string, op *OutlineOperation, our, their OutlineMessage, line int, answer bool) {
	if !our.There || !their.There {
		if our.There != their.There {
			c.differ(line, "%s: only one of them has it", what)
		}
		return
	}
	if their.Use != our.Use {
		c.differ(their.Line, "%s: its use is %s, and ours %s", what, their.Use, our.Use)
	}
	if op.Style == RPC && answer && c.space(their.Namespace) != our.Namespace {
		c.differ(their.Line, "%s: its namespace is %q, and ours %q", what, their.Namespace, our.Namespace)
	}
	if len(their.Parts) != len(our.Parts) {
		c.differ(their.Line, "%s: it has %d parts, and ours %d", what, len(their.Parts), len(our.Parts))
		return
	}
	c.typed = answer && our.Use == Encoded
	for i, p := range their.Parts {
		c.part(what, our.Parts[i], p, op.Style == RPC && answer)
	}
}

func (c *comparison) part(what string, our, their OutlinePart, named bool) {
	if named && their.Name != our.Name {
		c.differ(their.Line, "%s: its part is called %s, and ours %s", what, their.Name, our.Name)
	}
	if (our.Element == Name{}) != (their.Element == Name{}) {
		c.differ(their.Line, "%s: part %s: one of them is an element, the other one of a type", what, their.Name)
		return
	}
	if our.Element == (Name{}) {
		a, b := declared{}, declared{line: their.Line}
		a.builtin, a.typ = c.ours.schema.typeNamed(our.Type)
		b.builtin, b.typ = c.theirs.schema.typeNamed(their.Type)
		c.types(what+": part "+their.Name, a, b)
		return
	}
	if c.name(their.Element) != our.Element {
		c.differ(their.Line, "%s: its element is %s, and ours %s", what, their.Element, our.Element)
		return
	}
	a, b := c.ours.schema.elements[our.Element], c.theirs.schema.elements[their.Element]
	if b == nil {
		c.differ(their.Line, "%s: there is no element %s here%s", what, their.Element, c.theirs.importedSchema(their.Element.Space))
	} else if a != nil {
		c.types(what+": "+our.Element.Local, c.ours.schema.declare(a), c.theirs.schema.declare(b))
	}
}

// types compares what two elements have in them.
func (c *comparison) types(what string, our, their declared) {
	switch {
	case our.builtin == "anyType" || their.builtin == "anyType":
		return // anything may stand there, or it is not known what
	case our.builtin != their.builtin:
		c.differ(their.line, "%s is %s, and ours %s", what, typeName(their), typeName(our))
		return
	case our.typ == nil || their.typ == nil:
		return
	}
	if a, b := nameOf(our.typ), nameOf(their.typ); c.typed && a.Local != "" && b.Local != "" && c.name(b) != a {
		c.differ(their.line, "%s is of the type %s, and ours of %s, which answers say in xsi:type", what, b, a)
	}
	both := pair{our.typ, their.typ, c.typed}
	if c.seen[both] {
		return
	}
	if c.seen == nil {
		c.seen = map[pair]bool{}
	}
	c.seen[both] = true
	a, b := c.ours.schema.content(our.typ), c.theirs.schema.content(their.typ)
	if a.text != b.text {
		c.differ(their.line, "%s has the text of %q, and ours of %q", what, b.text, a.text)
	}
	c.contents(what, a, b, their.typ.line)
}

// nameOf is the name of a complex type, none of an array, which xsi:type calls by the name of SOAP's encoding.
func nameOf(complexType *node) Name {
	if inside := complexType.child(NamespaceXSD, "complexContent"); inside != nil {
		for _, how := range inside.children {
			if how.qname("base") == (Name{NamespaceEncoding, "Array"}) {
				return Name{}
			}
		}
	}
	if complexType.attr("name") == "" {
		return Name{}
	}
	return Name{complexType.parent.attr("targetNamespace"), complexType.attr("name")}
}

func typeName(d declared) string {
	if d.builtin == "" {
		return "of a complex type"
	}
	return "of the type " + d.builtin
}

func (c *comparison) contents(what string, our, their content, line int) {
	last := -1
	for _, a := range our.elements {
		i := slices.IndexFunc(their.elements, func(b declared) bool { return c.name(b.name) == a.name })
		if i < 0 {
			if !their.any {
				c.differ(line, "%s has no element %s, which ours has", what, a.name)
			}
			continue
		}
		b := their.elements[i]
		if i < last {
			c.differ(b.line, "%s has %s earlier than ours", what, a.name)
		}
		last = max(last, i)
		if a.many != b.many {
			c.differ(b.line, "%s: %s can be there many times in one of them, and once in the other", what, a.name)
		}
		c.types(what+"/"+a.name.Local, a, b)
	}
	for _, b := range their.elements {
		known := slices.ContainsFunc(our.elements, func(a declared) bool { return c.name(b.name) == a.name })
		if b.required && !known && !our.any {
			c.differ(b.line, "%s must have %s, which ours never has", what, b.name)
		}
	}
}
