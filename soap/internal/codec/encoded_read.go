package codec

import (
	"reflect"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// decoder is the reading of one rpc message.
type decoder struct {
	*ReadStyle
	encoded    bool
	byPosition bool
	outermost  *reader.Element

	ids    map[string]*reader.Element // of the whole body; nil until the first reference
	shared map[shared]reflect.Value   // what references led to: pointers, the zero Value while one is read
	done   int                        // how many of these are read
}

// shared is an element that references lead to, and the Go type that it is read as.
type shared struct {
	element *reader.Element
	t       reflect.Type
}

// accessors reads the elements inside a wrapper or a bean: by name and, in the wrapper, by position.
func (d *decoder) accessors(e *reader.Element, b *body, v reflect.Value) error {
	if d.Refuse && e.HasText() {
		return &Error{Kind: Unexpected, Parent: wsdl.Name(e.Name), Line: e.Line, Column: e.Column, Value: strings.TrimSpace(e.Text())}
	}
	var few [8]*reader.Element
	given := few[:]
	if len(b.members) > len(few) {
		given = make([]*reader.Element, len(b.members))
	}
	positional := d.byPosition && e == d.outermost
	var unknown []*reader.Element
	for c := e.First(); c != nil; c = c.Next() {
		i := slices.IndexFunc(b.members, func(m member) bool {
			return m.decl != nil && d.is(c, m.decl.Name) && d.Version.Within(m.since, m.until)
		})
		switch {
		case i >= 0 && given[i] == nil:
			given[i] = c
		case i >= 0 && positional:
			return d.surplus(c)
		case positional:
			unknown = append(unknown, c)
		case d.Refuse:
			return &Error{Kind: Unexpected, Name: wsdl.Name(c.Name), Parent: wsdl.Name(e.Name), Line: c.Line, Column: c.Column, Expected: d.expected(b, make([]int, len(b.members)))}
		}
	}
	for i := range b.members {
		m := &b.members[i]
		if !d.Version.Within(m.since, m.until) {
			continue
		}
		if given[i] == nil && len(unknown) > 0 {
			given[i], unknown = unknown[0], unknown[1:]
		}
		if err := d.given(e, given[i], m, v); err != nil {
			return err
		}
	}
	if len(unknown) > 0 {
		return d.surplus(unknown[0])
	}
	return nil
}

// surplus refuses a parameter that the operation has no place for.
func (d *decoder) surplus(c *reader.Element) error {
	return &Error{Kind: Surplus, Name: wsdl.Name(c.Name), Parent: parentName(c), Line: c.Line, Column: c.Column}
}

// given reads what was given for a member of e, nil when there is nothing.
func (d *decoder) given(e, c *reader.Element, m *member, v reflect.Value) error {
	if d.encoded {
		if c == nil {
			return nil
		}
		return d.accessor(c, m, v)
	}
	if c != nil {
		counted, err := d.member(c, m, v)
		if err != nil || counted {
			return err
		}
	}
	if m.required && !d.AllowMissing {
		return &Error{Kind: Missing, Name: m.decl.Name, Parent: wsdl.Name(e.Name), Line: e.Line, Column: e.Column}
	}
	return nil
}

// accessor reads one element of an encoded message into its field, which stays nil when the element is.
func (d *decoder) accessor(c *reader.Element, m *member, v reflect.Value) error {
	e, err := d.follow(c)
	if err != nil || e == nil {
		return err
	}
	field := at(v, m.index, true)
	if m.shape == plain {
		return d.element(e, m.body, field)
	}
	t := field.Type()
	if m.body.item == nil {
		t = t.Elem()
	}
	to, err := d.value(e, m.body, t, e != c)
	switch {
	case err != nil:
		return err
	case m.body.item == nil:
		field.Set(to)
	default:
		field.Set(to.Elem())
	}
	return nil
}

// value reads e as a new value of type t and returns a pointer to it. What references lead to is one value, however
// many lead there, so that a small message does not become a large one.
func (d *decoder) value(e *reader.Element, b *body, t reflect.Type, referred bool) (reflect.Value, error) {
	to, key := reflect.New(t), shared{e, t}
	if referred {
		known, again := d.shared[key]
		if again && known.IsValid() {
			return known, nil
		}
		if again || len(d.shared)-d.done > deepest {
			return known, badReference(e, "id")
		}
		if d.shared == nil {
			d.shared = make(map[shared]reflect.Value)
		}
		d.shared[key] = reflect.Value{}
	}
	var err error
	switch {
	case b.item != nil:
		err = d.items(e, b.item, to.Elem())
	case b.isStruct:
		err = d.accessors(e, b, to.Elem())
	default:
		err = d.element(e, b, to.Elem())
	}
	if referred {
		d.shared[key] = to
		d.done++
	}
	return to, err
}

// items reads the elements inside an array, whatever they are called. How many arrayType says there are is not looked
// at, and items that give a position are read in the order in which they stand.
func (d *decoder) items(e *reader.Element, item *body, all reflect.Value) error {
	all.Set(reflect.MakeSlice(all.Type(), 0, 0))
	t := all.Type().Elem()
	pointers := t.Kind() == reflect.Pointer
	if pointers {
		t = t.Elem()
	}
	for c := e.First(); c != nil; c = c.Next() {
		one, err := d.follow(c)
		if err != nil {
			return err
		}
		to := reflect.Zero(all.Type().Elem())
		if one != nil {
			if to, err = d.value(one, item, t, one != c); err != nil {
				return err
			}
			if !pointers {
				to = to.Elem()
			}
		}
		all.Set(reflect.Append(all, to))
	}
	return nil
}

// follow returns the element that holds the value of c: c itself or what its href leads to; nil when that is nil.
func (d *decoder) follow(c *reader.Element) (*reader.Element, error) {
	from := c
	for range deepest {
		isNil, err := d.isNil(c)
		if err != nil || isNil {
			return nil, err
		}
		href, ok := c.Attr("", "href")
		if !ok {
			return c, nil
		}
		id, inside := strings.CutPrefix(href, "#")
		next := d.identified()[id]
		if !inside || next == nil {
			return nil, badReference(c, "href")
		}
		c = next
	}
	return nil, badReference(from, "href")
}

// badReference refuses what leads nowhere, or back to itself.
func badReference(e *reader.Element, attribute string) error {
	value, _ := e.Attr("", attribute)
	return &Error{Kind: BadValue, Attribute: true, Name: wsdl.Name{Local: attribute}, Parent: wsdl.Name(e.Name),
		Line: e.Line, Column: e.Column, Value: value, Type: "reference to a value"}
}

// identified returns the elements of the body that have an id. References may lead to those after the wrapper and to
// those inside it. Where an id stands twice, which XML Schema forbids, the first has it.
func (d *decoder) identified() map[string]*reader.Element {
	if d.ids != nil {
		return d.ids
	}
	d.ids = make(map[string]*reader.Element)
	var look func(e *reader.Element)
	look = func(e *reader.Element) {
		if id, ok := e.Attr("", "id"); ok && d.ids[id] == nil {
			d.ids[id] = e
		}
		for c := e.First(); c != nil; c = c.Next() {
			look(c)
		}
	}
	if body := d.outermost.Parent(); body != nil {
		look(body)
	} else {
		look(d.outermost)
	}
	return d.ids
}
