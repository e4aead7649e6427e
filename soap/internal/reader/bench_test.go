package reader_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/beevik/etree"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// smallEnvelope is a call as an rpc/encoded client sends it, about 1 KB on one line.
const smallEnvelope = `<?xml version="1.0" encoding="UTF-8"?>` +
	`<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ` +
	`xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
	`<soapenv:Header><ns1:SessionHeader xmlns:ns1="urn:partner.soap.sforce.com" soapenv:mustUnderstand="0">` +
	`<ns1:sessionId>00Dx00000001gPL!AR8AQJXg5oj8jXSgxJfA0lBog.39AsX.LVpxezPwuX5VAIrrbbHMuol7GQxnMeYMN7cj8EoWr78nt1u44zU31</ns1:sessionId>` +
	`</ns1:SessionHeader></soapenv:Header>` +
	`<soapenv:Body><ns2:getSession soapenv:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/" ` +
	`xmlns:ns2="urn:AdministratorService"><userId xsi:type="xsd:string">admin</userId>` +
	`<password xsi:type="xsd:string">soapstone</password><department xsi:type="xsd:string" xsi:nil="true"/>` +
	`<locale xsi:type="xsd:string">en_US</locale></ns2:getSession></soapenv:Body></soapenv:Envelope>`

// largeEnvelope is a call with many rows, indented, about 20 KB.
func largeEnvelope() []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <soapenv:Body>
    <create xmlns="urn:partner.soap.sforce.com">
`)
	for i := range 80 {
		fmt.Fprintf(&b, `      <sObjects>
        <type>Account</type>
        <Name>Company number %d</Name>
        <Phone xsi:nil="true"/>
        <Website>http://www.example.com/%d</Website>
        <Description>A line of text without anything to unescape</Description>
      </sObjects>
`, i, i)
	}
	// No newline at the end: etree with ValidateInput refuses it.
	b.WriteString("    </create>\n  </soapenv:Body>\n</soapenv:Envelope>")
	return []byte(b.String())
}

func BenchmarkRead(b *testing.B) {
	readers := []struct {
		name string
		read func(body []byte) error
	}{
		{"reader", func(body []byte) error {
			d, err := reader.Read(body, reader.Options{})
			if err == nil {
				d.Release()
			}
			return err
		}},
		{"encoding-xml", func(body []byte) error {
			dec := xml.NewDecoder(bytes.NewReader(body))
			for {
				if _, err := dec.Token(); errors.Is(err, io.EOF) {
					return nil
				} else if err != nil {
					return err
				}
			}
		}},
		{"etree", func(body []byte) error {
			doc := etree.NewDocument()
			doc.ReadSettings.ValidateInput = true
			return doc.ReadFromBytes(body)
		}},
	}
	bodies := []struct {
		name string
		body []byte
	}{
		{"1KB", []byte(smallEnvelope)},
		{"20KB", largeEnvelope()},
		{"20KB-not-ASCII", bytes.ReplaceAll(largeEnvelope(), []byte("Company"), []byte("Gößelmühle"))},
		{"20KB-CRLF", bytes.ReplaceAll(largeEnvelope(), []byte("\n"), []byte("\r\n"))},
	}
	for _, doc := range bodies {
		for _, r := range readers {
			b.Run(doc.name+"/"+r.name, func(b *testing.B) {
				b.SetBytes(int64(len(doc.body)))
				b.ReportAllocs()
				for b.Loop() {
					if err := r.read(doc.body); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/(float64(len(doc.body))/1024), "µs/KB")
			})
		}
	}
}
