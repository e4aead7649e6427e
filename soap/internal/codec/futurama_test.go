package codec_test

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/internal/codec"
	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/soap/internal/writer"
	"github.com/soapstone-dev/soapstone/wsdl"
	"github.com/soapstone-dev/soapstone/wsdl/futurama"
)

// wcf is how WCF writes what a data contract describes.
var wcf = codec.WriteStyle{XSI: "i", DeclareXSI: true, NilOptional: true, ShortEmpty: true}

func published(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("../../../testdata/futurama/published/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func planFor[T any](t testing.TB, element *wsdl.Element) *codec.Plan {
	t.Helper()
	if element == nil {
		t.Fatal("the contract has no such element")
	}
	p, err := codec.New(element, reflect.TypeFor[T]())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func parse(t testing.TB, doc []byte) *wsdl.Contract {
	t.Helper()
	c, err := wsdl.Parse(doc)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func encode[T any](t testing.TB, p *codec.Plan, s codec.WriteStyle, v *T) string {
	t.Helper()
	var w writer.Writer
	if _, err := p.Encode(&s, &w, v); err != nil {
		t.Fatal(err)
	}
	if w.Depth() != 0 {
		t.Fatalf("%d elements are left open", w.Depth())
	}
	return w.String()
}

// read reads a document for the length of the test.
func read(t testing.TB, doc string) *reader.Element {
	t.Helper()
	d, err := reader.Read([]byte(doc), reader.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Release)
	return d.Root()
}

func decode[T any](t testing.TB, p *codec.Plan, s codec.ReadStyle, e *reader.Element) *T {
	t.Helper()
	v := new(T)
	if err := p.Decode(&s, e, v); err != nil {
		t.Fatal(err)
	}
	return v
}

const envelope = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>`

func inEnvelope(body string) string { return envelope + body + `</s:Body></s:Envelope>` }

func TestFuturamaWritesWhatIsPublished(t *testing.T) {
	c := parse(t, futurama.Document)
	next := time.Date(2017, 8, 15, 14, 22, 31, 123456700, time.FixedZone("", 2*3600))
	op := func(name string) *wsdl.Element { return c.Operation(name).Output.Element }

	keepAlive := planFor[futurama.SessionKeepAliveResponse](t, op("SessionKeepAlive"))
	got := encode(t, keepAlive, wcf, &futurama.SessionKeepAliveResponse{SessionKeepAliveResult: &futurama.SessionKeepAliveResult{
		Message: new("success"), NextTimeout: &next}})
	if diff := cmp.Diff(published(t, "SessionKeepAlive.response.xml"), inEnvelope(got)); diff != "" {
		t.Errorf("success: -want +got:\n%s", diff)
	}

	got = encode(t, keepAlive, wcf, &futurama.SessionKeepAliveResponse{SessionKeepAliveResult: &futurama.SessionKeepAliveResult{
		Message: new("Session 'abc' does not exist or has expired.")}})
	want := `<SessionKeepAliveResponse xmlns="http://www.ActuIT.nl/Futurama/WebAPI/2014/10/">` +
		published(t, "SessionKeepAlive.failure.fragment.xml") + `</SessionKeepAliveResponse>`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("failure: -want +got:\n%s", diff)
	}

	end := planFor[futurama.SessionEndResponse](t, op("SessionEnd"))
	got = encode(t, end, wcf, &futurama.SessionEndResponse{SessionEndResult: &futurama.SessionEndResult{Message: new("success")}})
	if diff := cmp.Diff(published(t, "SessionEnd.response.xml"), inEnvelope(got)); diff != "" {
		t.Errorf("end: -want +got:\n%s", diff)
	}

	start := planFor[futurama.StartSessionResponse](t, op("StartSession"))
	got = encode(t, start, wcf, &futurama.StartSessionResponse{StartSessionResult: &futurama.StartSessionResult{
		Message: new("success"), NextTimeout: &next, SessionID: new("q1w2e3r4t5y0uioplkjhgfds")}})
	want = strings.Replace(published(t, "StartSession.response.fragment.xml"), "…", "2017-08-15T14:22:31.1234567+02:00", 1)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("start: -want +got:\n%s", diff)
	}

	// The page shows xmlns:a before xmlns:i on the result, a: on its members, and the nil Error.
	resource := planFor[futurama.GetResourceResponse](t, op("GetResource"))
	got = encode(t, resource, wcf, &futurama.GetResourceResponse{GetResourceResult: &futurama.ResourceResult{
		Data: new("PGh0bWwvPg=="), MimeType: new("text/html")}})
	want = `<GetResourceResponse xmlns="http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"><GetResourceResult` +
		` xmlns:a="http://schemas.datacontract.org/2004/07/ActuIT.Futurama.WebAPI" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">` +
		`<a:Data>PGh0bWwvPg==</a:Data><a:Error i:nil="true"/><a:MimeType>text/html</a:MimeType></GetResourceResult></GetResourceResponse>`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("resource: -want +got:\n%s", diff)
	}
}

func TestFuturamaReadsWhatIsPublished(t *testing.T) {
	c := parse(t, futurama.Document)
	body := read(t, published(t, "SessionKeepAlive.request.xml")).Child("http://schemas.xmlsoap.org/soap/envelope/", "Body").First()
	got := decode[futurama.SessionKeepAlive](t, planFor[futurama.SessionKeepAlive](t, c.Operation("SessionKeepAlive").Input.Element), codec.ReadStyle{}, body)
	if diff := cmp.Diff(&futurama.SessionKeepAlive{Request: &futurama.SessionKeepAliveRequest{SessionID: new("q1w2e3r4t5y0uioplkjhgfds")}}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}

	doc := strings.Replace(published(t, "StartSession.request.fragment.xml"), "<ns:StartSession>", `<ns:StartSession xmlns:ns="http://www.ActuIT.nl/Futurama/WebAPI/2014/10/">`, 1)
	start := decode[futurama.StartSession](t, planFor[futurama.StartSession](t, c.Operation("StartSession").Input.Element), codec.ReadStyle{}, read(t, doc))
	if diff := cmp.Diff(&futurama.StartSession{Request: &futurama.StartSessionRequest{Document: new("start.xml"), Folder: new("Savingsaccount")}}, start); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// What WCF's serializer does not know it passes over, and absent, nil and empty are three things.
func TestFuturamaReadsAsWCF(t *testing.T) {
	plan := planFor[futurama.SessionKeepAlive](t, parse(t, futurama.Document).Operation("SessionKeepAlive").Input.Element)
	request := func(id *string) *futurama.SessionKeepAlive {
		return &futurama.SessionKeepAlive{Request: &futurama.SessionKeepAliveRequest{SessionID: id}}
	}
	tests := []struct {
		name, inside string
		want         *futurama.SessionKeepAlive
	}{
		{"text kept as it is", `<n:request><n:SessionID> a b&lt; </n:SessionID></n:request>`, request(new(" a b< "))},
		{"CDATA", `<n:request><n:SessionID><![CDATA[a]]>b</n:SessionID></n:request>`, request(new("ab"))},
		{"empty", `<n:request><n:SessionID/></n:request>`, request(new(""))},
		{"nil", `<n:request><n:SessionID i:nil="1"/></n:request>`, request(nil)},
		{"not nil", `<n:request><n:SessionID i:nil=" false ">a</n:SessionID></n:request>`, request(new("a"))},
		{"absent", `<n:request/>`, request(nil)},
		{"no namespace", `<n:request><SessionID>a</SessionID></n:request>`, request(nil)},
		{"misspelt", `<n:request><n:sessionID>a</n:sessionID></n:request>`, request(nil)},
		{"unknown beside it", `<n:request>text<n:Other><n:SessionID>b</n:SessionID></n:Other><n:SessionID>a</n:SessionID></n:request>`, request(new("a"))},
		{"twice: the first", `<n:request><n:SessionID>a</n:SessionID><n:SessionID>b</n:SessionID></n:request>`, request(new("a"))},
		{"no request", ``, &futurama.SessionKeepAlive{}},
		{"nil request", `<n:request i:nil="true"/>`, &futurama.SessionKeepAlive{}},
		{"an xsi:type", `<n:request i:type="n:SessionKeepAliveRequest"><n:SessionID>a</n:SessionID></n:request>`, request(new("a"))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := `<n:SessionKeepAlive xmlns:n="http://www.ActuIT.nl/Futurama/WebAPI/2014/10/" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">` +
				tt.inside + `</n:SessionKeepAlive>`
			got := decode[futurama.SessionKeepAlive](t, plan, codec.ReadStyle{}, read(t, doc))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestWCFWritesNilResult(t *testing.T) {
	plan := planFor[futurama.SessionEndResponse](t, parse(t, futurama.Document).Operation("SessionEnd").Output.Element)
	got := encode(t, plan, wcf, &futurama.SessionEndResponse{})
	want := `<SessionEndResponse xmlns="http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"><SessionEndResult xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/></SessionEndResponse>`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
