package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// interopQueryStory is what the Force.com Web Service Connector says of a day whose work somebody else does.
const interopQueryStory = `query: 1: Account 001000000000001AAA Acme
idle for 7199 s: 1: Account 001000000000001AAA Acme
used by the query: 1: Account 001000000000001AAA Acme
idle for 7200 s: fault UnexpectedErrorFault, INVALID_SESSION_ID
login and query again: 1: Account 001000000000001AAA Acme
after logout: fault UnexpectedErrorFault, INVALID_SESSION_ID
`

// withQuery adds query to a WSDL of the partner API, as its user's own has it.
func withQuery(contract string) string {
	insert := func(before, text string) {
		contract = strings.Replace(contract, before, text+before, 1)
	}
	insert(`<xsd:complexType name="LoginResult">`, `<xsd:complexType name="QueryResult"><xsd:sequence>
        <xsd:element name="done" type="xsd:boolean"/>
        <xsd:element name="queryLocator" type="xsd:string" nillable="true"/>
        <xsd:element name="records" type="ens:sObject" nillable="true" minOccurs="0" maxOccurs="unbounded"/>
        <xsd:element name="size" type="xsd:int"/>
      </xsd:sequence></xsd:complexType>
      `)
	insert(`<xsd:element name="getServerTimestamp">`, `<xsd:element name="query"><xsd:complexType><xsd:sequence>
        <xsd:element name="queryString" type="xsd:string"/>
      </xsd:sequence></xsd:complexType></xsd:element>
      <xsd:element name="queryResponse"><xsd:complexType><xsd:sequence>
        <xsd:element name="result" type="tns:QueryResult"/>
      </xsd:sequence></xsd:complexType></xsd:element>
      `)
	insert(`<wsdl:message name="getServerTimestampRequest">`, `<wsdl:message name="queryRequest"><wsdl:part name="parameters" element="tns:query"/></wsdl:message>
  <wsdl:message name="queryResponse"><wsdl:part name="parameters" element="tns:queryResponse"/></wsdl:message>
  `)
	insert(`</wsdl:portType>`, `  <wsdl:operation name="query">
      <wsdl:input message="tns:queryRequest"/>
      <wsdl:output message="tns:queryResponse"/>
      <wsdl:fault name="UnexpectedErrorFault" message="tns:UnexpectedErrorFault"/>
    </wsdl:operation>
  `)
	insert(`</wsdl:binding>`, `  <wsdl:operation name="query">
      <soap:operation soapAction=""/>
      <wsdl:input><soap:header message="tns:Header" part="SessionHeader" use="literal"/><soap:body parts="parameters" use="literal"/></wsdl:input>
      <wsdl:output><soap:body use="literal"/></wsdl:output>
      <wsdl:fault name="UnexpectedErrorFault"><soap:fault name="UnexpectedErrorFault" use="literal"/></wsdl:fault>
    </wsdl:operation>
  `)
	return contract
}

// TestInteropWSCQuery lets the Force.com Web Service Connector work in its sessions: with the classes of its user's own WSDL,
// and with answers from a file as well as from a second soapstone, which has sessions of its own.
func TestInteropWSCQuery(t *testing.T) {
	t.Parallel()
	onPath(t, "java")
	onPath(t, "javac")
	jars := filepath.Join(installed(t, "wsc"), "*")
	const api = "u/64.0"
	dir := t.TempDir()
	url, admin := interopServer(t)
	own := filepath.Join(dir, "partner.wsdl")
	writeDocument(t, own, []byte(withQuery(string(served(t, url+"/services/Soap/"+api+"?WSDL")))))
	writeDocument(t, filepath.Join(dir, "query.response.xml"), []byte(`<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com" xmlns:sf="urn:sobject.partner.soap.sforce.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><queryResponse><result xsi:type="QueryResult"><done>true</done><queryLocator xsi:nil="true"/><records xsi:type="sf:sObject"><sf:type>Account</sf:type><sf:Id>001000000000001AAA</sf:Id><sf:Name>Acme</sf:Name></records><size>1</size></result></queryResponse></soapenv:Body></soapenv:Envelope>`))
	setIn(t, admin, "salesforce", map[string]string{"wsdl": own, "answers": dir})
	classes := wscClasses(t, jars, url, api, "Query")
	if t.Failed() {
		return // there is nothing to run
	}
	far, farAdmin := url, admin
	near, nearAdmin := interopServer(t)
	setIn(t, nearAdmin, "salesforce", map[string]string{
		"wsdl": own, "forward.url": far, "forward.exchange-session": "true", "forward.user": "admin@example.com", "forward.password": "soapstone",
	})
	for _, server := range []struct{ url, admin string }{{far, farAdmin}, {near, nearAdmin}} {
		c := cell{"Force.com WSC", wscVersion(t, filepath.Dir(jars)), "wsdlc", "salesforce", documentLiteral}
		salesforceLives(t, c, interopQueryStory, "java",
			append(shortLived(), "-cp", jars+string(os.PathListSeparator)+classes, "Query", server.url, server.admin, api)...)
	}
}
