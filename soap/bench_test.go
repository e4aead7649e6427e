package soap_test

import (
	"bytes"
	"encoding/xml"
	"io"
	"net/http"
	"testing"

	"github.com/soapstone-dev/soapstone/soap"
)

// BenchmarkEnvelope reads a request and writes its answer: the whole way through an endpoint, against what the
// standard library needs for the XML alone.
func BenchmarkEnvelope(b *testing.B) {
	b.Run("soap", func(b *testing.B) {
		endpoint, err := soap.NewEndpoint(soap.Config{Services: []*soap.Service{echoService(b)}, Clock: soap.NewClock()})
		if err != nil {
			b.Fatal(err)
		}
		body := []byte(echoHi)
		reader := bytes.NewReader(body)
		r, err := http.NewRequest(http.MethodPost, "/echo", io.NopCloser(reader))
		if err != nil {
			b.Fatal(err)
		}
		r.ContentLength = int64(len(body))
		r.Header.Set("Content-Type", "text/xml; charset=utf-8")
		w := &sink{head: http.Header{}}
		b.ReportAllocs()
		for b.Loop() {
			reader.Reset(body)
			clear(w.head)
			endpoint.ServeHTTP(w, r)
		}
		if w.status != http.StatusOK {
			b.Fatalf("status %d", w.status)
		}
	})
	b.Run("encoding-xml", func(b *testing.B) {
		type request struct {
			XMLName xml.Name `xml:"http://schemas.xmlsoap.org/soap/envelope/ Envelope"`
			Text    string   `xml:"Body>echo>text"`
		}
		type reply struct {
			XMLName xml.Name `xml:"http://schemas.xmlsoap.org/soap/envelope/ Envelope"`
			Echo    struct {
				Text string `xml:"text"`
			} `xml:"Body>echoResponse"`
		}
		b.ReportAllocs()
		for b.Loop() {
			var in request
			if err := xml.Unmarshal([]byte(echoHi), &in); err != nil {
				b.Fatal(err)
			}
			var out reply
			out.Echo.Text = in.Text
			if _, err := xml.Marshal(out); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// sink is a ResponseWriter that throws away what it gets.
type sink struct {
	head   http.Header
	status int
}

func (s *sink) Header() http.Header         { return s.head }
func (s *sink) WriteHeader(status int)      { s.status = status }
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }
