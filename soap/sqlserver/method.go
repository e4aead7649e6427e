package sqlserver

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap/setting"
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
	taken := map[string]bool{batches: true, batches + "Response": true}
	for i, w := range e.WebMethods {
		m, err := e.method(w, c)
		if err == nil && (taken[w.Name] || taken[w.Name+"Response"]) {
			err = setting.Errorf("name", "another method has it, or answers with it (sqlbatch is one): give each a name of its own")
		}
		if err != nil {
			return nil, setting.At("webmethods", i, e.wrong(fmt.Errorf("web method %q: %w", w.Name, err)))
		}
		taken[w.Name], taken[w.Name+"Response"] = true, true
		list = append(list, m)
	}
	return list, nil
}

func (e Endpoint) method(w WebMethod, c *Config) (*method, error) {
	m := &method{WebMethod: w, space: cmp.Or(w.Namespace, e.namespace()), procedure: w.procedure()}
	m.Format, m.Schema = cmp.Or(w.Format, formatAll), cmp.Or(w.Schema, "default")
	if !isName(w.Name) || utf8.RuneCountInString(w.Name) > maxAlias {
		return nil, setting.Errorf("name", "it is no name for a WSDL: use at most %d letters, digits and _, and begin with no digit", maxAlias)
	}
	if err := checkSpace(m.space); err != nil {
		return nil, err
	}
	if err := w.words().Check(); err != nil {
		return nil, err
	}
	for i, p := range w.Parameters {
		made, err := p.parameter()
		if err == nil && slices.ContainsFunc(m.parameters, func(o parameter) bool { return strings.EqualFold(o.Name, p.Name) }) {
			err = setting.In("name", errors.New("another one has this name, which is compared without case"))
		}
		if err == nil && p.Name == w.Name+"Result" {
			err = setting.In("name", errors.New("the result's element has this name"))
		}
		if err != nil {
			return nil, setting.At("parameters", i, fmt.Errorf("parameters: parameter %d, %q: %w", i+1, p.Name, err))
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
		return setting.Errorf("namespace", "%q is no URI", space)
	case strings.HasPrefix(strings.ToLower(space), reserved):
		return setting.Errorf("namespace", "%q: those that begin with %s are the system's own: take another", space, reserved)
	case len(space) > maxNamespace:
		return setting.Errorf("namespace", "it has more than %d characters", maxNamespace)
	}
	return nil
}

func (p MethodParameter) parameter() (parameter, error) {
	made := parameter{Name: p.Name, Output: p.Direction == directionOut, Optional: p.Optional || p.Default != nil}
	if !isName(p.Name) {
		return made, setting.In("name", errors.New("it is no name: use letters, digits and _, begin with no digit and leave the @ out"))
	}
	direction := setting.List{setting.Word("direction", &p.Direction, "", directionIn, directionOut)}
	if err := direction.Check(); err != nil {
		return made, err
	}
	var err error
	if made.Type, err = batch.ParseType(p.Type); err != nil {
		return made, setting.Errorf("type", "%q is no type: write one such as nvarchar(30) or int", p.Type)
	}
	if p.Default != nil {
		if made.Default, err = made.Type.ParseXML(*p.Default); err != nil {
			return made, setting.Errorf("default", "%q is no value of type %s", *p.Default, made.Type)
		}
	}
	return made, nil
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
