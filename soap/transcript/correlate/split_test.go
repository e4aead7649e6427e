package correlate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
)

func TestSplit(t *testing.T) {
	const a, b = "ns2qf3/m9EGUy1iEiwua9A==", "QZTYInzNW0esLdAWWR4N4A=="
	for _, tt := range []struct {
		name  string
		by    correlate.By
		steps []string // "connection user request > response", and "close connection"
		want  string   // the conversations of the requests, and what was joined
	}{
		{"a WSDL, a login, calls", correlate.BySession, []string{"1 - wsdl > text", "1 - login > id=" + a, "1 - call id=" + a + " > ok"}, "1 1 1"},
		{"each on a connection of its own", correlate.BySession, []string{"1 - wsdl > text", "close 1", "2 - login > id=" + a, "close 2", "3 - call id=" + a + " > ok"}, "1 1 1"},
		{"two sessions on one connection", correlate.BySession, []string{
			"1 - login > id=" + a, "1 - login > id=" + b, "1 - call id=" + a + " > ok", "1 - call id=" + b + " > ok", "1 - logout id=" + a + " > ok"}, "1 2 1 2 1"},
		{"one session after the other", correlate.BySession, []string{
			"1 - login > id=" + a, "1 - call id=" + a + " > ok", "1 - login > id=" + b, "1 - call id=" + b + " > ok"}, "1 1 2 2"},
		{"a login that fails first", correlate.BySession, []string{"1 - login > no", "1 - login > id=" + a, "1 - call id=" + a + " > ok"}, "1 1 1"},
		{"a session on two connections", correlate.BySession, []string{"1 - login > id=" + a, "2 - login > id=" + b, "2 - call id=" + a + " > ok"}, "1 2 1"},
		{"no ids, two connections", correlate.BySession, []string{"1 - a > ok", "2 - b > ok", "1 - c > ok", "2 - d > ok"}, "1 2 1 2"},
		{"two users on one connection", correlate.BySession, []string{"1 alice a > ok", "1 bob a > ok", "1 alice a > ok"}, "1 2 1"},
		{"a refused try without credentials", correlate.BySession, []string{"1 - a > no", "1 alice a > id=" + a, "1 alice b id=" + a + " > ok"}, "1 1 1"},
		{"one closes the session of another", correlate.BySession, []string{
			"1 - login > id=" + a, "2 - login > id=" + b, "2 - call id=" + b + " > ok", "2 - close id=" + b + " other_session=" + a + " > ok", "1 - call id=" + a + " > no"},
			"1 2 2 2(1) 2"},
		{"a login that gets the session that is there", correlate.BySession, []string{
			"1 - login > id=" + a, "1 - call id=" + a + " > ok", "2 - login > id=" + a, "2 - call id=" + a + " > ok"}, "1 1 2 2(1)"},
		{"what clients say themselves is no id", correlate.BySession, []string{
			"1 - a x_id=org-12345678 > id=org-12345678", "2 - a x_id=org-12345678 > ok", "1 - b x_id=org-12345678 > ok"}, "1 2 1"},
		{"data that two sessions see", correlate.BySession, []string{
			"1 - login > id=" + a, "2 - login > id=" + b, "1 - q id=" + a + " > row=005x0000001abcDE", "2 - q id=" + b + " > row=005x0000001abcDE",
			"2 - u id=" + b + " row=005x0000001abcDE > ok", "1 - u id=" + a + " row=005x0000001abcDE > ok"}, "1 2 1 2 2 1"},
		{"by client", correlate.ByClient, []string{"1 - login > id=" + a, "1 - login > id=" + b, "2 - call id=" + a + " > ok", "1 - call id=" + b + " > ok"}, "1 1 2 1"},
		{"by nothing", correlate.ByNothing, []string{"1 - login > id=" + a, "2 - login > id=" + b}, "1 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := correlate.NewSplitter(tt.by)
			var got []string
			for _, step := range tt.steps {
				if conn, ok := strings.CutPrefix(step, "close "); ok {
					s.Closed(conn)
					continue
				}
				asked, answered, _ := strings.Cut(step, " > ")
				words := strings.Fields(asked)
				user := strings.TrimPrefix(words[1], "-")
				n, joined := s.Request(correlate.Client{Connection: words[0], Address: "10.0.0.1", User: user}, envelope("POST /x HTTP/1.1", words[2], words[3:]))
				s.Response(n, envelope("HTTP/1.1 200 OK", "answer", strings.Fields(answered)))
				text := fmt.Sprint(n)
				if len(joined) > 0 {
					text += strings.NewReplacer("[", "(", "]", ")").Replace(fmt.Sprint(joined))
				}
				got = append(got, text)
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// envelope is an envelope with an operation and some elements in it; id is that of a session, in the header.
func envelope(start, operation string, fields []string) *transcript.Message {
	header, body := "", ""
	for _, f := range fields {
		name, value, _ := strings.Cut(f, "=")
		if name == "id" {
			header += "<sessionId>" + value + "</sessionId>"
		} else {
			body += "<" + name + ">" + value + "</" + name + ">"
		}
	}
	return &transcript.Message{Start: start, Fields: []transcript.Field{{Name: "Content-Type", Value: "text/xml"}},
		Body: []byte("<Envelope><Header>" + header + "</Header><Body><" + operation + ">" + body + "</" + operation + "></Body></Envelope>")}
}

func TestSplitForgets(t *testing.T) {
	s := correlate.NewSplitter(correlate.BySession)
	const id = "ns2qf3/m9EGUy1iEiwua9A=="
	c := correlate.Client{Connection: "1", Address: "a"}
	n, _ := s.Request(c, envelope("POST /x HTTP/1.1", "login", nil))
	s.Response(n, envelope("HTTP/1.1 200 OK", "answer", []string{"id=" + id}))
	s.Forget(n)
	if again, _ := s.Request(c, envelope("POST /x HTTP/1.1", "call", []string{"id=" + id})); again == n {
		t.Errorf("it goes on with %d", again)
	}
}
