package capture_test

import (
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/capture"
)

// fuzzed imports files of anything: whatever is kept can be told as a story, and is read back as the same bytes.
func fuzzed(t *testing.T, files map[string]string) {
	t.Helper()
	m := importFiles(t, files, capture.Options{URL: "http://h/s", MaxBody: 1 << 20, MaxEntry: 1 << 20, MaxTotal: 8 << 20})
	for n, s := range m.stories {
		if again := string(transcript.Format(s)); again != m.texts[n] {
			t.Errorf("got %q, want %q", again, m.texts[n])
		}
	}
	for _, p := range m.problems() {
		if strings.Contains(p, "cannot be told as a story") {
			t.Error(p)
		}
	}
	if m.Conversations != len(m.stories) {
		t.Errorf("%d conversations are told of, %d are there", m.Conversations, len(m.stories))
	}
}

func FuzzHAR(f *testing.F) {
	good := entry(body(`,"text":"<a/>"`), content(`,"text":"<b/>"`))
	for _, seed := range []string{chrome, firefox, harOf(good, good), harOf(entry(body(`,"params":[{"name":"a","value":"b"}]`), content(`,"encoding":"base64","text":"PGIvPg=="`))), wide("\ufeff" + harOf(good)), `{"entries":[{"request":{"method":"GET","url":"?"}}]}`, `{"log":{"entries":[{}]}}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { fuzzed(t, map[string]string{"x": text}) })
}

// FuzzHAREntry has the frame of a HAR around anything.
func FuzzHAREntry(f *testing.F) {
	for _, seed := range []string{`"method":"POST"`, entry(body(`,"text":"<a/>"`), content(`,"size":9,"text":"<b/>"`)), `{"request":{"method":"POST","url":"http://h/s","headers":[{"name":"a b","value":"c\nd"}],"postData":{"text":"{}"}},"response":{"status":"200","headers":[],"content":{"text":"<b/>"}}}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { fuzzed(t, map[string]string{"x": harOf(text)}) })
}

func FuzzSAZ(f *testing.F) {
	f.Add(saz(exchanged(1, "POST http://h/s HTTP/1.1\nContent-Type: text/xml\n\n<a/>", "HTTP/1.1 200 OK\n\n<b/>", sazMeta(1, "1", "2026-01-02T10:00:00Z", "2026-01-02T10:00:01Z"))...))
	f.Fuzz(func(t *testing.T, text string) { fuzzed(t, map[string]string{"x": text}) })
}

// FuzzSession has an archive around any messages.
func FuzzSession(f *testing.F) {
	f.Add("POST http://h/s HTTP/1.1\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n<a/>\r\n0\r\n\r\n", "HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\nContent-Encoding: deflate\n\n<b/>", sazMeta(1, "1", "2026-01-02T10:00:00Z", ""))
	f.Add("GET / HTTP/1.1\n a\nb", "HTTP/1.1 200\n\n{}", "<Session/>")
	f.Fuzz(func(t *testing.T, request, answer, meta string) {
		fuzzed(t, map[string]string{"x": saz(fiddlerFile{name: "raw/1_c.txt", text: request}, fiddlerFile{name: "raw/1_s.txt", text: answer}, fiddlerFile{name: "raw/1_m.xml", text: meta})})
	})
}

// FuzzStream has any messages one after the other.
func FuzzStream(f *testing.F) {
	f.Add("POST /s HTTP/1.1\r\nContent-Length: 4\r\n\r\n<a/>", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<b/>")
	f.Add("GET /s?wsdl HTTP/1.1\n\n", "HTTP/1.1 100 Continue\n\nHTTP/1.0 200 OK\nTransfer-Encoding: chunked\n\n4;a=b\n<a/>\n0\nA: b\n\n--------\n")
	f.Fuzz(func(t *testing.T, first, second string) {
		fuzzed(t, map[string]string{"x": "POST /s HTTP/1.1\nContent-Type: text/xml\n\n<a/>\n" + first + second + first})
	})
}

func FuzzSoapUI(f *testing.F) {
	f.Add(soapUI)
	f.Add(soapUIProject(soapUIStep("a", "<a>${x}${a#Response#//b/text()}</a>", ""), mockOf("SEQUENCE", "<b/>"), "<con:property><con:name>x</con:name><con:value>${y}</con:value></con:property>"))
	f.Fuzz(func(t *testing.T, text string) { fuzzed(t, map[string]string{"x": text}) })
}

// FuzzExpansion has a project around any request and property.
func FuzzExpansion(f *testing.F) {
	f.Add("<a>${x}</a>", "${#Project#x}", "<b/>")
	f.Add("$${${=", "}", "{}")
	f.Fuzz(func(t *testing.T, request, value, answer string) {
		escape := strings.NewReplacer("<", "&lt;", "&", "&amp;", "]]>", "").Replace
		fuzzed(t, map[string]string{"x": soapUIProject(soapUIStep("a", strings.ReplaceAll(request, "]]>", ""), ""), mockOf("", strings.ReplaceAll(answer, "]]>", "")), "<con:property><con:name>x</con:name><con:value>"+escape(value)+"</con:value></con:property>")})
	})
}

func FuzzPairs(f *testing.F) {
	f.Add(loginRequest, loginResponse)
	f.Add("POST / HTTP/1.1\nContent-Length: 4\n\n<a/>", "HTTP/1.1 200 OK\r\n\r\n")
	f.Add(wide("\ufeff<a/>"), `{"a": "${x}"}`)
	f.Fuzz(func(t *testing.T, request, answer string) {
		fuzzed(t, map[string]string{"a.request.xml": request, "a.response.xml": answer})
	})
}

func FuzzJournal(f *testing.F) {
	f.Add(`{"entries":[{"number":1,"at":"2026-01-02T10:00:00Z","remote":"127.0.0.1:9","method":"POST","url":"/s","system":"mft","principal":"http:alice","request":"<a/>","status":200,"response":"<b>***</b>","took":"3ms"}]}`)
	f.Fuzz(func(t *testing.T, text string) { fuzzed(t, map[string]string{"x": text}) })
}
