package mask

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNames(t *testing.T) {
	m := NewNames("getSessionReturn")
	for _, tt := range []struct{ name, in, want string }{
		{"nothing", ``, ``},
		{"no secret", `<a b="c">d</a>`, `<a b="c">d</a>`},
		{"element", `<wsse:Password Type="t">geheim</wsse:Password>`, `<wsse:Password Type="t">***</wsse:Password>`},
		{"any case", `<NEWPASSWORD>geheim</NEWPASSWORD>`, `<NEWPASSWORD>***</NEWPASSWORD>`},
		{"the user name is seen", `<UsernameToken><Username>u</Username><Password>geheim</Password></UsernameToken>`,
			`<UsernameToken><Username>u</Username><Password>***</Password></UsernameToken>`},
		{"attribute", `<s:sqlSession sessionId="geheim" timeout='60'/>`, `<s:sqlSession sessionId="***" timeout='60'/>`},
		{"attribute in single quotes", `<s sessionId = 'a"geheim'/>`, `<s sessionId = '***'/>`},
		{"attribute with >", `<s x="a>b" sessionId="geheim>"/>`, `<s x="a>b" sessionId="***"/>`},
		{"attribute and element", `<sessionId password="geheim">geheim</sessionId>`, `<sessionId password="***">***</sessionId>`},
		{"tokens of any name", `{"access_token":"geheim","refresh_token":"geheim","token_type":"Bearer"}`, `{"access_token":"***","refresh_token":"***","token_type":"Bearer"}`},
		{"words that are joined", `<a session-id="geheim" X-API-Key="geheim"><session_id>geheim</session_id></a>`, `<a session-id="***" X-API-Key="***"><session_id>***</session_id></a>`},
		{"a request for a token is seen", `<t:RequestSecurityToken><t:TokenType>x</t:TokenType></t:RequestSecurityToken>`, `<t:RequestSecurityToken><t:TokenType>x</t:TokenType></t:RequestSecurityToken>`},
		{"declaration", `<a xmlns:password="urn:x"/>`, `<a xmlns:password="urn:x"/>`},
		{"empty", `<Password/><b>c</b>`, `<Password/><b>c</b>`},
		{"elements inside", `<Password><x>geheim</x></Password><b>c</b>`, `<Password>***</Password><b>c</b>`},
		{"the same inside", `<Password><Password>a</Password>geheim</Password><b/>`, `<Password>***</Password><b/>`},
		{"CDATA", `<Password><![CDATA[</Password>geheim]]></Password><b/>`, `<Password>***</Password><b/>`},
		{"comment", `<Password><!-- </Password> -->geheim</Password><b/>`, `<Password>***</Password><b/>`},
		{"no end", `<a><Password>geheim`, `<a><Password>***`},
		{"cut in a tag", `<a><s sessionId="gehe`, `<a><s sessionId="***`},
		{"the room's own", `<getSessionReturn>geheim</getSessionReturn>`, `<getSessionReturn>***</getSessionReturn>`},
		{"another end tag", `<pwd>geheim</pwdx>geheim</pwd>`, `<pwd>***</pwd>`},
		{"SQL", `<BatchCommands>CREATE LOGIN x WITH PASSWORD = 'geheim''geheim', y</BatchCommands>`,
			`<BatchCommands>CREATE LOGIN x WITH PASSWORD = '***', y</BatchCommands>`},
		{"SQL, escaped", `WITH password=N&apos;geheim&#39;&#x27;geheim&apos; y`, `WITH password=N'***' y`},
		{"SQL, no end", `WITH PASSWORD='geheim geheim<`, `WITH PASSWORD='***'<`},
		{"SQL, a hash", `WITH PASSWORD = 0x0100AB HASHED`, `WITH PASSWORD = '***' HASHED`},
		{"JSON", `{"sessionID":"geheim","NextTimeout":null}`, `{"sessionID":"***","NextTimeout":null}`},
		{"JSON, escaped", `{"a":"b","password" : "ge\"heim", "c":["d"]}`, `{"a":"b","password" : "***", "c":["d"]}`},
		{"JSON, key without quotes", `{ sessionID: 'geheim' }`, `{ sessionID: "***" }`},
		{"JSON, a word", `{"token": geheim}`, `{"token": "***"}`},
		{"JSON, no end", `{"sessionID":"gehe\`, `{"sessionID":"***"`},
		{"a flag", `<r><passwordExpired>false</passwordExpired><sessionIdValid> TRUE </sessionIdValid></r>`, `<r><passwordExpired>false</passwordExpired><sessionIdValid> TRUE </sessionIdValid></r>`},
		{"a flag in an attribute", `<r passwordExpired="false" password="false"/>`, `<r passwordExpired="false" password="***"/>`},
		{"a flag in JSON", `{"passwordExpired":false,"forgotPassword":"true","password":true,"passwords":"true"}`, `{"passwordExpired":false,"forgotPassword":"true","password":"***","passwords":"***"}`},
		{"no flag", `<r><password>false</password><newPassword>falsetto</newPassword><getSessionReturn>true</getSessionReturn></r>`,
			`<r><password>***</password><newPassword>***</newPassword><getSessionReturn>***</getSessionReturn></r>`},
		{"a password that is the word true", `<r><newPassword>true</newPassword><dbPwd>False</dbPwd></r>`, `<r><newPassword>***</newPassword><dbPwd>***</dbPwd></r>`},
		{"a flag that is cut", `<passwordExpired>fal`, `<passwordExpired>***`},
		{"a number", `<passwordPin>0123</passwordPin>`, `<passwordPin>***</passwordPin>`},
		{"JSON, a list", `{"passwords":["geheim",{"a":"ge]heim\""}],"b":["c"]}`, `{"passwords":"***","b":["c"]}`},
		{"JSON, an object that is cut", `{"a":{"token" : {"b":"gehe`, `{"a":{"token" : "***"`},
		{"JSON, members of an object", `{"a":{"password":"geheim","b":[{"pwd":"geheim"}]}}`, `{"a":{"password":"***","b":[{"pwd":"***"}]}}`},
		{"form", `grant_type=password&user=u&password=geheim%26&passwordExpired=true`, `grant_type=password&user=u&password=***&passwordExpired=true`},
		{"form, one field", `sessionId=geheim`, `sessionId=***`},
		{"form, signs that are not escaped", `user=u&password=ge;he?i=m#"'> <&x=1`, `user=u&password=***&x=1`},
		{"form, signs that are not escaped elsewhere", `x=it's&password=geheim;&y=a b`, `x=it's&password=***&y=a b`},
		{"form, parted as old clients do", `user=u;password=geheim;x=1`, `user=u;password=***;x=1`},
		{"form, a line's end", "user=u&password=geheim\r\n", `user=u&password=***`},
		{"parts", "--b\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\nu\r\n--b\r\nContent-Disposition: form-data; name=password\r\n\r\nge\r\nheim\r\n--b--\r\n",
			"--b\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\nu\r\n--b\r\nContent-Disposition: form-data; name=password\r\n\r\n***\r\n--b--\r\n"},
		{"parts of JSON and XML", "--b\nContent-Type: application/json\n\n{\"token\":[\"geheim\"]}\n--b\nContent-Type: text/xml\n\n<pwd>geheim</pwd>\n--b--",
			"--b\nContent-Type: application/json\n\n{\"token\":\"***\"}\n--b\nContent-Type: text/xml\n\n<pwd>***</pwd>\n--b--"},
		{"parts, cut", "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\ngehe", "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n***"},
		{"not UTF-8", "\xff\xfe<\x00", "(not UTF-8)"},
		{"UTF-16 that happens to be UTF-8", "<\x00a\x00", "(not UTF-8)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := m.Body([]byte(tt.in)); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestNamesCutBetweenCharacters(t *testing.T) {
	for pad := range 4 {
		got := NewNames().Body([]byte(strings.Repeat("x", pad) + strings.Repeat("€", MostShown)))
		if !utf8.ValidString(got) || !strings.HasSuffix(got, "€…") || len(got) > MostShown+len("…") {
			t.Errorf("with %d characters before: %d bytes that end in %q", pad, len(got), got[len(got)-10:])
		}
	}
}

func TestNamesQuery(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"wsdl", "wsdl"},
		{"view=x?a=b", "view=x?a=b"},
		{"user=u&password=geheim;sessionId=geheim", "user=u&password=***;sessionId=***"},
		{"password=gehe;im?geheim&view=x;a", "password=***&view=x;a"},
		{"password=gehe;im;x=1;token=gehe?im", "password=***;x=1;token=***"},
		{"&&=", "&&="},
		{"a=b&;?", "a=b&;?"},
		{"jsessionid=geheim", "jsessionid=***"},
		{"q=x&access_token=geheim&oauth_token=geheim", "q=x&access_token=***&oauth_token=***"},
		{"passwordExpired=true&password=true", "passwordExpired=true&password=***"},
	} {
		if got := NewNames().Query(tt.in); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzNames(f *testing.F) {
	f.Add(`<a><Password x="y">geheim</Password><![CDATA[<]]><!-- --><?p?></a>`)
	f.Add(`PASSWORD='a''b'`)
	f.Add(`<`)
	f.Fuzz(func(t *testing.T, s string) {
		m := NewNames()
		if got := m.Body([]byte(s)); !utf8.ValidString(got) {
			t.Errorf("%q became %q", s, got)
		}
		// Whatever stands before a whole element, as long as it is no open markup, its content is hidden.
		if strings.ContainsAny(s, "<>") || len(s) > MostShown/2 || !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
			return
		}
		if got := m.Body([]byte(s + "<Password>geheim42</Password>")); strings.Contains(got, "geheim42") && !strings.Contains(s, "geheim42") {
			t.Errorf("%q let the password through: %q", s, got)
		}
	})
}

func BenchmarkNames(b *testing.B) {
	m := NewNames()
	body := []byte(`<SOAP-ENV:Envelope xml:space="preserve" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"` +
		` xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sql="http://schemas.microsoft.com/sqlserver/2004/SOAP"><SOAP-ENV:Header>` +
		`<sqloptions:sqlSession sessionId="P/Z+b7K3+UW/Xcc7ync2Yg==" timeout="60"></sqloptions:sqlSession></SOAP-ENV:Header><SOAP-ENV:Body>` +
		strings.Repeat(`<row><name>value</name><count>1</count></row>`, 20) + `</SOAP-ENV:Body></SOAP-ENV:Envelope>`)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		m.Body(body)
	}
}

func TestHide(t *testing.T) {
	secrets := []string{"583def%6abd", "00Dx!AQ.geheim", "a&geheim", "kurzes"}
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"<id>583def%6abd</id>", "<id>***</id>"},
		{"<id>583def&#37;6abd</id>", "<id>***</id>"},
		{"<id>a&amp;geheim</id>", "<id>***</id>"},
		{"/data?sid=00Dx%21AQ.geheim&b=c%20d", "/data?sid=***=c%20d"}, // too much is hidden
		{"/data?sid=00Dx!AQ.geheim&b=c", "/data?sid=***&b=c"},
		{"<id>583def%6…", "<id>***…"},
		{"<a>b &amp; 5%</a>", "<a>b &amp; 5%</a>"},
	} {
		if got := Hide(tt.in, secrets); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.in, got, tt.want)
		}
	}
}
