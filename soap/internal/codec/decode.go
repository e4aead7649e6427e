package codec

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// Decode reads e into the value that into points at, a pointer to the plan's Go type, which should be zero. What
// is wrong with e is a *Error. Strings and Content share the memory of e's document.
func (p *Plan) Decode(s *ReadStyle, e *reader.Element, into any) error {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Type().Elem() != p.goType {
		return fmt.Errorf("soap/codec: %T cannot be decoded into; give a *%s", into, p.goType)
	}
	if !s.is(e, p.element.Name) {
		return &Error{Kind: Unexpected, Name: wsdl.Name(e.Name), Line: e.Line, Column: e.Column, Expected: []wsdl.Name{p.element.Name}}
	}
	if p.body != nil && (p.encoded || p.rpc && s.ByPosition) {
		d := &decoder{ReadStyle: s, encoded: p.encoded, byPosition: s.ByPosition, outermost: e}
		return d.accessors(e, p.body, v.Elem())
	}
	return s.element(e, p.body, v.Elem())
}

// is says whether e is the element of this name.
func (s *ReadStyle) is(e *reader.Element, name wsdl.Name) bool {
	if e.Name.Local != name.Local {
		return false
	}
	switch s.Names {
	case ExactOrNone:
		return e.Name.Space == name.Space || e.Name.Space == ""
	case AnyNamespace:
		return true
	}
	return e.Name.Space == name.Space
}

// element reads e into v. A nil body is content.
func (s *ReadStyle) element(e *reader.Element, b *body, v reflect.Value) error {
	if b == nil {
		v.Set(reflect.ValueOf(Content{Element: e}))
		return nil
	}
	if !b.isStruct {
		return s.text(e, b.value, v)
	}
	if err := s.attributes(e, b, v); err != nil {
		return err
	}
	if b.value != nil {
		return s.text(e, b.value, settable(at(v, b.chardata, true)))
	}
	return s.children(e, b, v)
}

// settable makes what a pointer points at, where there is one, and returns it.
func settable(v reflect.Value) reflect.Value {
	if v.Kind() != reflect.Pointer {
		return v
	}
	v.Set(reflect.New(v.Type().Elem()))
	return v.Elem()
}

// text reads e as text.
func (s *ReadStyle) text(e *reader.Element, want *value, v reflect.Value) error {
	if inside := e.First(); inside != nil {
		return &Error{Kind: Unexpected, Name: wsdl.Name(inside.Name), Parent: wsdl.Name(e.Name), Line: inside.Line, Column: inside.Column}
	}
	if text := e.Text(); !want.read(v, text) {
		return &Error{Kind: BadValue, Name: wsdl.Name(e.Name), Parent: parentName(e), Line: e.Line, Column: e.Column, Value: text, Type: want.name}
	}
	return nil
}

func parentName(e *reader.Element) wsdl.Name {
	if e.Parent() == nil {
		return wsdl.Name{}
	}
	return wsdl.Name(e.Parent().Name)
}

// attributes reads the attributes that the contract knows. Others are passed over: every vendor's stack puts some.
func (s *ReadStyle) attributes(e *reader.Element, b *body, v reflect.Value) error {
	for i := range b.attributes {
		a := &b.attributes[i]
		if !s.Version.Within(a.decl.Since, a.decl.Until) {
			continue
		}
		text, ok := e.Attr(a.decl.Name.Space, a.decl.Name.Local)
		if !ok {
			if a.decl.Required && !s.AllowMissing {
				return &Error{Kind: Missing, Attribute: true, Name: a.decl.Name, Parent: wsdl.Name(e.Name), Line: e.Line, Column: e.Column}
			}
			continue
		}
		field := at(v, a.index, true)
		to := reflect.New(field.Type().Elem())
		if !a.value.read(to.Elem(), text) {
			return &Error{Kind: BadValue, Attribute: true, Name: a.decl.Name, Parent: wsdl.Name(e.Name), Line: e.Line, Column: e.Column, Value: text, Type: a.value.name}
		}
		field.Set(to)
	}
	return nil
}

// children reads the elements inside e. Their order is not looked at.
func (s *ReadStyle) children(e *reader.Element, b *body, v reflect.Value) error {
	if s.Refuse && e.HasText() {
		return &Error{Kind: Unexpected, Parent: wsdl.Name(e.Name), Line: e.Line, Column: e.Column, Value: strings.TrimSpace(e.Text())}
	}
	var few [32]int
	counts := few[:]
	if len(b.members) > len(few) {
		counts = make([]int, len(b.members))
	}
	next := 0 // the member after the last found: requests mostly keep the order
	for c := e.First(); c != nil; c = c.Next() {
		i := s.find(b, c, next, counts)
		if i < 0 && s.Refuse {
			return &Error{Kind: Unexpected, Name: wsdl.Name(c.Name), Parent: wsdl.Name(e.Name), Line: c.Line, Column: c.Column, Expected: s.expected(b, counts)}
		}
		if i < 0 {
			continue
		}
		counted, err := s.member(c, &b.members[i], v)
		if err != nil {
			return err
		}
		if counted {
			counts[i]++
		}
		next = i
	}
	return s.complete(e, b, counts)
}

// find returns the member that c is, -1 when it is none or there are enough of it.
func (s *ReadStyle) find(b *body, c *reader.Element, from int, counts []int) int {
	for k := range b.members {
		i := from + k
		if i >= len(b.members) {
			i -= len(b.members)
		}
		m := &b.members[i]
		if m.decl != nil && s.is(c, m.decl.Name) && s.Version.Within(m.since, m.until) && m.room(counts[i]) {
			return i
		}
	}
	return b.any
}

// room says whether another one may follow n.
func (m *member) room(n int) bool {
	return m.decl == nil || m.decl.Max == wsdl.Unbounded || n < m.decl.Max
}

// expected lists what might have stood where something unexpected did.
func (s *ReadStyle) expected(b *body, counts []int) []wsdl.Name {
	var names []wsdl.Name
	for i := range b.members {
		m := &b.members[i]
		if m.decl != nil && m.room(counts[i]) && s.Version.Within(m.since, m.until) {
			names = append(names, m.decl.Name)
		}
	}
	return names
}

// complete refuses e when something required is missing.
func (s *ReadStyle) complete(e *reader.Element, b *body, counts []int) error {
	if s.AllowMissing {
		return nil
	}
	for i := range b.members {
		m := &b.members[i]
		if m.required && counts[i] < m.decl.Min && s.Version.Within(m.since, m.until) {
			return &Error{Kind: Missing, Name: m.decl.Name, Parent: wsdl.Name(e.Name), Line: e.Line, Column: e.Column}
		}
	}
	return nil
}

// member reads one element into its field. It does not count when it is nil and may not be. Content is always
// given as it stands, nil or not.
func (s *ReadStyle) member(c *reader.Element, m *member, v reflect.Value) (counted bool, err error) {
	isNil, err := s.isNil(c)
	if err != nil {
		return false, err
	}
	if isNil && m.shape.single() && m.body != nil {
		return m.decl.Nillable, nil
	}
	if s.EmptyAbsent && m.body != nil && m.body.value != nil && !m.body.isStruct && !m.body.value.isText() &&
		c.First() == nil && collapse.apply(c.Text()) == "" {
		return false, nil
	}
	field := at(v, m.index, true)
	switch m.shape {
	case pointer:
		to := reflect.New(field.Type().Elem())
		field.Set(to)
		return true, s.element(c, m.body, to.Elem())
	case plain:
		return true, s.element(c, m.body, field)
	case pointers:
		to := reflect.Zero(field.Type().Elem())
		if !isNil || m.body == nil {
			to = reflect.New(field.Type().Elem().Elem())
			err = s.element(c, m.body, to.Elem())
		}
		field.Set(reflect.Append(field, to))
	default:
		to := reflect.New(field.Type().Elem()).Elem()
		if !isNil || m.body == nil {
			err = s.element(c, m.body, to)
		}
		field.Set(reflect.Append(field, to))
	}
	return true, err
}
