package sqlserver

import (
	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

// read reads the parameters of a call. One that is left out has the value that the procedure declares, an empty one is an
// empty text, and NULL is said with xsi:nil (Books Online, ms190796). They stand in the order in which they are
// declared (message 7872).
func (m *method) read(f faults, method *soap.Element) ([]batch.Parameter, error) {
	if method.HasText() {
		return nil, f.body(strayText(method.Name))
	}
	given := make([]*soap.Element, len(m.parameters))
	next := 0
	for e := range method.Elements() {
		if e.Name.Space != m.space {
			return nil, f.body(unexpectedNode(e.Name, method.Name))
		}
		for next < len(m.parameters) && m.parameters[next].Name != e.Name.Local {
			next++
		}
		if next == len(m.parameters) {
			return nil, f.parameter(notAParameter(e.Name.Local, m.procedure))
		}
		given[next] = e
		next++
	}
	all := make([]batch.Parameter, len(m.parameters))
	for i, p := range m.parameters {
		var err error
		if all[i], err = m.parameter(f, p, given[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// parameter reads one parameter, nil when the request leaves it out.
func (m *method) parameter(f faults, p parameter, e *soap.Element) (batch.Parameter, error) {
	spec := p.spec()
	if e == nil {
		if !p.Optional {
			return batch.Parameter{}, f.parameter(notSupplied(m.procedure, p.Name))
		}
		return batch.Parameter{Name: p.Name, Direction: batch.Direction(*spec.Direction), Type: p.Type, Value: p.Default}, nil
	}
	if fault := readValue(f, e, &spec); fault != nil {
		return batch.Parameter{}, fault
	}
	if spec.Text == "" && p.Output && !p.Type.Characters() {
		spec.Null = true // the published request has <OutputParam /> for what only comes back
	}
	return f.checked(spec)
}

// spec is the parameter as sqlbatch would declare it, without a value.
func (p parameter) spec() batch.ParameterSpec {
	s := batch.ParameterSpec{
		Name: p.Name, SQLDbType: new(string(p.Type.Name)), Direction: new(string(batch.Input)), Null: true,
	}
	if p.Output {
		s.Direction = new(string(batch.InputOutput))
	}
	if p.Type.Name == batch.Decimal {
		s.Precision, s.Scale = new(p.Type.Precision), new(p.Type.Scale)
	} else if p.Type.MaxLength != 0 {
		s.MaxLength = new(p.Type.MaxLength)
	}
	return s
}
