package salesforce_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/beevik/etree"
	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// fields lists the elements of a type as "name type", with ? for nillable and the bounds that are not 1.
func fields(typ *wsdl.Type) []string {
	var all []string
	for _, p := range typ.Content {
		if p.Any {
			all = append(all, "any")
			continue
		}
		e := p.Element
		line := e.Name.Local + " " + e.Type.Name.Local
		if e.Nillable {
			line += " ?"
		}
		if e.Min == 0 {
			line += " 0.."
			if e.Max == wsdl.Unbounded {
				line += "n"
			}
		}
		all = append(all, line)
	}
	return all
}

// typ finds a type in the namespace of either kind, or that of the element of this name.
func typ(t *testing.T, c *wsdl.Contract, local string) *wsdl.Type {
	t.Helper()
	for _, typ := range c.Types {
		if typ.Name.Local == local {
			return typ
		}
	}
	if e := c.Element(wsdl.Name{Space: c.TargetNamespace, Local: local}); e != nil {
		return e.Type
	}
	return nil
}

// userInfo is everything GetUserInfoResult ever had, in order, with the first and the last version of each.
var userInfo = []struct {
	field       string
	since, till wsdl.Version
}{
	{"accessibilityMode boolean", 7, 0},
	{"chatterExternal boolean", 40, 0},
	{"currencySymbol string ?", 0, 0},
	{"licenseType string", 7, 9},
	{"orgAttachmentFileSizeLimit int", 21, 0},
	{"orgDefaultCurrencyIsoCode string ?", 11, 0},
	{"orgDefaultCurrencyLocale string ?", 38, 0},
	{"orgDisallowHtmlAttachments boolean", 17, 0},
	{"orgHasPersonAccounts boolean", 13, 0},
	{"organizationId ID", 0, 0},
	{"organizationMultiCurrency boolean", 0, 0},
	{"organizationName string", 0, 0},
	{"profileId ID", 7, 0},
	{"roleId ID ?", 7, 0},
	{"sessionSecondsValid int", 21, 0},
	{"userDefaultCurrencyIsoCode string ?", 0, 0},
	{"userEmail string", 0, 0},
	{"userFullName string", 0, 0},
	{"userId ID", 0, 0},
	{"userLanguage string", 0, 0},
	{"userLocale string", 0, 0},
	{"userName string", 7, 0},
	{"userTimeZone string", 0, 0},
	{"userType string", 10, 0},
	{"userUiSkin string", 7, 0},
}

// TestUserInfo has each version's fields: strict clients refuse one too many as well as one too few.
func TestUserInfo(t *testing.T) {
	counts := map[wsdl.Version]int{6: 11, 7: 17, 10: 17, 11: 18, 13: 19, 16: 19, 17: 20, 20: 20, 21: 22, 37: 22, 38: 23, 39: 23, 40: 24, 64: 24}
	everyVersion(t, func(t *testing.T, flavour string, v wsdl.Version) {
		var want []string
		for _, f := range userInfo {
			if v >= f.since && (f.till == 0 || v <= f.till) {
				want = append(want, f.field)
			}
		}
		if n, known := counts[v]; known && n != len(want) {
			t.Fatalf("the table of this test has %d fields, want %d", len(want), n)
		}
		if diff := cmp.Diff(want, fields(typ(t, at(t, flavour, v), "GetUserInfoResult"))); diff != "" {
			t.Errorf("GetUserInfoResult (-want +got):\n%s", diff)
		}
	})
}

// TestFields has the other types at the versions where they changed.
func TestFields(t *testing.T) {
	const (
		details = "extendedErrorDetails ExtendedErrorDetails ? 0..n"
		code    = "exceptionCode ExceptionCode"
		message = "exceptionMessage string"
	)
	login := []string{"passwordExpired boolean", "serverUrl string ?", "sessionId string ?", "userId ID ?", "userInfo GetUserInfoResult 0.."}
	tests := []struct {
		typ         string
		first, last wsdl.Version
		want        []string // nil: there is no such type
	}{
		{"LoginResult", 6, 9, login},
		{"LoginResult", 10, 12, append([]string{"metadataServerUrl string ?"}, login...)},
		{"LoginResult", 13, 64, append([]string{"metadataServerUrl string ?", "passwordExpired boolean", "sandbox boolean"}, login[1:]...)},
		{"InvalidateSessionsResult", 6, 12, nil},
		{"InvalidateSessionsResult", 13, 64, []string{"errors Error 0..n", "success boolean"}},
		{"Error", 13, 36, []string{"fields string ? 0..n", "message string", "statusCode StatusCode"}},
		{"Error", 37, 64, []string{details, "fields string ? 0..n", "message string", "statusCode StatusCode"}},
		{"ApiFault", 6, 36, []string{code, message}},
		{"ApiFault", 37, 64, []string{code, message, details}},
		{"UnexpectedErrorFault", 37, 64, []string{code, message, details}},
		{"ExtendedErrorDetails", 37, 64, []string{"extendedErrorCode ExtendedErrorCode", "any"}},
		{"LimitInfo", 6, 28, nil},
		{"LimitInfo", 29, 64, []string{"current int", "limit int", "type string"}},
		{"login", 6, 64, []string{"username string", "password string"}},
		{"invalidateSessions", 13, 64, []string{"sessionIds string 0..n"}},
		{"setPassword", 6, 64, []string{"userId ID", "password string"}},
		{"changeOwnPassword", 6, 39, nil},
		{"changeOwnPassword", 40, 64, []string{"oldPassword string", "newPassword string"}},
		{"resetPassword", 6, 64, []string{"userId ID"}},
		{"ResetPasswordResult", 6, 64, []string{"password string"}},
		{"GetServerTimestampResult", 6, 64, []string{"timestamp dateTime"}},
		{"SessionHeader", 6, 64, []string{"sessionId string"}},
		{"LoginScopeHeader", 7, 9, []string{"organizationId ID"}},
		{"LoginScopeHeader", 10, 64, []string{"organizationId ID", "portalId ID 0.."}},
	}
	for _, test := range tests {
		for v := test.first; v <= test.last; v++ {
			for flavour := range flavours {
				found := typ(t, at(t, flavour, v), test.typ)
				if found == nil || test.want == nil {
					if found != nil || test.want != nil {
						t.Errorf("%s %d.0: %s is there: %t", flavour, v, test.typ, found != nil)
					}
					continue
				}
				if diff := cmp.Diff(test.want, fields(found)); diff != "" {
					t.Errorf("%s %d.0: %s (-want +got):\n%s", flavour, v, test.typ, diff)
				}
			}
		}
	}
}

// TestCallOptions is for partner alone. returnFieldDataTypes was public in one version.
func TestCallOptions(t *testing.T) {
	for v, want := range map[wsdl.Version]string{9: "client", 10: "client defaultNamespace", 35: "client defaultNamespace",
		36: "client defaultNamespace returnFieldDataTypes", 37: "client defaultNamespace", 64: "client defaultNamespace"} {
		var got []string
		for _, p := range typ(t, at(t, "u", v), "CallOptions").Content {
			got = append(got, p.Element.Name.Local)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%d.0: %s, want %s", v, got, want)
		}
	}
}

// TestCodes has those that not every version knows: a client stub fails on a code that its enumeration lacks.
func TestCodes(t *testing.T) {
	everyVersion(t, func(t *testing.T, flavour string, v wsdl.Version) {
		c := at(t, flavour, v)
		exceptions, statuses := typ(t, c, "ExceptionCode").Enumeration, typ(t, c, "StatusCode").Enumeration
		for code, since := range map[string]wsdl.Version{"INVALID_SESSION_ID": 6, "INVALID_LOGIN": 6, "EXCEEDED_ID_LIMIT": 6,
			"UNSUPPORTED_API_VERSION": 6, "REQUEST_LIMIT_EXCEEDED": 7, "LIMIT_EXCEEDED": 10, "LOGIN_MUST_USE_SECURITY_TOKEN": 11,
			"XML_PARSER_ERROR": 20, "UNSUPPORTED_MEDIA_TYPE": 20, "MUTUAL_AUTHENTICATION_FAILED": 28, "INVALID_OLD_PASSWORD": 40} {
			if slices.Contains(exceptions, code) != (v >= since) {
				t.Errorf("ExceptionCode has %s: %t", code, v < since)
			}
		}
		for code, since := range map[string]wsdl.Version{"INVALID_SESSION_ID": 13, "SESSION_EXPIRED": 50, "SESSION_INVALIDATED": 50} {
			if slices.Contains(statuses, code) != (v >= since) {
				t.Errorf("StatusCode has %s: %t", code, v < since)
			}
		}
		var faults []string
		for _, code := range typ(t, c, "FaultCode").Enumeration {
			faults = append(faults, strings.TrimPrefix(code, "fns:"))
		}
		if diff := cmp.Diff(exceptions, faults); diff != "" {
			t.Errorf("codes (-ExceptionCode +FaultCode):\n%s", diff)
		}
	})
}

// TestReferences looks for every qualified name in what is defined: wsdl.Parse reads only what the service leads to.
func TestReferences(t *testing.T) {
	everyVersion(t, func(t *testing.T, flavour string, v wsdl.Version) {
		doc := etree.NewDocument()
		if err := doc.ReadFromBytes(parse(t, flavours[flavour]).Document(wsdl.Place{Version: v})); err != nil {
			t.Fatal(err)
		}
		target := doc.Root().SelectAttrValue("targetNamespace", "")
		defined := map[string]bool{}
		for _, schema := range doc.FindElements("//schema") {
			for _, e := range schema.ChildElements() {
				kind := strings.TrimPrefix(strings.TrimPrefix(e.Tag, "simple"), "complex") // element, or either kind of type
				defined[strings.ToLower(kind)+" "+schema.SelectAttrValue("targetNamespace", "")+" "+e.SelectAttrValue("name", "")] = true
			}
		}
		for _, e := range doc.Root().ChildElements() {
			defined[e.Tag+" "+target+" "+e.SelectAttrValue("name", "")] = true
		}
		for _, e := range doc.FindElements("//*") {
			for _, a := range e.Attr {
				kind, reference := map[string]string{"type": "type", "base": "type", "element": "element", "message": "message",
					"binding": "binding"}[a.Key]
				if e.Tag == "binding" && a.Key == "type" {
					kind = "portType"
				}
				prefix, local, _ := strings.Cut(a.Value, ":")
				if reference && a.Space == "" && prefix != "xsd" {
					space := doc.Root().SelectAttrValue("xmlns:"+prefix, "")
					if !defined[kind+" "+space+" "+local] {
						t.Errorf("%s refers to %s, which is not there", e.GetPath(), a.Value)
					}
				}
			}
		}
		for _, part := range doc.FindElements("//message[@name='Header']/part") {
			if name := part.SelectAttrValue("name", ""); part.SelectAttrValue("element", "") != "tns:"+name {
				t.Errorf("the part %s of Header is of another element", name)
			}
		}
	})
}
