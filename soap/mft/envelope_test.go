package mft_test

import (
	"net/http"
	"strings"
	"testing"
)

// Axis 1.4 (org.apache.axis.message.EnvelopeBuilder) takes these, and refuses those with the text of its first complaint.
func TestRow42LooseEnvelope(t *testing.T) {
	const (
		ns11 = "http://schemas.xmlsoap.org/soap/envelope/"
		ns12 = "http://www.w3.org/2003/05/soap-envelope"
		body = `<e:Body><getSession/></e:Body>`
	)
	s := start(t)
	for _, tt := range []struct{ name, namespace, inside, fault string }{
		{"an element after the Body", ns11, body + `<x:y xmlns:x="urn:x"><z/></x:y><y/>`, ""},
		{"a Header after the Body", ns11, body + `<e:Header><a xmlns="urn:a"/></e:Header>`, ""},
		{"a Header that must be understood after the Body", ns11, body + `<e:Header><a xmlns="urn:a" e:mustUnderstand="1"/></e:Header>`,
			"Did not understand &quot;MustUnderstand&quot; header(s):{urn:a}a"},
		{"text", ns11, `a<e:Header>b</e:Header>c<e:Body>d<getSession/>e</e:Body>f`, ""},
		{"two Headers", ns11, `<e:Header/><e:Header/>` + body, "org.xml.sax.SAXException: Only one Header element allowed!"},
		{"Headers before and after the Body", ns11, `<e:Header/>` + body + `<e:Header/>`, "org.xml.sax.SAXException: Only one Header element allowed!"},
		{"two Bodies", ns11, body + `<e:Body/>`, "org.xml.sax.SAXException: Only one Body element allowed!"},
		{"an element before the Body", ns11, `<x:y xmlns:x="urn:x"/>` + body, "org.xml.sax.SAXException: No custom elements allowed at top level until after the &lt;body&gt; tag"},
		{"an element before two Bodies", ns11, `<y/>` + body + body, "org.xml.sax.SAXException: No custom elements allowed at top level until after the &lt;body&gt; tag"},
		{"an element after the Body of SOAP 1.2", ns12, body + `<x:y xmlns:x="urn:x"/>`, "org.xml.sax.SAXException: No element allowed after SOAP 1.2 body"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := s.post(control, good, `<e:Envelope xmlns:e="`+tt.namespace+`">`+tt.inside+`</e:Envelope>`)
			if tt.fault == "" {
				if a.status != http.StatusOK || !strings.Contains(a.body, "<getSessionReturn") {
					t.Errorf("%d %s", a.status, a.body)
				}
				return
			}
			if a.status != http.StatusInternalServerError || !strings.Contains(a.body, ">"+tt.fault+"<") {
				t.Errorf("%d %s\nwant %s", a.status, a.body, tt.fault)
			}
		})
	}
}
