package model204_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	begin11 = `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="` + namespace + `">`
	end11   = `</soapenv:Envelope>`
)

func fault(code, text string) string {
	return `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><soapenv:Fault><faultcode>soapenv:` +
		code + `</faultcode><faultstring>` + text + `</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>`
}

// What is no request is refused with a plain fault of SOAP 1.1.
func TestRefused(t *testing.T) {
	body := func(inside string) string { return begin11 + "<soapenv:Body>" + inside + "</soapenv:Body>" + end11 }
	header := func(block string) string {
		return begin11 + "<soapenv:Header>" + block + "</soapenv:Header><soapenv:Body><m:Session/></soapenv:Body>" + end11
	}
	long := strings.Repeat("x", 300)
	attributes := ""
	for i := range 300 {
		attributes += fmt.Sprintf(" a%d=''", i)
	}
	limit := func(which string) string { return fault("Client", "The request breaks a limit of this server: "+which) }
	for _, tt := range []struct {
		name, request string
		status        int
		want          string
	}{
		{"nothing", "", 400, fault("Client", "The request is not well-formed XML")},
		{"no XML", "hello", 400, fault("Client", "The request is not well-formed XML")},
		{"cut off", begin11, 400, fault("Client", "The request is not well-formed XML")},
		{"doctype", "<!DOCTYPE a><a/>", 400, fault("Client", "The request is not well-formed XML")},
		{"too many attributes", body("<m:Session" + attributes + "/>"), 400, limit("more than 256 attributes")},
		{"too deep", body(strings.Repeat("<a>", 200) + strings.Repeat("</a>", 200)), 400, limit("more than 128 elements inside each other")},
		{"a name too long", body("<" + strings.Repeat("x", 2000) + "/>"), 400, limit("a name of more than 1024 bytes")},
		{"no envelope", "<a/>", 500, fault("Client", "The request is not a SOAP envelope")},
		{"no body", begin11 + end11, 500, fault("Client", "The request is not a SOAP envelope")},
		{"empty body", body(""), 500, fault("Client", "The body is empty")},
		{"other namespace", body(`<Session xmlns="urn:x"/>`), 500, fault("Client", "Unknown operation Session")},
		{"text", body("<m:Session>x</m:Session>"), 500, fault("Client", "Unexpected text in Session")},
		{"two operations", body(`<m:Session_Create><m:sesid>A</m:sesid><m:opts>NOOPEN</m:opts></m:Session_Create><m:Session_Create><m:sesid>B</m:sesid><m:opts>NOOPEN</m:opts></m:Session_Create>`), 500,
			fault("Client", "The body has more than one operation: send each in an envelope of its own")},
		{"an operation and something else", body(`<m:Session_Create><m:sesid>A</m:sesid></m:Session_Create><x/>`), 500,
			fault("Client", "The body has more than one operation: send each in an envelope of its own")},
		{"twice", body("<m:Session_Open><m:sesid>A</m:sesid><m:sesid>A</m:sesid></m:Session_Open>"), 500, fault("Client", "Unexpected element sesid")},
		{"SOAP 1.2", strings.ReplaceAll(body("<m:Session/>"), "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"), 500,
			fault("VersionMismatch", "The envelope is not one of SOAP 1.1")},
		{"SOAP of nobody", strings.ReplaceAll(body("<m:Session/>"), "http://schemas.xmlsoap.org/soap/envelope/", "urn:soap"), 500,
			fault("VersionMismatch", "The envelope is not one of SOAP 1.1")},
		{"must understand", header(`<q:h xmlns:q="urn:x" soapenv:mustUnderstand="1"/>`), 500,
			fault("MustUnderstand", "A header block that must be understood is not: h")},
		{"empty thread", header(`<m:Thread/>`), 500, fault("Client", "Not logged in")},
		{"long thread", header(`<m:Thread>` + strings.Repeat("x", 2000) + `</m:Thread>`), 500, fault("Client", "Not logged in")},
		{"thread with a child", header(`<m:Thread><a/></m:Thread>`), 500, fault("Client", "Unexpected element a")},
		{"long owner", body("<m:Session_Open><m:sesid>A</m:sesid><m:owner>" + long + "</m:owner></m:Session_Open>"), 200, ""},
		{"long id", body("<m:Session_Open><m:sesid>" + long + "</m:sesid></m:Session_Open>"), 200, ""},
		{"timeout too large", body("<m:Session_Open><m:sesid>A</m:sesid><m:timeout>2147483648</m:timeout></m:Session_Open>"), 500,
			fault("Client", "The value of timeout is not valid")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := start(t, 1)
			p := o.sendRaw(0, tt.request)
			<-p.done
			if p.answer.Code != tt.status {
				t.Errorf("status %d, want %d: %s", p.answer.Code, tt.status, p.answer.Body)
			}
			if tt.want == "" {
				p.is(t, "1")
			} else if diff := cmp.Diff(tt.want, p.answer.Body.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if n := o.count("session"); n != 0 {
				t.Errorf("%d sessions", n)
			}
		})
	}
}

// Arguments that cannot be are refused, and change nothing.
func TestBadArguments(t *testing.T) {
	o := start(t, 1)
	long := strings.Repeat("x", 256)
	s := o.login(0, "SYSADM")
	o.want("0", 0, s, "Session_Create", "sesid", "A")
	o.want("BADARG", 0, s, "Session_Create", "sesid", long, "opts", "NOOPEN")
	o.want("BADARG", 0, s, "Session_Create", "sesid", "B", "opts", "OPEN NOOPEN")
	o.want("BADARG", 0, s, "Session_Create", "sesid", "B", "owner", "ELEVENBYTES", "opts", "NOOPEN")
	o.want("BADARG", 0, s, "Session_Create", "sesid", "B", "owner", "A B", "opts", "NOOPEN")
	o.want("BADARG", 0, s, "Session_Close", "sesid", long)
	o.want("BADARG", 0, s, "Session_Close", "owner", "ELEVENBYTES")
	o.want("BADARG", 0, s, "SetSession", "name", long, "value", "v")
	o.want("BADARG", 0, s, "SetSession", "name", "n", "value", strings.Repeat("x", 512<<10))
	o.want("ARGREQ", 0, s, "SetSession", "value", "v")
	o.want("ARGREQ", 0, s, "GetSession")
	o.want("ARGREQ", 0, s, "DiscardSession", "name", "")
	o.want("0", 0, s, "Session_Create", "sesid", "B", "owner", "HARPO", "opts", " noopen  NOOPEN ")
	p := o.send(0, s, call("GetSession", "name", "n"))
	<-p.done
	if body := p.answer.Body.String(); !strings.Contains(body, `<m:GetSessionResponse xmlns:m="`+namespace+`"/>`) {
		t.Error(body)
	}
	o.want("A", 0, s, "Session_Id")
}

// Omitted is the same as empty and as nil.
func TestOmitted(t *testing.T) {
	o := start(t, 1)
	h := o.login(0, "HARPO")
	nils := `<m:Session_Create xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><m:timeout xsi:nil="true"/><m:owner xsi:nil="1"/>` +
		`<m:sesid>A</m:sesid><m:opts xsi:nil="true"></m:opts></m:Session_Create>`
	o.send(0, h, nils).is(t, "0")
	o.want("HARPO", 0, h, "Session_Owner")
	o.want("900", 0, h, "Session_Timeout")
	o.want("0", 0, h, "Session_Close", "sesid", "", "owner", "", "timeout", "")
	o.want("0", 0, h, "Session_Open", "sesid", "A", "timeout", "")
	o.want("900", 0, h, "Session_Timeout")
}

// Without a public user, who shows no credentials is asked for them.
func TestNoPublicUser(t *testing.T) {
	o := start(t, 1, "publicUser", "")
	for _, edit := range []func(*http.Request){
		func(*http.Request) {},
		func(r *http.Request) { r.Header.Set("Authorization", "NTLM abc") },
		basic("HARPO", ""),
	} {
		p := o.send(0, "", call("Session"), edit)
		<-p.done
		if p.answer.Code != http.StatusUnauthorized || !slices.Equal(p.field("WWW-Authenticate"), []string{`Basic realm="M204"`}) {
			t.Errorf("%d %v", p.answer.Code, p.answer.Header())
		}
	}
	o.send(0, "", call("Session"), basic("harpo9", "soapstone")).is(t, "0")
}

// The threads of an Online are limited; one that ends makes room.
func TestUsers(t *testing.T) {
	o := start(t, 1, "users", "2")
	h := o.login(0, "HARPO")
	o.login(0, "HARPO")
	o.want("All threads are in use", 0, "", "Login", "userid", "HARPO", "password", "soapstone")
	o.want("0", 0, h, "Logoff")
	o.login(0, "HARPO")
}

// A SESUMAX of 0 is one of 1. One more public session is none of a user's.
func TestSESUMAX0(t *testing.T) {
	o := start(t, 1, "sesumax", "0")
	h := o.login(0, "HARPO")
	o.want("0", 0, h, "Session_Create", "sesid", "P", "owner", "*", "opts", "NOOPEN")
	o.want("0", 0, h, "Session_Create", "sesid", "A", "opts", "NOOPEN")
	o.want("3", 0, h, "Session_Create", "sesid", "B", "opts", "NOOPEN")
}

// White space around a token is no part of it, and the same token twice is one thread. Two are none.
func TestThreadHeader(t *testing.T) {
	o := start(t, 1)
	h, z := o.login(0, "HARPO"), o.login(0, "ZEPPO")
	o.want("0", 0, h, "Session_Create", "sesid", "A")
	block := func(token string) string { return "<m:Thread>" + token + "</m:Thread>" }
	elsewhere := `<m:Thread soapenv:actor="urn:x">` + z + "</m:Thread>"
	for _, tt := range []struct{ blocks, want string }{
		{block("\r\n\t " + h + " \n"), "A"},
		{block(h) + block(" "+h), "A"},
		{block(h) + elsewhere, "A"},
		{block(h[:16] + " " + h[16:]), "Not logged in"},
		{block(h) + block(z), "The header names two different threads"},
		{block(z) + block(h), "The header names two different threads"},
		{block(h) + block(""), "The header names two different threads"},
	} {
		o.sendRaw(0, begin11+"<soapenv:Header>"+tt.blocks+"</soapenv:Header><soapenv:Body><m:Session_Id/></soapenv:Body>"+end11).is(t, tt.want)
	}
}

// Nobody uses a thread with credentials that are not its user's; without any, its token is enough.
func TestThreadWithCredentials(t *testing.T) {
	o := start(t, 1)
	h := o.login(0, "HARPO")
	for _, tt := range []struct {
		edit func(*http.Request)
		want string
	}{
		{basic("HARPO", "soapstone"), "0"},
		{basic("harpo", "soapstone"), "0"},
		{basic("HARPO", "wrong"), "401"},
		{basic("NOBODY", "soapstone"), "401"},
		{basic("ZEPPO", "soapstone"), "The credentials are those of another user than the thread's"},
		{basic("SYSADM", "soapstone"), "The credentials are those of another user than the thread's"},
		{func(r *http.Request) { r.Header.Set("Authorization", "Basic !") }, "401"},
		{func(r *http.Request) { r.Header.Set("Authorization", "Bearer abc") }, "0"},
	} {
		o.send(0, h, call("Session_Create", "sesid", "A"), tt.edit).is(t, tt.want)
		if tt.want == "0" {
			o.want("0", 0, h, "Session_Close")
			o.want("0", 0, h, "Session_Delete", "sesid", "A")
		}
		if n := o.count("session"); n != 0 {
			t.Errorf("%d sessions", n)
		}
	}
}

// An Online that has room for no sessions has room for none, not for one.
func TestNoRoomAtAll(t *testing.T) {
	o := start(t, 1, "publicLimit", "0", "privateLimit", "0")
	h := o.login(0, "HARPO")
	o.want("2", 0, h, "Session_Create", "sesid", "A", "owner", "*")
	o.want("2", 0, h, "Session_Create", "sesid", "A")
}
