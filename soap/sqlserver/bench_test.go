package sqlserver_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// BenchmarkRequest is a whole request without a network: a session's beginning, its use and its end.
func BenchmarkRequest(b *testing.B) {
	s := start(b)
	handler := s.Config.Handler
	send := func(b *testing.B, session, text string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/sql/demo", strings.NewReader(envelope(session, batchOf(text))))
		r.RemoteAddr = "127.0.0.1:1"
		r.Header.Set("Content-Type", "text/xml; charset=utf-8")
		r.SetBasicAuth("alice", "soapstone")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			body, _ := io.ReadAll(w.Body)
			b.Fatalf("status %d: %s", w.Code, body)
		}
		return w
	}
	b.Run("none", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			send(b, "", "")
		}
	})
	b.Run("initiate and terminate", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			w := send(b, `initiate="true"`, "")
			a := answer{status: w.Code, body: w.Body.String()}
			send(b, `terminate="true" `+enlist(a.id(b)), "")
		}
	})
	id := s.initiate()
	b.Run("enlist", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			send(b, enlist(id), "")
		}
	})
	b.Run("enlist at once", func(b *testing.B) {
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				send(b, enlist(id), "")
			}
		})
	})
}

// BenchmarkWebMethod is one call of each kind of web method, through HTTP handler and store.
func BenchmarkWebMethod(b *testing.B) {
	s := start(b)
	for name, call := range map[string]string{
		"results":  `<GetCustomerInfo xmlns="http://tempUri.org/"><CustomerID>1</CustomerID><OutputParam/></GetCustomerInfo>`,
		"batch":    `<GetLanguage xmlns="http://tempUri.org/"/>`,
		"function": `<Greeting xmlns="http://tempUri.org/"><Name>x</Name></Greeting>`,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(http.MethodPost, "/sql/methods", strings.NewReader(envelope("", call)))
				r.RemoteAddr = "127.0.0.1:1"
				r.Header.Set("Content-Type", "text/xml; charset=utf-8")
				r.SetBasicAuth("alice", "soapstone")
				w := httptest.NewRecorder()
				s.Config.Handler.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatalf("status %d: %s", w.Code, w.Body)
				}
			}
		})
	}
}
