package auth_test

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap/auth"
)

func header(values ...string) http.Header { return http.Header{"Authorization": values} }

func TestBasic(t *testing.T) {
	for _, test := range []struct{ name, value, user, password string }{
		{"RFC 7617, section 2", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin", "open sesame"},
		{"RFC 7617, section 2.1: UTF-8", "Basic dGVzdDoxMjPCow==", "test", "123£"},
		{"ISO-8859-1", "Basic dGVzdDoxMjOj", "test", "123£"},
		{"scheme in any case", "bASIC QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin", "open sesame"},
		{"spaces and tabs", " \tBasic \t QWxhZGRpbjpvcGVu IHNlc2FtZQ== ", "Aladdin", "open sesame"},
		{"no padding", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ", "Aladdin", "open sesame"},
		{"empty user", "Basic OnNlY3JldA==", "", "secret"},
		{"empty password", "Basic YWxpY2U6", "alice", ""},
		{"both empty", "Basic Og==", "", ""},
		{"colons in the password", "Basic YWxpY2U6YTpiOg==", "alice", "a:b:"},
		{"a domain", `Basic RE9NXGFsaWNlOnB3`, `DOM\alice`, "pw"},
	} {
		t.Run(test.name, func(t *testing.T) {
			user, password, err := auth.Basic(header(test.value))
			if err != nil || user != test.user || password != test.password {
				t.Errorf("got %q, %q, %v, want %q, %q", user, password, err, test.user, test.password)
			}
		})
	}
}

func TestBasicRefused(t *testing.T) {
	encode := func(s string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(s)) }
	for _, test := range []struct {
		name   string
		header http.Header
		want   error
	}{
		{"no header", http.Header{}, auth.ErrAbsent},
		{"an empty header", header(""), auth.ErrAbsent},
		{"spaces", header(" \t"), auth.ErrAbsent},
		{"another scheme", header("NTLM TlRMTVNTUAAB"), auth.ErrScheme},
		{"another scheme alone", header("Negotiate"), auth.ErrScheme},
		{"no scheme but a password", header("secret"), auth.ErrScheme},
		{"two headers", header("Basic Og==", "Basic Og=="), auth.ErrMalformed},
		{"no scheme", header(`"Basic" Og==`), auth.ErrMalformed},
		{"a scheme that is no token", header("Bäsic Og=="), auth.ErrMalformed},
		{"nothing after the scheme", header("Basic"), auth.ErrMalformed},
		{"clear text", header("Basic alice:secret"), auth.ErrMalformed},
		{"too much padding", header("Basic Og==="), auth.ErrMalformed},
		{"padding in the midst", header("Basic YQ==Og=="), auth.ErrMalformed},
		{"the alphabet of URLs", header("Basic _-8="), auth.ErrMalformed},
		{"no colon", header(encode("alice")), auth.ErrMalformed},
		{"a NUL in the user", header(encode("al\x00ice:secret")), auth.ErrMalformed},
		{"a line break in the password", header(encode("alice:sec\nret")), auth.ErrMalformed},
	} {
		t.Run(test.name, func(t *testing.T) {
			user, password, err := auth.Basic(test.header)
			if !errors.Is(err, test.want) || user != "" || password != "" {
				t.Errorf("got %q, %q, %v, want %v", user, password, err, test.want)
			}
			if err != nil && (strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "alice")) {
				t.Errorf("the error gives the credentials away: %v", err)
			}
		})
	}
}

func TestAuthorization(t *testing.T) {
	scheme, credentials, err := auth.Authorization(header("NTLM  TlRMTVNTUAAB "))
	if scheme != "ntlm" || credentials != "TlRMTVNTUAAB" || err != nil {
		t.Errorf("got %q, %q, %v", scheme, credentials, err)
	}
}

// What is read as Basic is the same when it is written anew and read again.
func FuzzBasic(f *testing.F) {
	for _, seed := range []string{"", "Basic", "Basic Og==", "basic  QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Basic dGVzdDoxMjOj", "NTLM Og==", "Basic Og==="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		user, password, err := auth.Basic(header(value))
		if err != nil {
			if !errors.Is(err, auth.ErrAbsent) && !errors.Is(err, auth.ErrScheme) && !errors.Is(err, auth.ErrMalformed) {
				t.Fatalf("%q: an error without a sentinel: %v", value, err)
			}
			return
		}
		if strings.Contains(user, ":") || !utf8.ValidString(user+password) {
			t.Fatalf("%q: read as %q, %q", value, user, password)
		}
		again := "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
		if u, p, err := auth.Basic(header(again)); u != user || p != password || err != nil {
			t.Fatalf("%q: read as %q, %q, and again as %q, %q, %v", value, user, password, u, p, err)
		}
	})
}

func TestChallenge(t *testing.T) {
	for _, test := range []struct {
		challenge auth.Challenge
		want      string
	}{
		{auth.Challenge{Scheme: "Basic", Realm: "AXIS"}, `Basic realm="AXIS"`},
		{auth.Challenge{Scheme: "Basic"}, `Basic realm=""`},
		{auth.Challenge{Scheme: "Basic", Realm: `a "b" \c`}, `Basic realm="a \"b\" \\c"`},
		{auth.Challenge{Scheme: "Basic", Realm: "a\r\nSet-Cookie: b"}, `Basic realm="a  Set-Cookie: b"`},
		{auth.Challenge{Scheme: "NTLM"}, "NTLM"},
		{auth.Challenge{Scheme: "NTLM", Token: "TlRMTVNTUAAC"}, "NTLM TlRMTVNTUAAC"},
	} {
		if got := test.challenge.String(); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}

func TestSamePassword(t *testing.T) {
	for _, test := range []struct {
		given, want string
		same        bool
	}{
		{"", "", true}, {"soapstone", "soapstone", true}, {"Soapstone", "soapstone", false},
		{"soapstone ", "soapstone", false}, {"", "soapstone", false},
	} {
		if same := auth.SamePassword(test.given, test.want); same != test.same {
			t.Errorf("SamePassword(%q, %q) is %v", test.given, test.want, same)
		}
	}
}
