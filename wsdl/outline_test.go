package wsdl

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each contract of ours, read as somebody else's, is as it is, and differs in nothing from itself.
func TestOutlineOfOurs(t *testing.T) {
	files, err := filepath.Glob("*/*.wsdl")
	if err != nil || len(files) < 6 {
		t.Fatalf("%q, %v", files, err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Parse(source)
		if err != nil {
			continue // a source of several contracts
		}
		o, err := ReadOutline(source)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if o.Address != c.Address || o.Service != c.Service || len(o.Operations) != len(c.Operations) {
			t.Errorf("%s: %s at %s with %d operations", file, o.Service, o.Address, len(o.Operations))
		}
		for i, op := range c.Operations {
			if got := o.Operations[i]; got.Action != op.Action || got.Style != op.Style || o.Operation(op.Name) == nil {
				t.Errorf("%s: %+v", file, got)
			}
		}
		differences, missing := o.Compare(o, false)
		if len(differences)+len(missing) > 0 {
			t.Errorf("%s: %v, %q", file, differences, missing)
		}
		if diff := cmp.Diff(string(source), string(o.Document(o.Address, ""))); diff != "" {
			t.Errorf("%s: %s", file, diff)
		}
	}
}

const foreign = `<definitions targetNamespace='http://old/s' xmlns:t='http://old/s' xmlns='http://schemas.xmlsoap.org/wsdl/' xmlns:s12='http://schemas.xmlsoap.org/wsdl/soap12/'
 xmlns:s='http://schemas.xmlsoap.org/wsdl/soap/' xmlns:x='http://www.w3.org/2001/XMLSchema'>
<types><x:schema targetNamespace='urn:e' xmlns:e='urn:e' elementFormDefault='qualified'>
 <x:simpleType name='short'><x:restriction base='e:code'/></x:simpleType><x:simpleType name='code'><x:restriction base='x:string'/></x:simpleType>
 <x:complexType name='base'><x:sequence><x:element name='id' type='e:short'/></x:sequence></x:complexType>
 <x:complexType name='tree'><x:complexContent><x:extension base='e:base'><x:sequence><x:element name='leaf' type='x:int' minOccurs='0'/><x:element ref='e:node' maxOccurs='unbounded'/></x:sequence></x:extension></x:complexContent></x:complexType>
 <x:element name='node' type='e:tree'/><x:element name='ask' type='e:tree'/>
</x:schema></types>
<message name='in'><part name='p' element='e:ask' xmlns:e='urn:e'/></message>
<portType name='P'><operation name='Ask'><input message='t:in'/></operation><operation name='More'/></portType>
<binding name='B' type='t:P'><s:binding/><operation name='Ask'><s:operation soapAction='http://old/s/Ask'/><input><s:body use='literal'/></input></operation></binding>
<binding name='B12' type='t:P'/>
<service name='S'><port name='P12' binding='t:B12'><s12:address location='http://old:1/s12?x'/></port><port name='P' binding='t:B'>
 <s:address location='http://old/s'/></port></service></definitions>`

// Where a document is moved to, its addresses and the mentions of its namespace say, with their quotes as they were.
func TestOutlineDocument(t *testing.T) {
	o, err := ReadOutline([]byte(foreign))
	if err != nil {
		t.Fatal(err)
	}
	if o.Address != "http://old/s" || o.AddressLine != 14 {
		t.Errorf("%s in line %d", o.Address, o.AddressLine)
	}
	want := strings.NewReplacer(
		"targetNamespace='http://old/s'", "targetNamespace='urn:new&amp;'", "xmlns:t='http://old/s'", "xmlns:t='urn:new&amp;'",
		"soapAction='http://old/s/Ask'", "soapAction='urn:new&amp;/Ask'", "location='http://old:1/s12?x'", "location='https://new:2/s12?x'",
		"location='http://old/s'", "location='https://new:2/at?a=1&amp;b=2'",
	).Replace(foreign)
	if diff := cmp.Diff(want, string(o.Document("https://new:2/at?a=1&b=2", "urn:new&"))); diff != "" {
		t.Error(diff)
	}
}

// A difference is found however deep it is and however its type is put together; what leads back to itself has an end.
func TestCompare(t *testing.T) {
	ours, err := ReadOutline([]byte(foreign))
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ from, to, want string }{
		"the same":          {"x", "x", ""},
		"by another way":    {"type='e:short'", "type='x:string'", ""},
		"by another name":   {"tree'", "bush'", ""},
		"the base's":        {"<x:restriction base='x:string'/>", "<x:restriction base='x:int'/>", "5: operation Ask: input: ask/id is of the type int, and ours of the type string"},
		"the extension's":   {"type='x:int'", "type='x:long'", "6: operation Ask: input: ask/leaf is of the type long, and ours of the type int"},
		"more, optional":    {"<x:element name='leaf'", "<x:element name='own' minOccurs='0' type='x:int'/><x:element name='leaf'", ""},
		"more, required":    {"<x:element name='leaf'", "<x:element name='own' type='x:int'/><x:element name='leaf'", "6: operation Ask: input: ask must have {urn:e}own, which ours never has"},
		"order":             {"<x:element name='leaf' type='x:int' minOccurs='0'/><x:element ref='e:node' maxOccurs='unbounded'/>", "<x:element ref='e:node' maxOccurs='unbounded'/><x:element name='leaf' type='x:int' minOccurs='0'/>", "6: operation Ask: input: ask has {urn:e}node earlier than ours"},
		"once, many times":  {" maxOccurs='unbounded'", "", "6: operation Ask: input: ask: {urn:e}node can be there many times in one of them, and once in the other"},
		"unqualified":       {" elementFormDefault='qualified'", "", "5: operation Ask: input: ask must have id, which ours never has"},
		"an open content":   {"<x:element ref='e:node' maxOccurs='unbounded'/>", "<x:any/>", ""},
		"leads to itself":   {"<x:restriction base='x:string'/>", "<x:restriction base='e:short'/>", ""},
		"another operation": {"<operation name='Ask'><s:", "<operation name='Other'><s:", "missing Ask"},
		"other respaced":    {"http://old/s", "http://elsewhere", ""},
	} {
		t.Run(name, func(t *testing.T) {
			theirs, err := ReadOutline([]byte(strings.ReplaceAll(foreign, tt.from, tt.to)))
			if err != nil {
				t.Fatal(err)
			}
			differences, missing := theirs.Compare(ours, true)
			got := ""
			if len(differences) > 0 {
				got = strings.TrimSpace(strings.Join([]string{strconv.Itoa(differences[0].Line), differences[0].Text}, ": "))
			} else if len(missing) > 0 {
				got = "missing " + strings.Join(missing, " ")
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff, differences)
			}
		})
	}
}

// In encoded answers the names of beans go over the wire, and .NET takes no other; those of arrays do not, nor those of
// literal answers.
func TestCompareNamesOfTypes(t *testing.T) {
	source, err := os.ReadFile("mftadmin/mftadmin.wsdl")
	if err != nil {
		t.Fatal(err)
	}
	ours, err := ReadOutline(source)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		change []string
		want   []string
	}{
		"respaced": {[]string{ours.TargetNamespace, "http://mft/s"}, nil},
		"array":    {[]string{"ArrayOf_tns1_Session", "SessionArray"}, nil},
		"bean": {[]string{`name="DateTime"`, `name="Instant"`, "tns1:DateTime", "tns1:Instant"}, []string{
			"operation getExpiredSessionIds: output: part getExpiredSessionIdsReturn/item/sessionIDDate is of the type {urn:AdministratorService}Instant, " +
				"and ours of {urn:AdministratorService}DateTime, which answers say in xsi:type"}},
		"namespace": {[]string{"urn:AdministratorService", "urn:other"}, []string{
			"operation getExpiredSessionIds: output: part getExpiredSessionIdsReturn/item is of the type {urn:other}Session, " +
				"and ours of {urn:AdministratorService}Session, which answers say in xsi:type",
			"operation getExpiredSessionIds: output: part getExpiredSessionIdsReturn/item/sessionIDDate is of the type {urn:other}DateTime, " +
				"and ours of {urn:AdministratorService}DateTime, which answers say in xsi:type"}},
	} {
		t.Run(name, func(t *testing.T) {
			theirs, err := ReadOutline([]byte(strings.NewReplacer(tt.change...).Replace(string(source))))
			if err != nil {
				t.Fatal(err)
			}
			differences, _ := theirs.Compare(ours, true)
			var got []string
			for _, d := range differences {
				got = append(got, d.Text)
			}
			slices.Sort(got)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// That a type was in a request before, where names of types do not count, is no reason to pass over it in an answer.
func TestCompareTypesOfBothWays(t *testing.T) {
	const source = `<definitions xmlns='http://schemas.xmlsoap.org/wsdl/' xmlns:s='http://schemas.xmlsoap.org/wsdl/soap/' xmlns:t='urn:t'
 xmlns:x='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:t'><types><x:schema targetNamespace='urn:t'>
<x:complexType name='Outer'><x:sequence><x:element name='in' type='t:Inner'/></x:sequence></x:complexType>
<x:complexType name='Inner'><x:sequence><x:element name='v' type='x:int'/></x:sequence></x:complexType></x:schema></types>
<message name='M'><part name='p' type='t:Outer'/></message>
<portType name='P'><operation name='Ask'><input message='t:M'/><output message='t:M'/></operation></portType>
<binding name='B' type='t:P'><s:binding style='rpc' transport='http://schemas.xmlsoap.org/soap/http'/><operation name='Ask'>
<input><s:body use='encoded' namespace='urn:t'/></input><output><s:body use='encoded' namespace='urn:t'/></output></operation></binding>
<service name='S'><port name='P' binding='t:B'><s:address location='http://old/s'/></port></service></definitions>`
	ours, err := ReadOutline([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := ReadOutline([]byte(strings.ReplaceAll(source, "Inner", "Other")))
	if err != nil {
		t.Fatal(err)
	}
	differences, _ := theirs.Compare(ours, false)
	want := []Difference{{3, "operation Ask: output: part p/in is of the type {urn:t}Other, and ours of {urn:t}Inner, which answers say in xsi:type"}}
	if diff := cmp.Diff(want, differences); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What has no target namespace does not get one: nothing tells which of the empty attributes would mention it.
func TestOutlineDocumentWithoutNamespace(t *testing.T) {
	const source = `<w:definitions xmlns:w='http://schemas.xmlsoap.org/wsdl/' xmlns:s='http://schemas.xmlsoap.org/wsdl/soap/'>
<w:portType name='P'><w:operation name='Ask'/></w:portType>
<w:binding name='B' type='P'><s:binding/><w:operation name='Ask'><s:operation soapAction=''/></w:operation></w:binding>
<w:service name='S'><w:port name='Q' binding='B'><s:address location='http://old/s'/></w:port></w:service></w:definitions>`
	o, err := ReadOutline([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(source, "http://old/s", "http://new/s", 1)
	if diff := cmp.Diff(want, string(o.Document("http://new/s", "http://new/s"))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestOutlineRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "1: it has no element",
		"<a/>":                                "1: the root element is not definitions in http://schemas.xmlsoap.org/wsdl/; this is no WSDL 1.1",
		"<!DOCTYPE a><a/>":                    "1: it has a DTD, which no WSDL may have",
		"<a>\n\xff</a>":                       "2: it is not UTF-8: save it as that",
		"<a/>\n<b/>":                          "2: it has a second root, b",
		"<a>\n<b></a>":                        "2: it is no XML: element <b> closed by </a>",
		strings.Repeat("<a>", 300):            "1: its elements are nested deeper than 256",
		"\n<?xml version='1.0'?><a/>":         "2: its XML declaration does not stand at its very beginning: take away what is before it",
		"<!-- a --><?xml version='1.0'?><a/>": "1: its XML declaration does not stand at its very beginning: take away what is before it",
		"<a>\n<?xml version='1.0'?></a>":      "2: its XML declaration does not stand at its very beginning: take away what is before it",
		"<?xml version='1.0'?>x<a/>":          "1: there is text outside of its root",
		"<a/>\nx":                             "1: there is text outside of its root",
		"<a>\n<b:c/></a>":                     "2: it is no XML: nothing declares the prefix b of the element c",
		"<a><b xmlns:p='u'/>\n<p:c/></a>":     "2: it is no XML: nothing declares the prefix p of the element c",
		"<a>\n<b c:d=''/></a>":                "2: it is no XML: nothing declares the prefix c of the attribute d",
		"<a>\n<b c='' d='' c=''/></a>":        "2: it is no XML: b has the attribute c twice",
		"<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>": "1: it is no XML: a has the attribute b twice",
		"<a xmlns:p=''/>":                  "1: it is no XML: the prefix p is declared without a namespace",
		"<a xml:lang='de' b='' xmlns=''/>": "1: the root element is not definitions in http://schemas.xmlsoap.org/wsdl/; this is no WSDL 1.1",
		strings.Replace(foreign, "<s:address location='http://old/s'/>", "", 1):                                                              "",
		strings.NewReplacer("<s:address", "<x:a", "<s12:address", "<x:a").Replace(foreign):                                                   "1: it has no service with a port of SOAP, which has a soap:address",
		strings.Replace(foreign, "binding='t:B'", "binding='t:C'", 1):                                                                        "13: there is no binding t:C here",
		strings.Replace(foreign, "type='t:P'", "type='t:Q'", 1):                                                                              "11: there is no portType t:Q here",
		strings.NewReplacer("type='t:P'", "type='t:Q'", "\n<types>", "\n<import location='http://old?wsdl=wsdl0'/><types>").Replace(foreign): "11: there is no portType t:Q here, but perhaps in \"http://old?wsdl=wsdl0\", which is imported in line 3: put everything into one file, as WCF does at ?singleWsdl",
		strings.NewReplacer("binding='t:B'", "binding='t:C'", "\n<types>", "\n<import namespace='urn:x'/><types>").Replace(foreign):          "13: there is no binding t:C here",
	} {
		_, err := ReadOutline([]byte(text))
		got := ""
		if err != nil {
			got = err.Error()
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%.80s: %s", text, diff)
		}
	}
}

// Where a document is served stands in the first of several parts, too.
func TestReadPlace(t *testing.T) {
	whole := Place{Address: "http://old/s", Namespace: "http://old/s"}
	for text, want := range map[string]Place{
		foreign: whole,
		strings.Replace(foreign, "type='t:P'", "type='t:Q'", 1):       whole,
		strings.Replace(foreign, "binding='t:B'", "binding='t:C'", 1): whole,
		"<a/>": {},
		strings.NewReplacer("<s:address", "<x:a", "<s12:address", "<x:a").Replace(foreign): {},
	} {
		got, err := ReadPlace([]byte(text))
		if diff := cmp.Diff(want, got); diff != "" || (err == nil) != (want == whole) {
			t.Errorf("%.80s: %v %s", text, err, diff)
		}
	}
}

// No document, however damaged, is more than an error.
func FuzzOutline(f *testing.F) {
	f.Add(foreign)
	f.Fuzz(func(t *testing.T, text string) {
		o, err := ReadOutline([]byte(text))
		if err != nil {
			return
		}
		o.Compare(o, true)
		o.Document("http://new/s", "urn:new")
	})
}
