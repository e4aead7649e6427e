package main

import "net/http"

// treePolicy keeps a browser from running scripts that stand in a WSDL, which may be somebody else's, and leaves it its own style for
// trees of XML.
const treePolicy = "style-src 'unsafe-inline'; img-src data:; " + nothingElse

// wsdl answers with the index of the copies, or with one, in the form that the query asks for.
func (a *admin) wsdl(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	all := copies(a.world.Services(), a.server.base())
	if name == "" {
		index := []map[string]string{}
		for _, c := range withForms(all) {
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
	w.Header().Set("Content-Security-Policy", treePolicy)
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
