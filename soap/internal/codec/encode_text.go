package codec

import (
	"fmt"
	"reflect"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// textual writes text inside the element just opened, and closes it. The zero Value is no text.
func (e *encoder) textual(name wsdl.Name, want *value, v reflect.Value) error {
	before := e.w.Len()
	if v.IsValid() {
		if err := e.write(name, want, v); err != nil {
			return err
		}
	}
	e.close(e.w.Len() == before)
	return nil
}

// write writes the text of a value, nothing for an empty one.
func (e *encoder) write(name wsdl.Name, want *value, v reflect.Value) error {
	if v.Kind() == reflect.String {
		if v.Len() > 0 {
			e.w.Text(v.String())
		}
		return nil
	}
	if err := e.encode(name, want, v); err != nil {
		return err
	}
	if len(e.text) > 0 {
		e.w.RawBytes(e.text) // no number, boolean, instant or binary needs an escape
	}
	return nil
}

// format gives the text of a value, for an attribute.
func (e *encoder) format(name wsdl.Name, want *value, v reflect.Value) (string, error) {
	if v.Kind() == reflect.String {
		return v.String(), nil
	}
	err := e.encode(name, want, v)
	return string(e.text), err
}

// encode leaves in e.text the text of a value that is no string.
func (e *encoder) encode(name wsdl.Name, want *value, v reflect.Value) (err error) {
	var ok bool
	if e.text, ok = want.encode(e.text[:0], v, e.style); !ok {
		err = fmt.Errorf("soap/codec: %s: %s is no %s", name, e.text, want.name)
	}
	return err
}
