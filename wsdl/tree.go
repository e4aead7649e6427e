package wsdl

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

// is says whether e is the element of this name.
func is(e *etree.Element, space, local string) bool {
	return e.Tag == local && e.NamespaceURI() == space
}

// children returns the elements of this name directly inside e.
func children(e *etree.Element, space, local string) []*etree.Element {
	var found []*etree.Element
	for _, c := range e.ChildElements() {
		if is(c, space, local) {
			found = append(found, c)
		}
	}
	return found
}

// child returns the first element of this name directly inside e, nil when there is none.
func child(e *etree.Element, space, local string) *etree.Element {
	for _, c := range e.ChildElements() {
		if is(c, space, local) {
			return c
		}
	}
	return nil
}

// attr returns an attribute without a namespace, "" when it is absent.
func attr(e *etree.Element, local string) string {
	value, _ := lookup(e, "", local)
	return value
}

// lookup returns an attribute; an absent one and an empty one differ in ok.
func lookup(e *etree.Element, space, local string) (value string, ok bool) {
	for _, a := range e.Attr {
		if a.Key == local && !isDeclaration(a) && attrSpace(e, a) == space {
			return a.Value, true
		}
	}
	return "", false
}

// attrSpace is the namespace of an attribute of e: that of its prefix, and none without one. (An Attr of a copied
// document resolves its prefix in the original.)
func attrSpace(e *etree.Element, a etree.Attr) string {
	if a.Space == "" {
		return ""
	}
	uri, _ := prefixed(e, a.Space)
	return uri
}

// prefixed returns the namespace that a prefix is bound to at e.
func prefixed(e *etree.Element, prefix string) (uri string, ok bool) {
	for at := e; at != nil; at = at.Parent() {
		for _, a := range at.Attr {
			if a.Space == "xmlns" && a.Key == prefix || prefix == "" && a.Space == "" && a.Key == "xmlns" {
				return a.Value, true
			}
		}
	}
	if prefix == "xml" {
		return namespaceXML, true
	}
	return "", prefix == ""
}

// isDeclaration says whether a declares a namespace.
func isDeclaration(a etree.Attr) bool {
	return a.Space == "xmlns" || a.Space == "" && a.Key == "xmlns"
}

// qname resolves a qualified name in the value of e's attribute. The attribute has to be there.
func qname(e *etree.Element, local string) (Name, error) {
	value, ok := lookup(e, "", local)
	if !ok {
		return Name{}, fault(e, "has no attribute %s; add it", local)
	}
	return resolve(e, value)
}

// resolve gives the name that a prefixed name means at e.
func resolve(e *etree.Element, value string) (Name, error) {
	prefix, name, found := strings.Cut(strings.TrimSpace(value), ":")
	if !found {
		prefix, name = "", prefix
	}
	uri, ok := prefixed(e, prefix)
	if !ok {
		return Name{}, fault(e, "the prefix of %q is not declared; declare xmlns:%s", value, prefix)
	}
	return Name{uri, name}, nil
}

const namespaceXML = "http://www.w3.org/XML/1998/namespace"

// fault words an error with its place.
func fault(e *etree.Element, format string, args ...any) error {
	return fmt.Errorf("wsdl: %s: %s", place(e), fmt.Sprintf(format, args...))
}

// place is the path to an element, such as definitions/types/schema[2]/complexType[Session].
func place(e *etree.Element) string {
	step := e.Tag
	if name := attr(e, "name"); name != "" {
		step += "[" + name + "]"
	} else if n, of := position(e); of > 1 {
		step += "[" + strconv.Itoa(n) + "]"
	}
	if parent := e.Parent(); parent != nil && parent.Tag != "" {
		return place(parent) + "/" + step
	}
	return step
}

// position counts e among its siblings of the same tag, from 1, and how many these are.
func position(e *etree.Element) (n, of int) {
	if e.Parent() == nil {
		return 1, 1
	}
	for _, c := range e.Parent().ChildElements() {
		if c.Tag == e.Tag {
			of++
		}
		if c == e {
			n = of
		}
	}
	return n, of
}

// marks are the marks of ours that an element carries.
type marks struct {
	since, until Version
	content      bool
}

// marksOf reads the marks on e. Others in our namespace are errors: a mark misspelt would do nothing, silently.
func marksOf(e *etree.Element) (marks, error) {
	var m marks
	for _, a := range e.Attr {
		if isDeclaration(a) || attrSpace(e, a) != NamespaceMarks {
			continue
		}
		var err error
		switch a.Key {
		case "since":
			m.since, err = ParseVersion(a.Value)
		case "until":
			m.until, err = ParseVersion(a.Value)
		case "content":
			m.content, err = parseBool(a.Value)
		default:
			err = fmt.Errorf("wsdl: the mark %s is unknown; there are since, until and content", a.Key)
		}
		if err != nil {
			return m, fault(e, "%s", strings.TrimPrefix(err.Error(), "wsdl: "))
		}
	}
	if m.until != 0 && m.until < m.since {
		return m, fault(e, "since %d is after until %d; no version has it", m.since, m.until)
	}
	return m, nil
}

// and narrows a pair of bounds by those of a second mark.
func (m marks) and(since, until Version) (Version, Version) {
	since = max(since, m.since)
	if until == 0 || m.until != 0 && m.until < until {
		until = m.until
	}
	return since, until
}

// parseBool reads an xsd:boolean.
func parseBool(s string) (bool, error) {
	switch strings.TrimSpace(s) {
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return false, fmt.Errorf("wsdl: %q is no boolean; write true or false", s)
}
