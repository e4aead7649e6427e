package codec

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"

	"github.com/soapstone-dev/soapstone/soap/internal/writer"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// deepest is how many elements may stand in each other in an encoded message, so that a value that leads back to
// itself is an error.
const deepest = 200

// encodedRefs is what an encoded message refers to by href.
type encodedRefs struct {
	ids   map[any]int // pointers to the beans that are written apart
	apart []reference // these beans, in the order in which they were met
}

// reference is a bean to be written, a pointer to it and not nil.
type reference struct {
	body *body
	bean reflect.Value
}

// encoded writes an rpc wrapper and, where beans are written apart, the multiRefs after it: in the order in which they
// are met, those of the wrapper first. Axis has the order of a hash table, so no client can depend on it.
func (e *encoder) encoded(p *Plan, v reflect.Value) error {
	here := e.mark()
	e.outermost(p.element.Name)
	if err := e.accessors(p.element.Name, p.body, v); err != nil {
		return err
	}
	e.back(here)
	for id := 0; id < len(e.refs.apart); id++ { // writing one may add others
		if err := e.multiRef(id, e.refs.apart[id]); err != nil {
			return err
		}
	}
	return nil
}

// multiRef writes a bean of its own. It is no root (SOAP 1.1, section 5.6).
func (e *encoder) multiRef(id int, r reference) error {
	here := e.mark()
	name := wsdl.Name{Local: "multiRef"}
	e.open(name)
	from, typ := len(e.scope), e.qname(r.body.typeName())
	root := e.qname(wsdl.Name{Space: NamespaceEncoding, Local: "root"})
	e.w.Attr("id", "id"+strconv.Itoa(id))
	e.w.AttrName(root, writer.Name{Local: "0"})
	for _, a := range e.style.Attributes {
		e.w.Attr(a.Name, a.Value)
	}
	e.typed(typ)
	e.declarations(from)
	err := e.accessors(name, r.body, r.bean.Elem())
	e.back(here)
	return err
}

// accessors writes everything inside a wrapper or a bean that is open, in the order of the contract, and closes it.
func (e *encoder) accessors(name wsdl.Name, b *body, v reflect.Value) error {
	empty := true
	for i := range b.members {
		m := &b.members[i]
		if !e.style.Version.Within(m.since, m.until) {
			continue
		}
		field := at(v, m.index, false)
		if field.IsValid() && field.IsNil() {
			field = reflect.Value{}
		}
		if !field.IsValid() && !m.decl.Nillable {
			if m.required {
				return fmt.Errorf("soap/codec: %s has no %s, which the contract requires", name, m.decl.Name)
			}
			continue
		}
		empty = false
		err := error(nil)
		switch {
		case m.body.item != nil:
			err = e.array(m.decl.Name, m.body, field)
		case m.shape == plain || !field.IsValid():
			err = e.accessor(m.decl.Name, m.body, field)
		default:
			err = e.accessor(m.decl.Name, m.body, field.Elem())
		}
		if err != nil {
			return err
		}
	}
	e.close(empty)
	return nil
}

// accessor writes one value that is no array. The zero Value is nil.
func (e *encoder) accessor(name wsdl.Name, b *body, v reflect.Value) error {
	if e.depth >= deepest {
		return errors.New("soap/codec: a value of an encoded message is too deep, or leads back to itself")
	}
	here := e.mark()
	e.open(name)
	defer e.back(here)
	if v.IsValid() && b.isStruct && e.style.MultiRef {
		e.w.Attr("href", "#id"+strconv.Itoa(e.refs.id(b, v.Addr())))
		e.w.Empty()
		e.depth--
		return nil
	}
	from, typ := len(e.scope), e.qname(b.typeName())
	e.typed(typ)
	if !v.IsValid() {
		e.nothing(from)
		return nil
	}
	e.declarations(from)
	if b.isStruct {
		return e.accessors(name, b, v)
	}
	e.w.Text("") // Axis ends the start tag for text, also for one of no characters
	if err := e.write(name, b.value, v); err != nil {
		return err
	}
	e.w.Close()
	e.depth--
	return nil
}

// array writes an array, the items in place of references to it, as Axis does. The zero Value is nil. What is nil among
// the items is counted too.
func (e *encoder) array(name wsdl.Name, b *body, v reflect.Value) error {
	here := e.mark()
	e.open(name)
	defer e.back(here)
	from := len(e.scope)
	if !v.IsValid() {
		e.typed(e.qname(wsdl.Name{Space: NamespaceEncoding, Local: "Array"}))
		e.nothing(from)
		return nil
	}
	item := e.qname(b.item.typeName())
	item.Local += "[" + strconv.Itoa(v.Len()) + "]"
	e.w.AttrName(e.qname(wsdl.Name{Space: NamespaceEncoding, Local: "arrayType"}), item)
	e.typed(e.qname(wsdl.Name{Space: NamespaceEncoding, Local: "Array"}))
	e.declarations(from)
	if e.style.Item != "" {
		name = wsdl.Name{Local: e.style.Item}
	}
	for i := range v.Len() {
		one := v.Index(i)
		if one.Kind() == reflect.Pointer {
			one = one.Elem() // the zero Value for a nil pointer
		}
		if err := e.accessor(name, b.item, one); err != nil {
			return err
		}
	}
	e.close(v.Len() == 0)
	return nil
}

// nothing ends the element just opened as nil, with the declarations that it needs.
func (e *encoder) nothing(from int) {
	e.w.AttrName(writer.Name{Prefix: e.xsi, Local: "nil"}, writer.Name{Local: "true"})
	e.declarations(from)
	e.w.Empty()
	e.depth--
}

// typed writes the xsi:type of the element just opened.
func (e *encoder) typed(typ writer.Name) {
	e.w.AttrName(writer.Name{Prefix: e.xsi, Local: "type"}, typ)
}

// qname is a name with a prefix for its namespace. One that is not declared yet is in scope from here on, and declarations has to
// follow.
func (e *encoder) qname(name wsdl.Name) writer.Name {
	if name.Space == "" {
		return writer.Name{Local: name.Local}
	}
	prefix, ok := e.prefix(name.Space, true)
	if !ok {
		prefix = e.fresh(name.Space)
		e.scope = append(e.scope, Declaration{prefix, name.Space})
	}
	return writer.Name{Prefix: prefix, Local: name.Local}
}

// declarations writes those that came into scope, behind the attributes, where Axis puts them.
func (e *encoder) declarations(from int) {
	for _, d := range e.scope[from:] {
		e.w.Declare(d.Prefix, d.Space)
	}
}

// id returns the number of a bean, the next one when it is new.
func (s *encodedRefs) id(b *body, bean reflect.Value) int {
	key := bean.Interface()
	id, known := s.ids[key]
	if !known {
		if s.ids == nil {
			s.ids = make(map[any]int)
		}
		id = len(s.apart)
		s.ids[key] = id
		s.apart = append(s.apart, reference{b, bean})
	}
	return id
}
