package capture

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
)

// projectReader makes conversations of a project.
type projectReader struct {
	i       *importer
	file    string
	project *project
	used    map[*mockResponse]bool
	asked   map[string]bool // operations that a test case has a request of
	groups  []*group
}

// soapUIGroups are the conversations of a project: one for each test case, and for each request that no test case has.
func (i *importer) soapUIGroups(name string) ([]*group, error) {
	p, err := i.readProject(name)
	if err != nil {
		return nil, err
	}
	r := &projectReader{i: i, file: name, project: p, used: map[*mockResponse]bool{}, asked: map[string]bool{}}
	for s := range p.Suites {
		for c := range p.Suites[s].Cases {
			r.testCase(&p.Suites[s], &p.Suites[s].Cases[c])
		}
	}
	for n := range p.Interfaces {
		r.interfaceOf(&p.Interfaces[n])
	}
	r.countUnused()
	if len(r.groups) == 0 {
		i.problem(name, "", "there is no request in it")
	}
	return r.groups, nil
}

// add makes a conversation of exchanges.
func (r *projectReader) add(name, what string, list []*exchange) {
	if len(list) == 0 {
		return
	}
	g := &group{file: r.file, format: "SoapUI", name: name, origin: origin("imported from " + filepath.Base(r.file) + ", " + what), by: correlate.ByNothing}
	g.open = func() (source, error) { return inMemory(list), nil }
	r.groups = append(r.groups, g)
}

func (r *projectReader) testCase(s *suite, c *testCase) {
	if s.Disabled == "true" || c.Disabled == "true" {
		r.i.leftOut["test cases that are disabled"]++
		return
	}
	scope := newScope(r.project)
	scope.suite, scope.testCase = properties(s.Properties), properties(c.Properties)
	for _, step := range c.Steps {
		if step.Type == "properties" {
			scope.steps[step.Name] = properties(step.Config.Properties)
		}
	}
	turns := map[string]int{}
	var list []*exchange
	for n := range c.Steps {
		step := &c.Steps[n]
		if step.Disabled == "true" {
			r.i.leftOut["test steps that are disabled"]++
			continue
		}
		x := r.step(step, scope, turns)
		if x == nil {
			continue
		}
		x.entry = s.Name + "/" + c.Name + "/" + step.Name
		if x.response != nil {
			scope.answers[step.Name] = x.said
		}
		list = append(list, x)
	}
	r.add(s.Name+"-"+c.Name, "test case "+s.Name+"/"+c.Name, list)
}

// step makes an exchange of a step, nil when it sends nothing.
func (r *projectReader) step(step *testStep, scope *scope, turns map[string]int) *exchange {
	cfg := &step.Config
	names := []string{step.Name}
	switch step.Type {
	case "request":
		if cfg.Request == nil {
			return &exchange{leave: "test steps without a request"}
		}
		o, i := r.operation(cfg.Interface, cfg.Operation)
		r.asked[cfg.Interface+"\n"+cfg.Operation] = true
		x := soapRequest(cfg.Request, i, o, scope)
		r.answer(x, r.soapMock(cfg.Interface, cfg.Operation), append(names, cfg.Request.Name), turns, scope)
		return x
	case "restrequest":
		if cfg.REST == nil {
			return &exchange{leave: "test steps without a request"}
		}
		method, styles := r.method(cfg.Service, cfg.Path, cfg.MethodName)
		r.asked[cfg.Path+"\n"+method] = true
		x := restRequest(cfg.REST, method, cfg.Path, styles, scope)
		r.answer(x, r.restMock(method, cfg.Path), append(names, cfg.REST.Name), turns, scope)
		return x
	case "httprequest":
		x := restRequest(&cfg.call, cmp.Or(cfg.call.Method, "GET"), "", nil, scope)
		r.answer(x, nil, names, turns, scope)
		return x
	case "transfer":
		for _, t := range cfg.Transfers {
			scope.transfer(t)
		}
	case "properties":
	default:
		r.i.leftOut["test steps that send nothing (scripts, delays and the like)"]++
	}
	return nil
}

// interfaceOf makes a conversation of each request that no test case has.
func (r *projectReader) interfaceOf(i *interfaceOf) {
	for n := range i.Operations {
		o := &i.Operations[n]
		for c := range o.Calls {
			if r.asked[i.Name+"\n"+o.Name] {
				r.i.leftOut["requests of operations that a test case has"]++
				continue
			}
			scope := newScope(r.project)
			x := soapRequest(&o.Calls[c], i, o, scope)
			x.entry = i.Name + "/" + o.Name + "/" + o.Calls[c].Name
			if strings.Contains(string(x.request.Body), ">?<") {
				r.i.leftOut["sample requests, with ? in the place of values"]++
				continue
			}
			r.answer(x, r.soapMock(i.Name, o.Name), []string{o.Calls[c].Name}, nil, scope)
			r.add(i.Name+"-"+o.Name+"-"+o.Calls[c].Name, "request "+x.entry, []*exchange{x})
		}
	}
	for n := range i.Resources {
		r.resource(i, "", &i.Resources[n])
	}
}

func (r *projectReader) resource(i *interfaceOf, above string, of *resource) {
	path := strings.TrimSuffix(above, "/") + "/" + strings.TrimPrefix(of.Path, "/")
	for n := range of.Methods {
		m := &of.Methods[n]
		for c := range m.Requests {
			if r.asked[path+"\n"+m.Method] {
				r.i.leftOut["requests of operations that a test case has"]++
				continue
			}
			scope := newScope(r.project)
			x := restRequest(&m.Requests[c], m.Method, path, slices.Concat(of.Parameters, m.Parameters), scope)
			x.entry = i.Name + path + "/" + m.Requests[c].Name
			r.answer(x, r.restMock(m.Method, path), []string{m.Requests[c].Name}, nil, scope)
			r.add(i.Name+"-"+m.Name+"-"+m.Requests[c].Name, "request "+x.entry, []*exchange{x})
		}
	}
	for n := range of.Resources {
		r.resource(i, path, &of.Resources[n])
	}
}

// operation finds an operation by its names; either may be nil.
func (r *projectReader) operation(interfaceName, name string) (*operation, *interfaceOf) {
	for n := range r.project.Interfaces {
		i := &r.project.Interfaces[n]
		if i.Name != interfaceName {
			continue
		}
		for o := range i.Operations {
			if i.Operations[o].Name == name {
				return &i.Operations[o], i
			}
		}
		return nil, i
	}
	return nil, nil
}

// method finds the verb of a method of REST, and the parameters of its resource.
func (r *projectReader) method(service, path, name string) (verb string, styles []parameter) {
	var find func(above string, list []resource) bool
	find = func(above string, list []resource) bool {
		for n := range list {
			at := strings.TrimSuffix(above, "/") + "/" + strings.TrimPrefix(list[n].Path, "/")
			for _, m := range list[n].Methods {
				if m.Name == name && strings.Trim(at, "/") == strings.Trim(path, "/") {
					verb, styles = m.Method, slices.Concat(list[n].Parameters, m.Parameters)
					return true
				}
			}
			if find(at, list[n].Resources) {
				return true
			}
		}
		return false
	}
	for n := range r.project.Interfaces {
		if r.project.Interfaces[n].Name == service && find("", r.project.Interfaces[n].Resources) {
			return verb, styles
		}
	}
	return cmp.Or(strings.ToUpper(name), "GET"), nil
}

// inMemory are exchanges that were read already.
type inMemory []*exchange

func (m inMemory) close() error { return nil }

func (m inMemory) scan(visit func(int, *exchange), _ func(entry, what string)) error {
	for n := range m {
		x, _ := m.load(n) // which cannot fail
		visit(n, x)
	}
	return nil
}

func (m inMemory) load(n int) (*exchange, error) {
	x := *m[n]
	x.request.Fields = slices.Clone(x.request.Fields)
	if x.response != nil {
		response := *x.response
		response.Fields = slices.Clone(response.Fields)
		x.response = &response
	}
	x.problems, x.notes = slices.Clone(x.problems), slices.Clone(x.notes)
	return &x, nil
}
