package writer_test

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/internal/writer"
)

// The envelope of a login answer: a few declarations, two dozen leaves, now and then an escape.
type envelope struct {
	XMLName xml.Name `xml:"soapenv:Envelope"`
	Soap    string   `xml:"xmlns:soapenv,attr"`
	Default string   `xml:"xmlns,attr"`
	Fields  []field  `xml:"soapenv:Body>loginResponse>result>field"`
}

type field struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value"`
}

var answer = envelope{
	Soap:    "http://schemas.xmlsoap.org/soap/envelope/",
	Default: "urn:partner.soap.sforce.com",
	Fields:  fields(24),
}

func fields(n int) []field {
	list := make([]field, n)
	for i := range list {
		list[i] = field{"serverUrl", "https://localhost:8443/services/Soap/u/58.0/00Dx00000001gPL"}
		if i%6 == 0 {
			list[i].Value = "Tom & Jerry <tom@example.com>"
		}
	}
	return list
}

func write(w *writer.Writer) {
	w.Open("soapenv:Envelope")
	w.Attr("xmlns:soapenv", answer.Soap)
	w.Attr("xmlns", answer.Default)
	w.Open("soapenv:Body")
	w.Open("loginResponse")
	w.Open("result")
	for i := range answer.Fields {
		f := &answer.Fields[i]
		w.Open("field")
		w.Attr("name", f.Name)
		w.Leaf("value", f.Value)
		w.Close()
	}
	w.Close()
	w.Close()
	w.Close()
	w.Close()
}

func TestBenchmarkedDocumentsAreTheSame(t *testing.T) {
	var w writer.Writer
	write(&w)
	got, err := xml.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != w.String() {
		t.Errorf("encoding/xml writes\n%s\nwriter writes\n%s", got, w.Bytes())
	}
}

func BenchmarkWriter(b *testing.B) {
	var w writer.Writer
	b.ReportAllocs()
	for b.Loop() {
		w.Reset()
		write(&w)
		b.SetBytes(int64(w.Len()))
	}
}

func BenchmarkEncodingXML(b *testing.B) {
	var buf bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		buf.Reset()
		if err := xml.NewEncoder(&buf).Encode(answer); err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(buf.Len()))
	}
}

func BenchmarkText(b *testing.B) {
	s := strings.Repeat("plain text without anything to escape ", 27)
	var w writer.Writer
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		w.Reset()
		w.Text(s)
	}
}
