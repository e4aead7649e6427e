package sqlserver

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
	contract "github.com/soapstone-dev/soapstone/wsdl/sqlserver"
)

// method is a web method that was found right. Nobody changes it once it is made.
type method struct {
	WebMethod
	space      string
	procedure  string // as messages name it
	parameters []parameter
	returns    batch.Type // of a function
	content    string     // what the answer file has: the Body's content or, with FORMAT = NONE, the whole answer
}

// parameter is a parameter of a web method.
type parameter struct {
	Name     string
	Type     batch.Type
	Output   bool
	Optional bool        // a request may leave it out
	Default  batch.Value // its value then
}

// reserved is how namespaces begin that are the system's own.
const reserved = "http://schemas.microsoft.com/sqlserver"

// maxAlias is how long a method's alias can be, maxNamespace how long its namespace (sys.endpoint_webmethods,
// Books Online, ms186315).
const (
	maxAlias     = 64
	maxNamespace = 384
)

// methods makes the endpoint's web methods. The error knows its place below the endpoint's, such as webmethods[1].
func (e Endpoint) methods(c *Config) ([]*method, error) {
	var list []*method
	taken := map[string]bool{"sqlbatch": true}
	for i, w := range e.WebMethods {
		m, err := e.method(w, c)
		if err == nil && (taken[w.Name] || taken[strings.TrimSuffix(w.Name, "Response")] && strings.HasSuffix(w.Name, "Response")) {
			err = errors.New("name: another method has it, or answers with it (sqlbatch is one): give each a name of its own")
		}
		if err != nil {
			return nil, misplace(fmt.Errorf("endpoint %s: web method %q: %w", e.Path, w.Name, err), "webmethods[%d]", i)
		}
		taken[w.Name] = true
		list = append(list, m)
	}
	return list, nil
}

func (e Endpoint) method(w WebMethod, c *Config) (*method, error) {
	m := &method{WebMethod: w, space: first(w.Namespace, e.namespace()), procedure: w.procedure()}
	m.Format, m.Schema = first(w.Format, formatAll), first(w.Schema, "default")
	if !isName(w.Name) || len(w.Name) > maxAlias {
		return nil, fmt.Errorf("name: it is no name for a WSDL: use at most %d letters, digits and _, and begin with no digit", maxAlias)
	}
	if err := checkSpace(m.space); err != nil {
		return nil, err
	}
	for _, x := range w.words() {
		if err := oneOf(x.name, *x.value, x.allowed); err != nil {
			return nil, err
		}
	}
	for i, p := range w.Parameters {
		made, err := p.parameter()
		if err == nil && slices.ContainsFunc(m.parameters, func(o parameter) bool { return strings.EqualFold(o.Name, p.Name) }) {
			err = errors.New("another one has this name, which is compared without case")
		}
		if err == nil && p.Name == w.Name+"Result" {
			err = errors.New("the result's element has this name")
		}
		if err != nil {
			return nil, fmt.Errorf("parameters: parameter %d, %q: %w", i+1, p.Name, err)
		}
		m.parameters = append(m.parameters, made)
	}
	if err := m.replies(c); err != nil {
		return nil, err
	}
	return m, nil
}

func checkSpace(space string) error {
	switch {
	case !isURI(space):
		return fmt.Errorf("namespace: %q is no URI", space)
	case strings.HasPrefix(strings.ToLower(space), reserved):
		return fmt.Errorf("namespace: %q: those that begin with %s are the system's own: take another", space, reserved)
	case len(space) > maxNamespace:
		return fmt.Errorf("namespace: it has more than %d characters", maxNamespace)
	}
	return nil
}

func (p MethodParameter) parameter() (parameter, error) {
	made := parameter{Name: p.Name, Output: p.Direction == directionOut, Optional: p.Optional || p.Default != nil}
	if !isName(p.Name) {
		return made, errors.New("it is no name: use letters, digits and _, begin with no digit and leave the @ out")
	}
	if err := oneOf("direction", p.Direction, []string{directionIn, directionOut}); err != nil {
		return made, err
	}
	var err error
	if made.Type, err = batch.ParseType(p.Type); err != nil {
		return made, fmt.Errorf("type: %q is no type: write one such as nvarchar(30) or int", p.Type)
	}
	if p.Default != nil {
		if made.Default, err = made.Type.ParseXML(*p.Default); err != nil {
			return made, fmt.Errorf("default: %q is no value of type %s", *p.Default, made.Type)
		}
	}
	return made, nil
}

// replies checks what the method answers, and reads its file.
func (m *method) replies(c *Config) error {
	kinds := 0
	for _, given := range []bool{m.Batch != "", m.Answer != "", m.Results != nil, m.Returns != ""} {
		if given {
			kinds++
		}
	}
	switch {
	case kinds > 1:
		return errors.New("of results, batch, answer and returns it can have one alone")
	case m.Value != nil && m.Returns == "":
		return errors.New("value: only a function has one: give the type that it returns")
	case m.ReturnCode < 0:
		return errors.New("returnCode: the contract allows none below zero")
	case m.Answer != "" && m.Output != nil:
		return errors.New("output: the answer file has the parameters that come back")
	case m.Format == formatNone && (m.Batch != "" || m.Output != nil || m.hasOutput()):
		return errors.New("format: with none it has no batch and no parameter that comes back: give an answer file or one result xml")
	case m.Format == formatNone && m.Answer == "" && (len(m.Results) != 1 || m.Results[0].XML == nil):
		return errors.New("format: with none what it writes is the whole answer: give an answer file or one result xml")
	}
	for name, text := range m.Output {
		i := slices.IndexFunc(m.parameters, func(p parameter) bool { return p.Name == name && p.Output })
		if i < 0 {
			return fmt.Errorf("output: there is no parameter %q with direction: out", name)
		}
		if err := m.checkValue("output: "+name, text, m.parameters[i].Type); err != nil {
			return err
		}
	}
	if m.Returns != "" {
		if m.Format != formatAll || m.hasOutput() || m.ReturnCode != 0 {
			return errors.New("returns: a function has a value alone: no format, no returnCode and no parameter that comes back")
		}
		var err error
		if m.returns, err = batch.ParseType(m.Returns); err != nil {
			return fmt.Errorf("returns: %q is no type: write one such as nvarchar(30) or int", m.Returns)
		}
		if err := m.checkValue("value", m.Value, m.returns); err != nil {
			return err
		}
	}
	if m.Answer != "" {
		return m.readAnswer()
	}
	return m.checkResults(c)
}

func (m *method) hasOutput() bool {
	return slices.ContainsFunc(m.parameters, func(p parameter) bool { return p.Output })
}

// checkValue checks a value in its XML form, as far as it can be without a call.
func (m *method) checkValue(what string, text *string, t batch.Type) error {
	if text == nil {
		return nil
	}
	if err := checkPlaces(*text, m.parameters); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if templated(*text) {
		return nil
	}
	if _, err := t.ParseXML(*text); err != nil {
		return fmt.Errorf("%s: %q is no value of type %s", what, *text, t)
	}
	return nil
}

// checkResults checks what is written down, as far as it can be without a call: rows that have places for values are
// looked at for their length alone.
func (m *method) checkResults(c *Config) error {
	for i, r := range m.Results {
		what := fmt.Sprintf("results: result %d", i+1)
		if r.Rowset != nil {
			set := batch.CannedRowset{Columns: r.Rowset.Columns}
			for n, row := range r.Rowset.Rows {
				open := false
				for _, cell := range row {
					if cell == nil {
						continue
					}
					if err := checkPlaces(*cell, m.parameters); err != nil {
						return fmt.Errorf("%s: row %d: %w", what, n+1, err)
					}
					open = open || templated(*cell)
				}
				if open && len(row) != len(set.Columns) {
					return fmt.Errorf("%s: row %d: %d values for %d columns", what, n+1, len(row), len(set.Columns))
				}
				if !open {
					set.Rows = append(set.Rows, row)
				}
			}
			r.Rowset = &set
		} else if m.Format == formatRowsets {
			return fmt.Errorf("%s: with format rowsets_only there are rowsets alone", what)
		}
		for _, text := range []*string{r.XML, messageText(r)} {
			if text == nil {
				continue
			}
			if err := checkPlaces(*text, m.parameters); err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
		}
		if _, err := batch.Items(c.engine(), []Result{r}); err != nil {
			return fmt.Errorf("results: result %d: %w", i+1, errors.Unwrap(err))
		}
	}
	return nil
}

func messageText(r Result) *string {
	if r.Message == nil {
		return nil
	}
	return &r.Message.Text
}

// readAnswer reads the answer file: with FORMAT = NONE as it is, else the elements of the Body of the envelope in it, or
// the element that it is, with all the declarations that they need.
func (m *method) readAnswer() error {
	content, err := os.ReadFile(m.Answer)
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	if m.Format == formatNone {
		m.content = string(content)
		return m.checkAnswer()
	}
	doc, err := reader.Read(content, reader.Options{})
	if err != nil {
		return fmt.Errorf("answer: %s: %w", m.Answer, err)
	}
	defer doc.Release()
	root := doc.Root()
	if root.Name.Local == "Envelope" {
		body := root.Child(root.Name.Space, "Body")
		if body == nil {
			return fmt.Errorf("answer: %s: the envelope has no Body", m.Answer)
		}
		var b []byte
		for child := range body.Elements() {
			b = child.AppendTo(b)
		}
		m.content = string(b)
	} else {
		m.content = string(root.AppendTo(nil))
	}
	return m.checkAnswer()
}

func (m *method) checkAnswer() error {
	if err := checkPlaces(m.content, m.parameters); err != nil {
		return fmt.Errorf("answer: %s: %w", m.Answer, err)
	}
	return nil
}

// described is the method as the WSDL has it.
func (m *method) described() contract.Method {
	d := contract.Method{Namespace: m.space, Name: m.Name}
	for _, p := range m.parameters {
		d.Parameters = append(d.Parameters, contract.Parameter{Name: p.Name, Type: describedType(p.Type), Output: p.Output})
	}
	switch {
	case m.Returns != "":
		d.Result, d.Returns = contract.Value, describedType(m.returns)
	case m.Format == formatRowsets:
		d.Result = contract.Rowsets
	case m.Format == formatNone:
		d.Result = contract.Bare
	}
	return d
}

func describedType(t batch.Type) contract.Type {
	return contract.Type{Keyword: t.Keyword(), MaxLength: max(0, t.MaxLength), Precision: t.Precision, Scale: t.Scale}
}
