package futurama_test

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"
)

func accept(forms string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Accept", forms) }
}

// The reason phrase says what WCF says, with whatever the client wrote, on one line.
func TestReasonPhrase(t *testing.T) {
	s := open(t)
	a := s.send(http.MethodPost, service, "application/soap+xml; charset=utf-8", "x")
	if want := "415 Cannot process the message because the content type 'application/soap+xml; charset=utf-8' was not the expected type 'text/xml; charset=utf-8'."; a.phrase != want || a.body != "" {
		t.Errorf("%q %q", a.phrase, a.body)
	}
	if a := s.send(http.MethodPost, service, "", "x"); a.phrase != "415 Missing Content Type" {
		t.Errorf("%q", a.phrase)
	}
	for _, ct := range []string{"text/xml", "Text/XML", `text/xml; charset="UTF-8"`, "text/xml;charset=utf-8;action=x"} {
		if a := s.send(http.MethodPost, service, ct, call("SessionEnd", "")); a.status == http.StatusUnsupportedMediaType {
			t.Errorf("%s is refused", ct)
		}
	}
	for _, ct := range []string{"text/xml; charset", "multipart/related; type=\"text/xml\"", "text/plain", "xml"} {
		if a := s.send(http.MethodPost, service, ct, call("SessionEnd", "")); a.status != http.StatusUnsupportedMediaType {
			t.Errorf("%s: %d", ct, a.status)
		}
	}
}

// Messages in UTF-16 are among those that the encoder takes, where a charset of one order or else the XML declaration says so. A byte
// order mark they need not have.
func TestUTF16(t *testing.T) {
	s := open(t)
	id := s.start()
	body := call("SessionKeepAlive", "<n:request><n:SessionID>"+id+"</n:SessionID></n:request>")
	for _, tt := range []struct {
		charset, declaration string
		status               int
	}{
		{"; charset=utf-16", `<?xml version="1.0" encoding="utf-16"?>`, http.StatusOK},
		{"; charset=utf-16", "", http.StatusBadRequest},
		{"; charset=utf-16LE", "", http.StatusOK},
		{"; charset=utf-16BE", "", http.StatusBadRequest},
		{"; charset=utf-8", `<?xml version="1.0" encoding="utf-16"?>`, http.StatusBadRequest},
		{"", `<?xml version="1.0" encoding="utf-16"?>`, http.StatusOK},
		{"", `<?xml version="1.0" encoding="utf-8"?>`, http.StatusBadRequest},
	} {
		for _, mark := range []string{"\xff\xfe", ""} {
			in := mark + utf16LE(tt.declaration+body)
			got := s.soap("SessionKeepAlive", in, func(r *http.Request) { r.Header.Set("Content-Type", "text/xml"+tt.charset) })
			if got.status != tt.status || got.status == http.StatusOK && got.read(t).Message != "success" {
				t.Errorf("%+v, with the mark %q: %d %s", tt, mark, got.status, got.body)
			}
		}
	}
}

// The rule for encodings is that of the reader under WCF's and ASP.NET's formatters alike.
func TestEncodingOfREST(t *testing.T) {
	s := open(t)
	body := "<r><SessionID>" + s.start() + "</SessionID></r>"
	declared := `<?xml version="1.0" encoding="utf-16"?>` + body
	for _, tt := range []struct {
		name, contentType, body string
		status                  int
	}{
		{"declared as it is", "application/xml; charset=utf-8", `<?xml version="1.0" encoding="utf-8"?>` + body, http.StatusOK},
		{"declared as UTF-16", "application/xml; charset=utf-8", declared, http.StatusBadRequest},
		{"declared as UTF-16, no charset", "application/xml", declared, http.StatusBadRequest},
		{"declared as ISO-8859-1", "application/xml", `<?xml version="1.0" encoding="iso-8859-1"?>` + body, http.StatusBadRequest},
		{"UTF-16", "application/xml", utf16LE(declared), http.StatusOK},
		{"UTF-16 with its mark", "application/xml", "\xff\xfe" + utf16LE(declared), http.StatusOK},
		{"UTF-16 that is not declared", "application/xml", "\xff\xfe" + utf16LE(body), http.StatusBadRequest},
		{"UTF-16, charset UTF-8", "application/xml; charset=utf-8", utf16LE(declared), http.StatusBadRequest},
	} {
		if a := s.send(http.MethodPost, rest+"/SessionKeepAlive", tt.contentType, tt.body); a.status != tt.status {
			t.Errorf("%s: %d %s, want %d", tt.name, a.status, a.body, tt.status)
		}
	}
}

// utf16LE writes a text in ASCII in UTF-16, little-endian.
func utf16LE(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		b.WriteByte(c)
		b.WriteByte(0)
	}
	return b.String()
}

// The same in REST, by the content type or by a mark. Half a character is none.
func TestRow60(t *testing.T) {
	s := open(t)
	id := s.start()
	wide := func(text string, big bool) string {
		var b strings.Builder
		for _, unit := range utf16.Encode([]rune(text)) {
			if big {
				b.Write([]byte{byte(unit >> 8), byte(unit)})
			} else {
				b.Write([]byte{byte(unit), byte(unit >> 8)})
			}
		}
		return b.String()
	}
	text := `{sessionID:"` + id + `","a":"🚀"}`
	for _, tt := range []struct {
		name, contentType, body string
		want                    int
	}{
		{"by the content type", "application/json; charset=UTF-16", wide(text, false), 200},
		{"by its mark", "application/json", "\xff\xfe" + wide(text, false), 200},
		{"by the mark of the other order", "application/json; charset=utf-16", "\xfe\xff" + wide(text, true), 200},
		{"a mark of UTF-8 in UTF-16", "application/json; charset=utf-16", "\ufeff" + text, 200},
		{"nothing but a mark", "application/json", "\xff\xfe", 400},
		{"no mark", "application/json", wide(text, false), 400},
		{"UTF-8", "application/json; charset=utf-16", text, 400},
		{"half a unit", "application/json; charset=utf-16", wide(text, false) + "x", 400},
		{"half a character", "application/json; charset=utf-16", wide(`{"a":"`, false) + "\x00\xd8" + wide(`"}`, false), 400},
		{"half a character at the end", "application/json; charset=utf-16", wide(text, false) + "\x00\xd8", 400},
	} {
		a := s.send(http.MethodPost, rest+"/SessionKeepAlive", tt.contentType, tt.body)
		if a.status != tt.want || a.status == 200 && (a.read(t).Message != "success" || a.header.Get("Content-Type") != "application/json; charset=utf-8") {
			t.Errorf("%s: %d %s %s", tt.name, a.status, a.header, a.body)
		}
	}
}

// A body that is too large, or packed in a way that nobody knows, is refused before anybody reads it.
func TestBodies(t *testing.T) {
	s := open(t)
	brotli := func(r *http.Request) { r.Header.Set("Content-Encoding", "br") }
	if a := s.soap("SessionEnd", "x", brotli); a.status != http.StatusUnsupportedMediaType || a.body != "" {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := s.send(http.MethodPost, rest, "application/json", "{}", brotli); a.status != http.StatusUnsupportedMediaType || a.body != "" {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := s.json(rest+"/SessionEnd", strings.Repeat("[", 100_000)); a.status != http.StatusBadRequest {
		t.Errorf("%d", a.status)
	}
	if a := s.json(rest+"/SessionEnd", `{"x":`+strings.Repeat(`{"x":`, 100_000)); a.status != http.StatusBadRequest {
		t.Errorf("%d", a.status)
	}
}

// TestJSONInMemory: a packed body of a few KB must not take many times the memory of what is in it, whatever that is.
func TestJSONInMemory(t *testing.T) {
	s := open(t)
	const most = 15 << 20 // below the limit of bytes
	fill := func(text string) string { return strings.Repeat(text, most/len(text)) }
	for name, body := range map[string]string{
		"an array for an id":     `{"SessionID":[` + fill("{},") + `{}]}`,
		"objects beside the id":  `{"x":[` + fill("{},") + `{}]}`,
		"arrays in each other":   fill("["),
		"members":                "{" + fill(`a:1,`) + `a:1}`,
		"a text of line breaks":  `{"SessionID":"` + fill("\n") + `"}`,
		"controls in a text":     `{"SessionID":'` + fill("\x01") + `'}`,
		"a few values, all read": `{"SessionID":[` + strings.Repeat("{},", 200_000) + `{}]}`,
	} {
		packed := gzipped(body)
		for _, path := range []string{"/SessionKeepAlive", "/other"} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			a := s.send(http.MethodPost, rest+path, "application/json", packed, func(r *http.Request) { r.Header.Set("Content-Encoding", "gzip") })
			runtime.ReadMemStats(&after)
			if a.status == http.StatusOK && !strings.Contains(name, "text") || len(a.body) > 8192 {
				t.Errorf("%s at %s: %d with %d bytes", name, path, a.status, len(a.body))
			}
			// Of all that is allocated one after the other, about a third is held at once: the body in a buffer that has
			// grown to it, and once more as standard JSON.
			if spent := (after.TotalAlloc - before.TotalAlloc) >> 20; spent > 400 {
				t.Errorf("%s at %s: %d MB", name, path, spent)
			}
		}
	}
}

func gzipped(body string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, body)
	z.Close()
	return b.String()
}

// What is read as JSON beyond the standard is what Json.NET takes by default, and nothing else.
func TestLaxJSON(t *testing.T) {
	s := open(t)
	s.put("live", 0)
	for _, tt := range []struct {
		body   string
		status int
		lives  bool
	}{
		{`{ sessionID: "live" }`, 200, true},
		{"{\n\tsessionID\n: \"live\"\n}", 200, true},
		{`{a:1,sessionID:"live"}`, 200, true},
		{`{a:[1,{b:"x"}],sessionID:"live"}`, 200, true},
		{`{"a":"{b:1,c:","sessionID":"live"}`, 200, true},
		{`{"a":"\\",sessionID:"live"}`, 200, true},
		{`{"a":"\",b:",sessionID:"live"}`, 200, true},
		{`{$a_1:true,SESSIONID:"live"}`, 200, true},
		{"\ufeff" + `{"sessionID":"live"}`, 200, true},
		{`{"session\u0049D":"live"}`, 200, true},
		{`{"sessionID":"x","sessionID":"live"}`, 200, true},
		{`{"sessionID":"live","sessionID":"x"}`, 200, false},
		{`{"other":{"sessionID":"live"}}`, 200, false},
		{`{"sessionID":" live\n"}`, 200, true},
		{`{a:[x:1]}`, 400, false},
		{`{1a:2,é:3,sessionID:"live"}`, 200, true},
		{`{'sessionID':'live'}`, 200, true},
		{`{'sess\u0069onID':"live"}`, 200, true},
		{`{'a':'it\'s "b"','sessionID':"live"}`, 200, true},
		{`{"a":"it\'s",'sessionID':"live"}`, 200, true},
		{"{a:'1\n\t2\\\\',sessionID:\"live\"}", 200, true},
		{`{sessionID:"live",}`, 200, true},
		{`{"a":[1,[],{b:1 , /* c */ } , ],"sessionID":"live" , }`, 200, true},
		{`{/**/sessionID:/***/"live"/* " */}`, 200, true},
		{"// first\r\n{// second\n\"sessionID\":\"live\"// third\r}//", 200, true},
		{`{"sessionID":"//live/**/"}`, 200, false},
		{`{sessionID:live}`, 400, false},
		{`{sessionID "live"}`, 400, false},
		{`{'sessionID":"live"}`, 400, false},
		{`{'sessionID':'live"}`, 400, false},
		{`{sessionID:"live",,}`, 400, false},
		{`{,sessionID:"live"}`, 400, false},
		{`{,}`, 400, false},
		{`{a:[,],sessionID:"live"}`, 400, false},
		{`{session-ID:"live"}`, 400, false},
		{`{"sessionID"/**/:"live"}`, 400, false},
		{`{sessionID/**/:"live"}`, 400, false},
		{`{sessionID:"live"/*}`, 400, false},
		{`{sessionID:"live"}/`, 400, false},
		{`{sessionID:"li\'v\xe"}`, 400, false},
		{`{"sessionID":["live"]}`, 400, false},
		{`{"sessionID":"live"}{}`, 400, false},
		{"{\"sessionID\":\"\xff\"}", 400, false},
		{`{"sessionID":"live`, 400, false},
		{`{"a\`, 400, false},
	} {
		a := s.json(rest+"/SessionKeepAlive", tt.body)
		if a.status != tt.status || a.status == 200 && (a.read(t).Message == "success") != tt.lives {
			t.Errorf("%s: %d %s", tt.body, a.status, a.body)
		}
	}
}

// What stands in a lax text is what the client meant, line breaks and other controls included, which standard JSON has none of.
func TestLaxText(t *testing.T) {
	s := open(t)
	a := s.json(rest+"/SessionKeepAlive", "{'sessionID':'a\nb\rc\td\x01e\"f\\'g\\\"h'}")
	if got, want := a.read(t).Message, "Session 'a\nb\rc\td\x01e\"f'g\"h' does not exist or has expired."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// An action that cannot stand in XML is refused like any other that there is not, with what can.
func TestActionWithControls(t *testing.T) {
	s := open(t)
	for _, action := range []string{"%00", "%ff%0a", "%", "%4", "%zz+", `"`, `""`} {
		a := s.soap("SessionEnd", call("SessionEnd", ""), func(r *http.Request) { r.Header.Set("SOAPAction", action) })
		if a.status != http.StatusInternalServerError || !strings.Contains(a.body, "a:ActionNotSupported") || xml.Unmarshal([]byte(a.body), new(struct{})) != nil {
			t.Errorf("%s: %d %q", action, a.status, a.body)
		}
	}
	both := func(r *http.Request) { r.Header["Soapaction"] = []string{"a", "b"} }
	if a := s.soap("SessionEnd", call("SessionEnd", ""), both); !strings.Contains(a.body, "with Action 'a,b' cannot") {
		t.Errorf("%s", a.body)
	}
}
