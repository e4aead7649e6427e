package mft_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// BenchmarkValidateSession is a whole exchange but for the network: a session that is looked at.
func BenchmarkValidateSession(b *testing.B) {
	s := start(b)
	id := s.login("getSession", "admin")
	body := call("validateSession", "sessionId", id)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r := httptest.NewRequest(http.MethodPost, control, strings.NewReader(body))
			r.Header.Set("Content-Type", "text/xml; charset=utf-8")
			r.Header.Set("SOAPAction", `""`)
			w := httptest.NewRecorder()
			s.Config.Handler.ServeHTTP(w, r)
			if w.Code != http.StatusOK {
				b.Fatal(w.Body)
			}
		}
	})
}

// BenchmarkLife is a whole session: begun, validated, closed.
func BenchmarkLife(b *testing.B) {
	s := start(b)
	post := func(body string) string {
		r := httptest.NewRequest(http.MethodPost, control, strings.NewReader(body))
		r.Header.Set("SOAPAction", `""`)
		r.SetBasicAuth("admin", "soapstone")
		w := httptest.NewRecorder()
		s.Config.Handler.ServeHTTP(w, r)
		m := returned.FindStringSubmatch(w.Body.String())
		if m == nil {
			b.Fatal(w.Body)
		}
		return m[1]
	}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			id := post(call("getSession"))
			post(call("validateSession", "sessionId", id))
			if post(call("closeSession", "sessionId", id)) != "true" {
				b.Error("it was not there")
			}
		}
	})
}
