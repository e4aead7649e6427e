package sqlserver

import (
	"context"
	"fmt"
	"slices"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/stream"
)

// methodCall answers calls of a web method. They run in the session that around has found or made, as sqlbatch does.
type methodCall struct {
	*method
	endpoint *endpoint
}

func (m methodCall) answer(ctx context.Context, call *soap.Call, request *soap.Content) (*soap.Content, error) {
	e, v := m.endpoint, call.Room.(*visit)
	if second := request.Element.Next(); second != nil {
		return nil, e.room.faults.body(unexpectedNode(second.Name, body(call.Version)))
	}
	parameters, err := m.read(e.room.faults, request.Element)
	if err != nil {
		return nil, err
	}
	switch {
	case m.Answer != "":
		return m.fromFile(v, parameters), nil
	case m.Returns != "":
		return m.function(v, parameters)
	}
	items, err := m.run(ctx, v, parameters)
	if err != nil {
		return nil, err
	}
	if m.Format == formatNone {
		xml, _ := items[0].(batch.XML) // the only one, as replies has checked
		v.bare = []byte(xmlDeclaration + string(xml))
		return nil, nil
	}
	if m.Format == formatAll {
		items = append(items, batch.ResultCode(m.ReturnCode))
	}
	if err := m.setOutput(parameters); err != nil {
		return nil, err
	}
	return m.reply(call, m.style(v), items, stream.Returned(parameters))
}

// xmlDeclaration begins what FORMAT = NONE sends (a published answer has it).
const xmlDeclaration = `<?xml version="1.0" encoding="utf-8"?>`

// run gives what the method gives, in the session of the visit.
func (m methodCall) run(ctx context.Context, v *visit, parameters []batch.Parameter) ([]batch.Item, error) {
	room := m.endpoint.room
	var items []batch.Item
	var err error
	if m.Batch != "" {
		if items, err = room.executor.Execute(ctx, v.environment(), m.Batch, parameters); err != nil {
			return nil, err
		}
	} else if items, err = batch.Items(room.engineConfig, values(parameters).results(m.Results)); err != nil {
		return nil, m.wrong(err)
	}
	for i, item := range items { // a message of a procedure names it, as captured ones do
		if message, ok := item.(batch.Message); ok && message.Procedure == "" {
			message.Procedure = m.procedure
			items[i] = message
		}
	}
	return items, nil
}

// wrong is an error of what was written down, which only the values of this call have brought about.
func (m methodCall) wrong(err error) error {
	return fmt.Errorf("sqlserver: endpoint %s: web method %s: %w", m.endpoint.path, m.Name, err)
}

// setOutput gives the parameters that come back the values that are written down.
func (m methodCall) setOutput(parameters []batch.Parameter) error {
	given := values(slices.Clone(parameters))
	for i, p := range parameters {
		text, ok := m.Output[p.Name]
		if !ok {
			continue
		}
		var err error
		if parameters[i].Value, err = m.parameters[i].value(given.value(text)); err != nil {
			return m.wrong(fmt.Errorf("output: %s: %w", p.Name, err))
		}
	}
	return nil
}

// value reads a value that is written down, nil for NULL.
func (p parameter) value(text *string) (batch.Value, error) {
	if text == nil {
		return nil, nil
	}
	spec := p.spec()
	spec.Null, spec.Text = false, *text
	made, err := batch.NewParameter(spec)
	return made.Value, err
}

// style is that of the endpoint with the method's own SCHEMA.
func (m methodCall) style(v *visit) stream.Style {
	style := v.settings.stream
	if m.Schema != "default" {
		style.Schema = m.Schema == "standard"
	}
	return style
}

// reply is the answer's element: the result, then the parameters that come back (Books Online, ms189558).
func (m methodCall) reply(call *soap.Call, style stream.Style, items []batch.Item, returned []batch.Parameter) (*soap.Content, error) {
	if err := style.Check(items, returned); err != nil {
		return nil, err
	}
	own := style.Spelled(call.Spelling)
	return m.element(func(w *soap.Writer) {
		if m.Format == formatRowsets {
			own.RowSets(w, items)
		} else {
			w.Attr("xsi:type", "sqlresultstream:SqlResultStream")
			own.Result(w, items)
		}
		w.Close()
		for _, p := range returned {
			own.Value(w, "method:"+p.Name, p.Type, p.Value)
		}
	}), nil
}

// element is the answer's element with what rest writes, which begins in the start tag of the result and ends it. The prefix
// is that of ms189558; older copies of that page and a captured answer have the empty default namespace.
func (m methodCall) element(rest func(w *soap.Writer)) *soap.Content {
	return &soap.Content{Write: func(w *soap.Writer) {
		w.Open("method:" + m.Name + "Response")
		w.Attr("xmlns:method", m.space)
		w.Open("method:" + m.Name + "Result")
		w.Attr("xmlns", "")
		rest(w)
		w.Close()
	}}
}

// function answers with the value of a scalar function, in the element that the captured WSDL of one declares.
func (m methodCall) function(v *visit, parameters []batch.Parameter) (*soap.Content, error) {
	value, err := parameter{Name: m.Name, Type: m.returns}.value(values(parameters).value(m.Value))
	if err != nil {
		return nil, m.wrong(fmt.Errorf("value: %w", err))
	}
	style := m.style(v)
	if err := style.Check(nil, []batch.Parameter{{Value: value}}); err != nil {
		return nil, err
	}
	return &soap.Content{Write: func(w *soap.Writer) {
		w.Open("method:" + m.Name + "Response")
		w.Attr("xmlns:method", m.space)
		style.Value(w, "method:"+m.Name+"Result", m.returns, value)
		w.Close()
	}}, nil
}

// fromFile answers with what the answer file has.
func (m methodCall) fromFile(v *visit, parameters []batch.Parameter) *soap.Content {
	text := values(parameters).fill(m.method.content, markup)
	if m.Format == formatNone {
		v.bare = []byte(text)
		return nil
	}
	return &soap.Content{Write: func(w *soap.Writer) { w.Raw(text) }}
}
