package main

import (
	"html/template"
	"net/http"
)

// page says what this listener is to whoever opens it in a browser.
var page = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>soapstone: operator</title></head><body>
<h1>soapstone: operator</h1>
<p>The emulated services:</p>
<ul>
{{- range .}}
<li>{{.Service}}: <code>{{.URL}}</code>{{with .WSDL}} (<a href="{{.}}">WSDL</a>){{end}}</li>
{{- end}}
</ul>
<p>Look: <a href="/systems">/systems</a> <a href="/sessions">/sessions</a> <a href="/clock">/clock</a> <a href="/journal">/journal</a>
<a href="/faults">/faults</a> <a href="/wsdl/">/wsdl/</a> <a href="/metrics">/metrics</a> <a href="/healthz">/healthz</a>
<a href="/readyz">/readyz</a> <a href="/version">/version</a></p>
<p>Act, from a program or with <code>soapstone ctl</code>: PUT and DELETE /clock, POST /clock/advance, POST /sessions,
DELETE /sessions/{key}, POST /sessions/{key}/age, POST /reset, POST /systems/{name}/reset, POST /systems/{name}/restart,
POST /systems/{name}/alter, POST and DELETE /faults, POST /clients, DELETE /journal, POST /shutdown.</p>
</body></html>
`))

func (a *admin) index(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'")
	_ = page.Execute(w, a.server.places()) // the client went away; there is nobody to tell
}

// wsdl answers with the index of the copies, or with one, in the form that the query asks for.
func (a *admin) wsdl(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	all := copies(a.world.Services(), a.server.base())
	if name == "" {
		index := []map[string]string{}
		for _, c := range all {
			index = append(index, map[string]string{"name": c.Name, "wsdl": a.server.admin.url("http") + "/wsdl/" + c.Name, "address": c.Place.Address})
		}
		writeJSON(w, http.StatusOK, map[string]any{"wsdl": index})
		return
	}
	c, err := findCopy(all, name+"?"+r.URL.RawQuery)
	if err != nil {
		writeError(w, &statusError{http.StatusNotFound, err.Error()})
		return
	}
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	_, _ = w.Write(c.Document()) // the client went away; there is nobody to tell
}

// certificate answers with what clients of our own authority have to trust.
func (a *admin) certificate(w http.ResponseWriter, _ *http.Request) {
	if a.server.authority == nil {
		writeError(w, &statusError{http.StatusNotFound, "no authority of our own is at work: it is with --tls-listen and without --tls-cert"})
		return
	}
	w.Header().Set("Content-Type", "application/x-pem-file")
	_, _ = w.Write(a.server.authority.certificate()) // the client went away; there is nobody to tell
}
