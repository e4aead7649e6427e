package capture_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/capture"
)

// chrome is a HAR as Chrome writes it: HTTP/2 in lower case with pseudo fields, a page's parts, a call to a service.
const chrome = `{
  "log": {
    "version": "1.2",
    "creator": {"name": "WebInspector", "version": "537.36"},
    "pages": [{"startedDateTime": "2026-01-02T10:00:00.000Z", "id": "page_1", "title": "{\"entries\": [", "pageTimings": {"onLoad": 5.5}}],
    "entries": [
      {
        "_initiator": {"type": "other"}, "_priority": "VeryHigh", "_resourceType": "document", "cache": {}, "connection": "443", "pageref": "page_1",
        "request": {"method": "GET", "url": "https://portal.example.com/", "httpVersion": "h2", "headers": [{"name": ":authority", "value": "portal.example.com"}],
          "queryString": [], "cookies": [], "headersSize": -1, "bodySize": 0},
        "response": {"status": 200, "statusText": "", "httpVersion": "h2", "headers": [{"name": "content-type", "value": "text/html"}], "cookies": [],
          "content": {"size": 13, "mimeType": "text/html", "text": "<html></html>"}, "redirectURL": "", "headersSize": -1, "bodySize": -1},
        "serverIPAddress": "192.0.2.1", "startedDateTime": "2026-01-02T10:00:00.000Z", "time": 20.5, "timings": {"blocked": 1}
      },
      {
        "_resourceType": "image", "connection": "443",
        "request": {"method": "GET", "url": "https://portal.example.com/logo.png", "httpVersion": "h2", "headers": [], "bodySize": 0},
        "response": {"status": 200, "statusText": "", "httpVersion": "h2", "headers": [{"name": "content-type", "value": "image/png"}],
          "content": {"size": 8, "mimeType": "image/png", "text": "iVBORw0KGgo=", "encoding": "base64"}, "bodySize": -1},
        "startedDateTime": "2026-01-02T10:00:00.100Z", "time": 3
      },
      {
        "_resourceType": "websocket", "_webSocketMessages": [{"type": "send", "time": 1.5, "opcode": 1, "data": "{}"}],
        "request": {"method": "GET", "url": "wss://portal.example.com/live", "httpVersion": "HTTP/1.1", "headers": [], "bodySize": 0},
        "response": {"status": 101, "statusText": "Switching Protocols", "headers": [], "content": {"size": 0, "mimeType": "x-unknown"}},
        "startedDateTime": "2026-01-02T10:00:00.150Z", "time": 3
      },
      {
        "_resourceType": "preflight", "connection": "443",
        "request": {"method": "OPTIONS", "url": "https://soap.example.com/m204/session", "httpVersion": "h2", "headers": [], "bodySize": 0},
        "response": {"status": 204, "statusText": "", "headers": [], "content": {"size": 0, "mimeType": "x-unknown"}},
        "startedDateTime": "2026-01-02T10:00:00.180Z", "time": 3
      },
      {
        "_resourceType": "xhr", "connection": "512",
        "request": {"method": "POST", "url": "https://soap.example.com/m204/session?a=1#top", "httpVersion": "h2",
          "headers": [{"name": ":authority", "value": "soap.example.com"}, {"name": ":method", "value": "POST"}, {"name": ":path", "value": "/m204/session?a=1"},
            {"name": ":scheme", "value": "https"}, {"name": "accept-encoding", "value": "gzip, deflate, br, zstd"}, {"name": "content-length", "value": "11"},
            {"name": "content-type", "value": "text/xml; charset=utf-8"}, {"name": "soapaction", "value": "\"urn:m204:janus:session:v1#Login\""}],
          "queryString": [{"name": "a", "value": "1"}], "cookies": [], "headersSize": -1, "bodySize": 11,
          "postData": {"mimeType": "text/xml; charset=utf-8", "text": "<a>${x}</a>"}},
        "response": {"status": 500, "statusText": "", "httpVersion": "h2",
          "headers": [{"name": "content-encoding", "value": "br"}, {"name": "content-type", "value": "text/xml; charset=utf-8"}, {"name": "date", "value": "Fri, 02 Jan 2026 10:00:00 GMT"},
            {"name": "set-cookie", "value": "a=1\nb=2"}, {"name": "server", "value": "Apache"}],
          "content": {"size": 12, "mimeType": "text/xml", "text": "<b>${any}</b>"}, "headersSize": -1, "bodySize": -1, "_transferSize": 80},
        "startedDateTime": "2026-01-02T10:00:00.200Z", "time": 30
      }
    ]
  }
}`

func TestChrome(t *testing.T) {
	m := importFiles(t, map[string]string{"soap.example.com.har": chrome}, open())
	check(t, "problems", m.problems(), []string(nil))
	check(t, "left out", m.LeftOut, []capture.Count{{Reason: "OPTIONS", N: 1}, {Reason: "WebSockets", N: 1}, {Reason: "images, fonts, styles and scripts", N: 1}, {Reason: "neither SOAP nor XML nor JSON", N: 1}})
	check(t, "names", m.names, []string{"model204-soap.example.com-20260102T100000Z-1.txtar"})
	check(t, "text", m.texts[0], `format: soapstone/1
system: model204
source: imported from soap.example.com.har, saved by WebInspector 537.36
evidence: observed
-- 1 given --
now: 2026-01-02T10:00:00.2Z
-- 1 request --
POST /m204/session?a=1 HTTP/1.1
Host: soap.example.com
Accept-Encoding: gzip
Content-Type: text/xml; charset=utf-8
SOAPAction: "urn:m204:janus:session:v1#Login"

<a>$${x}</a>
-- 1 response --
HTTP/1.1 500 Internal Server Error
Content-Type: text/xml; charset=utf-8
Set-Cookie: a=1
Set-Cookie: b=2
Server: Apache

<b>$${any}</b>
`)
}

// firefox is a HAR as Firefox writes it, with the parameters of a form and the order that it likes.
const firefox = `{"log":{"version":"1.2","creator":{"name":"Firefox","version":"128.0"},"browser":{"name":"Firefox","version":"128.0"},
 "pages":[{"id":"page_1","pageTimings":{"onContentLoad":-1,"onLoad":-1},"startedDateTime":"2026-01-02T11:00:00.000+01:00","title":"x"}],
 "entries":[
  {"startedDateTime":"2026-01-02T11:00:05.000+01:00",
   "request":{"bodySize":0,"method":"GET","url":"http://rest.example.com:8080/rest/webapi/List?x=1","httpVersion":"HTTP/1.1","headers":[{"name":"Host","value":"rest.example.com:8080"},{"name":"Accept","value":"application/json"},{"name":"Connection","value":"keep-alive"}],"cookies":[],"queryString":[{"name":"x","value":"1"}],"headersSize":300},
   "response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","headers":[{"name":"Content-Type","value":"application/json"}],"cookies":[],"content":{"mimeType":"application/json","size":2,"text":"{}"},"redirectURL":"","headersSize":90,"bodySize":92},
   "cache":{},"timings":{"blocked":0},"time":4,"serverIPAddress":"192.0.2.7","connection":"8080","pageref":"page_1"},
  {"startedDateTime":"2026-01-02T11:00:01.000+01:00",
   "request":{"bodySize":31,"method":"POST","url":"http://rest.example.com:8080/rest/webapi/token","httpVersion":"HTTP/1.1","headers":[{"name":"Host","value":"rest.example.com:8080"},{"name":"Content-Type","value":"application/x-www-form-urlencoded"},{"name":"Content-Length","value":"31"}],"cookies":[{"name":"k","value":"v"}],"queryString":[],"headersSize":300,
    "postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"user name","value":"a&b"},{"name":"folder","value":"Sav%26ings"}],"text":""}},
   "response":{"status":200,"statusText":"OK","httpVersion":"HTTP/1.1","headers":[{"name":"Content-Type","value":"application/json; charset=utf-8"}],"cookies":[],"content":{"mimeType":"application/json; charset=utf-8","size":15,"encoding":"base64","text":"eyJhbnN3ZXIiOnRydWV9"},"redirectURL":"","headersSize":90,"bodySize":92},
   "cache":{},"timings":{},"time":4,"connection":"8080"},
  {"startedDateTime":"2026-01-02T11:00:06.000+01:00","_securityState":"insecure",
   "request":{"bodySize":0,"method":"GET","url":"http://rest.example.com:8080/rest/webapi/Gone","httpVersion":"","headers":[],"cookies":[],"queryString":[],"headersSize":-1},
   "response":{"status":0,"statusText":"","httpVersion":"","headers":[],"cookies":[],"content":{"mimeType":"","size":0},"redirectURL":"","headersSize":-1,"bodySize":-1},
   "cache":{},"timings":{},"time":0}
 ]}}`

func TestFirefox(t *testing.T) {
	m := importFiles(t, map[string]string{"firefox": firefox}, open())
	check(t, "problems", m.problems(), []string(nil))
	check(t, "text", m.texts[0], `format: soapstone/1
system: futurama
source: imported from firefox, saved by Firefox 128.0
evidence: observed
# exchange 3: no answer came, so none is expected: the capture names status "0"
-- 1 given --
now: 2026-01-02T10:00:01Z
-- 1 request --
POST /rest/webapi/token HTTP/1.1
Host: rest.example.com:8080
Content-Type: application/x-www-form-urlencoded
Cookie: k=v

user+name=a%26b&folder=Sav%26ings
-- 1 response --
HTTP/1.1 200 OK
Content-Type: application/json; charset=utf-8

{"answer":true}
-- 2 given --
now: 2026-01-02T10:00:05Z
-- 2 request --
GET /rest/webapi/List?x=1 HTTP/1.1
Host: rest.example.com:8080
Accept: application/json
-- 2 response --
HTTP/1.1 200 OK
Content-Type: application/json

{}
-- 3 given --
now: 2026-01-02T10:00:06Z
-- 3 request --
GET /rest/webapi/Gone HTTP/1.1
Host: rest.example.com:8080
`)
}

// harOf is a HAR with these entries.
func harOf(entries ...string) string {
	return `{"log":{"version":"1.2","creator":{"name":"test","version":"1"},"entries":[` + strings.Join(entries, ",") + `]}}`
}

// entry is an entry whose messages have these members beside the usual ones.
func entry(request, response string) string {
	return fmt.Sprintf(`{"startedDateTime":"2026-01-02T10:00:00Z","time":1,"request":{"method":"POST","url":"http://h/s","httpVersion":"HTTP/1.1","headers":[{"name":"Content-Type","value":"text/xml"}]%s},"response":{"status":200,"statusText":"OK","headers":[{"name":"Content-Type","value":"text/xml"}]%s}}`, request, response)
}

func content(members string) string { return `,"content":{"mimeType":"text/xml"` + members + `}` }

func body(members string) string { return `,"postData":{"mimeType":"text/xml"` + members + `}` }

func quoted(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// What tools get wrong: nothing of it takes anything else with it.
func TestFaultyBodies(t *testing.T) {
	b64 := func(s string) string { return quoted(base64.StdEncoding.EncodeToString([]byte(s))) }
	for _, c := range []struct{ name, answer, want, problem, note string }{
		{"plain", content(`,"size":4,"text":"<b/>"`), "<b/>", "", ""},
		{"base64", content(`,"size":4,"encoding":"base64","text":` + b64("<b/>")), "<b/>", "", ""},
		{"base64 in lines", content(`,"encoding":"base64","text":"PGI+\r\nPC9i\nPg=="`), "<b></b>", "", ""},
		{"base64 without padding", content(`,"encoding":"base64","text":"PGIvPg"`), "<b/>", "", ""},
		{"base64 not marked", content(`,"text":` + b64("<b>some text</b>")), "<b>some text</b>", "", "of its response: it was base64 and not marked so"},
		{"base64 as Charles marks it", content(`,"_encoding":"base64","text":` + b64("<b/>")), "<b/>", "", ""},
		{"marked and not base64", content(`,"encoding":"base64","text":"<b/>"`), "<b/>", "", "of its response: it is marked as base64 and is none: taken as it stands"},
		{"gzip still packed", content(`,"encoding":"base64","text":` + b64(gzipped("<b/>"))), "<b/>", "", ""},
		{"gzip still packed and base64 not marked", content(`,"text":` + b64(gzipped("<b/>"))), "<b/>", "", "of its response: it was base64 and not marked so"},
		{"gzip still packed, with the size of what is in it", content(`,"size":400,"encoding":"base64","text":` + b64(gzipped("<b>"+strings.Repeat("b", 393)+"</b>"))), "<b>" + strings.Repeat("b", 393) + "</b>", "", ""},
		{"gzip still packed and cut off", content(`,"size":400,"encoding":"base64","text":` + b64(gzipped("<b>half of it</b>")[:20])), "", "its response is not expected: its body is broken gzip: unexpected EOF", ""},
		{"deflate still packed, with the size of what is in it", `,"headers":[{"name":"Content-Encoding","value":"deflate"},{"name":"Content-Type","value":"text/xml"}]` + content(`,"size":400,"encoding":"base64","text":`+b64(deflated("<b>"+strings.Repeat("b", 393)+"</b>"))), "<b>" + strings.Repeat("b", 393) + "</b>", "", ""},
		{"a bomb", content(`,"encoding":"base64","text":` + b64(gzipped(strings.Repeat(" ", 17<<20)))), "", "its response is not expected: its body has more than 16777216 bytes", ""},
		{"a byte order mark", content(`,"text":"\ufeff<b/>"`), "\ufeff<b/>", "", ""},
		{"no body", content(`,"size":345`), "", "its response has no body, which had 345 bytes: save the HAR with content", ""},
		{"no body of one byte", content(`,"size":1`), "", "its response has no body, which had 1 byte: save the HAR with content", ""},
		{"no body by its length", `,"bodySize":12`, "", "its response has no body, which had 12 bytes: save the HAR with content", ""},
		{"an empty body", content(`,"size":0,"text":""`), "", "", ""},
		{"content that is null", `,"content":null`, "", "", ""},
		{"cut off", content(`,"size":400,"text":"<b>half"`), "", "its response is cut off after 7 of 400 bytes", ""},
		{"numbers as texts", content(`,"size":"4","text":"<b/>"`), "<b/>", "", ""},
		{"in its own charset", `,"content":{"mimeType":"text/xml","size":50,"text":` + quoted(`<?xml version="1.0" encoding="windows-1252"?><b>5 €</b>`) + `}`, "<?xml version=\"1.0\" encoding=\"windows-1252\"?><b>5 \x80</b>", "", ""},
		{"a charset nobody knows", content(`,"text":` + quoted(`<?xml version="1.0" encoding="klingon"?><b>€</b>`)), `<?xml version="1.0" encoding="klingon"?><b>€</b>`, "", "of its response: its body stays UTF-8, since the charset klingon is not known"},
		{"a charset that has no such character", content(`,"text":` + quoted(`<?xml version="1.0" encoding="iso-8859-2"?><b>€</b>`)), `<?xml version="1.0" encoding="iso-8859-2"?><b>€</b>`, "", "of its response: its body stays UTF-8, since not all of it can be written in iso-8859-2"},
		{"UTF-16", content(`,"text":` + quoted(`<?xml version="1.0" encoding="UTF-16"?><b/>`)), wide("\ufeff" + `<?xml version="1.0" encoding="UTF-16"?><b/>`), "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := importFiles(t, map[string]string{"x.har": harOf(entry(body(`,"text":"<a/>"`), c.answer), entry(body(`,"text":"<z/>"`), content(`,"text":"<ok/>"`)))}, open())
			var want []string
			if c.problem != "" {
				want = []string{"x.har: entry 1: " + c.problem}
			}
			check(t, "problems", m.problems(), want)
			if m.Steps != 2 {
				t.Fatalf("%d steps, want 2", m.Steps)
			}
			if c.note != "" && !strings.Contains(m.texts[0], "# exchange 1: "+c.note+"\n") {
				t.Errorf("the note %q is not in\n%s", c.note, m.texts[0])
			}
			if c.problem != "" {
				check(t, "without an answer", m.stories[0].Unanswered(), []int{1})
				return
			}
			check(t, "body", string(response(t, m.stories[0], 1).Body), c.want)
			check(t, "the other", string(response(t, m.stories[0], 2).Body), "<ok/>")
		})
	}
}

// What packed bodies unpack to has a limit for all together: each entry of a small capture may have a body of many megabytes. One
// that is not packed is as large as it was in its file.
func TestHARBomb(t *testing.T) {
	packed := base64.StdEncoding.EncodeToString([]byte(gzipped("<a>" + strings.Repeat(" ", 1<<20) + "</a>")))
	bomb := entry(body(`,"text":"<a/>"`), content(`,"encoding":"base64","text":"`+packed+`"`))
	o := open()
	o.MaxTotal = 3 << 20
	m := importFiles(t, map[string]string{"x.har": harOf(bomb, bomb, bomb, bomb, entry(body(`,"text":"<b/>"`), content(`,"text":"<b/>"`)))}, o)
	check(t, "answered", len(m.stories[0].Unanswered()), 2)
	check(t, "the last", string(response(t, m.stories[0], 5).Body), "<b/>")
	if len(m.Problems) != 2 || !strings.HasSuffix(m.problems()[0], "entry 3: its response is not expected: all packed bodies together unpack to more than 3145728 bytes") {
		t.Errorf("%q", m.problems())
	}
}

func gzipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(s))
	_ = z.Close() // of memory
	return b.String()
}

func deflated(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(s))
	_ = z.Close() // of memory
	return b.String()
}

func wide(s string) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		b = append(b, byte(unit), byte(unit>>8))
	}
	return string(b)
}

// A request that is not whole cannot be sent, so it is left out and named; the others stay.
func TestFaultyRequests(t *testing.T) {
	good := entry(body(`,"text":"<ok/>"`), content(`,"text":"<b/>"`))
	for _, c := range []struct{ name, bad, problem string }{
		{"no body", entry(`,"bodySize":17`, content(`,"text":"<b/>"`)), "its request has no body, which had 17 bytes: the tool did not save it"},
		{"no request", `{"startedDateTime":"2026-01-02T10:00:00Z"}`, "it has no request"},
		{"no text where one is expected", `{"request":{"method":["POST"],"url":"http://h/s"}}`, "it cannot be read: "},
		{"no JSON", `{"request": {nonsense}}`, "it cannot be read: invalid character 'n' looking for beginning of object key string"},
		{"no method", strings.Replace(good, `"POST"`, `"PO ST"`, 1), "its method is no word"},
		{"packed by Brotli", strings.Replace(entry(body(`,"encoding":"base64","text":"iwGAAwM="`), content(`,"text":"<b/>"`)), `"headers":[`, `"headers":[{"name":"content-encoding","value":"br"},`, 1), `its request cannot be sent: its body is packed by "br", which cannot be undone here: save it with bodies decoded`},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := importFiles(t, map[string]string{"x.har": harOf(good, c.bad, good)}, open())
			if len(m.Problems) != 1 || !strings.HasPrefix(m.problems()[0], "x.har: entry 2: "+c.problem) {
				t.Errorf("got %q, want %q", m.problems(), c.problem)
			}
			if m.Steps != 2 {
				t.Errorf("%d steps, want 2", m.Steps)
			}
		})
	}
}

// A file that breaks off, or is no HAR after all, gives what it has.
func TestBrokenHAR(t *testing.T) {
	good := entry(body(`,"text":"<ok/>"`), content(`,"text":"<b/>"`))
	whole := harOf(good, good)
	deep := strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000)
	for _, c := range []struct {
		name, text string
		steps      int
		problem    string
	}{
		{"cut off in an entry", whole[:len(whole)-40], 1, "x.har: it ends in the middle of entry 2: what came before is imported"},
		{"cut off behind the entries", whole[:len(whole)-1], 2, "x.har: it ends before its end: what was there is imported"},
		{"too many brackets", whole + "}", 2, fmt.Sprintf("x.har: it is no JSON: at byte %d a bracket closes that was not opened", len(whole))},
		{"two in one file", whole + "\n" + whole, 2, fmt.Sprintf("x.har: at byte %d another document begins: only the first is imported, save each in a file of its own", len(whole)+1)},
		{"deep in an entry", harOf(good, `{"request":`+deep+`}`, good), 2, "x.har: entry 2: it cannot be read: invalid character '[' exceeded max depth"},
		{"deep beside the entries", strings.Replace(whole, `"entries"`, `"_more":`+deep+`,"entries"`, 1), 2, ""},
		{"a byte order mark", "\ufeff" + whole, 2, ""},
		{"UTF-16", wide("\ufeff" + whole), 2, ""},
		{"no entries", `{"log":{"version":"1.2","creator":{"name":"x"}}}`, 0, "x.har: there are no entries in it"},
		{"entries in something else", strings.Replace(whole, `"entries"`, `"_other":{"entries":[1,{}]},"entries"`, 1), 2, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := importFiles(t, map[string]string{"x.har": c.text}, open())
			var want []string
			if c.problem != "" {
				want = []string{c.problem}
			}
			check(t, "problems", m.problems(), want)
			if m.Steps != c.steps {
				t.Errorf("%d steps, want %d", m.Steps, c.steps)
			}
		})
	}
}

// An entry that is too large, and a body that is, are named.
func TestLimits(t *testing.T) {
	good := entry(body(`,"text":"<ok/>"`), content(`,"text":"<b/>"`))
	o := open()
	o.MaxEntry, o.MaxBody = 2000, 1000
	m := importFiles(t, map[string]string{"x.har": harOf(good, entry(body(`,"text":"<a/>"`), content(`,"text":"<b>`+strings.Repeat("x", 3000)+`</b>"`)),
		entry(body(`,"text":"<a/>"`), content(`,"text":"<b>`+strings.Repeat("x", 1200)+`</b>"`)), good)}, o)
	want := []string{"x.har: entry 2: it has ", "x.har: entry 3: its response is not expected: its body has more than 1000 bytes"}
	if got := m.problems(); len(got) != 2 || !strings.HasPrefix(got[0], want[0]) || got[1] != want[1] {
		t.Errorf("got %q, want %q", got, want)
	}
	if m.Steps != 3 {
		t.Errorf("%d steps, want 3", m.Steps)
	}
}

func TestHosts(t *testing.T) {
	o := open()
	o.Hosts = []string{"*.example.com"}
	at := func(host string) string {
		return strings.Replace(entry(body(`,"text":"<ok/>"`), content(`,"text":"<b/>"`)), "http://h/", "http://"+host+"/", 1)
	}
	m := importFiles(t, map[string]string{"x.har": harOf(at("a.example.com"), at("B.Example.com:8080"), at("example.org"))}, o)
	if m.Steps != 2 || m.LeftOut[0] != (capture.Count{Reason: "requests to other hosts", N: 1}) {
		t.Errorf("%d steps, left out %v", m.Steps, m.LeftOut)
	}
	o.Hosts, o.All = nil, true
	m = importFiles(t, map[string]string{"x.har": chrome}, o)
	check(t, "all", m.Steps, 4)
}

// The rounds of a login are one step, and what follows on its connection comes as the same user.
func TestNTLM(t *testing.T) {
	first := base64.StdEncoding.EncodeToString([]byte("NTLMSSP\x00\x01\x00\x00\x00" + strings.Repeat("\x00", 24)))
	last := ntlmLogin("alice")
	round := func(authorization, status, challenge string) string {
		request := `"headers":[{"name":"Host","value":"h"}`
		if authorization != "" {
			request += `,{"name":"Authorization","value":` + quoted(authorization) + `}`
		}
		text := strings.Replace(entry(body(`,"text":"<a/>"`), content(`,"text":"<b/>"`)), `"headers":[{`, request+`,{`, 1)
		if challenge != "" {
			text = strings.Replace(text, `"headers":[{"name":"Content-Type","value":"text/xml"}],"content"`, `"headers":[{"name":"WWW-Authenticate","value":`+quoted(challenge)+`},{"name":"Content-Type","value":"text/xml"}],"content"`, 1)
		}
		return strings.Replace(strings.Replace(text, `"status":200`, `"status":`+status, 1), `{"started`, `{"connection":"7","started`, 1)
	}
	m := importFiles(t, map[string]string{"x.har": harOf(
		round("", "401", "NTLM"), round("NTLM "+first, "401", "NTLM TlRMTVNTUAACAAAA"), round("NTLM "+last, "200", ""), round("", "200", ""),
	)}, capture.Options{})
	check(t, "problems", m.problems(), []string(nil))
	var got []string
	for _, e := range m.stories[0].Events {
		switch e := e.(type) {
		case *transcript.Request:
			got = append(got, e.Value("Authorization"))
		case *transcript.Response:
			got = append(got, e.Start)
		}
	}
	check(t, "steps", got, []string{"NTLM ${ntlm alice}", "HTTP/1.1 200 OK", "NTLM ${ntlm alice}", "HTTP/1.1 200 OK"})
	m.hides(t, last)

	// Who tries Kerberos unasked goes on with NTLM, and that is one login.
	const ticket = "Negotiate YIIFkgYGKwYBBQUCoIIFhjCCBYKgMDAuBgkqhkiC9xIBAgI="
	m = importFiles(t, map[string]string{"x.har": harOf(
		round(ticket, "401", "Negotiate"), round("NTLM "+first, "401", "NTLM TlRMTVNTUAACAAAA"), round("NTLM "+last, "200", ""),
	)}, capture.Options{})
	check(t, "steps", m.Steps, 1)
	check(t, "login", request(t, m.stories[0], 1).Value("Authorization"), "NTLM ${ntlm alice}")
}

// ntlmLogin is the last message of an NTLM handshake ([MS-NLMP], section 2.2.1.3), with a user and nothing else.
func ntlmLogin(user string) string {
	name := wide(user)
	var b []byte
	field := func(length, at int) { b = append(b, byte(length), 0, byte(length), 0, byte(at), 0, 0, 0) }
	b = append(b, "NTLMSSP\x00\x03\x00\x00\x00"...)
	for range 3 {
		field(0, 64) // LM response, NT response, domain
	}
	field(len(name), 64)
	field(0, 64)
	field(0, 64)
	b = append(b, 1, 0, 0, 0) // Unicode
	return base64.StdEncoding.EncodeToString(append(b, name...))
}

// A secret that stands before its name gives it away is hidden as well, and so is one that only a problem would tell.
func TestSecrets(t *testing.T) {
	const password, session = `Tr0ub4dor&<3>`, "9f86d081884c7d659a2feaa0c55ad015"
	login := entry(body(`,"text":`+quoted(`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><m:Login xmlns:m="urn:m204:janus:session:v1"><m:userid>HARPO</m:userid><m:password>Tr0ub4dor&amp;&lt;3&gt;</m:password></m:Login></e:Body></e:Envelope>`)),
		content(`,"text":`+quoted(`<r><sessionId>`+session+`</sessionId><hint>`+session+` of Tr0ub4dor&amp;&lt;3&gt;</hint></r>`)))
	early := strings.Replace(entry(body(`,"text":`+quoted(`<a>Tr0ub4dor&amp;&lt;3&gt; `+session+`</a>`)), content(`,"text":"<b/>"`)), "http://h/s", "http://h/s/"+session, 1)
	failed := strings.Replace(entry(body(`,"text":"<a/>"`), content("")), `"status":200`, `"status":0,"_error":"net::ERR of `+session+`"`, 1)
	m := importFiles(t, map[string]string{session + ".har": harOf(early, login, failed)}, capture.Options{})
	m.hides(t, password, session)
	check(t, "wanted", m.Wanted, []string{"HARPO.password"})
	if !strings.Contains(strings.Join(m.texts, ""), "${secret HARPO.password}") {
		t.Errorf("no placeholder in\n%s", m.texts)
	}
}

// Of what went on at once on two connections, a long wait is told as one, and what merely crossed is not.
func TestOverlap(t *testing.T) {
	at := func(began string, took int, connection, name string) string {
		return fmt.Sprintf(`{"startedDateTime":"2026-01-02T10:00:%sZ","time":%d,"connection":%q,"request":{"method":"POST","url":"http://h/s","headers":[],"postData":{"text":"<%s/>"}},"response":{"status":200,"headers":[],"content":{"text":"<%s/>"}}}`, began, took, connection, name, name)
	}
	o := open()
	o.By = "nothing"
	m := importFiles(t, map[string]string{"x.har": harOf(at("00", 5000, "1", "waits"), at("01", 100, "2", "frees"), at("06", 100, "1", "c"), at("06.05", 100, "2", "d"))}, o)
	var got []string
	for _, e := range m.stories[0].Events {
		switch e := e.(type) {
		case *transcript.Request:
			got = append(got, "> "+string(e.Body))
		case *transcript.Response:
			got = append(got, "< "+string(e.Body))
		}
	}
	check(t, "order", got, []string{"> <waits/>", "> <frees/>", "< <frees/>", "< <waits/>", "> <c/>", "< <c/>", "> <d/>", "< <d/>"})
}
