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
		parameter(w, p)
	}
}

func parameter(w *soap.Writer, p batch.Parameter) {
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
	w.Open("sqlparameter:Value")
	if p.Value == nil {
		w.Attr("xsi:nil", "true")
	} else {
		w.Text(p.Type.FormatXML(p.Value))
	}
	w.Close()
	w.Close()
}
