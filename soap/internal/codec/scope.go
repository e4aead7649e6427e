package codec

import (
	"strconv"

	"github.com/soapstone-dev/soapstone/soap/internal/writer"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// renamed is the namespace to write for one of the contract.
func (e *encoder) renamed(space string) string {
	if e.style.Rename == nil || space == "" {
		return space
	}
	return e.style.Rename(space)
}

// outermost opens the outermost element.
func (e *encoder) outermost(name wsdl.Name) {
	space, s := e.renamed(name.Space), e.style
	prefix, declared := "", s.Binding == DefaultHere && space != e.bound("")
	if s.Binding == Prefixed && space != "" { // Axis, asked without a namespace, answers without
		if prefix = s.Prefix; prefix == "" {
			prefix = e.fresh(space)
		}
		declared = true
	}
	e.w.OpenName(writer.Name{Prefix: prefix, Local: name.Local})
	for _, a := range s.Attributes {
		e.w.Attr(a.Name, a.Value)
	}
	if declared {
		e.w.Declare(prefix, space)
	}
	if declared || s.Binding == DefaultAbove {
		e.scope = append(e.scope, Declaration{prefix, space})
	}
	e.depth = 1
}

// bound returns the namespace that a prefix is bound to.
func (e *encoder) bound(prefix string) string {
	for i := len(e.scope) - 1; i >= 0; i-- {
		if e.scope[i].Prefix == prefix {
			return e.scope[i].Space
		}
	}
	return ""
}

// prefix returns a prefix bound to a namespace, innermost first. An attribute cannot use the empty one.
func (e *encoder) prefix(space string, attribute bool) (prefix string, ok bool) {
	for i := len(e.scope) - 1; i >= 0; i-- {
		d := e.scope[i]
		if d.Space == space && (d.Prefix != "" || !attribute) && e.bound(d.Prefix) == space {
			return d.Prefix, true
		}
	}
	if space == "http://www.w3.org/XML/1998/namespace" {
		return "xml", true
	}
	return "", space == "" && (attribute || e.bound("") == "")
}

// mark is what to go back to when an element ends.
type mark struct {
	scope, counted int
	declared       bool
}

func (e *encoder) mark() mark { return mark{len(e.scope), e.counted, e.declared} }

// back goes back. WCF's count of prefixes begins anew then, that of Axis goes on.
func (e *encoder) back(m mark) {
	e.scope, e.declared = e.scope[:m.scope], m.declared
	if e.style.Counted == "" {
		e.counted = m.counted
	}
}

// declare declares on the element just opened a prefix for a namespace of what is inside it.
func (e *encoder) declare(space string, attribute bool) {
	if _, ok := e.prefix(space, attribute); ok {
		return
	}
	prefix := e.fresh(space)
	e.w.Declare(prefix, space)
	e.scope = append(e.scope, Declaration{prefix, space})
}

// fresh returns the prefix to declare for a namespace.
func (e *encoder) fresh(space string) string {
	var prefix string
	for _, d := range e.style.Prefixes {
		if d.Space == space {
			prefix = d.Prefix
		}
	}
	for prefix == "" {
		prefix = counted(e.counted)
		if e.style.Counted != "" {
			prefix = e.style.Counted + strconv.Itoa(e.counted+1)
		}
		if e.bound(prefix) != "" {
			prefix = ""
		}
		e.counted++
	}
	return prefix
}

// counted is the n-th counted prefix: a to z, then a1 to z1 and so on.
func counted(n int) string {
	letter := string(rune('a' + n%26))
	if n < 26 {
		return letter
	}
	return letter + strconv.Itoa(n/26)
}

// open opens an element. One without a namespace inside a default namespace takes that back.
func (e *encoder) open(name wsdl.Name) {
	space := e.renamed(name.Space)
	prefix, ok := e.prefix(space, false)
	e.w.OpenName(writer.Name{Prefix: prefix, Local: name.Local})
	if !ok { // an element without a namespace where a default one is in force
		e.w.Declare("", "")
		e.scope = append(e.scope, Declaration{})
	}
	e.depth++
}

// declareXSI declares the prefix of XMLSchema-instance on the element just opened.
func (e *encoder) declareXSI() {
	e.w.Declare(e.xsi, NamespaceXSI)
	e.declared = true
}
