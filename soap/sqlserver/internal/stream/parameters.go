package stream

import (
	"strconv"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

// Returned are the parameters that go back to the client, those that are InputOutput. Where there is none, the answer has
// no sql:Parameters element.
func Returned(parameters []batch.Parameter) []batch.Parameter {
	var list []batch.Parameter
	for _, p := range parameters {
		if p.Direction == batch.InputOutput {
			list = append(list, p)
		}
	}
	return list
}

// Parameters writes what is inside the sql:Parameters element of an sqlbatchResponse, its declaration first. The
// caller opens and closes the element, and has asked Check.
func (s Style) Parameters(w *soap.Writer, returned []batch.Parameter) {
	defer s.loosen(w)()
	w.Attr("xmlns:sqlparameter", s.spell(SqlParameter))
	for _, p := range returned {
		s.parameter(w, p)
	}
}

func (s Style) parameter(w *soap.Writer, p batch.Parameter) {
	w.Open("sqlparameter:SqlParameter")
	w.Attr("name", p.Name)
	w.Attr("sqlDbType", string(p.Type.Name))
	w.Attr("direction", string(p.Direction))
	switch {
	case p.Type.Name == batch.Decimal:
		w.Attr("precision", strconv.Itoa(p.Type.Precision))
		w.Attr("scale", strconv.Itoa(p.Type.Scale))
	case p.Type.MaxLength != 0:
		w.Attr("maxLength", strconv.Itoa(p.Type.MaxLength))
	}
	s.value(w, "sqlparameter:Value", p.Type, p.Value)
	w.Close()
}

// Value writes an element with one value: a parameter of a web method that comes back, or the value of a function. The
// caller has asked Check.
func (s Style) Value(w *soap.Writer, name string, t batch.Type, v batch.Value) {
	defer s.loosen(w)()
	s.value(w, name, t, v)
}

func (s Style) value(w *soap.Writer, name string, t batch.Type, v batch.Value) {
	w.Open(name)
	if v == nil {
		w.Attr("xsi:nil", "true")
	} else {
		s.content(w, t, v, false)
	}
	w.Close()
}

// content writes a value that is not NULL, inside its element.
func (s Style) content(w *soap.Writer, t batch.Type, v batch.Value, defaulted bool) {
	text := t.FormatXML(v)
	if t.Name == batch.XMLType && s.Markup != nil {
		if markup, ok := s.Markup(text, defaulted); ok {
			w.RawBytes(markup)
			return
		}
	}
	w.Text(text)
}
