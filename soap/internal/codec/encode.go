package codec

import (
	"fmt"
	"reflect"
	"sync"

	"github.com/soapstone-dev/soapstone/soap/internal/writer"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// Encode writes the value that from points at, a pointer to the plan's Go type. It says whether something was
// nil for which who writes the envelope has to declare the prefix of XMLSchema-instance. An error says that the
// value is not what the contract promises; what was written by then is worthless.
func (p *Plan) Encode(s *WriteStyle, w *writer.Writer, from any) (xsi bool, err error) {
	v := reflect.ValueOf(from)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Type().Elem() != p.goType {
		return false, fmt.Errorf("soap/codec: a %T cannot be encoded; give a *%s that is not nil", from, p.goType)
	}
	e := encoders.Get().(*encoder)
	e.style, e.w, e.xsi = s, w, s.XSI
	if e.xsi == "" {
		e.xsi = "xsi"
	}
	e.scope = append(e.scope, s.InScope...)
	if p.encoded && p.body != nil {
		xsi, err = true, e.encoded(p, v.Elem())
	} else {
		e.outermost(p.element.Name)
		err = e.content(p.element.Name, p.body, v.Elem())
		xsi = e.undeclared
	}
	e.release() // not deferred: an encoder that panicked is not used again
	return xsi, err
}

// encoder is the writing of one element.
type encoder struct {
	style *WriteStyle
	w     *writer.Writer
	xsi   string

	scope    []Declaration // in force, outermost first
	counted  int           // prefixes counted among them
	depth    int           // elements open, the outermost included
	declared bool          // XMLSchema-instance is declared around here

	undeclared bool // it was used where it is not
	text       []byte

	refs encodedRefs // of an encoded message
}

// encoders are between two elements: they keep their memory, and nothing of what was written.
var encoders = sync.Pool{New: func() any { return new(encoder) }}

// keptText is the most bytes of text that an encoder keeps: one large value must not stay in memory for good.
const keptText = 4 << 10

// release lets go of everything that belongs to the element.
func (e *encoder) release() {
	clear(e.scope[:cap(e.scope)])
	text := e.text[:0]
	if cap(text) > keptText {
		text = nil
	}
	*e = encoder{scope: e.scope[:0], text: text}
	encoders.Put(e)
}

// content writes what is inside the element just opened, and closes it.
func (e *encoder) content(name wsdl.Name, b *body, v reflect.Value) error {
	if b == nil {
		return e.byHand(name, v)
	}
	if !b.isStruct {
		return e.textual(name, b.value, v)
	}
	for _, space := range b.spaces {
		e.declare(e.renamed(space), false)
	}
	if e.style.DeclareXSI && e.depth == 2 {
		e.declareXSI()
	}
	if err := e.attributes(name, b, v); err != nil {
		return err
	}
	if b.value != nil {
		v = at(v, b.chardata, false)
		if v.IsValid() && v.Kind() == reflect.Pointer {
			v = v.Elem() // the zero Value for a nil pointer
		}
		return e.textual(name, b.value, v)
	}
	before := e.w.Len()
	if err := e.members(name, b, v); err != nil {
		return err
	}
	e.close(e.w.Len() == before)
	return nil
}

// close ends the innermost element.
func (e *encoder) close(empty bool) {
	if empty && e.style.ShortEmpty {
		e.w.Empty()
	} else {
		e.w.Close()
	}
	e.depth--
}

// byHand lets Content write.
func (e *encoder) byHand(name wsdl.Name, v reflect.Value) error {
	c, before, depth := v.Interface().(Content), e.w.Len(), e.w.Depth()
	if c.Write != nil {
		c.Write(e.w)
	}
	if e.w.Depth() != depth {
		return fmt.Errorf("soap/codec: the content of %s left %d elements open; close what it opens", name, e.w.Depth()-depth)
	}
	e.close(e.w.Len() == before)
	return nil
}

// attributes writes those that are not nil.
func (e *encoder) attributes(name wsdl.Name, b *body, v reflect.Value) error {
	for i := range b.attributes {
		a := &b.attributes[i]
		if !e.style.Version.Within(a.decl.Since, a.decl.Until) {
			continue
		}
		field := at(v, a.index, false)
		if !field.IsValid() || field.IsNil() {
			if a.decl.Required {
				return fmt.Errorf("soap/codec: %s has no attribute %s, which the contract requires", name, a.decl.Name)
			}
			continue
		}
		text, err := e.format(a.decl.Name, a.value, field.Elem())
		if err != nil {
			return err
		}
		prefix := ""
		if a.decl.Name.Space != "" {
			space := e.renamed(a.decl.Name.Space)
			e.declare(space, true)
			prefix, _ = e.prefix(space, true)
		}
		e.w.AttrName(writer.Name{Prefix: prefix, Local: a.decl.Name.Local}, writer.Name{Local: text})
	}
	return nil
}

// members writes the elements, in the order of the contract.
func (e *encoder) members(name wsdl.Name, b *body, v reflect.Value) error {
	for i := range b.members {
		m := &b.members[i]
		if !e.style.Version.Within(m.since, m.until) {
			continue
		}
		field := at(v, m.index, false)
		if m.decl == nil {
			if err := e.rest(name, field); err != nil {
				return err
			}
			continue
		}
		if !field.IsValid() || m.shape.single() && field.IsNil() || !m.shape.single() && field.Len() == 0 {
			if err := e.absent(name, m); err != nil {
				return err
			}
			continue
		}
		if err := e.member(m, field); err != nil {
			return err
		}
	}
	return nil
}

// absent writes a member that has no value: as nil, or not at all.
func (e *encoder) absent(name wsdl.Name, m *member) error {
	switch {
	case m.decl.Nillable && m.shape.single() && (m.required || e.style.NilOptional):
		e.null(m.decl.Name)
	case m.required:
		return fmt.Errorf("soap/codec: %s has no %s, which the contract requires", name, m.decl.Name)
	}
	return nil
}

// null writes a nil element.
func (e *encoder) null(name wsdl.Name) {
	here := e.mark()
	e.open(name)
	if e.style.DeclareXSI && e.depth == 2 {
		e.declareXSI()
	}
	if !e.declared {
		e.undeclared = true
	}
	e.w.AttrName(writer.Name{Prefix: e.xsi, Local: "nil"}, writer.Name{Local: "true"})
	e.w.Empty()
	e.depth--
	e.back(here)
}

// member writes the element or elements of a field.
func (e *encoder) member(m *member, field reflect.Value) error {
	switch m.shape {
	case plain:
		return e.one(m, field)
	case pointer:
		return e.one(m, field.Elem())
	}
	for i := range field.Len() {
		v := field.Index(i)
		if m.shape == pointers && v.IsNil() {
			if !m.decl.Nillable {
				return fmt.Errorf("soap/codec: %s number %d is nil, which the contract does not allow", m.decl.Name, i+1)
			}
			e.null(m.decl.Name)
			continue
		}
		if m.shape == pointers {
			v = v.Elem()
		}
		if err := e.one(m, v); err != nil {
			return err
		}
	}
	return nil
}

// one writes one element.
func (e *encoder) one(m *member, v reflect.Value) error {
	here := e.mark()
	e.open(m.decl.Name)
	err := e.content(m.decl.Name, m.body, v)
	e.back(here)
	return err
}

// rest writes what is tagged ",any": whole elements.
func (e *encoder) rest(name wsdl.Name, field reflect.Value) error {
	if !field.IsValid() {
		return nil
	}
	all, _ := field.Interface().([]*Content)
	for _, c := range all {
		if c == nil || c.Write == nil {
			continue
		}
		depth := e.w.Depth()
		if c.Write(e.w); e.w.Depth() != depth {
			return fmt.Errorf("soap/codec: content inside %s left %d elements open; close what it opens", name, e.w.Depth()-depth)
		}
	}
	return nil
}
