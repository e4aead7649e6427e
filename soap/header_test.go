package soap_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/wsdl"
)

// withTicket is the echo contract with a header block, and with a word that only version 30 and later have.
func withTicket(t *testing.T) *wsdl.Contract {
	t.Helper()
	doc := strings.Replace(string(echoWSDL), `<xsd:element name="sleep">`,
		`<xsd:element name="ticket"><xsd:complexType><xsd:sequence><xsd:element name="number" type="xsd:int"/></xsd:sequence></xsd:complexType></xsd:element><xsd:element name="sleep">`, 1)
	doc = strings.Replace(doc, `<xsd:element name="text" type="xsd:string" minOccurs="0"/>`,
		`<xsd:element name="text" type="xsd:string" minOccurs="0" m:since="30" xmlns:m="urn:soapstone:contract"/>`, 2)
	contract, err := wsdl.Parse([]byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

type ticketBlock struct {
	Number *int32 `xml:"number"`
}

func TestHeader(t *testing.T) {
	s := echoService(t)
	s.Contract = withTicket(t)
	s.Style.Read.Names = soap.ExactOrNone
	header, err := soap.NewHeader[ticketBlock](s.Contract, soap.Name{Space: "urn:echo", Local: "ticket"})
	if err != nil {
		t.Fatal(err)
	}
	s.Around = func(_ context.Context, call *soap.Call, _ soap.Next) (soap.Reply, error) {
		got, err := header.Read(call)
		if err != nil {
			return nil, err
		}
		return soap.Content{Write: func(w *soap.Writer) {
			if got == nil {
				w.Leaf("none", "")
			} else {
				w.Leaf("ticket", strings.Repeat("i", int(*got.Number)))
			}
		}}, nil
	}
	server, _ := serve(t, nil, s)
	for _, tt := range []struct{ name, header, want string }{
		{"no header", "", "<none></none>"},
		{"other blocks", "<e:Header><m:other/><ticket/></e:Header>", "<none></none>"},
		{"as the contract says", "<e:Header><m:ticket><m:number>2</m:number></m:ticket></e:Header>", "<ticket>ii</ticket>"},
		{"as Perl says it", "<e:Header><m:ticket><number>2</number></m:ticket></e:Header>", "<ticket>ii</ticket>"},
		{"for somebody else", `<e:Header><m:ticket e:actor="urn:x"><m:number>2</m:number></m:ticket></e:Header>`, "<none></none>"},
		{"the first one", "<e:Header><m:ticket><m:number>1</m:number></m:ticket><m:ticket><m:number>2</m:number></m:ticket></e:Header>", "<ticket>i</ticket>"},
		{"no number", "<e:Header><m:ticket><m:number>two</m:number></m:ticket></e:Header>", "<fault1.1>decode number</fault1.1>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, got := post(t, server.URL+"/echo", open11+tt.header+`<e:Body><m:echo/></e:Body></e:Envelope>`)
			if !strings.Contains(got, "<s:Body>"+tt.want+"</s:Body>") {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestNewHeaderRefuses(t *testing.T) {
	contract := withTicket(t)
	if _, err := soap.NewHeader[ticketBlock](contract, soap.Name{Space: "urn:echo", Local: "tickets"}); err == nil || !strings.Contains(err.Error(), "tickets") {
		t.Errorf("an element that is not there: %v", err)
	}
	if _, err := soap.NewHeader[echoReply](contract, soap.Name{Space: "urn:echo", Local: "ticket"}); err == nil || !strings.Contains(err.Error(), "number") {
		t.Errorf("a type that is not the element's: %v", err)
	}
}

// TestEdition: what the client's version of the contract has not is neither read nor written.
func TestEdition(t *testing.T) {
	s := echoService(t)
	s.Contract = withTicket(t)
	s.Admit = func(_ context.Context, call *soap.Call) (err error) {
		call.Edition, err = wsdl.ParseVersion(call.HTTP.URL.RawQuery)
		return err
	}
	read := make(chan bool, 1)
	s.Ops["echo"] = soap.Do(func(_ context.Context, _ *soap.Call, r *echoRequest) (*echoReply, error) {
		read <- r.Text != nil
		return &echoReply{Text: new("hi")}, nil
	})
	server, _ := serve(t, nil, s)
	for _, tt := range []struct {
		version string
		read    bool
		want    string
	}{
		{"30.0", true, replyHi},
		{"29.0", false, strings.Replace(replyHi, "<text>hi</text>", "", 1)},
	} {
		_, got := post(t, server.URL+"/echo?"+tt.version, echoHi)
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("version %s (-want +got):\n%s", tt.version, d)
		}
		if got := <-read; got != tt.read {
			t.Errorf("version %s: read %v", tt.version, got)
		}
	}
}

// TestNamespacesOfAnEnvelope: Salesforce has the contract's namespace as the default one of replies, and other
// declarations on each kind of fault (SOAP API Developer Guide, the sample messages).
func TestNamespacesOfAnEnvelope(t *testing.T) {
	s := echoService(t)
	s.Style.Namespaces = []soap.Namespace{{}, {URI: "urn:echo"}}
	s.Style.FaultNamespaces = []soap.Namespace{{}, {Prefix: "sf", URI: "urn:fault"}}
	s.Style.Body.Binding = soap.DefaultAbove
	s.Fault = func(call *soap.Call, err error) *soap.Fault {
		f := echoFault(call, err)
		if f.Text == "empty" {
			f.Namespaces = []soap.Namespace{}
		}
		return f
	}
	server, _ := serve(t, nil, s)
	const xml, soapenv = `<?xml version="1.0" encoding="utf-8"?><s:Envelope`, ` xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"`
	for body, want := range map[string]string{
		echoHi: xml + soapenv + ` xmlns="urn:echo"><s:Body><echoResponse><text>hi</text></echoResponse></s:Body></s:Envelope>`,
		open11 + `<e:Body><m:nope/></e:Body></e:Envelope>`: xml + soapenv + ` xmlns:sf="urn:fault"><s:Body><fault1.1>operation</fault1.1></s:Body></s:Envelope>`,
		open11 + `<e:Body/></e:Envelope>`:                  xml + soapenv + `><s:Body><fault1.1>empty</fault1.1></s:Body></s:Envelope>`,
	} {
		if _, got := post(t, server.URL+"/echo", body); got != want {
			t.Errorf("(-want +got):\n%s", cmp.Diff(want, got))
		}
	}
}

// TestScopeOfTheBody: what the envelope declares the body need not declare again, and an echoed namespace is that of
// the request, as Axis 1.4 answers.
func TestScopeOfTheBody(t *testing.T) {
	s := echoService(t)
	s.Style.Dispatch, s.Style.Read.Names = soap.ByLocal, soap.AnyNamespace
	s.Style.Namespaces = []soap.Namespace{{}, {Prefix: "o", URI: "urn:other"}}
	s.Style.Body.Binding, s.Style.Body.Prefix = soap.Prefixed, "ns1"
	s.Style.Rename = func(call *soap.Call, space string) string {
		if space == "urn:echo" {
			return call.Envelope.Payload.Name.Space
		}
		return space
	}
	server, _ := serve(t, nil, s)
	for space, inside := range map[string]string{
		"urn:echo":  `<ns1:echoResponse xmlns:ns1="urn:echo"><ns1:text>hi</ns1:text></ns1:echoResponse>`,
		"urn:mine":  `<ns1:echoResponse xmlns:ns1="urn:mine"><ns1:text>hi</ns1:text></ns1:echoResponse>`,
		"urn:other": `<ns1:echoResponse xmlns:ns1="urn:other"><ns1:text>hi</ns1:text></ns1:echoResponse>`,
	} {
		want := `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:o="urn:other"><s:Body>` + inside + `</s:Body></s:Envelope>`
		if _, got := post(t, server.URL+"/echo", strings.Replace(echoHi, "urn:echo", space, 1)); got != want {
			t.Errorf("(-want +got):\n%s", cmp.Diff(want, got))
		}
	}
}
