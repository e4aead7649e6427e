package codec

import (
	"reflect"
	"strings"
)

// kind is what an xml tag says that a field holds.
type kind int

const (
	isElement kind = iota
	isAttribute
	isText
	isAny
)

// field is a field of a struct, or of a struct embedded in it.
type field struct {
	name  string // in Go
	tag   string
	local string // in XML
	kind  kind
	index []int
	t     reflect.Type
	taken bool
}

type fields []*field

// fieldsOf reads the xml tags of a struct.
func fieldsOf(t reflect.Type) fields {
	var all fields
	for i := range t.NumField() {
		f := t.Field(i)
		tag, tagged := f.Tag.Lookup("xml")
		if f.Anonymous && !tagged {
			inner := f.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			if inner.Kind() == reflect.Struct {
				for _, e := range fieldsOf(inner) {
					e.index = append([]int{i}, e.index...)
					all = append(all, e)
				}
				continue
			}
		}
		if f.Name == "XMLName" || tag == "-" || !f.IsExported() {
			continue
		}
		name, flags, _ := strings.Cut(tag, ",")
		if _, local, spaced := strings.Cut(name, " "); spaced {
			name = local
		}
		made := &field{name: f.Name, tag: tag, local: name, index: []int{i}, t: f.Type}
		for flag := range strings.SplitSeq(flags, ",") {
			switch flag {
			case "attr":
				made.kind = isAttribute
			case "chardata":
				made.kind = isText
			case "any":
				made.kind = isAny
			}
		}
		if made.local == "" && (made.kind == isElement || made.kind == isAttribute) {
			made.local = f.Name
		}
		all = append(all, made)
	}
	return all
}

// take finds the field of a kind and name and takes it out of the game.
func (fs fields) take(local string, k kind) *field {
	for _, f := range fs {
		if !f.taken && f.kind == k && f.local == local {
			f.taken = true
			return f
		}
	}
	return nil
}

// at returns the field at index, the zero Value when an embedded pointer on the way is nil and is not to be made.
func at(v reflect.Value, index []int, make bool) reflect.Value {
	if len(index) == 1 && v.Kind() == reflect.Struct { // nearly always
		return v.Field(index[0])
	}
	for _, i := range index {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !make {
					return reflect.Value{}
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v
}
