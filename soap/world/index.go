package world

import (
	"html/template"
	"net/http"

	"github.com/soapstone-dev/soapstone/soap"
)

// indexPage says where the services are to whoever opens the address in a browser.
var indexPage = template.Must(template.New("index").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>soapstone</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head><body>
<h1>soapstone</h1>
<p>This is not a real server: it stands in for the session services of legacy SOAP systems.</p>
{{- with .Public}}
<p>The paths are those below <code>{{.}}</code>.</p>
{{- end}}
<ul>
{{- range .Services}}
<li>{{.Name}}: {{range $i, $r := .Routes}}{{if $i}}, {{end}}<code>{{$r}}</code>{{end}}</li>
{{- end}}
</ul>
</body></html>
`))

// listedService is a service as the page has it.
type listedService struct {
	Name   string
	Routes []string
}

// index is the page, for clients who reach the services under a public URL where there is one.
func index(services []*soap.Service, public string) http.Handler {
	var list []listedService
	for _, s := range services {
		if s.Unlisted {
			continue
		}
		shown := listedService{Name: s.Name}
		for _, r := range s.Routes {
			shown.Routes = append(shown.Routes, shownRoute(r))
		}
		list = append(list, shown)
	}
	page := struct {
		Public   string
		Services []listedService
	}{public, list}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'")
		_ = indexPage.Execute(w, page) // the client went away; there is nobody to tell
	})
}

// shownRoute writes a route as a client would ask for it, with dots for what may stand there.
func shownRoute(r soap.Route) string {
	path := r.Host + r.Path
	switch r.Kind {
	case soap.Prefix:
		path += "…"
	case soap.Suffix:
		path = "…" + path
	case soap.Within:
		path = "…" + path + "…"
	}
	if r.View != "" {
		path += "?view=" + r.View
	}
	return path
}
