package gate_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/gate"
	"github.com/soapstone-dev/soapstone/soap/soaptest"
	"github.com/soapstone-dev/soapstone/soap/world"
)

// full is the WSDL that a service hands out with an operation more, as a user's own would be: at an address elsewhere, and
// with prefixes of its own.
func full(t *testing.T, wsdl, address string) string {
	t.Helper()
	location := regexp.MustCompile(`location="[^"]*"`)
	if !location.MatchString(wsdl) || !strings.Contains(wsdl, "</wsdl:portType>") && !strings.Contains(wsdl, "</portType>") {
		t.Fatalf("this is no WSDL: %s", wsdl)
	}
	wsdl = location.ReplaceAllLiteralString(wsdl, `location="`+address+`"`)
	prefix := "wsdl:"
	if !strings.Contains(wsdl, "</wsdl:portType>") {
		prefix = ""
	}
	soap := regexp.MustCompile(`(?:xmlns:(\w+)="http://schemas.xmlsoap.org/wsdl/soap/")`).FindStringSubmatch(wsdl)[1]
	return strings.NewReplacer(
		"</"+prefix+"portType>", `<!-- ours --><`+prefix+`operation name="doWork"><`+prefix+`documentation>0 &lt; 1</`+prefix+`documentation></`+prefix+`operation></`+prefix+`portType>`,
		"</"+prefix+"binding>", `<`+prefix+`operation name="doWork"><`+soap+`:operation soapAction="work"/></`+prefix+`operation></`+prefix+`binding>`,
	).Replace(wsdl)
}

func get(t *testing.T, url string, fields ...string) string {
	t.Helper()
	base, path, _ := strings.Cut(strings.TrimPrefix(url, "http://"), "/")
	status, body := send(t, "http://"+base, request{line: "GET /" + path, fields: fields})
	if status != http.StatusOK {
		t.Fatalf("GET %s: %d %s", url, status, body)
	}
	return body
}

// The user's own WSDL takes the place of ours, byte for byte but for where it is: with every form of query, in the listing,
// and of Salesforce for its version alone.
func TestOwnWSDL(t *testing.T) {
	for _, tt := range []struct {
		service, path, address string // the path with the query
		copy                   string
		setting                string
		more                   string // a path that hands out ours still
	}{
		{"salesforce/partner", "/services/Soap/u/58.0?wsdl", "https://login.salesforce.com/services/Soap/u/58.0", "salesforce/partner/58.0", "salesforce", "/services/Soap/u/57.0?wsdl"},
		{"salesforce/enterprise", "/services/Soap/c/40.0?wsdl", "https://login.salesforce.com/services/Soap/c/40.0/0DF300000000001", "salesforce/enterprise/40.0", "salesforce", "/services/Soap/u/40.0?wsdl"},
		{"salesforce/11.1", "/services/Soap/u/11.1?wsdl", "https://www.salesforce.com/services/Soap/u/11.1", "salesforce/partner/11.1", "salesforce", "/services/Soap/u/11.0?wsdl"},
		{"mft", "/cfcc/services/AdministratorService?wsdl", "http://mft.example.com:7080/cfcc/services/AdministratorService", "mft/admin", "mft", "/cfcc/services/FTService?wsdl"},
		{"futurama", "/App/WebAPIService.svc?singleWsdl", "http://web.example.com/App/WebAPIService.svc", "futurama", "futurama", ""},
		{"model204", "/m204/session?wsdl", "http://host.example.com/other", "model204/session", "model204", ""},
		{"sqlserver", "/sql/demo?wsdl", "http://db.example.com/sql/demo", "sqlserver/demo", "sqlserver", "/sql/other?wsdl"},
	} {
		t.Run(tt.service, func(t *testing.T) {
			login := basic("alice")
			plain := soaptest.Start(t)
			ours := get(t, plain.URL+tt.path, login)
			file := filepath.Join(t.TempDir(), "own.wsdl")
			text := full(t, ours, tt.address)
			namespace := regexp.MustCompile(`targetNamespace="([^"]+)"`).FindStringSubmatch(text)[1]
			if tt.setting == "mft" { // Axis writes the address there, too
				text = strings.ReplaceAll(text, `"`+namespace+`"`, `"`+tt.address+`"`)
			}
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			srv := soaptest.Start(t, soaptest.Set(tt.setting+".wsdl = "+file))
			at := srv.URL + strings.SplitN(tt.path, "?", 2)[0]
			want := strings.ReplaceAll(text, `location="`+tt.address+`"`, `location="`+at+`"`)
			if tt.setting == "mft" {
				want = strings.ReplaceAll(want, `"`+tt.address+`"`, `"`+at+`"`)
			}
			if diff := cmp.Diff(want, get(t, srv.URL+tt.path, login)); diff != "" {
				t.Error(diff)
			}
			if tt.more != "" {
				if got := get(t, srv.URL+tt.more, login); strings.Contains(got, "doWork") {
					t.Error("it is served elsewhere, too")
				}
			}
			if got := string(srv.Service(tt.copy).WSDL); !strings.Contains(got, "doWork") || strings.Contains(got, "example.com") {
				t.Errorf("the listing has %s", got)
			}
			cfg := world.Default()
			if err := cfg.Set(tt.setting+".wsdl", file); err != nil {
				t.Fatal(err)
			}
			if _, err := cfg.CheckAnswers(); err != nil {
				t.Error(err)
			}
		})
	}
}

// A file is handed out whole where ours would be in parts.
func TestOwnWSDLInPlaceOfParts(t *testing.T) {
	const path = "/App/WebAPIService.svc"
	split := soaptest.Set("futurama.choices.wsdl = split")
	plain := soaptest.Start(t, split)
	if got := get(t, plain.URL+path+"?wsdl"); !strings.Contains(got, "?wsdl=wsdl0") {
		t.Fatalf("ours is not in parts: %s", got)
	}
	const address = "http://web.example.com/App/WebAPIService.svc"
	text := full(t, get(t, plain.URL+path+"?singleWsdl"), address)
	file := filepath.Join(t.TempDir(), "own.wsdl")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	srv := soaptest.Start(t, split, soaptest.Set("futurama.wsdl = "+file))
	want := strings.ReplaceAll(text, address, srv.URL+path)
	for _, query := range []string{"?wsdl", "?WSDL", "?singleWsdl"} {
		if diff := cmp.Diff(want, get(t, srv.URL+path+query)); diff != "" {
			t.Errorf("%s: %s", query, diff)
		}
	}
	if got := get(t, srv.URL+path+"?wsdl=wsdl0"); strings.Contains(got, "doWork") || !strings.Contains(got, "portType") {
		t.Errorf("the part is not ours: %s", got)
	}
}

// What differs in the sessions' operations is listed with its lines, before anything is served.
func TestOwnWSDLDiffers(t *testing.T) {
	srv := soaptest.Start(t)
	partner := get(t, srv.URL+"/services/Soap/u/58.0?wsdl")
	admin := get(t, srv.URL+"/cfcc/services/AdministratorService?wsdl")
	session := get(t, srv.URL+"/m204/session?wsdl")
	ownSchema := regexp.MustCompile(`(?s)<xs:schema.*</xs:schema>`).FindString(session)
	lineOf := func(text, part string) int {
		t.Helper()
		at := strings.Index(text, part)
		if at < 0 {
			t.Fatalf("there is no %s", part)
		}
		return 1 + strings.Count(text[:at], "\n")
	}
	for name, tt := range map[string]struct {
		system, text, from, to string
		want                   string // in the error, %d is the line of to
	}{
		"an element":     {"salesforce", partner, `name="serverUrl"`, `name="serverURL"`, "own.wsdl:%d: operation login: output: loginResponse/result must have {urn:partner.soap.sforce.com}serverURL, which ours never has"},
		"a type":         {"salesforce", partner, `name="sessionSecondsValid" type="xsd:int"`, `name="sessionSecondsValid" type="xsd:long"`, "own.wsdl:%d: operation login: output: loginResponse/result/userInfo/sessionSecondsValid is of the type long, and ours of the type int"},
		"a namespace":    {"salesforce", partner, `"urn:partner.soap.sforce.com"`, `"urn:partner.example.com"`, "operation login: input: its element is {urn:partner.example.com}login, and ours {urn:partner.soap.sforce.com}login"},
		"a soapAction":   {"salesforce", partner, `soapAction=""`, `soapAction="other"`, `own.wsdl:%d: operation login: its soapAction is "other", and ours ""`},
		"a style":        {"mft", admin, `style="rpc"`, `style="document"`, "operation getSession: its style is document, and ours rpc"},
		"a use":          {"mft", admin, `use="encoded"`, `use="literal"`, "operation getSession: input: its use is literal, and ours encoded"},
		"a part":         {"mft", admin, `name="getSessionReturn"`, `name="result"`, "own.wsdl:%d: operation getSession: output: its part is called result, and ours getSessionReturn"},
		"a part's type":  {"mft", admin, `name="closeSessionReturn" type="xsd:boolean"`, `name="closeSessionReturn" type="xsd:int"`, "own.wsdl:%d: operation closeSession: output: part closeSessionReturn is of the type int, and ours of the type boolean"},
		"nothing of it":  {"mft", admin, `operation name="`, `operation name="x`, "own.wsdl: it has none of the operations of mft/admin, such as getSession: is it the WSDL of something else?"},
		"no address":     {"salesforce", partner, "/services/Soap/u/58.0", "/elsewhere", `own.wsdl:%d: its soap:address, "` + srv.URL + `/elsewhere", is at none of the paths that are served: write one of /services/Soap/u/64.0, `},
		"an import":      {"mft", admin, `<import namespace="urn:AdministratorService"`, `<import schemaLocation="a.xsd" namespace="urn:AdministratorService"`, `own.wsdl:%d: it has a part elsewhere, "a.xsd" (import), and only this file is served: put everything into one file`},
		"a far schema":   {"model204", session, ownSchema, `<xs:schema><xs:import namespace="urn:m204:janus:session:v1" schemaLocation="http://legacy.example.com/m204.xsd"/></xs:schema>`, `there is no element {urn:m204:janus:session:v1}Login here, but perhaps in "http://legacy.example.com/m204.xsd", which is imported in line %d: put everything into one file`},
		"no XML":         {"mft", admin, `</wsdl:types>`, `</types>`, "own.wsdl:%d: it is no XML: element <types> in space wsdl closed by </types>"},
		"another thing":  {"mft", `<html/>`, "html", "html", "own.wsdl:%d: the root element is not definitions"},
		"another coding": {"mft", admin, `encoding="UTF-8"`, `encoding="ISO-8859-1"`, `own.wsdl:%d: it says that its encoding is "ISO-8859-1": save it as UTF-8`},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.ReplaceAll(tt.text, tt.from, tt.to)
			file := filepath.Join(t.TempDir(), "own.wsdl")
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			cfg := world.Default()
			if err := cfg.Set(tt.system+".wsdl", file); err != nil {
				t.Fatal(err)
			}
			_, err := cfg.CheckAnswers()
			want := tt.want
			if strings.Contains(want, "%d") {
				want = fmt.Sprintf(want, lineOf(text, tt.to))
			}
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v\nwant %s", err, want)
			}
		})
	}
}

// An operation of the user's own that refers to what is not there is refused, with all of that and its lines.
func TestOwnWSDLIsWhole(t *testing.T) {
	partner := get(t, soaptest.Start(t).URL+"/services/Soap/u/58.0?wsdl")
	whole := full(t, partner, "http://localhost/services/Soap/u/58.0")
	const documentation = `<wsdl:documentation>0 &lt; 1</wsdl:documentation>`
	for name, tt := range map[string]struct {
		edit *strings.Replacer
		want []string
	}{
		"messages": {strings.NewReplacer(documentation, `<wsdl:input message="tns:doWorkRequest"/>`+"\n"+`<wsdl:output message="tns:doWorkResponse"/><wsdl:fault name="f" message="tns:doWorkFault"/>`),
			[]string{`operation doWork: input: the message "tns:doWorkRequest" is not there`, `operation doWork: output: the message "tns:doWorkResponse" is not there`, `operation doWork: fault: the message "tns:doWorkFault" is not there`}},
		"no message": {strings.NewReplacer(documentation, `<wsdl:input/>`), []string{`operation doWork: input: the message "" is not there`}},
		"element": {strings.NewReplacer(documentation, `<wsdl:input message="tns:doWorkRequest"/>`, "<wsdl:portType", `<wsdl:message name="doWorkRequest"><wsdl:part name="parameters" element="tns:doWork"/></wsdl:message>`+"\n<wsdl:portType"),
			[]string{`operation doWork: input: part parameters is the element "tns:doWork", which no schema declares`}},
		"no operation": {strings.NewReplacer(`<!-- ours --><wsdl:operation name="doWork">`, `<wsdl:operation name="other">`), []string{`operation doWork of the binding is none of its portType Soap`}},
		"type of a part": {strings.NewReplacer(documentation, `<wsdl:input message="tns:doWorkRequest"/>`, "<wsdl:portType", `<wsdl:message name="doWorkRequest"><wsdl:part name="parameters" type="tns:unheardOf"/></wsdl:message>`+"\n<wsdl:portType"),
			[]string{`operation doWork: part parameters refers to the type "tns:unheardOf", which no schema defines`}},
		"type within a type of ours": {strings.NewReplacer(`name="sessionId" type="xsd:string"`, `name="sessionId" type="tns:unheardOf"`),
			[]string{`operation login: element sessionId refers to the type "tns:unheardOf", which no schema defines`}},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "own.wsdl")
			if err := os.WriteFile(file, []byte(tt.edit.Replace(whole)), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := gate.New("salesforce", gate.Config{WSDL: gate.Paths{file}}, nil)
			if tt.want == nil {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil {
				t.Fatal("it is taken")
			}
			var got []string
			for _, found := range regexp.MustCompile(`(?m)^  .*own\.wsdl:\d+: (.*)$`).FindAllStringSubmatch(err.Error(), -1) {
				got = append(got, found[1])
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}

// An operation that only the user's WSDL has is answered and forwarded as any, and is no unknown one in the journal.
func TestOwnWSDLOpensOperations(t *testing.T) {
	file := filepath.Join(t.TempDir(), "own.wsdl")
	plain := soaptest.Start(t)
	text := strings.ReplaceAll(full(t, get(t, plain.URL+"/services/Soap/u/58.0?wsdl"), "http://localhost/services/Soap/u/58.0"), "doWork", "query")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	far := newFar(t, answering(200, "text/xml", "<done/>"))
	for setting, want := range map[string]string{"forward.url = " + far.URL: "<done/>", "answers = " + t.TempDir(): "No operation available for request {urn:partner.soap.sforce.com}query"} {
		srv := soaptest.Start(t, soaptest.Salesforce("wsdl = "+file, setting))
		if _, body := send(t, srv.URL, login(t, srv, "salesforce SOAP")); !strings.Contains(body, want) {
			t.Errorf("%s: %s", setting, body)
		}
		if all := srv.AwaitExchanges(2); all[1].Operation != "query" {
			t.Errorf("%s: the operation is %q", setting, all[1].Operation)
		}
	}
}

func TestWSDLSettings(t *testing.T) {
	cfg := gate.Config{WSDL: gate.Paths{""}}
	if err := cfg.Validate(); err == nil {
		t.Error("an empty name is a file")
	}
	for _, path := range []string{"/nowhere", t.TempDir()} {
		cfg := gate.Config{WSDL: gate.Paths{path}}
		if _, err := gate.New("mft", cfg, nil); err == nil || !strings.Contains(err.Error(), "gate: wsdl: ") {
			t.Errorf("%s: %v", path, err)
		}
		if err := cfg.CheckPaths(); err == nil {
			t.Errorf("%s is a file", path)
		}
	}
}
