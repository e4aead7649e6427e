package stream

import (
	"strconv"

	"github.com/soapstone-dev/soapstone/soap/internal/writer"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

// Parameters writes the sql:Parameters element of an sqlbatchResponse with the parameters that are InputOutput;
// nothing when none is. When it fails, with ErrCharacter, nothing was written.
func (s Style) Parameters(w *writer.Writer, parameters []batch.Parameter) error {
	var list []batch.Parameter
	for _, p := range parameters {
		if p.Direction != batch.InputOutput {
			continue
		}
		if text, isText := p.Value.(string); isText && !s.Loose && !allowed(text) {
			return ErrCharacter
		}
		list = append(list, p)
	}
	if list == nil {
		return nil
	}
	defer s.loosen(w)()
	w.Open("sql:Parameters")
	w.Attr("xmlns:sqlparameter", s.spell(SqlParameter))
	for _, p := range list {
		parameter(w, p)
	}
	w.Close()
	return nil
}

func parameter(w *writer.Writer, p batch.Parameter) {
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
