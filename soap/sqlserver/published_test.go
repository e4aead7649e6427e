package sqlserver_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/sqlserver"
)

func published(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../../testdata/sqlserver/published", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// around puts a header as it is printed into an Envelope of the same spelling.
func around(header, body string) string {
	prefix := "http"
	if strings.Contains(header, "https://schemas.xmlsoap.org") {
		prefix = "https"
	}
	if !strings.HasPrefix(header, "<SOAP-ENV:Header") {
		header = "<SOAP-ENV:Header>" + header + "</SOAP-ENV:Header>"
	}
	return `<SOAP-ENV:Envelope xmlns:SOAP-ENV="` + prefix + `://schemas.xmlsoap.org/soap/envelope/">` + header +
		"<SOAP-ENV:Body>" + body + "</SOAP-ENV:Body></SOAP-ENV:Envelope>"
}

// headerOf is the Header of an answer, or the header block, with the declarations it needs.
func headerOf(t testing.TB, body string) string {
	t.Helper()
	open, rest, found := strings.Cut(body, "<SOAP-ENV:Header")
	if !found {
		t.Fatalf("no header in %s", body)
	}
	inside, _, _ := strings.Cut(rest, "</SOAP-ENV:Header>")
	_, declarations, _ := strings.Cut(open, "<SOAP-ENV:Envelope ")
	declarations, _, _ = strings.Cut(declarations, ">")
	return "<SOAP-ENV:Header " + declarations + inside + "</SOAP-ENV:Header>"
}

// The headers that the pages print give the headers that the pages print, with an empty Body as with a batch.
func TestPublishedHeaders(t *testing.T) {
	for _, tt := range []struct{ name, id, request, answer string }{
		{"initiate, as it stands today", "AAAAADreaLE=", "ms190712.request.header.xml", "ms190712.response.header.xml"},
		{"use, as it stands today", "AAAAADreaLE=", "ms187904.request.header.xml", "ms187904.request.header.xml"},
		{"end, as it stands today", "AAAAADreaLE=", "ms175084.request.header.xml", "ms175084.response.header.xml"},
		{"initiate", "P/Z+b7K3+UW/Xcc7ync2Yg==", "initiate.request.header.xml", "initiate.response.header.xml"},
		{"end", "P/Z+b7K3+UW/Xcc7ync2Yg==", "terminate.header.xml", "terminate.header.xml"},
		{"unknown", "", "terminate.header.xml", "unknown-session.header.xml"},
	} {
		for _, body := range []string{"", batchOf("")} {
			t.Run(tt.name, func(t *testing.T) {
				s := start(t, "initiateWithId", "accept")
				if tt.id != "" && !strings.HasPrefix(tt.name, "initiate") {
					s.batch(`initiate="true" sessionId="`+tt.id+`"`, "")
				}
				a := s.call(around(published(t, tt.request), body))
				want := published(t, tt.answer)
				if !strings.HasPrefix(want, "<SOAP-ENV:Header") {
					want = headerOf(t, around(want, ""))
				}
				got := headerOf(t, a.body)
				if strings.HasPrefix(tt.name, "initiate") {
					got = strings.Replace(got, a.id(t), tt.id, 1)
				}
				got = strings.Replace(got, ` xml:space="preserve"`, "", 1)
				if diff := cmp.Diff(canonical(t, want, same), canonical(t, got, same)); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			})
		}
	}
}

// [MS-SSNWS] 4.2.7 to the letter, its Node apart.
func TestPublishedFault(t *testing.T) {
	s := start(t, "faultHeader", "none")
	a := s.batch(`sessionId="P/Z+b7K3+UW/Xcc7ync2Yg=="`, "")
	if a.status != 500 {
		t.Errorf("status %d", a.status)
	}
	node := func(text string) string {
		if text == s.URL+"/sql/demo" {
			return "http://server/endpointuri/"
		}
		return text
	}
	if diff := cmp.Diff(canonical(t, published(t, "unknown-session.fault.xml"), same), canonical(t, a.body, node)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if a.head.Get("Content-Type") != "text/xml; charset=utf-8" {
		t.Errorf("content type %q", a.head.Get("Content-Type"))
	}
}

func TestPublishedBatch(t *testing.T) {
	s := start(t)
	a := s.call(envelope("", published(t, "sqlbatch.request.xml")))
	for _, want := range []string{
		`<c>Hello Worl</c>`, // maxLength="10" cuts it
		`<sqlparameter:SqlParameter name="p1" sqlDbType="NVarChar" direction="InputOutput" maxLength="10"><sqlparameter:Value>Hello Worl</sqlparameter:Value>`,
	} {
		if !strings.Contains(a.body, want) {
			t.Errorf("no %s in %s", want, a.body)
		}
	}
	want := strings.Join(strings.FieldsFunc(published(t, "sqlbatch.response.xml"), func(r rune) bool { return r == '\n' }), "")
	want = strings.ReplaceAll(want, ">  <", "><")
	if a := s.batch("", ""); !strings.Contains(a.body, "<SOAP-ENV:Body>"+want+"</SOAP-ENV:Body>") {
		t.Errorf("no %s in %s", want, a.body)
	}
}

// The request of ms190796 gets the answer of ms189558, where "the results are returned here" stands for its content.
func TestPublishedWebMethod(t *testing.T) {
	s := start(t)
	a := s.do(s.request("/sql/methods", "alice", published(t, "ms190796.request.xml")))
	const declarations = ` xmlns:method="http://tempUri.org/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`
	want := strings.NewReplacer("MethodNameResponse>\n  <", "GetCustomerInfoResponse"+declarations+">\n  <", "MethodName", "GetCustomerInfo", "Value", "99999").
		Replace(published(t, "ms189558.response.body.xml"))
	result, rest, _ := strings.Cut(a.content(), `xsi:type="sqlresultstream:SqlResultStream">`)
	_, rest, _ = strings.Cut(rest, "</method:GetCustomerInfoResult>")
	got := strings.Replace(result, "<method:GetCustomerInfoResponse", "<method:GetCustomerInfoResponse"+declarations[strings.Index(declarations, " xmlns:xsi"):], 1) +
		`xsi:type="sqlresultstream:SqlResultStream"></method:GetCustomerInfoResult>` + rest
	if diff := cmp.Diff(canonical(t, want, same), canonical(t, got, same)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Books Online, ms180919: a login whose password expired sends the old one along with a new one.
func TestPublishedSecurity(t *testing.T) {
	cfg := sqlserver.Default()
	cfg.Logins = append(cfg.Logins, sqlserver.Account{Name: "u", Password: "old", MustChange: true})
	s := startWith(t, cfg)
	both := published(t, "security.header.xml")
	from, to := strings.Index(both, "<sql:OldPassword"), strings.Index(both, "</sql:OldPassword>")+len("</sql:OldPassword>")
	later := both[:from] + both[to:]
	for _, tt := range []struct{ name, header, want string }{
		{"the old one alone", strings.Replace(later, ">new<", ">old<", 1), "Client, LoginFailure, AccessFailure"},
		{"the new one alone", later, "Client, LoginFailure, AccessFailure"},
		{"a wrong old one", strings.Replace(both, ">old<", ">odd<", 1), "Client, LoginFailure, AccessFailure"},
		{"both", both, "status 200 without a fault"},
		{"the new one from then on", later, "status 200 without a fault"},
		{"the old one no more", strings.Replace(later, ">new<", ">old<", 1), "Client, LoginFailure, AccessFailure"},
	} {
		if got := s.call(around(tt.header, batchOf(""))).fault(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
