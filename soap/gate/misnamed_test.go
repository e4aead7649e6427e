package gate_test

import (
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
)

// A client that writes its XML by hand and misspells an operation of the system's own is told so, not to write a file for it. Where a
// file is, or a method of another name, that is what it meant.
func TestMisnamedOperations(t *testing.T) {
	const sqlns, m204 = "http://schemas.microsoft.com/sqlserver/2004/SOAP", "urn:m204:janus:session:v1"
	dir := t.TempDir()
	write(t, dir, map[string]string{"model204/session_close.response.xml": envelope11 + `<S:Body><done/></S:Body></S:Envelope>`})
	srv := soaptest.Start(t, soaptest.At(start()), soaptest.Set("answers = "+dir))
	nearly := func(asked, meant string) string {
		return asked + " is no operation here, but nearly " + meant + ": name and namespace count letter by letter"
	}
	for _, test := range []struct{ path, space, name, want string }{
		{"/sql/demo", sqlns, "sqlBatch", nearly("{"+sqlns+"}sqlBatch", "{"+sqlns+"}sqlbatch")},
		{"/sql/demo", "", "sqlbatch", nearly("{}sqlbatch", "{"+sqlns+"}sqlbatch")},
		{"/sql/methods", sqlns, "sqlbatch", "no answer for sqlbatch: "},
		{"/sql/methods", "http://tempuri.org", "GetCustomerInfo", nearly("{http://tempuri.org}GetCustomerInfo", "{http://tempUri.org/}GetCustomerInfo")},
		{"/sql/methods", "http://tempUri.org/", "getCustomerInfo", nearly("{http://tempUri.org/}getCustomerInfo", "{http://tempUri.org/}GetCustomerInfo")},
		{"/sql/methods", "http://tempuri.org", "Leave", "no answer for Leave: "},
		{"/m204/session", m204 + "/", "Session_List", nearly("{"+m204+"/}Session_List", "{"+m204+"}Session_List")},
		{"/m204/session", m204, "session_list", nearly("{"+m204+"}session_list", "{"+m204+"}Session_List")},
		{"/m204/session", m204, "session_close", "answered by "},
		{"/m204/session", m204, "Session_Lists", "no answer for Session_Lists: "},
	} {
		user := "HARPO"
		if strings.HasPrefix(test.path, "/sql") {
			user = "alice"
		}
		send(t, srv.URL, request{line: "POST " + test.path, fields: []string{xmlType, `SOAPAction: ""`, basic(user)},
			body: envelope11 + `<S:Body><` + test.name + ` xmlns="` + test.space + `"/></S:Body></S:Envelope>`})
		list := srv.Exchanges()
		if got := list[len(list)-1].Note; !strings.HasPrefix(got, test.want) {
			t.Errorf("%s {%s}%s: the note is %q, want %q", test.path, test.space, test.name, got, test.want)
		}
	}
}

// What the room has noted of a call stays when the gate has something to say of it, too.
func TestNotesOfTheRoomStay(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"sqlserver/GetIt.response.xml": envelope11 + `<S:Body><done/></S:Body></S:Envelope>`})
	srv := soaptest.Start(t, soaptest.At(start()), soaptest.Set("answers = "+dir))
	for name, want := range map[string]string{"GetIt": "answered by ", "GetThat": "no answer for GetThat: ", "sqlBatch": "is no operation here"} {
		send(t, srv.URL, request{line: "POST /sql/demo", fields: []string{xmlType, `SOAPAction: ""`, basic("alice")}, body: envelope11 +
			`<S:Header><sqlSession xmlns="http://schemas.microsoft.com/sqlserver/2005/SOAP/Options" initiate="true"/></S:Header>` +
			`<S:Body><` + name + ` xmlns="http://schemas.microsoft.com/sqlserver/2004/SOAP"/></S:Body></S:Envelope>`})
		list := srv.Exchanges()
		if got := list[len(list)-1].Note; !strings.Contains(got, "sqlSession was passed over") || !strings.Contains(got, want) {
			t.Errorf("%s: the note is %q, want the header and %q in it", name, got, want)
		}
	}
}
