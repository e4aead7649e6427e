package mft_test

import (
	"html"
	"net/http"
	"strings"
	"testing"
)

// What the parser of JDK 17 said of documents, measured by giving it each, and some to Axis 1.4 within an envelope, which
// passes it on: to its grammar a character that XML forbids is as good as any other that should not stand where it does,
// such as %. The ¤ stands for the character.
func TestUnexpected(t *testing.T) {
	s := start(t)
	check := func(character, want, body string) {
		t.Helper()
		body = strings.ReplaceAll(body, "¤", character)
		a := s.post(control, good, body, func(r *http.Request) { r.Header.Set("Content-Type", "text/xml") })
		m := faultString.FindStringSubmatch(a.body)
		if a.status != http.StatusInternalServerError || m == nil {
			t.Errorf("%q: %d %s", body, a.status, a.body)
			return
		}
		if _, got, _ := strings.Cut(html.UnescapeString(m[1]), "; columnNumber: "); got[strings.Index(got, "; ")+len("; "):] != want {
			t.Errorf("%q\ngot  %s\nwant %s", body, got, want)
		}
	}
	for want, bodies := range map[string][]string{
		`Element type "b" must be followed by either attribute specifications, ">" or "/>".`: {
			`<a><b¤/></a>`, `<a><b ¤/></a>`, `<a><b c="1"¤/></a>`, `<a><b c="1" ¤d="2"/></a>`, `<a><b/¤></a>`,
		},
		`The content of elements must consist of well-formed character data or markup.`: {
			`<a><¤b/></a>`, `<a><!¤></a>`, `<a><![¤></a>`, `<a><![CDA¤TA[]]></a>`,
		},
		`Attribute name "c" associated with an element type "b" must be followed by the ' = ' character.`: {
			`<a><b c¤="1"/></a>`, `<a><b c ¤="1"/></a>`,
		},
		`Open quote is expected for attribute "c" associated with an  element type  "b".`: {
			`<a><b c=¤"1"/></a>`, `<a><b c= ¤"1"/></a>`,
		},
		`Element or attribute "p:" do not match QName production: QName::=(NCName:)?NCName.`: {
			`<a><b p:¤c="1"/></a>`, `<a><p:¤b/></a>`,
		},
		`Attribute name "p" associated with an element type "b" must be followed by the ' = ' character.`: {
			`<a><b p¤:c="1"/></a>`,
		},
		`Element type "p" must be followed by either attribute specifications, ">" or "/>".`: {
			`<a><p¤:b/></a>`,
		},
		`The markup in the document preceding the root element must be well-formed.`: {
			`<¤a/>`, `<!¤-- --><a/>`, `<![¤>`, `</¤>`, `<![CDATA[¤]]><a/>`,
		},
		`Element type "a" must be followed by either attribute specifications, ">" or "/>".`: {
			`<a¤/>`, `<a ¤></a>`, `<a/¤>`, `<a /¤>`, `<a b="1"/¤>`,
		},
		`The element type "a" must be terminated by the matching end-tag "</a>".`: {
			`<a></¤a></a>`,
		},
		`The element type "abc" must be terminated by the matching end-tag "</abc>".`: {
			`<abc></a¤bc></abc>`, `<abc></ab¤></abc>`,
		},
		`The end-tag for element type "a" must end with a '>' delimiter.`: {
			`<a></a¤></a>`, `<a></a ¤></a>`, `<a b="1"><c d='>'/><e>t</e></a¤>`,
		},
		`The end-tag for element type "b" must end with a '>' delimiter.`: {
			`<a><b></b¤></a>`,
		},
		`Content is not allowed in prolog.`: {
			`¤<a/>`, `<?xml version="1.0"?>¤<a/>`, `<?xml version="1.0"?>` + "\n" + ` ¤<a/>`, ` ¤<a/>`, `<!-- c -->¤<a/>`, `x¤<a/>`,
			`<?p q?>¤<a/>`, `¤`,
		},
		`Comment must start with "<!--".`: {
			`<!-¤- --><a/>`, `<a/><!¤-->`, `<a><!-¤></a>`, `<a/><!-¤>`, `<a/><![¤>`,
		},
		`Content is not allowed in trailing section.`: {
			`<a/>¤`, `<a></a>¤`, `<a/>` + "\n" + `¤`, `<a/>x¤`, `<a/>&a¤;`,
		},
		`The processing instruction must begin with the name of the target.`: {
			`<a/><?¤p?>`, `<a><?¤p?></a>`, `<?¤p?><a/>`,
		},
		`A pseudo attribute name is expected.`: {
			`<?xml ¤version="1.0"?><a/>`, `<?xml ver¤sion="1.0"?><a/>`, `<?xml version="1.0"¤?><a/>`,
			`<?xml version="1.0" ¤?><a/>`, `<?xml version="1.0" standalone="yes"¤?><a/>`,
			`<?xml version="1.0" encoding="utf-8" ¤?><a/>`,
		},
		`The ' = ' character must follow "version" in the XML declaration.`: {
			`<?xml version¤="1.0"?><a/>`,
		},
		`The value following "version" in the XML declaration must be a quoted string.`: {
			`<?xml version=¤"1.0"?><a/>`,
		},
		`The processing instruction target matching "[xX][mM][lL]" is not allowed.`: {
			`<?xml¤ version="1.0"?><a/>`, `<a><?xml ¤?></a>`, `<a><?XML ¤?></a>`, `<a><?xml¤?></a>`,
			`<?Xml ¤version="1.0"?><a/>`,
		},
		`The XML declaration must end with "?>".`: {
			`<?xml version="1.0"?¤><a/>`,
		},
		`White space is required between the processing instruction target and data.`: {
			`<a><?p¤q?></a>`, `<a><?p¤?></a>`, `<a><?p?¤?></a>`, `<a><?xmlx¤?></a>`, `<a><?x:¤?></a>`, `<?p¤?><a/>`,
		},
		`The entity name must immediately follow the '&' in the entity reference.`: {
			`<a>&¤;</a>`, `<a b="&¤;"/>`, `<a>& ¤</a>`,
		},
		`The reference to entity "am" must end with the ';' delimiter.`: {
			`<a>&am¤p;</a>`, `<a b="&am¤p;"/>`,
		},
		`The reference to entity "amp" must end with the ';' delimiter.`: {
			`<a>&amp¤;</a>`,
		},
		`A decimal representation must immediately follow the "&#" in a character reference.`: {
			`<a>&#¤;</a>`,
		},
		`The character reference must end with the ';' delimiter.`: {
			`<a>&#6¤5;</a>`, `<a>&#x4¤1;</a>`, `<a b="&#6¤;"/>`,
		},
		`A hexadecimal representation must immediately follow the "&#x" in a character reference.`: {
			`<a>&#x¤;</a>`,
		},
		`The string "--" is not permitted within comments.`: {
			`<a><!-- --¤></a>`, `<a><!----¤--></a>`,
		},
		`The value of attribute "b" associated with an element type "a" must not contain the '<' character.`: {
			`<a b="<c¤"/>`,
		},
		`The end-tag for element type "ab" must end with a '>' delimiter.`: {
			`<ab></abX¤></ab>`,
		},
		`The element type "p:ab" must be terminated by the matching end-tag "</p:ab>".`: {
			`<p:ab xmlns:p="u"></p:a¤b></p:ab>`,
		},
		`The markup in the document following the root element must be well-formed.`: {
			`<a/><¤>`, `<a><b></b></a><¤`, `<a/></¤>`, `<a/><b¤>`,
		},
		`Reference is not allowed in prolog.`: {
			`&a¤;<a/>`,
		},
		`Element type "f" must be followed by either attribute specifications, ">" or "/>".`: {
			`<a b="1"><c d='>'/><e>t</e><f ¤/></a>`,
		},
		`Attribute name "b" associated with an element type "a" must be followed by the ' = ' character.`: {
			`<a b` + "\n" + ` ¤="1"/>`, `<a b/¤>`,
		},
		`Element type "p:a" must be followed by either attribute specifications, ">" or "/>".`: {
			`<p:a xmlns:p="u" ¤/>`,
		},
		`Attribute name "p:b" associated with an element type "a" must be followed by the ' = ' character.`: {
			`<a xmlns:p="u" p:b¤="1"/>`,
		},
		`Open quote is expected for attribute "p:b" associated with an  element type  "a".`: {
			`<a xmlns:p="u" p:b=¤/>`,
		},
		`Element type "a:b" must be followed by either attribute specifications, ">" or "/>".`: {
			`<a:b:¤/>`,
		},
		`The version is required in the XML declaration.`: {
			`<?xml encoding="utf-8" ¤version="1.0"?><a/>`,
		},
		`Attribute name "ö" associated with an element type "ü" must be followed by the ' = ' character.`: {
			`<ü ö¤="1"/>`,
		},
		`The character sequence "]]>" must not appear in content unless used to mark the end of a CDATA section.`: {
			`<a>]]>¤</a>`,
		},
	} {
		for _, body := range bodies {
			check("\x01", want, body)
			if body != `<?xml version="1.0"?¤><a/>` { // our reader finds that its end is missing, and says so
				check("%", want, body)
			}
		}
	}
	for want, bodies := range map[string][]string{
		`An invalid XML character (Unicode: 0x1) was found in the value of attribute "c" and element is "b".`: {
			`<a><b c="¤"/></a>`, `<a><b c="x¤"/></a>`,
		},
		`An invalid XML character (Unicode: 0x1) was found in the comment.`: {
			`<!--¤--><a/>`, `<a/><!--¤-->`, `<a><!--¤--></a>`, `<a><!-- -¤></a>`, `<a><!---¤--></a>`,
		},
		`An invalid XML character (Unicode: 0x1) was found in the processing instruction.`: {
			`<?p ¤?><a/>`, `<a/><?p ¤?>`, `<a><?p ¤?></a>`, `<a><?p q¤?></a>`, `<a><?p q?¤></a>`, `<a><?p ?¤?></a>`,
		},
		`An invalid XML character (Unicode: 0x1) was found in the XML declaration.`: {
			`<?xml version="1.¤0"?><a/>`, `<?xml version="¤"?><a/>`, `<?xml version="1.0" encoding="utf-8¤"?><a/>`,
			`<?xml version="1.0" encoding="¤"?><a/>`, `<?xml version="1.0" standalone="yes¤"?><a/>`,
		},
		`An invalid XML character (Unicode: 0x1) was found in the element content of the document.`: {
			`<a>x¤</a>`, `<a>]]¤</a>`, `<a>&amp;¤</a>`,
		},
		`An invalid XML character (Unicode: 0x1) was found in the CDATA section.`: {
			`<a><![CDATA[¤]]></a>`, `<a><![CDATA[]]¤]]></a>`,
		},
		`An invalid XML character (Unicode: 0x1) was found in the value of attribute "b" and element is "a".`: {
			`<a b="'>¤"/>`, `<a b='¤'/>`, `<a b="&amp;¤"/>`,
		},
	} {
		for _, body := range bodies {
			check("\x01", want, body)
			check("\ufffe", strings.Replace(want, "0x1", "0xfffe", 1), body)
		}
	}
	check("\x01", "An invalid XML character (Unicode: 0x1) was found in the element content of the document.", `<a><b></b>¤</a>`)
	check("", `The value of attribute "b" associated with an element type "a" must not contain the '<' character.`, `<a b="<c"/>`)
	check("", `Element type "a" must be followed by either attribute specifications, ">" or "/>".`, `<a b="1"c="2"/>`)
	check("", `The end-tag for element type "ab" must end with a '>' delimiter.`, `<ab></abX></ab>`)
}

// A declaration of UTF-16 before a body that is none, as of a text that a client has in memory, measured with Axis 1.4. A charset goes
// over it.
func TestDeclaredUTF16(t *testing.T) {
	s := start(t)
	for _, tt := range []struct{ declaration, place string }{
		{`<?xml version='1.0' encoding='utf-16'?>`, "lineNumber: 1; columnNumber: 40"},
		{`<?xml version='1.0' encoding='UTF-16LE'?>`, "lineNumber: 1; columnNumber: 42"},
		{`<?xml version='1.0' encoding='utf16'?>`, "lineNumber: 1; columnNumber: 39"},
		{"<?xml version='1.0'\n encoding='utf-16'?>\n", "lineNumber: 2; columnNumber: 21"},
		{`<?xml version="1.0" encoding="utf-16" standalone="no" ?>  `, "lineNumber: 1; columnNumber: 57"},
	} {
		body := tt.declaration + strings.TrimPrefix(call("getSession"), `<?xml version="1.0" encoding="UTF-8"?>`)
		a := s.post(control, good, body, func(r *http.Request) { r.Header.Set("Content-Type", "text/xml") })
		want := "org.xml.sax.SAXParseException; " + tt.place + "; Content is not allowed in prolog."
		if m := faultString.FindStringSubmatch(a.body); a.status != http.StatusInternalServerError || m == nil || m[1] != want {
			t.Errorf("%q: %d %s\nwant %s", tt.declaration, a.status, a.body, want)
		}
		if a := s.post(control, good, body, func(r *http.Request) { r.Header.Set("Content-Type", "text/xml; charset=utf-8") }); a.status != http.StatusOK {
			t.Errorf("%q with a charset: %d %s", tt.declaration, a.status, a.body)
		}
	}
}
