package sqlserver

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// FuzzOptions reads whatever attributes a client may write: it never panics, what it takes makes sense, and what it
// refuses is a fault.
func FuzzOptions(f *testing.F) {
	for _, blocks := range []string{
		`<o:sqlSession initiate="true" timeout="12"/>`,
		`<o:sqlSession terminate="true" sessionId="P/Z+b7K3+UW/Xcc7ync2Yg=="/>`,
		`<o:sqlSession sessionId="" transactionDescriptor="AAAAAAAAAAA="/>`,
		`<o:sqlSession initiate="yes" timeout="-1"/><o:sqlSession/>`,
		`<o:initialDatabase value="a" optional="1"/><o:initialLanguage value="b"/>`,
		`<o:environmentChangeNotifications transactionBoundary=" true "/>`,
		`<o:clientPID value="5"/><o:hostName>x</o:hostName><o:other/>`,
		`<o:sqlSession e:actor="urn:x" Initiate="true"/>`,
	} {
		f.Add(blocks)
	}
	choices := defaultChoices()
	catalogue := faults{source: "Microsoft-SQL/9.0", choices: &choices}
	f.Fuzz(func(t *testing.T, blocks string) {
		doc, err := reader.Read([]byte(`<e:Envelope xmlns:e="`+soap.Namespace11+`" xmlns:o="`+optionsNamespace+`"><e:Header>`+blocks+`</e:Header></e:Envelope>`), reader.Options{})
		if err != nil {
			return
		}
		defer doc.Release()
		env := &soap.Envelope{Version: soap.SOAP11, Header: doc.Root().First()}
		if _, err := readSecurity(catalogue, env, defaultHeaderLimit); err != nil {
			mustBeFault(t, err)
			return
		}
		var o options
		if err := o.read(catalogue, env); err != nil {
			mustBeFault(t, err)
			return
		}
		if s := o.session; s != nil && s.id != nil {
			if len(*s.id) > 4*maxHeaderValue || !utf8.ValidString(*s.id) {
				t.Errorf("the id %q came through", *s.id)
			}
			if id, ok := decodeBase64(*s.id); ok {
				if again, ok := decodeBase64(encodeID(id)); !ok || again != id {
					t.Errorf("the id %q is not read back", id)
				}
			}
		}
		if o.login.database == nil && o.login.databaseOptional || o.login.language == nil && o.login.languageOptional {
			t.Errorf("an option without a value: %+v", o.login)
		}
		if o.session == nil && strings.Contains(blocks, "<o:sqlSession ") && !strings.Contains(blocks, "actor") && !strings.Contains(blocks, "xmlns") &&
			strings.HasPrefix(blocks, "<o:sqlSession ") {
			t.Errorf("a session was not seen in %s", blocks)
		}
	})
}

func mustBeFault(t *testing.T, err error) {
	t.Helper()
	if _, ok := err.(*soap.Fault); !ok {
		t.Errorf("%T: %v", err, err)
	}
}

func TestDecodeBase64(t *testing.T) {
	for _, tt := range []struct {
		text, want string
		ok         bool
	}{
		{"AAAAADreaLE=", "\x00\x00\x00\x00\x3a\xde\x68\xb1", true},
		{" AAAA\n\tADre aLE= ", "\x00\x00\x00\x00\x3a\xde\x68\xb1", true},
		{"AAAAADreaLF=", "\x00\x00\x00\x00\x3a\xde\x68\xb1", true}, // the last character has two spare bits
		{"", "", true},
		{"AAAAADreaLE", "", false},
		{"!!!", "", false},
		{"AAAAADreaL-_", "", false},
	} {
		got, ok := decodeBase64(tt.text)
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("%q: %q, %v", tt.text, got, ok)
		}
	}
}
