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

// The values of mustUnderstand that Axis 1.4 took and refused (org.apache.axis.message.SOAPHeaderElement), also of blocks that
// are for somebody else.
func TestRow50MustUnderstandValues(t *testing.T) {
	const (
		ns11    = "http://schemas.xmlsoap.org/soap/envelope/"
		ns12    = "http://www.w3.org/2003/05/soap-envelope"
		refused = "Did not understand &quot;MustUnderstand&quot; header(s):"
		no      = " is not a valid value for the mustUnderstand attribute on element "
	)
	s := start(t)
	for _, tt := range []struct{ namespace, header, code, fault string }{
		{ns11, `<h xmlns="urn:x" e:mustUnderstand="0"/>`, "", ""},
		{ns11, `<h xmlns="urn:x" e:mustUnderstand=""/>`, "", ""},
		{ns11, `<h xmlns="urn:x" e:mustUnderstand="1"/>`, "MustUnderstand", refused + "{urn:x}h"},
		{ns11, `<h e:mustUnderstand="1"/>`, "MustUnderstand", refused + "h"},
		{ns11, `<h xmlns="urn:x" e:mustUnderstand="true"/>`, "Server.generalException", "'true'" + no + "{urn:x}h"},
		{ns11, `<h xmlns="urn:x" e:mustUnderstand="false"/>`, "Server.generalException", "'false'" + no + "{urn:x}h"},
		{ns11, `<h xmlns="urn:x" e:mustUnderstand="2"/>`, "Server.generalException", "'2'" + no + "{urn:x}h"},
		{ns11, `<h e:mustUnderstand=" 1"/>`, "Server.generalException", "' 1'" + no + "h"},
		{ns11, `<h e:mustUnderstand="2" e:actor="urn:other"/>`, "Server.generalException", "'2'" + no + "h"},
		{ns11, `<h e:mustUnderstand="1"/><i e:mustUnderstand="x"/>`, "Server.generalException", "'x'" + no + "i"},
		{ns12, `<h xmlns="urn:x" e:mustUnderstand="false"/>`, "", ""},
		{ns12, `<h xmlns="urn:x" e:mustUnderstand="true"/>`, "MustUnderstand", refused + "{urn:x}h"},
		{ns12, `<h xmlns="urn:x" e:mustUnderstand="2"/>`, "Server.generalException", "'2'" + no + "{urn:x}h"},
	} {
		a := s.post(control, good, `<e:Envelope xmlns:e="`+tt.namespace+`"><e:Header>`+tt.header+`</e:Header><e:Body><getSession/></e:Body></e:Envelope>`)
		switch {
		case tt.fault == "" && !strings.Contains(a.body, "<getSessionReturn"),
			tt.fault != "" && (a.status != http.StatusInternalServerError || !strings.Contains(a.body, ">soapenv:"+tt.code+"<") || !strings.Contains(a.body, ">"+tt.fault+"<")):
			t.Errorf("%s: %d %s", tt.header, a.status, a.body)
		}
	}
}
