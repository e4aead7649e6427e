package codec

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// pair is a type of the contract and the Go type that it is joined to.
type pair struct {
	typ *wsdl.Type
	t   reflect.Type
}

// builder builds the bodies of a plan and gathers what does not fit.
type builder struct {
	done    map[pair]*body // also those being built: types refer to themselves
	encoded bool
	errs    []error
}

func (b *builder) fail(path, format string, args ...any) {
	b.errs = append(b.errs, fmt.Errorf("soap/codec: %s: %s", path, fmt.Sprintf(format, args...)))
}

// body joins a type of the contract to a Go type. The path is for errors.
func (b *builder) body(path string, typ *wsdl.Type, t reflect.Type) *body {
	key := pair{typ, t}
	if known := b.done[key]; known != nil {
		return known
	}
	made := &body{typ: typ, any: -1}
	b.done[key] = made
	switch {
	case typ.Kind == wsdl.KindArray && b.encoded:
		made.item = b.accessor(path+"/item", typ.Item, t)
	case typ.Kind == wsdl.KindArray:
		b.fail(path, "is an array of SOAP encoding, which only an encoded message holds; mark it content")
	case typ.Kind == wsdl.KindBuiltin || typ.Kind == wsdl.KindSimple:
		var err error
		if made.value, err = newValue(typ, t); err != nil {
			b.fail(path, "%v", err)
		}
	case t.Kind() != reflect.Struct:
		b.fail(path, "has attributes or elements, and %s is no struct; generate the type anew", t)
	default:
		b.structure(path, made, t)
	}
	return made
}

// structure joins the fields of a struct to the attributes, text and elements of a type.
func (b *builder) structure(path string, made *body, t reflect.Type) {
	made.isStruct = true
	fields := fieldsOf(t)
	for _, decl := range made.typ.Attributes {
		f := fields.take(decl.Name.Local, isAttribute)
		if f == nil {
			b.fail(path, "%s has no field tagged %q", t, decl.Name.Local+",attr")
			continue
		}
		b.attribute(path+"/@"+decl.Name.Local, made, decl, f)
	}
	if made.typ.Kind == wsdl.KindSimpleContent {
		b.chardata(path, made, t, fields.take("", isText))
	}
	rest := fields.take("", isAny)
	b.members(path, made, t, fields, made.typ.Content, rest)
	if rest != nil && made.any < 0 {
		b.fail(path, "field %s.%s is tagged \",any\" and the contract has neither choice nor wildcard there", t, rest.name)
	}
	for _, f := range fields {
		if !f.taken {
			b.fail(path, "field %s.%s (tag %q) has no counterpart in the contract", t, f.name, f.tag)
		}
	}
}

func (b *builder) attribute(path string, made *body, decl *wsdl.Attribute, f *field) {
	if f.t.Kind() != reflect.Pointer {
		b.fail(path, "field %s is a %s; an attribute needs a pointer, for absent and empty differ", f.name, f.t)
		return
	}
	v, err := newValue(decl.Type, f.t.Elem())
	if err != nil {
		b.fail(path, "field %s: %v", f.name, err)
		return
	}
	made.attributes = append(made.attributes, attribute{decl: decl, index: f.index, value: v})
	made.addSpace(decl.Name.Space)
}

func (b *builder) chardata(path string, made *body, t reflect.Type, f *field) {
	if f == nil {
		b.fail(path, "%s has no field tagged \",chardata\" for its text", t)
		return
	}
	text := f.t
	if text.Kind() == reflect.Pointer {
		text = text.Elem()
	}
	var err error
	if made.value, err = newValue(made.typ, text); err != nil {
		b.fail(path, "field %s: %v", f.name, err)
	}
	made.chardata = f.index
}

// members joins fields to the particles of a content model.
func (b *builder) members(path string, made *body, t reflect.Type, fields fields, content []wsdl.Particle, rest *field) {
	for _, p := range content {
		switch {
		case p.Element != nil:
			b.member(path+"/"+p.Element.Name.Local, made, t, fields, p.Element)
		case len(p.Group) == 1 && p.Group[0].Element != nil: // a repeated sequence of one element is that element, repeated
			decl := *p.Group[0].Element
			decl.Min, decl.Max = min(decl.Min, p.Min), wsdl.Unbounded
			b.member(path+"/"+decl.Name.Local, made, t, fields, &decl)
		case p.Group != nil:
			b.fail(path, "has a repeated sequence, whose order no struct keeps; mark it content")
		case rest != nil:
			b.rest(path, made, rest)
		default:
			b.fail(path, "%s has no field tagged \",any\" for a choice or a wildcard", t)
		}
	}
}

// member joins one element to its field.
func (b *builder) member(path string, made *body, t reflect.Type, fields fields, decl *wsdl.Element) {
	f := fields.take(decl.Name.Local, isElement)
	if f == nil {
		f = made.shared(fields, decl)
	}
	if f == nil {
		b.fail(path, "%s has no field tagged %q", t, decl.Name.Local)
		return
	}
	m := member{decl: decl, index: f.index, required: decl.Min > 0, since: decl.Since, until: decl.Until}
	var inner reflect.Type
	if m.shape, inner = shapeOf(f.t); inner == nil {
		b.fail(path, "field %s is a %s; an element needs a pointer or a slice", f.name, f.t)
		return
	}
	array := b.encoded && decl.Type.Kind == wsdl.KindArray
	if b.encoded && decl.Max != 1 {
		b.fail(path, "may occur more than once, for which SOAP encoding has arrays; declare one")
		return
	}
	if many := decl.Max != 1 || array; many == m.shape.single() {
		b.fail(path, "field %s is a %s, and the element may occur %d to %d times (%d: any number)", f.name, f.t, decl.Min, decl.Max, wsdl.Unbounded)
		return
	}
	switch {
	case inner != contentType && decl.Content:
		b.fail(path, "field %s is a %s; this element is content and needs Content", f.name, f.t)
		return
	case inner == contentType && !b.encoded:
	case b.encoded:
		m.body = b.accessor(path, decl, inner)
	default:
		m.body = b.body(path, decl.Type, inner)
	}
	made.members = append(made.members, m)
	made.addSpace(decl.Name.Space)
}

// shared finds the field of an element that has another place in other versions of the contract.
func (made *body) shared(fields fields, decl *wsdl.Element) *field {
	for _, m := range made.members {
		if m.decl == nil || m.decl.Name != decl.Name || m.until != 0 && m.until < decl.Since || decl.Until != 0 && decl.Until < m.since {
			continue
		}
		return nil // some version has both
	}
	for _, f := range fields {
		if f.taken && f.kind == isElement && f.local == decl.Name.Local {
			return f
		}
	}
	return nil
}

// rest joins the field tagged ",any" to the first choice or wildcard.
func (b *builder) rest(path string, made *body, f *field) {
	if made.any >= 0 {
		return
	}
	m := member{index: f.index}
	var inner reflect.Type
	if m.shape, inner = shapeOf(f.t); inner != contentType || m.shape.single() {
		b.fail(path, "field %s is a %s; what is tagged \",any\" needs []*Content", f.name, f.t)
		return
	}
	made.any = len(made.members)
	made.members = append(made.members, m)
}

// shapeOf tells how a field's type holds its elements, and of what Go type one is; nil when it cannot.
func shapeOf(t reflect.Type) (shape, reflect.Type) {
	switch {
	case t.Kind() == reflect.Pointer:
		return pointer, t.Elem()
	case t.Kind() != reflect.Slice:
		return 0, nil
	case t.Elem().Kind() == reflect.Uint8:
		return plain, t
	case t.Elem().Kind() == reflect.Pointer:
		return pointers, t.Elem().Elem()
	}
	return slice, t.Elem()
}

func (made *body) addSpace(space string) {
	if space != "" && !slices.Contains(made.spaces, space) {
		made.spaces = append(made.spaces, space)
	}
}
