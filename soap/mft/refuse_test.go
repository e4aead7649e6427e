package mft_test

import (
	"encoding/binary"
	"net/http"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

const sax = "org.xml.sax.SAXParseException; lineNumber: 1; columnNumber: "

// What cannot be read is refused in the words of Axis and of the parser in the JDK, as they were measured; columns are
// our reader's.
func TestUnreadable(t *testing.T) {
	s := start(t)
	in := func(body string) string {
		return strings.TrimPrefix(envelope(body), `<?xml version="1.0" encoding="UTF-8"?>`)
	}
	begin := len(in("")) - len("</soapenv:Body></soapenv:Envelope>") + 1
	for _, tt := range []struct{ name, body, want string }{
		{"empty", "", sax + "1; Premature end of file."},
		{"white space", "   ", sax + "4; Premature end of file."},
		{"text", "hello", sax + "1; Content is not allowed in prolog."},
		{"text behind", in("<getSession/>") + "hello", sax + "#; Content is not allowed in trailing section."},
		{"markup behind", in("<getSession/>") + "<a/>", sax + "#; The markup in the document following the root element must be well-formed."},
		{"DTD", `<!DOCTYPE a [<!ENTITY b "c">]>` + in("<getSession/>"), "org.xml.sax.SAXException: Processing instructions are not allowed within SOAP messages"},
		{"mismatch", in("<getSession></b>"), sax + "#; The element type &quot;getSession&quot; must be terminated by the matching end-tag &quot;&lt;/getSession&gt;&quot;."},
		{"unclosed", strings.TrimSuffix(in("<getSession>"), "</soapenv:Body></soapenv:Envelope>"), sax + "#; XML document structures must start and end within the same entity."},
		{"twice", in(`<getSession a="1" a="2"/>`), sax + "#; Attribute &quot;a&quot; was already specified for element &quot;getSession&quot;."},
		{"prefix", in("<b:getSession/>"), sax + "#; The prefix &quot;b&quot; for element &quot;b:getSession&quot; is not bound."},
		{"prefix of an attribute", in(`<getSession b:c="1"/>`), sax + "#; The prefix &quot;b&quot; for attribute &quot;b:c&quot; associated with an element type &quot;getSession&quot; is not bound."},
		{"entity", in("<getSession>&foo;</getSession>"), sax + "#; The entity &quot;foo&quot; was referenced, but not declared."},
		{"ampersand", in("<getSession>& </getSession>"), sax + "#; The entity name must immediately follow the '&amp;' in the entity reference."},
		{"declaration", ` <?xml version="1.0"?>` + in("<getSession/>"), sax + "2; The processing instruction target matching &quot;[xX][mM][lL]&quot; is not allowed."},
		{"name", in("<1a/>"), sax + "#; The content of elements must consist of well-formed character data or markup."},
		{"not UTF-8", in("<getSession>\xff</getSession>"), "com.sun.org.apache.xerces.internal.impl.io.MalformedByteSequenceException: Invalid byte 1 of 1-byte UTF-8 sequence."},
		{"version", `<?xml version="2.0"?>` + in("<getSession/>"), sax + "16; XML version &quot;2.0&quot; is not supported, only XML 1.0 is supported."},
		{"character", in("<getSession>\x01</getSession>"), sax + "#; An invalid XML character (Unicode: 0x1) was found in the element content of the document."},
		{"character in an attribute", in("<getSession a='1' b = \"=>\ufffe\"/>"), sax + "#; An invalid XML character (Unicode: 0xfffe) was found in the value of attribute &quot;b&quot; and element is &quot;getSession&quot;."},
		{"character in a comment", in("<!-- <a b='\x01' -->"), sax + "#; An invalid XML character (Unicode: 0x1) was found in the comment."},
		{"character in CDATA", in("<getSession><![CDATA[\x0b]]></getSession>"), sax + "#; An invalid XML character (Unicode: 0xb) was found in the CDATA section."},
		{"character in an instruction", in("<?a b=\"c\x01\"?>"), sax + "#; An invalid XML character (Unicode: 0x1) was found in the processing instruction."},
		{"character behind what looks like sections", in("<!-- <? <![CDATA[ --><![CDATA[<!-- <?]]>\x01"), sax + "#; An invalid XML character (Unicode: 0x1) was found in the element content of the document."},
		{"character in CDATA that looks like a comment", in("<![CDATA[<!--\x01]]>"), sax + "#; An invalid XML character (Unicode: 0x1) was found in the CDATA section."},
		{"reference to a character", in("<getSession>&#xFFFF;</getSession>"), sax + "#; Character reference &quot;&amp;#xFFFF&quot; is an invalid XML character."},
		{"xml", in(`<getSession xmlns:xml="urn:x"/>`), sax + "#; The prefix &quot;xml&quot; cannot be bound to any namespace other than its usual namespace; neither can the namespace for &quot;xml&quot; be bound to any prefix other than &quot;xml&quot;."},
		{"xml as b", in(`<getSession xmlns:b="http://www.w3.org/XML/1998/namespace"/>`), sax + "#; The prefix &quot;xml&quot; cannot be bound to any namespace other than its usual namespace; neither can the namespace for &quot;xml&quot; be bound to any prefix other than &quot;xml&quot;."},
		{"xmlns", in(`<getSession xmlns:xmlns="urn:x"/>`), sax + "#; The prefix &quot;xmlns&quot; cannot be bound to any namespace explicitly; neither can the namespace for &quot;xmlns&quot; be bound to any prefix explicitly."},
		{"xmlns as default", in(`<getSession xmlns="http://www.w3.org/2000/xmlns/"/>`), sax + "#; The prefix &quot;xmlns&quot; cannot be bound to any namespace explicitly; neither can the namespace for &quot;xmlns&quot; be bound to any prefix explicitly."},
		{"prefix for nothing", in(`<getSession xmlns:b=""/>`), sax + "#; The value of the attribute &quot;prefix=&quot;xmlns&quot;,localpart=&quot;b&quot;,rawname=&quot;xmlns:b&quot;&quot; is invalid. Prefixed namespace bindings may not be empty."},
		{"element xmlns:a", in("<xmlns:a/>"), sax + "#; Element &quot;xmlns:a&quot; cannot have &quot;xmlns&quot; as its prefix."},
		{"prefix behind a line", in("<getSession\n\tb:c='1'/>"), sax + "#; The prefix &quot;b&quot; for attribute &quot;b:c&quot; associated with an element type &quot;getSession&quot; is not bound."},
		{"root", "<a/>", "org.xml.sax.SAXException: Bad envelope tag:  a"},
		{"no namespace", "<Envelope/>", "Version Mismatch"},
		{"no Body", `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"/>`, "java.lang.Exception: Body not found."},
		{"empty Body", `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body/></e:Envelope>`, "java.lang.Exception: Body not found."},
		{"something else", `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Foo/></e:Envelope>`, "org.xml.sax.SAXException: No custom elements allowed at top level until after the &lt;body&gt; tag"},
		{"too deep", in(strings.Repeat("<a>", 1000)), "java.io.IOException: The request exceeds a limit of this server"},
		{"element in a text", in("<validateSession><sessionId>x<b/></sessionId></validateSession>"), "org.xml.sax.SAXException: SimpleDeserializer encountered a child element, which is NOT expected, in something it was trying to deserialize."},
		{"reference to nothing", in(`<validateSession><sessionId href="#b"/></validateSession>`), "org.xml.sax.SAXException: No value for the reference #b"},
		{"unknown", in("<noSuch/>"), "No such operation 'noSuch'"},
		{"too many", in("<getSession><a/></getSession>"), "No such operation 'getSession'"},
		{"twice the same", in("<validateSession><sessionId/><sessionId/></validateSession>"), "No such operation 'validateSession'"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := s.post(control, good, tt.body)
			m := faultString.FindStringSubmatch(a.body)
			if a.status != http.StatusInternalServerError || m == nil {
				t.Fatalf("%d %s", a.status, a.body)
			}
			got := m[1]
			if before, after, found := strings.Cut(tt.want, "#; "); found { // the column is behind the beginning of the Body
				column, rest, _ := strings.Cut(strings.TrimPrefix(got, before), "; ")
				if len(column) != len("200") || column < "190" || begin < 190 || rest != after {
					t.Errorf("got  %s\nwant %s", got, tt.want)
				}
				return
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// What is wrong is found in the characters of a body, whatever bytes they came in.
func TestUnreadableInOtherEncodings(t *testing.T) {
	s := start(t)
	text := "<Envelope><a b='ü\x01'/></Envelope>"
	wide := []byte("\xfe\xff")
	for _, unit := range utf16.Encode([]rune(text)) {
		wide = binary.BigEndian.AppendUint16(wide, unit)
	}
	for name, body := range map[string]string{
		"UTF-8": text, "UTF-8 with a mark": "\ufeff" + text, "UTF-16": string(wide),
		"ISO-8859-1": `<?xml version="1.0" encoding="iso-8859-1"?>` + strings.ReplaceAll(text, "ü", "\xfc"),
	} {
		a := s.post(control, good, body, func(r *http.Request) { r.Header.Set("Content-Type", "text/xml") })
		if want := "(Unicode: 0x1) was found in the value of attribute &quot;b&quot; and element is &quot;a&quot;."; !strings.Contains(a.body, want) {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
}

// Axis reads a body in the encoding that the content type names, if Java has it.
func TestUnknownCharset(t *testing.T) {
	s := start(t)
	marked := "\ufeff" + call("getSession")
	for _, tt := range []struct{ charset, body, want string }{
		{"; charset=nothing", call("getSession"), "java.io.UnsupportedEncodingException: NOTHING"},
		{"; charset=nothing", marked, "java.io.UnsupportedEncodingException: NOTHING"},
		{"", strings.Replace(call("getSession"), "UTF-8", "nothing", 1), "java.io.UnsupportedEncodingException: nothing"},
	} {
		a := s.post(control, good, tt.body, func(r *http.Request) { r.Header.Set("Content-Type", "text/xml"+tt.charset) })
		if m := faultString.FindStringSubmatch(a.body); a.status != http.StatusInternalServerError || m == nil || m[1] != tt.want {
			t.Errorf("%q: %d %s\nwant %s", tt.charset, a.status, a.body, tt.want)
		}
	}
}

// A charset goes over a byte order mark and over the declaration. The texts are Axis 1.4's with the parser of JDK 17.
func TestCharsetAndMark(t *testing.T) {
	s := start(t)
	const (
		prolog    = "org.xml.sax.SAXParseException; lineNumber: 1; columnNumber: 1; Content is not allowed in prolog."
		malformed = "com.sun.org.apache.xerces.internal.impl.io.MalformedByteSequenceException: Invalid byte 1 of 1-byte UTF-8 sequence."
	)
	wide := func(text string, order binary.AppendByteOrder) string {
		var b []byte
		for _, unit := range utf16.Encode([]rune(text)) {
			b = order.AppendUint16(b, unit)
		}
		return string(b)
	}
	body := strings.TrimPrefix(call("getSession"), `<?xml version="1.0" encoding="UTF-8"?>`)
	declared := `<?xml version="1.0" encoding="utf-16"?>` + body
	const mark = "\ufeff"
	for _, tt := range []struct{ name, body, charset, want string }{
		{"UTF-8 with its mark", mark + body, "; charset=utf-8", ""},
		{"UTF-8 with its mark", mark + body, "", ""},
		{"UTF-8 with its mark", mark + body, "; charset=iso-8859-1", prolog},
		{"UTF-8 with its mark", mark + body, "; charset=windows-1252", prolog},
		{"UTF-8 with its mark", mark + body, "; charset=us-ascii", prolog},
		{"UTF-8 with its mark", mark + body, "; charset=utf-16", prolog},
		{"UTF-8", body, "; charset=utf-16", prolog},
		{"UTF-8", body, "; charset=UTF-16LE", prolog},
		{"UTF-16LE with its mark", wide(mark+body, binary.LittleEndian), "; charset=utf-8", malformed},
		{"UTF-16LE with its mark", wide(mark+body, binary.LittleEndian), "; charset=iso-8859-1", prolog},
		{"UTF-16LE with its mark", wide(mark+body, binary.LittleEndian), "; charset=utf-16", ""},
		{"UTF-16LE with its mark", wide(mark+body, binary.LittleEndian), "; charset=utf-16le", prolog},
		{"UTF-16LE with its mark", wide(mark+body, binary.LittleEndian), "; charset=utf-16be", prolog},
		{"UTF-16LE with its mark", wide(mark+body, binary.LittleEndian), "", ""},
		{"UTF-16BE with its mark", wide(mark+body, binary.BigEndian), "; charset=utf-8", malformed},
		{"UTF-16BE with its mark", wide(mark+body, binary.BigEndian), "; charset=utf-16", ""},
		{"UTF-16BE with its mark", wide(mark+body, binary.BigEndian), "; charset=utf-16be", prolog},
		{"UTF-16LE", wide(body, binary.LittleEndian), "; charset=utf-16le", ""},
		{"UTF-16LE", wide(body, binary.LittleEndian), "; charset=utf-16", prolog},
		{"UTF-16LE, declared", wide(declared, binary.LittleEndian), "; charset=utf-16", ""},
		{"UTF-16LE, declared", wide(declared, binary.LittleEndian), "", ""},
		{"UTF-16BE", wide(body, binary.BigEndian), "; charset=utf-16", ""},
		{"UTF-16BE, declared", wide(declared, binary.BigEndian), "", ""},
	} {
		a := s.post(control, good, tt.body, func(r *http.Request) { r.Header.Set("Content-Type", "text/xml"+tt.charset) })
		if tt.want == "" {
			if a.status != http.StatusOK {
				t.Errorf("%s%s: %d %s", tt.name, tt.charset, a.status, a.body)
			}
			continue
		}
		if m := faultString.FindStringSubmatch(a.body); a.status != http.StatusInternalServerError || m == nil || m[1] != tt.want {
			t.Errorf("%s%s: %d %s\nwant %s", tt.name, tt.charset, a.status, a.body, tt.want)
		}
	}
}

// All header blocks that must be understood are named, but those for somebody else.
func TestNotUnderstood(t *testing.T) {
	s := start(t)
	body := strings.Replace(call("getSession"), "<soapenv:Body>", `<soapenv:Header><a xmlns="urn:a" soapenv:mustUnderstand="1"/>`+
		`<b xmlns="urn:b"/><c xmlns="urn:c" soapenv:mustUnderstand="1" soapenv:actor="urn:somebody"/><d xmlns="urn:d" soapenv:mustUnderstand="1"/></soapenv:Header><soapenv:Body>`, 1)
	if m := faultString.FindStringSubmatch(s.post(control, good, body).body); m == nil || m[1] != "Did not understand &quot;MustUnderstand&quot; header(s):{urn:a}a, {urn:d}d" {
		t.Errorf("got %v", m)
	}
}

// A SOAP 1.2 envelope has its faults in SOAP 1.2, as Axis writes them.
func TestSOAP12(t *testing.T) {
	s := start(t)
	const open = `<?xml version="1.0" encoding="utf-8"?><soapenv:Envelope xmlns:soapenv="http://www.w3.org/2003/05/soap-envelope"` +
		` xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`
	fault := func(code, text, prefix string) string {
		return `<soapenv:Body><soapenv:Fault><soapenv:Code>` + code + `</soapenv:Code><soapenv:Reason><soapenv:Text xml:lang="en">` + text +
			`</soapenv:Text></soapenv:Reason><soapenv:Detail><` + prefix + `:hostname xmlns:` + prefix + `="http://xml.apache.org/axis/">mft-emulator</` + prefix +
			`:hostname></soapenv:Detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>`
	}
	request := func(header, body string) string {
		return `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope">` + header + `<s:Body>` + body + `</s:Body></s:Envelope>`
	}
	for _, tt := range []struct{ name, body, want string }{
		{"unknown operation", request("", `<m:noSuch xmlns:m="urn:m"/>`), open + fault(
			`<soapenv:Value>soapenv:Sender</soapenv:Value><soapenv:Subcode xmlns:ns1="http://www.w3.org/2003/05/soap-rpc"><soapenv:Value>ns1:ProcedureNotPresent</soapenv:Value></soapenv:Subcode>`,
			"No such operation 'noSuch'", "ns2")},
		{"exception", request("", `<m:listActiveSessionIds xmlns:m="urn:m"/>`), open + fault(
			`<soapenv:Value>soapenv:Server.userException</soapenv:Value>`, "java.rmi.RemoteException: Session is not valid", "ns1")},
		{"header", request(`<s:Header><h xmlns="urn:x" s:mustUnderstand="true"/></s:Header>`, `<m:noSuch xmlns:m="urn:m"/>`), open +
			`<soapenv:Header><soapenv:NotUnderstood qname="ns1:h" soapenv:role="http://schemas.xmlsoap.org/soap/actor/next" soapenv:mustUnderstand="false" xmlns:ns1="urn:x"/></soapenv:Header>` +
			fault(`<soapenv:Value>soapenv:MustUnderstand</soapenv:Value>`, "Did not understand &quot;MustUnderstand&quot; header(s):{urn:x}h", "ns2")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := s.post(control, "", tt.body, func(r *http.Request) {
				r.Header.Del("SOAPAction")
				r.Header.Set("Content-Type", `application/soap+xml; charset=utf-8; action=""`)
			})
			if diff := cmp.Diff(tt.want, a.body); diff != "" || a.header.Get("Content-Type") != "application/soap+xml;charset=utf-8" {
				t.Errorf("%s (-want +got):\n%s", a.header.Get("Content-Type"), diff)
			}
		})
	}
	a := s.post(control, good, request("", `<m:getSession xmlns:m="urn:m"/>`), func(r *http.Request) {
		r.Header.Set("Content-Type", `application/soap+xml; charset=utf-8; action=""`)
	})
	if a.status != http.StatusOK || !strings.HasPrefix(a.body, open) || returned.FindString(a.body) == "" {
		t.Errorf("%d %s", a.status, a.body)
	}
}
