package mask_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"html"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

func newRun() *mask.Run { return mask.NewRun(mask.Options{Key: []byte("a test")}) }

func post(contentType, body string, fields ...string) transcript.Message {
	m := transcript.Message{Start: "POST /x HTTP/1.1", Fields: []transcript.Field{{Name: "Content-Type", Value: contentType}}, Body: []byte(body)}
	for i := 0; i < len(fields); i += 2 {
		m.Fields = append(m.Fields, transcript.Field{Name: fields[i], Value: fields[i+1]})
	}
	return m
}

func encode(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// What a client knows leaves a placeholder, and comes back from it to the byte.
func TestRequest(t *testing.T) {
	const xml, json, form = "text/xml", "application/json", "application/x-www-form-urlencoded"
	secrets := map[string]string{
		"alice.password": "open&sesame", "alice.newPassword": "ge'heim<42>", "DOM%5Calice.password": "open&sesame",
		"bearer": "ey.token-1", "sql.password": "it's open", "apiKey": "key-0001", "x-Forwarded-Authorization": "Basic YWxpY2U6czNjcjN0", "_.password": "open&sesame", "token": "tok-12345", "alice.password.2": "second one", "passwords": "open&sesame",
		"procedures: password": "it's open", "a web token: token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln-_",
		"a field of a page: alice.old_password": "open&sesame", "OAuth: token": "aPrxsmIEeqM9PiQroGEWx1UiMQd95_5JUZ", "OAuth: code_verifier": "abcdefghij", "password": "open&sesame",
	}
	for _, tt := range []struct {
		name       string
		in         transcript.Message
		body, head string // as they are masked; "" for as they are
	}{
		{"nothing", post(xml, `<a b="c">d</a>`), ``, ``},
		{"element", post(xml, `<l><userid>alice</userid><password>open&amp;sesame</password></l>`), `<l><userid>alice</userid><password>${secret alice.password}</password></l>`, ``},
		{"password first", post(xml, `<l><pwd>open&amp;sesame</pwd><m:userName>alice</m:userName></l>`), `<l><pwd>${secret alice.password}</pwd><m:userName>alice</m:userName></l>`, ``},
		{"attribute", post(xml, `<l user="alice" password="open&amp;sesame"/>`), `<l user="alice" password="${secret alice.password}"/>`, ``},
		{"WS-Security", post(xml, `<wsse:UsernameToken><wsse:Username>alice</wsse:Username><wsse:Password Type="x#PasswordText">open&amp;sesame</wsse:Password></wsse:UsernameToken>`),
			`<wsse:UsernameToken><wsse:Username>alice</wsse:Username><wsse:Password Type="x#PasswordText">${secret alice.password}</wsse:Password></wsse:UsernameToken>`, ``},
		{"a new password", post(xml, `<c><user>alice</user><newPassword>ge&apos;heim&lt;42&gt;</newPassword></c>`), `<c><user>alice</user><newPassword>${secret alice.newPassword}</newPassword></c>`, ``},
		{"an operation with the word", post(xml, `<setPassword><userId>alice</userId><Password>open&amp;sesame</Password></setPassword>`),
			`<setPassword><userId>alice</userId><Password>${secret alice.password}</Password></setPassword>`, ``},
		{"a flag", post(xml, `<r><passwordExpired>false</passwordExpired><passwordAge>12</passwordAge></r>`), ``, ``},
		{"types under a secret name", post(xml, `<listActiveSessionIds><a xsi:type="xsd:string" href="#id0" soapenc:arrayType="q:Session[4]">abc</a></listActiveSessionIds>`), ``, ``},
		{"JSON", post(json, `{"user":"alice","password":"open\u0026sesame","c":[1]}`), `{"user":"alice","password":"${secret alice.password}","c":[1]}`, ``},
		{"JSON in a list", post(json, `{"passwords":{"a":["open\u0026sesame"]},"b":"c"}`), ``, ``},
		{"form", post(form, `user=alice&password=open%26sesame&x=y+z`), `user=alice&password=${secret:alice.password}&x=y+z`, ``},
		{"SQL", post(xml, `<BatchCommands>CREATE LOGIN x WITH PASSWORD='it''s open', y</BatchCommands>`), `<BatchCommands>CREATE LOGIN x WITH PASSWORD='${secret password|sql}', y</BatchCommands>`, ``},
		{"Basic", post(xml, ``, "Authorization", "Basic "+encode("alice:open&sesame")), ``, "Basic ${basic alice}"},
		{"Basic with a domain", post(xml, ``, "Authorization", "Basic "+encode(`DOM\alice:open&sesame`)), ``, "Basic ${basic DOM%5Calice}"},
		{"Basic without a user", post(xml, ``, "Authorization", "Basic "+encode(`:open&sesame`)), ``, "Basic ${basic _}"},
		{"Bearer", post(xml, ``, "Authorization", "Bearer ey.token-1"), ``, "Bearer ${secret bearer}"},
		{"a scheme alone", post(xml, ``, "Authorization", "Negotiate"), ``, "Negotiate"},
		{"a field", post(xml, ``, "X-Api-Key", "key-0001"), ``, "${secret x-Api-Key}"},
		{"what a gateway has made of a login", post(xml, ``, "X-Forwarded-Authorization", "Basic YWxpY2U6czNjcjN0"), ``, "${secret x-Forwarded-Authorization}"},
		{"a field of Azure's gateway", post(xml, ``, "Ocp-Apim-Subscription-Key", "key-0001"), ``, "${secret ocp-Apim-Subscription-Key}"},
		{"XML in XML", post(xml, `<a>&lt;login user="alice"&gt;&lt;pwd&gt;open&amp;amp;sesame&lt;/pwd&gt;&lt;/login&gt;</a>`),
			`<a>&lt;login user=&quot;alice&quot;&gt;&lt;pwd&gt;${secret alice.password|xml}&lt;/pwd&gt;&lt;/login&gt;</a>`, ``},
		{"JSON in XML", post(xml, `<a>{"user":"alice","password":"open&amp;sesame"}</a>`), `<a>{&quot;user&quot;:&quot;alice&quot;,&quot;password&quot;:&quot;${secret alice.password|json}&quot;}</a>`, ``},
		{"CDATA", post(xml, `<a><user>alice</user><password><![CDATA[open&sesame]]></password></a>`), `<a><user>alice</user><password>${secret alice.password}</password></a>`, ``},
		{"a map", post(xml, `<item><key>user</key><value>alice</value></item><item><key>Password</key><value>open&amp;sesame</value></item><item><key>a</key><value>b</value></item>`),
			`<item><key>user</key><value>alice</value></item><item><key>Password</key><value>${secret alice.password}</value></item><item><key>a</key><value>b</value></item>`, ``},
		{"a property", post(xml, `<p name="user">alice</p><p name="password"><value>open&amp;sesame</value></p><p name="b">c</p>`),
			`<p name="user">alice</p><p name="password"><value>${secret alice.password}</value></p><p name="b">c</p>`, ``},
		{"a value beside its name", post(xml, `<p name="user" value="alice"/><p name="password" value="open&amp;sesame"/><p name="b" value="c"/>`),
			`<p name="user" value="alice"/><p name="password" value="${secret alice.password}"/><p name="b" value="c"/>`, ``},
		{"a field of a page", post("text/html", `<form><input name="user" value="alice"><input name="old_password" value="open&amp;sesame"><input name="passwordPolicy" value="strict"></form>`),
			`<form><input name="user" value="alice"><input name="old_password" value="${secret alice.old_password}"><input name="passwordPolicy" value="strict"></form>`, ``},
		{"a schema", post(xml, `<element name="password" type="xs:string"><annotation><documentation>The one of the user</documentation></annotation></element>`), ``, ``},
		{"by place", post(xml, `<q:login><arg0>alice</arg0><arg1>open&amp;sesame</arg1><arg2>c</arg2></q:login>`), `<q:login><arg0>alice</arg0><arg1>${secret alice.password}</arg1><arg2>c</arg2></q:login>`, ``},
		{"by place, of something else", post(xml, `<q:add><arg0>alice</arg0><arg1>bob</arg1></q:add>`), ``, ``},
		{"members", post(json, `[{"name":"user","value":"alice"},{"name": "password", "value": "open\u0026sesame"},{"name":"b","value":"c"}]`),
			`[{"name":"user","value":"alice"},{"name": "password", "value": "${secret alice.password}"},{"name":"b","value":"c"}]`, ``},
		{"a connection string", post(xml, `<c>Server=x;User Id=sa;Password=open&amp;sesame;Timeout=5</c>`), `<c>Server=x;User Id=sa;Password=${secret password};Timeout=5</c>`, ``},
		{"lines", post("text/plain", "user=x\npassword=open&sesame\nz=1"), "user=x\npassword=${secret password}\nz=1", ``},
		{"procedures", post(xml, `<b>EXEC sp_addlogin 'x', N'it''s open', 'db'; exec sp_password NULL, 'it''s open', 'x'</b>`),
			`<b>EXEC sp_addlogin 'x', N'${secret password|sql}', 'db'; exec sp_password NULL, '${secret password|sql}', 'x'</b>`, ``},
		{"a parameter of SQL", post(xml, `<b>UPDATE u SET password = @p WHERE pwd = name</b>`), ``, ``},
		{"a web token", post(json, `{"jwt":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln-_"}`), `{"jwt":"${secret token}"}`, ``},
		{"OAuth", post(form, `grant_type=authorization_code&code=aPrxsmIEeqM9PiQroGEWx1UiMQd95_5JUZ&code_verifier=abcdefghij`), `grant_type=authorization_code&code=${secret:token}&code_verifier=${secret:code_verifier}`, ``},
		{"a proof", post(xml, ``, "Authentication-Info", `nextnonce="", qop=auth`), ``, `nextnonce="", qop=auth`},
		{"a short code", post(form, `code=DE`), ``, ``},
		{"hidden before", post(xml, `<password>${secret alice.password}</password>`, "Authorization", "Basic ${basic alice}"), ``, "Basic ${basic alice}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			run := newRun()
			got := run.Request(tt.in)
			want := tt.body
			if want == "" {
				want = string(tt.in.Body)
			}
			if tt.name == "JSON in a list" {
				want = `{"passwords":{"a":["${secret passwords}"]},"b":"c"}`
			}
			if diff := cmp.Diff(want, string(got.Body)); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
			if tt.head != "" && got.Fields[1].Value != tt.head {
				t.Errorf("head: %s, want %s", got.Fields[1].Value, tt.head)
			}
			lookup := func(name string) (string, bool) {
				if name == "x-Api-Key" || name == "ocp-Apim-Subscription-Key" {
					name = "apiKey"
				}
				if tt.name == "SQL" {
					name = "sql.password"
				}
				if value, found := secrets[tt.name+": "+name]; found {
					return value, true
				}
				value, found := secrets[name]
				return value, found
			}
			filled, err := mask.Fill(got, lookup)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(meaning(tt.in.Body), meaning(filled.Body)); diff != "" {
				t.Errorf("filled (-want +got):\n%s", diff)
			}
			if tt.name != "hidden before" {
				if diff := cmp.Diff(tt.in.Fields, filled.Fields); diff != "" {
					t.Errorf("filled (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// meaning is a text without the escapes that can be spelt in several ways.
func meaning(b []byte) string {
	s := html.UnescapeString(html.UnescapeString(string(b)))
	s = strings.NewReplacer(`\u0026`, "&", "<![CDATA[", "", "]]>", "", "%26", "&").Replace(s)
	return strings.ReplaceAll(s, "${secret alice.password}", "open&sesame")
}

// Each part of a body is written as its own head says, and a field of a form stands there as it is.
func TestParts(t *testing.T) {
	const secret = "open&sesame"
	const login, masked = `<l><user>alice</user><password>open&amp;sesame</password><b>x&lt;y</b></l>`, `<l><user>alice</user><password>${secret alice.password}</password><b>x&lt;y</b></l>`
	field := func(name, value string) string {
		return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n--b--\r\n"
	}
	part := func(media, value string) string {
		return "--b\r\nContent-Type: " + media + "\r\n\r\n" + value + "\r\n--b--\r\n"
	}
	for _, tt := range []struct{ name, in, want string }{
		{"XML", part("text/xml", login), part("text/xml", masked)},
		{"JSON", part("application/json", `{"user":"alice","password":"open\u0026sesame"}`), part("application/json", `{"user":"alice","password":"${secret alice.password}"}`)},
		{"a field", field("password", secret), field("password", "${secret password}")},
		{"a field without quotes", strings.ReplaceAll(field("password", secret), `"`, ""), strings.ReplaceAll(field("password", "${secret password}"), `"`, "")},
		{"a field with XML", field("xml", login), field("xml", strings.Replace(masked, "password}", "password|xml}", 1))},
		{"lines that end in LF", strings.ReplaceAll(part("text/xml", login), "\r", ""), strings.ReplaceAll(part("text/xml", masked), "\r", "")},
		{"a field, and lines that end in LF", strings.ReplaceAll(field("password", secret), "\r", ""), strings.ReplaceAll(field("password", "${secret password}"), "\r", "")},
		{"a field with XML in UTF-16", field("xml", string(wide(login))), field("xml", string(wide(strings.Replace(masked, "password}", "password|xml}", 1))))},
		{"a field in UTF-16", field("password", string(wide(secret))), field("password", string(wide("${secret password}")))},
		{"a field without quotes, with XML in UTF-16 without a mark", strings.ReplaceAll(field("xml", string(wide(login)[2:])), `name="xml"`, "name=xml"),
			strings.ReplaceAll(field("xml", string(wide(strings.Replace(masked, "password}", "password|xml}", 1))[2:])), `name="xml"`, "name=xml")},
		{"a literal", part("text/${x}", login), part("text/$${x}", masked)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := post("multipart/form-data; boundary=b", tt.in)
			got := newRun().Request(mask.Literal(m))
			if diff := cmp.Diff(tt.want, string(got.Body)); diff != "" {
				t.Errorf("masked (-want +got):\n%s", diff)
			}
			filled, err := mask.Fill(got, func(string) (string, bool) { return secret, true })
			if diff := cmp.Diff(tt.in, string(filled.Body)); diff != "" || err != nil {
				t.Errorf("filled again: %v (-want +got):\n%s", err, diff)
			}
		})
	}
}

// Only "&" parts the fields of a form (URL Standard, section 5.1), so that what else a client writes without an escape is the
// secret's own. In a query other signs part as well, and in a form that old clients make.
func TestSecretsInForms(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"user=alice&password=open;sesame&x=1", "user=alice&password=${secret:alice.password}&x=1"},
		{"user=alice&password=open?ses=a#me", "user=alice&password=${secret:alice.password}"},
		{"user=alice;password=open&x=1", "user=alice;password=${secret:alice.password}&x=1"},
	} {
		got := newRun().Request(post("application/x-www-form-urlencoded", tt.in))
		if diff := cmp.Diff(tt.want, string(got.Body)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.in, diff)
		}
	}
	got := newRun().Request(transcript.Message{Start: "GET /a?view=b?sessionid=abcdef12345678;c=d HTTP/1.1"})
	if !strings.HasPrefix(got.Start, "GET /a?view=b?sessionid=") || !strings.HasSuffix(got.Start, ";c=d HTTP/1.1") || strings.Contains(got.Start, "abcdef12345678") {
		t.Errorf("a query: %s", got.Start)
	}
}

// A secret is hidden by its value wherever it comes again, and however it is spelt.
func TestByValue(t *testing.T) {
	const secret = `s3cr!t&<"wörd">/+x`
	inJSON, err := json.Marshal(secret)
	if err != nil {
		t.Fatal(err)
	}
	run := newRun()
	run.Request(post("text/xml", `<l><user>bob</user><password>`+html.EscapeString(secret)+`</password></l>`))
	for name, m := range map[string]transcript.Message{
		"XML":              post("text/xml", `<a>before `+html.EscapeString(secret)+` after</a>`),
		"attribute":        post("text/xml", `<a b='`+strings.ReplaceAll(html.EscapeString(secret), "!", "&#x21;")+`'/>`),
		"CDATA":            post("text/xml", `<a><![CDATA[`+secret+`]]></a>`),
		"comment":          post("text/xml", `<a><!-- `+secret+` --></a>`),
		"JSON":             post("application/json", `{"a":`+string(inJSON)+`}`),
		"form":             post("application/x-www-form-urlencoded", "a="+url.QueryEscape(secret)),
		"base64":           post("text/xml", `<a>`+encode(secret)+`</a>`),
		"base64 of a part": post("text/xml", `<a>`+encode("x "+secret+" y")+`</a>`),
		"base64 of URLs":   post("text/xml", `<a>`+base64.RawURLEncoding.EncodeToString([]byte(secret))+`</a>`),
		"XML in XML":       post("text/xml", `<a>`+html.EscapeString("<b>"+html.EscapeString(secret)+"</b>")+`</a>`),
		"JSON in XML":      post("text/xml", `<a>`+html.EscapeString(`{"b":`+string(inJSON)+`}`)+`</a>`),
		"a field":          post("text/xml", ``, "X-Anything", secret),
		"Basic":            post("text/xml", ``, "X-Forwarded-Credentials", encode("bob:"+secret)),
		"text":             post("text/plain", "x\n"+secret+"\ny"),
		"UTF-16":           {Start: "HTTP/1.1 200 OK", Body: wide(`<a>` + html.EscapeString(secret) + `</a>`)},
		"multipart": post(`multipart/related; boundary="b"`, "--b\r\nContent-Type: text/xml\r\n\r\n<a>"+html.EscapeString(secret)+
			"</a>\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\n\x00\xff"+secret+"\r\n--b--"),
		"a query": {Start: "GET /a?b=" + url.QueryEscape(secret) + "&c=d HTTP/1.1"},
		"a path":  {Start: "GET /a/" + url.PathEscape(secret) + "/x HTTP/1.1"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, got := range []transcript.Message{run.Request(m), run.Response(m)} {
				if place := leak(got, secret); place != "" {
					t.Errorf("%s in %+v\n%s", place, got, got.Body)
				}
			}
		})
	}
	if text := run.Text("POST " + secret + " failed"); text != "POST ${secret bob.password} failed" {
		t.Errorf("text: %s", text)
	}
}

// In the alphabet for URLs the signs that the other one has not may stand anywhere (RFC 4648, section 5).
func TestByValueInBase64OfURLs(t *testing.T) {
	const secret = "open>?>?>? sesame"
	run := newRun()
	run.Request(post("text/xml", `<l><user>bob</user><password>`+html.EscapeString(secret)+`</password></l>`))
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		for _, text := range []string{secret, "bob:" + secret, "before " + secret + " behind"} {
			spelt := encoding.EncodeToString([]byte(text))
			for _, around := range []string{spelt, "a-b_" + spelt, "a " + spelt + " b"} {
				if got := run.Text(around); strings.Contains(got, spelt[:12]) || strings.Contains(got, spelt[12:20]) {
					t.Errorf("%s stays in %s", spelt, got)
				}
			}
		}
	}
}

func wide(s string) []byte {
	b := []byte{0xFF, 0xFE}
	for _, c := range s {
		b = append(b, byte(c), byte(c>>8))
	}
	return b
}

// leak looks for a secret in a message in every spelling.
func leak(m transcript.Message, secret string) string {
	all := m.Start + "\n"
	for _, f := range m.Fields {
		all += f.Name + ": " + f.Value + "\n"
	}
	all += string(m.Body)
	narrow := strings.ReplaceAll(all, "\x00", "")
	unescaped := func(s string) string {
		s = html.UnescapeString(html.UnescapeString(s))
		if plain, err := url.QueryUnescape(s); err == nil {
			s = plain
		}
		return strings.NewReplacer(`\u0026`, "&", `\u003c`, "<", `\u003e`, ">", `\"`, `"`).Replace(s)
	}
	for what, text := range map[string]string{"plain": all, "unescaped": unescaped(all), "narrow": unescaped(narrow)} {
		for _, spelt := range []string{secret, encode(secret)[:16], strings.TrimPrefix(secret, "s3cr!t")} {
			if strings.Contains(text, spelt) {
				return what + ": " + spelt
			}
		}
	}
	return ""
}

// What the server issues becomes another value of the same form, always the same one, also where the client says it.
func TestResponse(t *testing.T) {
	run := newRun()
	for _, tt := range []struct{ name, id, form string }{
		{"base64", "ns2qf3/m9EGUy1iEiwua9A==", "base64 of 16 bytes"},
		{"GUID", "6F9619FF-8B86-D011-B42D-00C04FC964FF", "upper-case hex, version D, variant B"},
		{"GUID in braces", "{6f9619ff-8b86-4011-b42d-00c04fc964ff}", ""},
		{"hex", "6fcfa886b127478d8b95a3be07d3dec0", "hex"},
		{"MFT", "8f3b9d%8d368d%f35d6c601e1231c8a31f", "hex with two signs"},
		{"Salesforce", "00D5e000000SoAP!AQQAQ.abc_DEF123", "the organization stays"},
		{"digits", "1234567", "digits"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := run.Response(transcript.Message{Start: "HTTP/1.1 200 OK", Body: []byte(`<r><sessionId>` + tt.id + `</sessionId></r>`)})
			other := strings.TrimSuffix(strings.TrimPrefix(string(m.Body), "<r><sessionId>"), "</sessionId></r>")
			if other == tt.id || len(other) != len(tt.id) || classes(other) != classes(tt.id) && tt.name != "base64" && tt.name != "hex" && tt.name != "MFT" && !strings.HasPrefix(tt.name, "GUID") {
				t.Errorf("%s became %s: %s", tt.id, other, tt.form)
			}
			if tt.name == "base64" {
				if raw, err := base64.StdEncoding.Strict().DecodeString(other); err != nil || len(raw) != 16 {
					t.Errorf("%s: %d bytes, %v", other, len(raw), err)
				}
			}
			if tt.name == "Salesforce" && !strings.HasPrefix(other, "00D5e000000SoAP!") {
				t.Errorf("the organization went: %s", other)
			}
			for _, m := range []transcript.Message{
				post("text/xml", `<close><x>`+tt.id+`</x></close>`), post("application/json", `{ sessionID: '`+tt.id+`' }`),
				post("text/xml", ``, "Authorization", "Bearer "+tt.id), post("text/xml", ``, "Cookie", "a="+tt.id+"; b=c"),
				{Start: "GET /x;jsessionid=" + tt.id + "?view=y HTTP/1.1"}, {Start: "GET /x?sid=" + url.QueryEscape(tt.id) + " HTTP/1.1"},
				{Start: "GET /x/" + tt.id + " HTTP/1.1"},
			} {
				got := run.Request(m)
				all := got.Start + string(got.Body)
				for _, f := range got.Fields {
					all += f.Value
				}
				if plain, err := url.PathUnescape(all); !strings.Contains(all, other) && (err != nil || !strings.Contains(plain, other)) {
					t.Errorf("it is not %s in %+v %s", other, got, got.Body)
				}
			}
		})
	}
}

// classes is the form of a value.
func classes(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case '0' <= c && c <= '9':
			return '0'
		case 'a' <= c && c <= 'z':
			return 'a'
		case 'A' <= c && c <= 'Z':
			return 'A'
		}
		return c
	}, s)
}

func TestSetCookie(t *testing.T) {
	run := newRun()
	got := run.Response(transcript.Message{Start: "HTTP/1.1 200 OK", Fields: []transcript.Field{{Name: "Set-Cookie", Value: "JSESSIONID=ABCDEF0123; Path=/; HttpOnly"}}})
	value := got.Fields[0].Value
	if strings.Contains(value, "ABCDEF0123") || !strings.HasPrefix(value, "JSESSIONID=") || !strings.HasSuffix(value, "; Path=/; HttpOnly") {
		t.Fatal(value)
	}
	other, _, _ := strings.Cut(strings.TrimPrefix(value, "JSESSIONID="), ";")
	if got := run.Request(post("text/xml", "", "Cookie", "lang=en; JSESSIONID=ABCDEF0123")); got.Fields[1].Value != "lang=en; JSESSIONID="+other {
		t.Errorf("cookie %q, want %q in it", got.Fields[1].Value, other)
	}
}

// Two users with one password need a name each; one user with two passwords as well.
func TestNamesOfSecrets(t *testing.T) {
	run := newRun()
	login := func(user, password string) string {
		return run.Request(post("", "", "Authorization", "Basic "+encode(user+":"+password))).Fields[1].Value
	}
	got := []string{login("alice", "soapstone"), login("bob", "soapstone"), login("alice", "second one"), login("alice", "soapstone")}
	if diff := cmp.Diff([]string{"Basic ${basic alice}", "Basic ${basic bob}", "Basic ${basic alice 2}", "Basic ${basic alice}"}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"alice.password", "bob.password", "alice.password.2"}, run.Wanted()); diff != "" {
		t.Error(diff)
	}
}

// The example of WSS UsernameToken Profile 1.0 has no password; this one was made with sha1sum.
func TestDigest(t *testing.T) {
	const token = `<wsse:UsernameToken><wsse:Username>alice</wsse:Username><wsse:Password Type="x#PasswordDigest">%s</wsse:Password>` +
		`<wsse:Nonce>MDEyMzQ1Njc4OWFiY2RlZg==</wsse:Nonce><wsu:Created>2005-11-07T10:00:00Z</wsu:Created></wsse:UsernameToken>`
	run := newRun()
	got := run.Request(post("text/xml", strings.Replace(token, "%s", "weYI3nXd8LjMNVksCKFV8t3rgHh3Rw==", 1)))
	if !strings.Contains(string(got.Body), `PasswordDigest">${digest alice}</wsse:Password>`) || strings.Contains(string(got.Body), "MDEyMzQ1Njc4OWFiY2RlZg==") {
		t.Fatalf("%s", got.Body)
	}
	// printf '0123456789abcdef2005-11-07T10:00:00Zsoapstone' | openssl dgst -sha1 -binary | base64
	filled, err := mask.Fill(post("text/xml", strings.Replace(token, "%s", "${digest alice}", 1)), mask.From(map[string]string{"alice.password": "soapstone"}))
	if err != nil || !strings.Contains(string(filled.Body), `>hhive6VxLvExLqjHQivMB/UXl/0=</wsse:Password>`) {
		t.Errorf("%v: %s", err, filled.Body)
	}
	both := "<a>" + strings.Replace(token, "%s", "${digest alice}", 1) + strings.Replace(token, "%s", "${digest bob}", 1) + "</a>"
	var missing *mask.MissingError
	if _, err := mask.Fill(post("text/xml", both), mask.From(nil)); !errors.As(err, &missing) {
		t.Fatalf("without the passwords: %v", err)
	}
	if diff := cmp.Diff([]string{"alice.password", "bob.password"}, missing.Names); diff != "" {
		t.Error(diff)
	}
}

func TestFill(t *testing.T) {
	m := post("text/xml", `<a>${secret alice.password}${secret bob.password}</a>`, "Authorization", "Basic ${basic carol}")
	_, err := mask.Fill(m, func(string) (string, bool) { return "", false })
	var missing *mask.MissingError
	if !errors.As(err, &missing) {
		t.Fatalf("error %v", err)
	}
	if diff := cmp.Diff([]string{"carol.password", "alice.password", "bob.password"}, missing.Names); diff != "" {
		t.Error(diff)
	}
	if want := "set the variable SOAPSTONE_SECRET_CAROL_PASSWORD"; !strings.HasSuffix(err.Error(), want) {
		t.Errorf("%v: it does not say %s", err, want)
	}
	if _, err := mask.Fill(post("", "", "X", "${secret a|upper}"), mask.From(map[string]string{"a": "b"})); err == nil || !strings.Contains(err.Error(), "there is no filter upper, only xml, json, ") {
		t.Error(err)
	}
	if _, err := mask.Fill(post("", "", "X", "${secret a}"), mask.From(map[string]string{"a": "x\r\nSet-Cookie: y"})); err == nil || strings.Contains(err.Error(), "Cookie") {
		t.Errorf("a line break in the head: %v", err)
	}
}

func TestReadSecrets(t *testing.T) {
	got, err := mask.ReadSecrets("s", []byte("# comment\n\nalice.password = a = b \r\nx=y\n"))
	if diff := cmp.Diff(map[string]string{"alice.password": "a = b ", "x": "y"}, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	for _, text := range []string{"\ufeffa = b\r\n", string(wide("a = b\r\n"))} { // of an editor of Windows, and of PowerShell
		got, err := mask.ReadSecrets("s", []byte(text))
		if diff := cmp.Diff(map[string]string{"a": "b"}, got); err != nil || diff != "" {
			t.Errorf("%q: %v %s", text, err, diff)
		}
	}
	for _, text := range []string{"geheim", "a b = c", " = geheim", "a = geheim\na = geheim"} {
		if _, err := mask.ReadSecrets("s", []byte(text)); err == nil || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestHandshake(t *testing.T) {
	// The third message of NTLM, of alice in DOM, with nothing but what is read.
	third := make([]byte, 64, 96)
	copy(third, "NTLMSSP\x00\x03\x00\x00\x00")
	third[28], third[30], third[32] = 6, 6, 64 // domain
	third[36], third[38], third[40] = 10, 10, 70
	third[60] = 1
	third = append(third, "D\x00O\x00M\x00a\x00l\x00i\x00c\x00e\x00"...)
	got := newRun().Request(post("", "", "Authorization", "NTLM "+base64.StdEncoding.EncodeToString(third))).Fields[1].Value
	if got != "NTLM ${ntlm DOM%5Calice}" {
		t.Fatal(got)
	}
	scheme, user, secret, ok := mask.Handshake(got)
	if scheme != "NTLM" || user != `DOM\alice` || secret != "DOM%5Calice.password" || !ok {
		t.Error(scheme, user, secret, ok)
	}
	if _, _, _, ok := mask.Handshake("Basic ${basic alice}"); ok {
		t.Error("Basic is no handshake")
	}
}

// A value that came before its name gave it away is found by who looks again.
func TestAgain(t *testing.T) {
	run := newRun()
	first := run.Response(transcript.Message{Start: "HTTP/1.1 200 OK", Body: []byte(`<a>opensesame</a>`)})
	before := run.Revision()
	run.Request(post("text/xml", `<password>opensesame</password>`))
	if run.Revision() == before {
		t.Error("the revision stays")
	}
	if got := run.Again(first); string(got.Body) != `<a>${secret password}</a>` {
		t.Errorf("%s", got.Body)
	}
}

// A user's name that is secret itself is no part of another secret's name.
func TestSecretUser(t *testing.T) {
	run := mask.NewRun(mask.Options{Names: []string{"user-ID"}})
	got := run.Request(post("text/xml", `<l><userId>alice</userId><password>open sesame</password></l>`))
	if want := `<l><userId>${secret userId}</userId><password>${secret password}</password></l>`; string(got.Body) != want {
		t.Errorf("got %s", got.Body)
	}
}

func TestShow(t *testing.T) {
	m := post("text/xml", `<password>x12345678</password>`, "Authorization", "Basic "+encode("alice:x12345678"))
	run := mask.NewRun(mask.Options{Show: true})
	if diff := cmp.Diff(m, run.Request(m)); diff != "" {
		t.Error(diff)
	}
}

// The message that is given is read only: what is sent may be the same bytes.
func TestGivenStays(t *testing.T) {
	const part = "--b\r\nContent-Type: text/xml\r\n\r\n<r><sessionId>a1b2c3d4e5f6g7h8</sessionId><password>open sesame, and open wide</password></r>\r\n--b--\r\n"
	for _, contentType := range []string{"multipart/related; boundary=b", "text/xml"} {
		m := post(contentType, part)
		if got := newRun().Request(m); strings.Contains(string(got.Body), "sesame") {
			t.Errorf("%s: nothing is hidden: %s", contentType, got.Body)
		}
		if diff := cmp.Diff(part, string(m.Body)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", contentType, diff)
		}
	}
}

func FuzzRun(f *testing.F) {
	f.Add(`<a><Password x="y">geheim</Password><![CDATA[<]]><!-- --><?p?></a>`)
	f.Add(`{"a":"b\u0026","password":'x"`)
	f.Add(`PASSWORD='a''b`)
	f.Fuzz(func(t *testing.T, s string) {
		run := newRun()
		run.Request(post("text/xml", `<password>geheim42</password>`))
		for _, kind := range []string{"text/xml", "application/json", "application/x-www-form-urlencoded", "text/plain", `multipart/x; boundary=a`} {
			body := bytes.Clone([]byte(s + "geheim42"))
			got := run.Request(post(kind, string(body)))
			again := run.Again(got)
			if strings.Contains(string(got.Body), "geheim42") && !hides(s) || len(again.Body) == 0 {
				t.Errorf("%s: %q became %q", kind, body, got.Body)
			}
		}
	})
}

// hides says whether a text may hide what stands behind it: names of elements and declarations are left alone.
func hides(s string) bool {
	return strings.ContainsAny(s, "<") || strings.Contains(s, "\x00") || strings.HasPrefix(s, "\xff\xfe") || strings.HasPrefix(s, "\xfe\xff")
}

// A password has one name in UTF-8 and in ISO-8859-1, whichever came first, and comes back as the bytes that it was.
func TestOneNameInTwoCharsets(t *testing.T) {
	const login = "<l><user>j\u00fcrgen</user><password>s\u00e4same\u00b6</password></l>"
	narrow := strings.NewReplacer("\u00fc", "\xfc", "\u00e4", "\xe4", "\u00b6", "\xb6").Replace
	messages := []transcript.Message{
		post("text/xml; charset=utf-8", login),
		post("text/xml; charset=ISO-8859-1", narrow(login)),
		post("text/xml", "", "Authorization", "Basic "+encode("j\u00fcrgen:s\u00e4same\u00b6")),
		post("text/xml", "", "Authorization", "Basic "+encode(narrow("j\u00fcrgen:s\u00e4same\u00b6"))),
		post("application/x-www-form-urlencoded", "user=j%FCrgen&password=s%E4same%B6&x="+url.QueryEscape(encode(narrow("j\u00fcrgen:s\u00e4same\u00b6")))),
	}
	for first := range messages {
		r := newRun()
		for i := range messages {
			m := messages[(first+i)%len(messages)]
			hidden := r.Request(m)
			if text := string(hidden.Body) + hidden.Value("Authorization"); strings.Contains(text, "same") || !strings.Contains(text, "${") {
				t.Errorf("it shows %q", text)
			}
			filled, err := mask.Fill(hidden, mask.From(map[string]string{"j%C3%BCrgen.password": "s\u00e4same\u00b6"}))
			if d := cmp.Diff(m, filled); d != "" || err != nil {
				t.Errorf("%q, %v (-want +got):\n%s", hidden.Body, err, d)
			}
		}
		if d := cmp.Diff([]string{"j%C3%BCrgen.password"}, r.Wanted()); d != "" {
			t.Errorf("wanted (-want +got):\n%s", d)
		}
		if got := r.Text("s\xe4same\xb6, s\u00e4same\u00b6"); strings.Contains(got, "same") {
			t.Errorf("found by its value: %q", got)
		}
	}
}
