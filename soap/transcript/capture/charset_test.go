package capture_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// encoded is a text in a charset.
func encoded(t *testing.T, e encoding.Encoding, text string) string {
	t.Helper()
	s, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSoapUIInOtherCharsets: a project is read in the charset that it declares, whatever tool has saved it anew.
func TestSoapUIInOtherCharsets(t *testing.T) {
	little, big := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	for _, test := range []struct {
		name, declared string
		in             encoding.Encoding
	}{
		{"UTF-8", "UTF-8", unicode.UTF8},
		{"UTF-8 with a mark", "UTF-8", unicode.UTF8BOM},
		{"ISO-8859-1", "ISO-8859-1", charmap.ISO8859_1},
		{"windows-1252", "windows-1252", charmap.Windows1252},
		{"code page 850", "IBM850", charmap.CodePage850},
		{"UTF-16", "UTF-16", little},
		{"UTF-16, big end first", "utf-16", big},
		{"UTF-16 by another name", "ISO-10646-UCS-2", little},
		{"UTF-16, as .NET calls it", "unicode", little},
		{"UTF-8 that says it is UTF-16", "utf-16", unicode.UTF8},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(soapUI, `encoding="UTF-8"`, `encoding="`+test.declared+`"`, 1)
			text = strings.Replace(text, "<![CDATA[<ping/>]]>", "<![CDATA[<ping>Zürich</ping>]]>", 1)
			text = strings.Replace(text, "<b>${}${x</b>", "<b>$${x}</b>", 1)
			text = strings.ReplaceAll(text, "5 €", "5 EUR")
			m := importFiles(t, map[string]string{"janus": encoded(t, test.in, text)}, open())
			check(t, "problems", m.problems(), []string(nil))
			if len(m.texts) == 0 || !strings.Contains(m.texts[0], "<ping>Zürich</ping>") {
				t.Errorf("the request is lost: %q", m.texts)
			}
		})
	}
}

// TestSAZInOtherCharsets: who sent a request is known also where another tool has saved an archive anew.
func TestSAZInOtherCharsets(t *testing.T) {
	meta := sazMeta(1, "50123", "2026-01-02T12:00:00.5000000+02:00", "2026-01-02T12:00:00.9000000+02:00")
	meta = strings.Replace(meta, "java:4242", "Müller:4242", 1)
	for _, test := range []struct {
		declared string
		in       encoding.Encoding
	}{
		{"utf-8", unicode.UTF8}, {"ISO-8859-1", charmap.ISO8859_1}, {"windows-1252", charmap.Windows1252},
		{"utf-16", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)}, {"utf-16", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
	} {
		t.Run(test.declared, func(t *testing.T) {
			meta := encoded(t, test.in, strings.Replace(meta, `encoding="utf-8"`, `encoding="`+test.declared+`"`, 1))
			m := importFiles(t, map[string]string{"m": saz(exchanged(1, "POST http://m.example.com/x HTTP/1.1\nContent-Type: text/xml\nContent-Length: 4\n\n<a/>",
				"HTTP/1.1 200 OK\nContent-Type: text/xml\nContent-Length: 4\n\n<r/>", meta)...)}, open())
			check(t, "problems", m.problems(), []string(nil))
			if len(m.texts) != 1 || !strings.Contains(m.texts[0], "now: 2026-01-02T10:00:00.5Z\nremote: 192.0.2.9\n") {
				t.Errorf("when it came, and from where, is lost: %q", m.texts)
			}
		})
	}
}

// TestSoapUIAnswerInAnotherCharset: a value of an answer is taken from its text, which the declaration in it says nothing about.
func TestSoapUIAnswerInAnotherCharset(t *testing.T) {
	for _, declared := range []string{"ISO-8859-1", "UTF-16", "x-unheard-of"} {
		text := strings.Replace(soapUI, "<![CDATA[<r><m:thread", `<![CDATA[<?xml version="1.0" encoding="`+declared+`"?><r><m:thread`, 1)
		text = strings.Replace(text, "00000000000000A1", "Ä0000000000000A1", 1)
		text = strings.Replace(text, "<con:encoding>windows-1252</con:encoding>", "<con:encoding>UTF-8</con:encoding>", 1)
		m := importFiles(t, map[string]string{"janus": text}, open())
		if !strings.Contains(strings.Join(m.texts, ""), `<a thread="Ä0000000000000A1">`) {
			t.Errorf("%s: the thread of the answer is not in the next request: %q", declared, m.texts)
		}
	}
}

// TestEnvelopeInAnUnknownCharset: what a message is shows all the same.
func TestEnvelopeInAnUnknownCharset(t *testing.T) {
	const head = `<?xml version="1.0" encoding="x-unheard-of"?><e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>`
	o := open()
	o.URL = "http://m.example.com/x"
	m := importFiles(t, map[string]string{"a.request.xml": head + "<a/></e:Body></e:Envelope>", "a.response.xml": head + "<r/></e:Body></e:Envelope>"}, o)
	check(t, "problems", m.problems(), []string(nil))
	if len(m.texts) != 1 || strings.Count(m.texts[0], "\nContent-Type: application/soap+xml; charset=x-unheard-of") != 2 {
		t.Errorf("it is not taken for SOAP 1.2: %q", m.texts)
	}
}
