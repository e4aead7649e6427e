package correlate_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
)

// TestIdsOfTheFiveSystems says at which places the stories of the five systems have ids, and how many.
func TestIdsOfTheFiveSystems(t *testing.T) {
	want := map[string]map[string]bool{
		"sqlserver": {
			"attribute Envelope/Header/sqlSession/@sessionId":                                 true,
			"element Envelope/Body/sqlbatchResponse/sqlbatchResult/SqlTransaction/Descriptor": true,
			"field www-authenticate, nonce":                                                   true, // of HTTP Digest
		},
		"mft": {
			"element Envelope/Body/getSessionResponse/getSessionReturn":     true,
			"element Envelope/Body/getBWSessionResponse/getBWSessionReturn": true,
		},
		"salesforce": {
			"element Envelope/Body/loginResponse/result/sessionId":                 true,
			"element Envelope/Body/loginResponse/result/userId":                    true,
			"element Envelope/Body/loginResponse/result/metadataServerUrl, path 5": true, // the organization
			"element Envelope/Body/resetPasswordResponse/result/password":          true,
		},
		"futurama": {
			"element Envelope/Body/StartSessionResponse/StartSessionResult/SessionID": true,
			"element StartSessionResult/SessionID":                                    true,
			"element PageResult/sessionID":                                            true,
			"json sessionID":                                                          true,
			"json SessionID":                                                          true,
		},
		"model204": {
			"element Envelope/Body/LoginResponse/thread": true,
		},
	}
	got := map[string]map[string]bool{}
	names, err := filepath.Glob("../../../testdata/*/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		system := filepath.Base(filepath.Dir(name))
		if want[system] == nil {
			continue
		}
		story, err := transcript.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range correlate.Ids(story) {
			if got[system] == nil {
				got[system] = map[string]bool{}
			}
			got[system][id.Place.String()] = true
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// message makes a message of a head and a body.
func message(start, body string, fields ...string) *transcript.Message {
	m := &transcript.Message{Start: start, Body: []byte(body)}
	for i := 0; i < len(fields); i += 2 {
		m.Fields = append(m.Fields, transcript.Field{Name: fields[i], Value: fields[i+1]})
	}
	return m
}

func TestValues(t *testing.T) {
	const sid = "8f3b9d%8d368d%f35d6c601e1231c8a31f"
	for _, tt := range []struct {
		name string
		m    *transcript.Message
		want []string // "place = text"
	}{
		{"request line", message("GET /a/4f2a9c10;JSESSIONID=4F2A9C10B7?sid=12345&page=2&q=1a2b3c4d5e?WSDL HTTP/1.1", ""),
			[]string{"path 2 = 4f2a9c10", "param jsessionid = 4F2A9C10B7", "query sid = 12345", "query q = 1a2b3c4d5e"}},
		{"percents", message("GET /?sid=a%2Fb%3D1&mft="+sid+"&plus=1a+2b+3c+4d HTTP/1.1", ""),
			[]string{"query sid = a/b=1", "query mft = " + sid, "query plus = 1a+2b+3c+4d"}},
		{"cookies", message("GET / HTTP/1.1", "", "Cookie", `JSESSIONID="abcdef"; lang=en; $Version=1`), []string{"cookie JSESSIONID = abcdef"}},
		{"set cookie", message("HTTP/1.1 200 OK", "", "Set-Cookie", "JSESSIONID=0000aBcD:-1; Path=/x1y2z3w4v5; HttpOnly"), []string{"cookie JSESSIONID = 0000aBcD:-1"}},
		{"location", message("HTTP/1.1 302 Found", "", "Location", "https://host1a2b3c4d/app;jsessionid=AB12CD34?token=xyz"),
			[]string{"field location, param jsessionid = AB12CD34", "field location, query token = xyz"}},
		{"bearer", message("GET / HTTP/1.1", "", "Authorization", "Bearer 00D!AQ4"), []string{"field authorization = 00D!AQ4"}},
		{"passwords", message("GET / HTTP/1.1", "", "Authorization", "Basic YWxpY2U6c29hcHN0b25l", "Proxy-Authorization", "NTLM TlRMTVNTUAABAAAA"), nil},
		{"fields", message("HTTP/1.1 200 OK", "", "Content-Type", `text/xml; charset="iso8859x1y2"`, "X-Request-Id", "r4nd0mt3xt", "Server", "a1b2c3d4e5", "ETag", `"33a64df5"`),
			[]string{"field x-request-id = r4nd0mt3xt", `field etag = "33a64df5"`}},
		{"elements", message("HTTP/1.1 200 OK", `<s:E xmlns:s="urn:a1b2c3d4e5"><s:sid>AAA</s:sid><s:sid>BBB</s:sid><n:count xmlns:n="u" id="12">12</n:count></s:E>`),
			[]string{"element E/sid = AAA", "element E/sid[2] = BBB"}},
		{"names of XML", message("HTTP/1.1 200 OK", `<E xmlns:x="x" x:type="x:a1b2c3d4e5" encodingStyle="a1b2c3d4e5" href="#a1b2c3d4e5" sessionId="ab1"/>`), []string{"attribute E/@sessionId = ab1"}},
		{"entities", message("HTTP/1.1 200 OK", `<E><token>a&amp;b&#49;</token><s><![CDATA[1a2b3c4d5e]]></s></E>`), []string{"element E/token = a&b1", "element E/s = 1a2b3c4d5e"}},
		{"a URL", message("HTTP/1.1 200 OK", `<E><serverUrl>https://x.example.com/services/Soap/u/58.0/00Dx0000000BV7z</serverUrl></E>`),
			[]string{"element E/serverUrl, path 5 = 00Dx0000000BV7z"}},
		{"a sentence", message("HTTP/1.1 500 No", `<E>Session 4f2a9c10b7de, of 2005-11-07T10:00:00 or ISO-8859-1 and demo1, is gone.</E>`), []string{"element E, word 2 = 4f2a9c10b7de"}},
		{"XML in a text", message("HTTP/1.1 200 OK", `<E><r>&lt;login sid="1234"&gt;&lt;/login&gt;</r></E>`), []string{"attribute E/r/login/@sid = 1234"}},
		{"broken XML", message("POST / HTTP/1.1", `<E><sid>AAA</sid><b`), []string{"element E/sid = AAA"}},
		{"Latin-1 that is not declared", message("POST / HTTP/1.1", "<E><name>\xe4</name><sid>AAA</sid></E>"), []string{"element E/sid = AAA"}},
		{"a character that is not escaped", message("POST / HTTP/1.1", `<E><name>1 < 2</name><sid>AAA</sid></E>`), []string{"element E/sid = AAA"}},
		{"HTML", message("HTTP/1.1 200 OK", `<html><body><br><form><input type="hidden" name="sid" value="4f2a9c10"></form></body></html>`),
			[]string{"attribute html/body/br/form/input/@value = 4f2a9c10"}},
		{"UTF-16", message("POST / HTTP/1.1", "\xff\xfe<\x00E\x00>\x00<\x00i\x00d\x00>\x00a\x00b\x001\x00<\x00/\x00i\x00d\x00>\x00<\x00/\x00E\x00>\x00"), []string{"element E/id = ab1"}},
		{"JSON", message("HTTP/1.1 200 OK", `{"a":{"sessionID":"x\u0079z"},"ids":[{"id":4711},{"id":4712}],"n":12345,"t":true}`),
			[]string{"json a/sessionID = xyz", "json ids/id = 4711", "json ids/id[2] = 4712"}},
		{"numbers", message("HTTP/1.1 200 OK", `{"orderNo":4711,"CASE_NUMBER":"4712","kundennr":4713,"No":"C-14","quoteRef":"Q715","customerKey":"4716",
			"quantity":1500,"pageNumber":1500,"Line_No":10000,"phoneNo":"555123","piano":"grand","orderNumber":"open","no":"12","href":"/orders/1500","statusCode":1500}`),
			[]string{"json orderNo = 4711", "json CASE_NUMBER = 4712", "json kundennr = 4713", "json No = C-14", "json quoteRef = Q715", "json customerKey = 4716"}},
		{"JSON with single quotes", message("POST / HTTP/1.1", `{ 'sessionID': 'x\'y"\u0079', /* 'token': 'no' */ other: 'it\'s "ours"', // 'id': 'no'
			'token': 'abc' }`), []string{`json sessionID = x'y"y`, "json token = abc"}},
		{"JSON without quotes", message("POST / HTTP/1.1", `{sessionID:"xyz", token: abc`), []string{"json sessionID = xyz", "json token = abc"}},
		{"a form", message("POST / HTTP/1.1", "sid=a%2Bb&n=7", "Content-Type", "application/x-www-form-urlencoded"), []string{"form sid = a+b"}},
		{"attachments", message("POST / HTTP/1.1", "--b\r\nContent-Type: text/xml\r\n\r\n<E><sid>AAA</sid></E>\r\n--b--\r\n", "Content-Type", "multipart/related; boundary=b"),
			[]string{"element E/sid = AAA"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, v := range correlate.Values(tt.m) {
				got = append(got, fmt.Sprintf("%s = %s", v.Place, v.Text))
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// TestWhatIsNoID: texts that come back and are no ids all the same.
func TestWhatIsNoID(t *testing.T) {
	for _, text := range []string{
		"", "12", "demo1", "9.00.1399.06", "4.0.30319", "-1", "1E5", "true", "2005-11-07", "2005-11-07T10:00:00.5+02:00", "10:00:00", "20051107",
		"PT20M", "P1DT2H", "10.11.12.13", "10.11.12.13:8080", "fe80::1", "alice1b2@example.com", "urn:a1b2c3d4e5", "text/xml", "application/soap12+x1m2l3",
		"ISO-8859-1", "windows-1252", "UTF-16", "SqlMessage2", "getSessionResponse", "a sentence with 1a2b3c", strings.Repeat("1a", 3000),
	} {
		events := []transcript.Event{
			&transcript.Response{Number: 1, Message: *message("HTTP/1.1 200 OK", "<a>"+text+"</a>")},
			&transcript.Request{Number: 2, Message: *message("POST / HTTP/1.1", "<b>"+text+"</b>")},
		}
		if ids := correlate.Ids(&transcript.Story{Events: events}); len(ids) > 0 {
			t.Errorf("%q was taken for an id: %v", text, ids)
		}
	}
}

func TestIds(t *testing.T) {
	const id = "4f2a9c10b7de"
	request := func(n int, body string) transcript.Event {
		return &transcript.Request{Number: n, Message: *message("POST / HTTP/1.1", body)}
	}
	response := func(n int, body string) transcript.Event {
		return &transcript.Response{Number: n, Message: *message("HTTP/1.1 200 OK", body)}
	}
	place := correlate.Place{In: correlate.Element, Path: "r", N: 1}
	for _, tt := range []struct {
		name   string
		events []transcript.Event
		want   []correlate.ID
	}{
		{"it comes back", []transcript.Event{request(1, "<a/>"), response(1, "<r>"+id+"</r>"), request(2, "<b>"+id+"</b>"), request(3, "<b>"+id+"</b>")},
			[]correlate.ID{{Text: id, Number: 1, Place: place, Back: 2}}},
		{"it comes back in a text", []transcript.Event{response(1, "<r>"+id+"</r>"), request(2, "<b>end "+id+"!</b>")}, []correlate.ID{{Text: id, Number: 1, Place: place, Back: 2}}},
		{"a password of letters that the server made", []transcript.Event{request(1, "<a/>"), response(1, "<password>kvQxTbnR</password>"), request(2, "<password>kvQxTbnR</password>")},
			[]correlate.ID{{Text: "kvQxTbnR", Number: 1, Place: correlate.Place{In: correlate.Element, Path: "password", N: 1}, Back: 2}}},
		{"part of another is another", []transcript.Event{response(1, "<r>"+id+"</r>"), request(2, "<b>"+id+"1</b>")}, nil},
		{"a client chose it", []transcript.Event{request(1, "<a>"+id+"</a>"), response(1, "<r>"+id+"</r>"), request(2, "<b>"+id+"</b>")}, nil},
		{"it never comes back", []transcript.Event{response(1, "<r>"+id+"</r>"), request(2, "<b/>")}, nil},
		{"it stands in a password", []transcript.Event{response(1, "<r>"+id+"</r>"),
			&transcript.Request{Number: 2, Message: *message("GET / HTTP/1.1", "", "Authorization", "Basic "+id)}}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, correlate.Ids(&transcript.Story{Events: tt.events})); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// FuzzValues: whatever a message holds, looking at it ends, and each place is named once.
func FuzzValues(f *testing.F) {
	f.Add("GET /a;b=c?d=e HTTP/1.1", "text/xml", []byte(`<a id="abc"><b>{"id":"xyz"}</b></a>`))
	f.Add("HTTP/1.1 200 OK", "multipart/related; boundary=b", []byte("--b\r\n\r\n{\"id\":[\"\\u0061bc\"]\r\n--b--"))
	f.Add("HTTP/1.1 200 OK", "", []byte("\xff\xfe<\x00a"))
	f.Fuzz(func(t *testing.T, start, contentType string, body []byte) {
		seen := map[correlate.Place]bool{}
		for _, v := range correlate.Values(message(start, string(body), "Content-Type", contentType)) {
			if seen[v.Place] {
				t.Errorf("%s is named twice", v.Place)
			}
			seen[v.Place] = true
		}
	})
}
