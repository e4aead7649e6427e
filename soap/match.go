package soap

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// PathKind says how a route's path is compared.
type PathKind int

// The ways to compare a path.
const (
	Exact PathKind = iota
	Prefix
	Suffix
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
	// Slashes takes several slashes for one, as Tomcat does.
	Slashes bool
	// View, when set, is the value that the query's view parameter must have, read as TIBCO's front
	// controller does: it ends at the second "?", at "&" or at ";".
	View string
}

// matches says whether a request is for this route.
func (r Route) matches(req *http.Request) bool {
	path := req.URL.Path
	if r.Slashes {
		path = squeeze(path)
	}
	if !comparePath(r.Kind, r.Fold, path, r.Path) {
		return false
	}
	if r.Host != "" && !strings.EqualFold(hostOnly(req.Host), r.Host) {
		return false
	}
	return r.View == "" || viewOf(req.URL.RawQuery) == r.View
}

func comparePath(kind PathKind, fold bool, path, want string) bool {
	if len(path) < len(want) || (kind == Exact && len(path) != len(want)) {
		return false
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

// viewOf reads the view parameter of a raw query.
func viewOf(raw string) string {
	for raw != "" {
		var part string
		end := strings.IndexAny(raw, "?&;")
		if end < 0 {
			part, raw = raw, ""
		} else {
			part, raw = raw[:end], raw[end+1:]
		}
		if v, ok := strings.CutPrefix(part, "view="); ok {
			if u, err := url.QueryUnescape(v); err == nil {
				return u
			}
			return v
		}
	}
	return ""
}

// WSDLQuery says whether a raw query asks for a WSDL and for which: "wsdl" of ?WSDL, &WSDL and %3FWSDL in any
// case, with the value behind "=" for the parts of a split one. Other names, such as "wsdlsimple" or "xsd",
// are returned as well when they are among those given.
func WSDLQuery(raw string, names ...string) (name, value string, ok bool) {
	if u, err := url.QueryUnescape(raw); err == nil {
		raw = u
	}
	names = append([]string{"wsdl"}, names...)
	for _, part := range strings.FieldsFunc(raw, func(r rune) bool { return r == '?' || r == '&' || r == ';' }) {
		key, val, _ := strings.Cut(part, "=")
		for _, n := range names {
			if strings.EqualFold(strings.TrimSpace(key), n) {
				return n, val, true
			}
		}
	}
	return "", "", false
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
	case r.Kind == o.Kind:
		return strings.HasSuffix(a, b) || strings.HasSuffix(b, a)
	}
	return true // a prefix and a suffix: some path has both
}

// checkRoutes refuses two services that can match one request.
func checkRoutes(services []*Service) error {
	for i, a := range services {
		for _, b := range services[i+1:] {
			for _, ra := range a.Routes {
				for _, rb := range b.Routes {
					if ra.overlap(rb) {
						return fmt.Errorf("soap: services %s and %s can both answer %s: give one of them another path", a.Name, b.Name, rb.Path)
					}
				}
			}
		}
	}
	return nil
}
