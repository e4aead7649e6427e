package soap

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// PathKind says how a route's path is compared.
type PathKind int

// The ways to compare a path.
const (
	Exact PathKind = iota
	Prefix
	Suffix
	Within // anywhere in it
)

// Route says which requests are for a service. It is our own table, since http.ServeMux redirects what old
// clients POST.
type Route struct {
	// Host, when set, is the only host name (without port, any case) that the route answers.
	Host string
	// Path and Kind are compared with the path as it was sent, escapes undone, and with Fold in any case,
	// as IIS does.
	Path string
	Kind PathKind
	Fold bool
	// Slashes takes several slashes for one, as Tomcat does. Path then has none.
	Slashes bool
	// View, when set, is the value that the query's view parameter must have, read as TIBCO's front
	// controller does: it ends at the second "?", which may be escaped, at "&" or at ";". So it has none of these.
	View string
}

// asked is what routes compare of a request, read once for all of them.
type asked struct {
	host           string // with its port
	path, squeezed string // as sent, and with one slash in place of several
	view           string
}

func askedOf(r *http.Request) asked {
	return asked{host: r.Host, path: r.URL.Path, squeezed: squeeze(r.URL.Path), view: viewOf(r.URL.RawQuery)}
}

// matches says whether a request is for this route.
func (r *Route) matches(a *asked) bool {
	path := a.path
	if r.Slashes {
		path = a.squeezed
	}
	if !comparePath(r.Kind, r.Fold, path, r.Path) {
		return false
	}
	if r.Host != "" && !strings.EqualFold(hostOnly(a.host), r.Host) {
		return false
	}
	return r.View == "" || a.view == r.View
}

func comparePath(kind PathKind, fold bool, path, want string) bool {
	if len(path) < len(want) || (kind == Exact && len(path) != len(want)) {
		return false
	}
	if kind == Within {
		if fold {
			path, want = strings.ToLower(path), strings.ToLower(want)
		}
		return strings.Contains(path, want)
	}
	part := path[:len(want)]
	if kind == Suffix {
		part = path[len(path)-len(want):]
	}
	if fold {
		return strings.EqualFold(part, want)
	}
	return part == want
}

// squeeze makes one slash of several.
func squeeze(path string) string {
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	return path
}

func hostOnly(host string) string {
	u := url.URL{Host: host}
	return u.Hostname()
}

// overlap says whether one request can be for both routes.
func (r Route) overlap(o Route) bool {
	if r.Host != "" && o.Host != "" && !strings.EqualFold(r.Host, o.Host) {
		return false
	}
	if r.View != "" && o.View != "" && r.View != o.View {
		return false
	}
	a, b := r.Path, o.Path
	if r.Slashes || o.Slashes {
		a, b = squeeze(a), squeeze(b)
	}
	if r.Fold || o.Fold {
		a, b = strings.ToLower(a), strings.ToLower(b)
	}
	switch {
	case r.Kind == Exact && o.Kind == Exact:
		return a == b
	case r.Kind == Exact:
		return comparePath(o.Kind, false, a, b)
	case o.Kind == Exact:
		return comparePath(r.Kind, false, b, a)
	case r.Kind == o.Kind && r.Kind == Prefix:
		return strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
	case r.Kind == o.Kind && r.Kind == Suffix:
		return strings.HasSuffix(a, b) || strings.HasSuffix(b, a)
	}
	return true // of two kinds, or within: some path has both
}

// before compares two routes by how much they say: of two that match a request, the one that says more answers.
func (r Route) before(o Route) int {
	more := func(a, b bool) int {
		switch {
		case a == b:
			return 0
		case a:
			return -1
		}
		return 1
	}
	return cmp.Or(
		cmp.Compare(r.Kind, o.Kind),
		cmp.Compare(len(o.Path), len(r.Path)),
		more(r.View != "", o.View != ""),
		more(r.Host != "", o.Host != ""),
	)
}

// routed is a route of a service.
type routed struct {
	Route
	service *Service
}

// orderRoutes puts the routes of all services in the order in which they are asked. It refuses two services that can
// both answer one request, but for two cases. Services of one system may stand behind each other, as Axis' answer for
// names of no service behind its services. And a prefix goes before a suffix, and both before what is within, since some path
// always has both.
func orderRoutes(services []*Service) ([]routed, error) {
	var all []routed
	for i, s := range services {
		for _, other := range services[:i] {
			if s.Name == other.Name {
				return nil, fmt.Errorf("soap: two services are called %q: name one of them otherwise", s.Name)
			}
		}
		for _, r := range s.Routes {
			for _, o := range all {
				if o.service == s || !r.overlap(o.Route) {
					continue
				}
				if r.Kind != Exact && o.Kind != Exact && r.Kind != o.Kind {
					continue
				}
				if s.System == o.service.System && r.before(o.Route) != 0 {
					continue
				}
				return nil, fmt.Errorf("soap: services %s and %s can both answer %s: give one of them another path", o.service.Name, s.Name, r.Path)
			}
			all = append(all, routed{r, s})
		}
	}
	slices.SortStableFunc(all, func(a, b routed) int { return a.before(b.Route) })
	return all, nil
}
