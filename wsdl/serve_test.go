package wsdl_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// edit makes the expected copy from the source document, one replacement of a person's at a time.
func edit(t *testing.T, doc string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(doc, pairs[i]) {
			t.Fatalf("nothing to replace: %q", pairs[i])
		}
		doc = strings.ReplaceAll(doc, pairs[i], pairs[i+1])
	}
	return doc
}

const markDeclaration = "\n    xmlns:mark=\"urn:soapstone:contract\""

// flat undoes the line breaks between attributes, which no copy keeps.
func flat(doc string) string { return strings.ReplaceAll(doc, "\n    xmlns:", " xmlns:") }

func TestDocument(t *testing.T) {
	library := source(t, "library")
	unmarked := []string{` mark:since="2"`, ``, ` mark:since="3" mark:until="4"`, ``, ` mark:content="true"`, ``, markDeclaration, ``}
	tests := []struct {
		name, contract string
		place          wsdl.Place
		want           string
	}{
		{"as it is", "library", wsdl.Place{}, flat(edit(t, library, unmarked...))},
		{"address", "library", wsdl.Place{Address: "https://h:1/a?b&c"}, flat(edit(t, library,
			append(unmarked, "http://localhost/library", "https://h:1/a?b&amp;c")...))},
		{"name", "library", wsdl.Place{Name: "demo_EP"}, flat(edit(t, library,
			append(unmarked, `"LibrarySoap"`, `"demo_EPSoap"`, `"tns:LibrarySoap"`, `"tns:demo_EPSoap"`, `"Library"`, `"demo_EP"`)...))},
		{"namespace", "library", wsdl.Place{Namespace: "http://tempuri.org/"}, flat(edit(t, library,
			append(unmarked, `"urn:library"`, `"http://tempuri.org/"`, `"urn:library#`, `"http://tempuri.org/#`)...))},
		{"version 2", "library", wsdl.Place{Version: 2}, flat(edit(t, library,
			append([]string{`
          <xs:element minOccurs="0" name="Rating" type="xs:decimal" mark:since="3" mark:until="4"/>`, ``}, unmarked[0], unmarked[1],
				unmarked[4], unmarked[5], unmarked[6], unmarked[7])...))},
		{"version 5", "library", wsdl.Place{Version: 5}, flat(edit(t, library,
			append([]string{`
          <xs:element minOccurs="0" name="Rating" type="xs:decimal" mark:since="3" mark:until="4"/>`, ``}, unmarked[0], unmarked[1],
				unmarked[4], unmarked[5], unmarked[6], unmarked[7])...))},
		{"version 4", "library", wsdl.Place{Version: 4}, flat(edit(t, library, unmarked...))},
		{"as Axis does", "desk", wsdl.Place{Namespace: "http://h:7080/services/Desk", Address: "http://h:7080/services/Desk"},
			edit(t, source(t, "desk"), "http://localhost/services/Desk", "http://h:7080/services/Desk")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := contract(t, tt.contract)
			got := string(c.Document(tt.place))
			if diff := cmp.Diff(strings.TrimSpace(tt.want), strings.TrimSpace(got)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if again := string(c.Document(tt.place)); again != got {
				t.Error("the second copy has other bytes")
			}
			if _, err := wsdl.Parse([]byte(got)); err != nil {
				t.Errorf("what is served cannot be read: %v", err)
			}
		})
	}
}

func TestDocumentOfFirstVersionLacksWhatCameLater(t *testing.T) {
	doc := string(contract(t, "library").Document(wsdl.Place{Version: 1}))
	for _, gone := range []string{"Renew", "Quota", "Rating", "tns:Ticket\" mark", "mark:", "soapstone"} {
		if strings.Contains(doc, gone) {
			t.Errorf("version 1 shows %s", gone)
		}
	}
	if strings.Contains(doc, "\n\n") || strings.Contains(doc, "\n  \n") {
		t.Error("what was left out left an empty line")
	}
}

func TestAt(t *testing.T) {
	c, err := contract(t, "library").At(wsdl.Place{Name: "demo", Namespace: "urn:demo", Address: "http://h/demo", Version: 1})
	if err != nil {
		t.Fatal(err)
	}
	got := []string{c.TargetNamespace, c.Service, c.Port, c.Binding, c.PortType, c.Address, c.Operations[0].Action, c.Operations[0].Input.Element.Name.String()}
	want := []string{"urn:demo", "demo", "demo", "demoSoap", "demoSoap", "http://h/demo", "urn:demo#Find", "{urn:demo}Find"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if len(c.Operations) != 1 || c.Operation("Renew") != nil {
		t.Error("version 1 has Renew")
	}
	if stream := c.Element(wsdl.Name{Space: "urn:demo", Local: "FindResponse"}).Type.Content[1].Element; !stream.Content {
		t.Error("the marks are lost")
	}
}

func TestVersion(t *testing.T) {
	for text, want := range map[string]wsdl.Version{"58": 58, "58.0": 58, "7": 7, "0": 0, "58.5": 0, "-1": 0, "": 0, "70000": 0, "+1": 0} {
		if got, err := wsdl.ParseVersion(text); got != want || (err != nil) != (want == 0) {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
	if !wsdl.Version(0).Within(3, 4) || wsdl.Version(2).Within(3, 4) || !wsdl.Version(3).Within(3, 4) || !wsdl.Version(4).Within(3, 4) || wsdl.Version(5).Within(3, 4) || !wsdl.Version(5).Within(3, 0) {
		t.Error("Within")
	}
}
