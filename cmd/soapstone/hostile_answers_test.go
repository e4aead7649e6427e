package main

// hostileAnswers are what each system says to each kind of hostile body: the status, and a part of the answer. SQL Server
// has one fault for XML that it cannot read (Books Online, ms190799), Axis 1 the words of the JDK's parser, WCF a bare 400,
// Salesforce an UNKNOWN_EXCEPTION with the same parser's words; what Model 204's front says is choice.
func hostileAnswers() map[string]map[string]string {
	const (
		sqlXML      = "500 Client, InvalidXml"
		sqlEnvelope = "500 Client, SoapEnvelope"
		notRead     = "500 The encoding of the document is not known, or its bytes are not of it."
		bare        = "400 Bad Request"
		janus       = "400 The request is not well-formed XML"
		janusSOAP   = "500 The request is not a SOAP envelope"
		malformed   = "500 MalformedByteSequenceException"
	)
	all := func(sql, mft, salesforce, futurama, model204 string) map[string]string {
		return map[string]string{"sqlserver": sql, "mft": mft, "salesforce": salesforce, "futurama": futurama, "model204": model204}
	}
	xml := func(parser string) map[string]string { return all(sqlXML, "500 "+parser, "500 "+parser, bare, janus) }
	two := func(part string) map[string]string {
		return all(sqlEnvelope, "500 org.xml.sax.SAXException: Only one "+part+" element allowed!", "500 the request is no SOAP 1.1 envelope", bare, janusSOAP)
	}
	return map[string]map[string]string{
		"doctype": all(sqlXML, "500 SAXException: Processing instructions are not allowed within SOAP messages", "500 DOCTYPE is not allowed.", bare, janus),
		"entity":  xml("The entity &quot;a&quot; was referenced, but not declared."),
		"limit": all(sqlXML, "500 java.io.IOException: The request exceeds a limit of this server", "500 UNKNOWN_EXCEPTION: The request exceeds a limit of this server.", bare,
			"400 The request breaks a limit of this server: "),
		"too large": all("413 Request Entity Too Large", "413 Request Entity Too Large", "500 more than 16777216 bytes",
			"413 Request Entity Too Large", "413 Request Entity Too Large"),
		"character": xml(") was found in the element content of the document."),
		"reference": xml("Character reference &quot;&amp;#"),
		"encoding":  all(sqlXML, malformed, notRead, bare, janus),
		"charset":   xml("Content is not allowed in prolog."),
		"unknown charset": all(sqlXML, "500 java.io.UnsupportedEncodingException: KLINGON", notRead,
			"415 Cannot process the message because the content type", janus),
		"declared charset": all(sqlXML, "500 java.io.UnsupportedEncodingException: klingon", notRead, bare, janus),
		"duplicate":        xml("Attribute &quot;b&quot; was already specified for element &quot;a&quot;."),
		"trailing":         xml("The markup in the document following the root element must be well-formed."),
		"two headers":      two("Header"),
		"two bodies":       two("Body"),
	}
}
