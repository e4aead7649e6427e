package sqlserver

import (
	"context"
	"errors"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/stream"
	contract "github.com/soapstone-dev/soapstone/wsdl/sqlserver"
)

// sqlbatch runs a batch in the session that around has found or made. What goes wrong in the batch itself is part of
// its result ([MS-SSNWS] 3.1.4.1.2.1).
func (e *endpoint) sqlbatch(ctx context.Context, call *soap.Call, r *contract.Sqlbatch) (*contract.SqlbatchResponse, error) {
	v := call.Room.(*visit)
	if second := call.Envelope.Payload.Next(); second != nil {
		return nil, e.room.faults.body(unexpectedNode(second.Name, body(call.Version)))
	}
	parameters, err := e.parameters(r.Parameters)
	if err != nil {
		return nil, err
	}
	items, err := e.room.executor.Execute(ctx, v.environment(), text(r.BatchCommands), parameters)
	if err != nil {
		return nil, err
	}
	return v.results(items, parameters)
}

// results is the reply with the items and the parameters that go back. What cannot be written turns it into a fault, so
// that is looked for before any of the reply is.
func (v *visit) results(items []batch.Item, parameters []batch.Parameter) (*contract.SqlbatchResponse, error) {
	style, returned := v.settings.stream, stream.Returned(parameters)
	if err := style.Check(items, returned); err != nil {
		return nil, err
	}
	v.result, v.reply = soap.Content{}, contract.SqlbatchResponse{SqlbatchResult: &v.result}
	if len(items) > 0 {
		own := style.Spelled(v.call.Spelling)
		v.result.Write = func(w *soap.Writer) { own.Result(w, items) }
	}
	if returned != nil {
		own := style.Spelled(v.call.Spelling)
		v.reply.Parameters = &soap.Content{Write: func(w *soap.Writer) { own.Parameters(w, returned) }}
	}
	return &v.reply, nil
}

// parameters reads the parameters of a batch. Their names are compared without case.
func (e *endpoint) parameters(list *contract.ArrayOfSqlParameter) ([]batch.Parameter, error) {
	if list == nil {
		return nil, nil
	}
	var all []batch.Parameter
	seen := map[string]bool{}
	for _, p := range list.SqlParameter {
		parameter, err := e.parameter(p)
		if err != nil {
			return nil, err
		}
		folded := strings.ToLower(parameter.Name)
		if seen[folded] {
			return nil, e.room.faults.parameter(notAParameter(parameter.Name, "sqlbatch"))
		}
		seen[folded] = true
		all = append(all, parameter)
	}
	return all, nil
}

func (e *endpoint) parameter(p *contract.SqlParameter) (batch.Parameter, error) {
	f := e.room.faults
	spec := batch.ParameterSpec{
		Name: text(p.Name), SQLDbType: p.SqlDbType, Direction: p.Direction,
		MaxLength: number(p.MaxLength), Precision: number(p.Precision), Scale: number(p.Scale), Null: true,
	}
	if p.Value != nil && p.Value.Element != nil {
		if fault := readValue(f, p.Value.Element, &spec); fault != nil {
			return batch.Parameter{}, fault
		}
	}
	return f.checked(spec)
}

// checked makes the parameter that a request says, or words why it is none.
func (f faults) checked(spec batch.ParameterSpec) (batch.Parameter, error) {
	parameter, err := batch.NewParameter(spec)
	switch {
	case errors.Is(err, batch.ErrBase64):
		return parameter, f.parameter(badBase64(spec.Name))
	case err != nil:
		return parameter, f.parameter(nil)
	}
	return parameter, nil
}

// readValue reads the Value of a parameter: text, or elements where the type is Xml.
func readValue(f faults, e *soap.Element, spec *batch.ParameterSpec) *soap.Fault {
	if kind, ok := e.Attr(soap.NamespaceXSI, "type"); ok && !knownType(e, collapse(kind)) {
		return f.xsiType()
	}
	if null, ok := e.Attr(soap.NamespaceXSI, "nil"); ok {
		switch collapse(null) {
		case "true", "1":
			return nil
		}
	}
	spec.Null = false
	if e.First() == nil {
		spec.Text = e.Text()
		return nil
	}
	if spec.SQLDbType == nil || *spec.SQLDbType != string(batch.XMLType) {
		return f.parameter(strayConstruct(e.Name))
	}
	spec.Text = xmlContent(e)
	return nil
}

// knownType says whether an xsi:type is from XML Schema or from sqltypes ([MS-SSNWS] 2.2.4.1.2).
func knownType(e *soap.Element, name string) bool {
	prefix, _, qualified := strings.Cut(name, ":")
	if !qualified {
		prefix = ""
	}
	space, ok := e.Namespace(prefix)
	if !ok {
		return false
	}
	return space == stream.XMLSchema || space == stream.SqlTypes
}

func text(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}

func number[T int64 | uint8](p *T) *int {
	if p == nil {
		return nil
	}
	return new(int(*p))
}
