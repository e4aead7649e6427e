package futurama_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// BenchmarkKeepAlive is a whole exchange but for the network, over SOAP and over REST.
func BenchmarkKeepAlive(b *testing.B) {
	s := open(b)
	id := s.start()
	for _, bb := range []struct{ name, path, contentType, body string }{
		{"SOAP", service, "text/xml; charset=utf-8", call("SessionKeepAlive", "<n:request><n:SessionID>"+id+"</n:SessionID></n:request>")},
		{"JSON", rest + "/SessionKeepAlive", "application/json", `{"sessionID":"` + id + `"}`},
		{"XML", rest + "/SessionKeepAlive", "application/xml", "<r><SessionID>" + id + "</SessionID></r>"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					r := httptest.NewRequest(http.MethodPost, bb.path, strings.NewReader(bb.body))
					r.Header.Set("Content-Type", bb.contentType)
					r.Header.Set("SOAPAction", `"`+actions+`SessionKeepAlive"`)
					w := httptest.NewRecorder()
					s.Config.Handler.ServeHTTP(w, r)
					if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "success") {
						b.Fatal(w.Body)
					}
				}
			})
		})
	}
}
