package gate

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// contract is a WSDL of the user's own, which is served in place of ours.
type contract struct {
	file    string
	outline *wsdl.Outline
}

// Describe has services hand out the user's own WSDLs in place of ours: each where its soap:address says, of Salesforce for
// that one version. The services are those of the gate's system, and nobody uses them yet. From them the
// gate learns, too, which files answer what the system answers itself. The error is a *setting.Error that
// lists, with their lines, the differences between the sessions' operations in a file and those that are answered.
func (g *Gate) Describe(services []*soap.Service) error {
	if g.answers != nil {
		g.answers.knowOwn(ownOperations(services))
	}
	if len(g.contracts) == 0 {
		return nil
	}
	places, err := placesOf(services)
	if err != nil {
		return err
	}
	taken := map[string]string{} // which file is at a place
	own := map[*soap.Service][]described{}
	for _, c := range g.contracts {
		p, err := c.place(places)
		if err != nil {
			return err
		}
		if other := taken[p.copy.Name]; other != "" {
			return invalid("wsdl", "%s: it is for %s, as %s is: leave one of them out", c.file, p.copy.Name, other)
		}
		taken[p.copy.Name] = c.file
		if err := c.check(p); err != nil {
			return err
		}
		own[p.service] = append(own[p.service], described{c, p.copy.Name, p.path()})
	}
	for service, contracts := range own {
		describe(service, contracts)
	}
	return nil
}

// place is where one of our WSDLs is served.
type place struct {
	service *soap.Service
	copy    soap.Copy
}

// path is that of its address.
func (p place) path() string { return pathIn(p.copy.Place.Address) }

func pathIn(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.EscapedPath()
}

// placesOf are the places where services hand out WSDLs. What base they are reached at does not matter.
func placesOf(services []*soap.Service) ([]place, error) {
	var places []place
	for _, s := range services {
		for _, c := range s.WSDLs("http://localhost") {
			places = append(places, place{s, c})
		}
	}
	if len(places) == 0 {
		return nil, invalid("wsdl", "the system hands out no WSDL")
	}
	return places, nil
}

// place finds the place that a file is for: by the path in its soap:address, which may go on behind ours, as with the
// organisation of an enterprise WSDL, or begin before it, as with the application of WCF; else by the name of the service in it;
// else there is only one service.
func (c *contract) place(places []place) (place, error) {
	path := strings.ToLower(pathIn(c.outline.Address))
	for _, fits := range []func(ours string) bool{
		func(ours string) bool { return path == ours },
		func(ours string) bool { return strings.HasPrefix(path, strings.TrimRight(ours, "/")+"/") },
		func(ours string) bool { return strings.HasSuffix(path, ours) },
	} {
		for _, p := range places {
			if fits(strings.ToLower(p.path())) {
				return p, nil
			}
		}
	}
	services := map[*soap.Service]bool{}
	var named []place
	var names []string
	for _, p := range places {
		services[p.service] = true
		if strings.EqualFold(p.copy.Contract.Service, c.outline.Service) || c.outline.TargetNamespace == p.copy.Contract.TargetNamespace {
			named = append(named, p)
		}
		names = append(names, p.path())
	}
	switch {
	case len(named) == 1:
		return named[0], nil
	case len(services) == 1 && len(places) == 1:
		return places[0], nil
	}
	const few = 6
	if len(names) > few {
		names = append(names[:few], "…")
	}
	return place{}, invalid("wsdl", "%s:%d: its soap:address, %q, is at none of the paths that are served: write one of %s there",
		c.file, c.outline.AddressLine, c.outline.Address, strings.Join(names, ", "))
}

// check compares the operations of a file with those that are answered at its place.
func (c *contract) check(p place) error {
	ours, err := wsdl.ReadOutline(p.copy.Document())
	if err != nil {
		return fmt.Errorf("gate: wsdl: %s of ours: line %w", p.copy.Name, err)
	}
	differences, missing := c.outline.Compare(ours, p.respaced())
	if len(missing) == len(ours.Operations) {
		return invalid("wsdl", "%s: it has none of the operations of %s, such as %s: is it the WSDL of something else?", c.file, p.copy.Name, missing[0])
	}
	if len(differences) == 0 {
		return nil
	}
	var list []Damage
	for _, d := range differences {
		list = append(list, Damage{c.file, d.Line, d.Text})
	}
	return invalid("wsdl", "%s differs from what %s answers:%s\nCorrect the file, or leave it out: clients made from it would not understand the answers",
		c.file, p.copy.Name, inLines(list))
}

// respaced says whether the server gives its WSDL a target namespace of its own, as Axis does.
func (p place) respaced() bool { return p.copy.Place.Namespace != "" }

// described is a contract at its place.
type described struct {
	*contract
	name string // of the copy that it replaces
	path string // where that is
}

// describe has a service hand out contracts in place of its own. What the room checks before it shows its own stays, and
// so do the address and the namespace that it writes there. Where its own is in parts, a contract is in one all the same.
func describe(s *soap.Service, contracts []described) {
	before := *s
	s.Copies = func(base string) []soap.Copy {
		copies := slices.Clone(before.WSDLs(base))
		for i := range copies {
			for _, c := range contracts {
				if copies[i].Name == c.name {
					copies[i].Text = c.outline.Document(copies[i].Place.Address, copies[i].Place.Namespace)
				}
			}
		}
		return copies
	}
	places, err := placesOf([]*soap.Service{&before})
	if before.Serve == nil || err != nil {
		return
	}
	s.Serve = func(ctx context.Context, call *soap.Call) (*soap.Response, error) {
		response, err := before.Serve(ctx, call)
		if err != nil || response == nil || response.Failed() || !asksForWSDL(call.HTTP) {
			return response, err
		}
		ours, err := wsdl.ReadPlace(response.Body)
		if err != nil { // it is a page
			return response, nil
		}
		for _, c := range contracts {
			if at := pathIn(ours.Address); len(places) > 1 && at != c.path && !strings.HasPrefix(at, c.path+"/") {
				continue // of another version
			}
			namespace := ""
			if places[0].respaced() {
				namespace = ours.Namespace
			}
			own := *response
			own.Body = c.outline.Document(ours.Address, namespace)
			return &own, nil
		}
		return response, nil
	}
}

// asksForWSDL says whether a request asks for a whole WSDL.
func asksForWSDL(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	_, part, asked := soap.WSDLQuery(r.URL.RawQuery, "singlewsdl", "wsdlextended")
	return asked && part == ""
}

// declaredBy are the names that operations in contracts answer to: their own, and those of the elements in their requests.
func declaredBy(contracts []*contract) map[string]bool {
	names := map[string]bool{}
	for _, c := range contracts {
		for _, op := range c.outline.Operations {
			names[op.Name] = true
			for _, p := range op.Input.Parts {
				if p.Element.Local != "" {
					names[p.Element.Local] = true
				}
			}
		}
	}
	return names
}
