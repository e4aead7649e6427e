package world

import (
	"html/template"
	"net/http"

	"github.com/soapstone-dev/soapstone/soap"
)

// indexPage says where the services are to whoever opens the address in a browser.
var indexPage = template.Must(template.New("index").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>soapstone</title></head><body>
<h1>soapstone</h1>
<p>This is not a real server: it stands in for the session services of legacy SOAP systems.</p>
<ul>
{{- range .}}
<li>{{.Name}}: {{range $i, $r := .Routes}}{{if $i}}, {{end}}<code>{{$r.Path}}</code>{{end}}</li>
{{- end}}
</ul>
</body></html>
`))

func index(services []*soap.Service) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'")
		_ = indexPage.Execute(w, services) // the client went away; there is nobody to tell
	})
}
