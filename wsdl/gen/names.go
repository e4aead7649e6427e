package main

import (
	"strings"
	"unicode"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// structure is a Go struct to be written.
type structure struct {
	name   string // in Go
	source string // what it is in the contract, such as "the type {urn:library}Book"
	typ    *wsdl.Type
}

// structures are the structs of a contract, in order: elements of the schemas, rpc wrappers, named types and then, as
// they are met, the types without a name.
type structures struct {
	all   []structure
	index map[*wsdl.Type]int
	taken map[string]bool
}

// collect finds the structs of a contract. Elements come before types, so that what an operation takes keeps the
// plain name when an element and a type share one.
func collect(c *wsdl.Contract) *structures {
	s := &structures{index: map[*wsdl.Type]int{}, taken: map[string]bool{}}
	elements := c.Elements
	for _, op := range c.Operations {
		for _, m := range []*wsdl.Message{op.Input, op.Output} {
			if m != nil && m.Element != nil {
				elements = append(elements[:len(elements):len(elements)], m.Element)
			}
		}
	}
	for _, e := range elements {
		if e.Type.Name == (wsdl.Name{}) && !e.Content {
			s.add(exported(e.Name.Local), "the element "+e.Name.String(), e.Type)
		}
	}
	for _, t := range c.Types {
		s.add(exported(t.Name.Local), "the type "+t.Name.String(), t)
	}
	return s
}

// add notes a type that is to become a struct, once.
func (s *structures) add(name, source string, t *wsdl.Type) {
	if _, known := s.index[t]; known || t.Marked || (t.Kind != wsdl.KindComplex && t.Kind != wsdl.KindSimpleContent) {
		return
	}
	for s.taken[name] {
		name += "Type"
	}
	s.taken[name] = true
	s.index[t] = len(s.all)
	s.all = append(s.all, structure{name, source, t})
}

// exported makes an exported Go name of an XML name: the first letter is raised, and what Go does not take in a
// name is left out and raises the letter after it.
func exported(local string) string {
	var b strings.Builder
	raise := true
	for _, r := range local {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' {
			raise = true
			continue
		}
		if raise {
			r = unicode.ToUpper(r)
		}
		raise = false
		if b.Len() == 0 && !unicode.IsUpper(r) {
			b.WriteByte('X')
		}
		b.WriteRune(r)
	}
	return b.String()
}
