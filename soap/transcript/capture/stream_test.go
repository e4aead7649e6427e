package capture_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/transcript/capture"
)

// crlf is a message as it went over the wire.
func crlf(head, body string) string {
	return strings.ReplaceAll(head, "\n", "\r\n") + "\r\n\r\n" + body
}

// A file with all messages of a connection is a conversation, not one request with everything behind it as its body.
func TestStream(t *testing.T) {
	ask := func(body string) string {
		return crlf(fmt.Sprintf("POST /s HTTP/1.1\nHost: h\nContent-Type: text/xml\nContent-Length: %d", len(body)), body)
	}
	answer := func(body string) string {
		return crlf(fmt.Sprintf("HTTP/1.1 200 OK\nContent-Type: text/xml\nContent-Length: %d", len(body)), body)
	}
	for _, c := range []struct {
		name, text string
		requests   []string
		responses  []string // "-" for none
		problems   []string
	}{
		{"requests and answers in turn", ask("<a/>") + answer("<r1/>") + ask("<b/>") + answer("<r2/>"), []string{"<a/>", "<b/>"}, []string{"<r1/>", "<r2/>"}, nil},
		{"requests first", ask("<a/>") + ask("<b/>") + answer("<r1/>") + answer("<r2/>"), []string{"<a/>", "<b/>"}, []string{"<r1/>", "<r2/>"}, nil},
		{"the last has no answer", ask("<a/>") + answer("<r1/>") + ask("<b/>"), []string{"<a/>", "<b/>"}, []string{"<r1/>", "-"}, nil},
		{"with lines between them", ask("<a/>") + "\r\n\r\n" + answer("<r1/>") + "\r\n\r\n" + strings.Repeat("-", 66) + "\r\n\r\n" + ask("<b/>") + "\r\n" + answer("<r2/>"), []string{"<a/>", "<b/>"}, []string{"<r1/>", "<r2/>"}, nil},
		{"line ends of an editor", strings.ReplaceAll(ask("<a>\r\n</a>")+"\n"+answer("<r1>\r\n</r1>"), "\r\n", "\n"), []string{"<a>\n</a>\n"}, []string{"<r1>\n</r1>"}, nil},
		{"chunks", crlf("POST /s HTTP/1.1\nHost: h\nContent-Type: text/xml\nTransfer-Encoding: chunked", "2\r\n<a\r\n2;x=y\r\n/>\r\n0\r\nA: b\r\n\r\n") +
			crlf("HTTP/1.1 200 OK\nContent-Type: text/xml\nTransfer-Encoding: chunked", "5\r\n<r1/>\r\n0\r\n\r\n") + ask("<b/>") + answer("<r2/>"), []string{"<a/>", "<b/>"}, []string{"<r1/>", "<r2/>"}, nil},
		{"told to go on", ask("<a/>") + crlf("HTTP/1.1 100 Continue", "") + answer("<r1/>"), []string{"<a/>"}, []string{"<r1/>"}, nil},
		{"no length", crlf("GET /s?wsdl HTTP/1.1\nHost: h", "") + crlf("HTTP/1.0 200 OK\nContent-Type: text/xml", "<r1/>"), []string{""}, []string{"<r1/>"}, nil},
		{"HEAD, and nothing new", crlf("HEAD /s?wsdl HTTP/1.1\nHost: h", "") + crlf("HTTP/1.1 200 OK\nContent-Length: 900", "") + crlf("GET /s?wsdl HTTP/1.1\nHost: h", "") + crlf("HTTP/1.1 304 Not Modified\nContent-Length: 900", "") + ask("<a/>") + answer("<r1/>"),
			[]string{"", "", "<a/>"}, []string{"", "", "<r1/>"}, nil},
		{"its beginning is not there", answer("<r0/>") + ask("<a/>") + answer("<r1/>"), []string{"<a/>"}, []string{"<r1/>"}, []string{"stream.txt: exchange 1: the request to this response is not there"}},
		{"an answer that is cut off", ask("<a/>") + strings.TrimSuffix(answer("<r1/>"), "/>"), []string{"<a/>"}, []string{"-"}, []string{"stream.txt: exchange 1: its response is cut off after 3 of 5 bytes"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := importFiles(t, map[string]string{"stream.txt": c.text}, open())
			check(t, "problems", m.problems(), c.problems)
			check(t, "format", m.Files[0].Format, "HTTP")
			if len(m.stories) != 1 {
				t.Fatalf("%d conversations", len(m.stories))
			}
			unanswered := map[int]bool{}
			for _, n := range m.stories[0].Unanswered() {
				unanswered[n] = true
			}
			var requests, responses []string
			for n := range m.Steps {
				requests = append(requests, string(request(t, m.stories[0], n+1).Body))
				if unanswered[n+1] {
					responses = append(responses, "-")
				} else {
					responses = append(responses, string(response(t, m.stories[0], n+1).Body))
				}
			}
			check(t, "requests", requests, c.requests)
			check(t, "responses", responses, c.responses)
		})
	}
}

// So is what stands in the bodies of a pair, whatever no length tells.
func TestStreamWithinAPair(t *testing.T) {
	m := importFiles(t, map[string]string{
		"a.request.txt":  crlf("POST /s HTTP/1.1\nHost: h\nContent-Type: text/xml", "<a>\nGET / HTTP/1.1\nHost: b\n\nHTTP/1.1 200 OK\nA: b\n\n</a>"),
		"a.response.txt": crlf("HTTP/1.1 200 OK\nContent-Type: text/xml", "<a>it was HTTP/1.1 200 OK\nHost: b\n\n</a>"),
	}, capture.Options{})
	check(t, "both", []any{m.Steps, m.Files[0].Format, m.problems()}, []any{1, "pairs", []string(nil)})
	m = importFiles(t, map[string]string{"a.txt": crlf("HTTP/1.1 200 OK\nContent-Length: 4", "<a/>") + crlf("HTTP/1.1 200 OK\nContent-Length: 4", "<b/>")}, capture.Options{})
	check(t, "answers alone", m.problems(), []string{"a.txt: the request to this response is not there"})
}

// What only looks like several messages is one.
func TestStreamWithin(t *testing.T) {
	const inner = "POST /other HTTP/1.1\r\nHost: i\r\n\r\n<i/>"
	for name, text := range map[string]string{
		"by its length": crlf(fmt.Sprintf("POST /s HTTP/1.1\nHost: h\nContent-Type: text/xml\nContent-Length: %d", len("<a>\r\n"+inner+"</a>")), "<a>\r\n"+inner+"</a>"),
		"by its parts":  crlf("POST /s HTTP/1.1\nHost: h\nContent-Type: multipart/related; boundary=b", "--b\r\nContent-Type: application/http\r\n\r\n"+inner+"\r\n--b--\r\n"),
	} {
		m := importFiles(t, map[string]string{"a.request.txt": text, "a.response.txt": crlf("HTTP/1.1 200 OK\nContent-Type: text/xml", "<r/>")}, capture.Options{})
		check(t, name, []any{m.Steps, m.Files[0].Format, m.problems()}, []any{1, "pairs", []string(nil)})
	}
}
