package transcript

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const sample = `format: soapstone/1
system: sqlserver
source: Books Online, ms190712
evidence: documented
rows: 2 3
clock: 2005-11-07T10:00:00+02:00
seed: 00ff
# Why this setting: the page shows both.
set: faultHeader = none
set: /sql/demo.sessionTimeout = 60

-- 1 given --
now: 2005-11-07T10:00:00.5+02:00
remote: 10.0.0.7
-- 1 request --
POST /sql/demo HTTP/1.1
Host: server
Content-Type: text/xml

<a>
  b
</a>
-- clock +31s --
-- 2 request lf --
POST /sql/demo HTTP/1.1
Host: server

<a/>

-- 1 response --
HTTP/1.1 200 OK
Content-Type: text/xml; charset=utf-8

<r/>
-- hang up 2 --
-- restart --
-- alter /sql/demo --
sessions = disabled
-- lose 3 --
-- 3 request --
GET /sql/demo?wsdl HTTP/1.1
Host: server
-- clock 2005-11-07T11:00:00+02:00 --
`

func TestParse(t *testing.T) {
	zone := time.FixedZone("", 2*60*60)
	message := func(start, body string, fields ...Field) Message {
		m := Message{Start: start, Fields: fields}
		if body != "" {
			m.Body = []byte(body)
		}
		return m
	}
	host := Field{"Host", "server"}
	want := &Story{
		Name: "sample", System: "sqlserver", Source: "Books Online, ms190712", Evidence: Documented, Rows: []int{2, 3},
		Clock: time.Date(2005, 11, 7, 10, 0, 0, 0, zone), Seed: []byte{0, 0xff},
		Set: []Setting{{"faultHeader", "none"}, {"/sql/demo.sessionTimeout", "60"}},
		Events: []Event{
			&Given{Number: 1, Now: time.Date(2005, 11, 7, 10, 0, 0, 5e8, zone), Remote: "10.0.0.7"},
			&Request{1, message("POST /sql/demo HTTP/1.1", "<a>\n  b\n</a>", host, Field{"Content-Type", "text/xml"})},
			&Move{By: 31 * time.Second},
			&Request{2, message("POST /sql/demo HTTP/1.1", "<a/>\n", host)},
			&Response{1, message("HTTP/1.1 200 OK", "<r/>", Field{"Content-Type", "text/xml; charset=utf-8"})},
			&HangUp{2}, &Restart{}, &Alter{"/sql/demo", []Setting{{"sessions", "disabled"}}}, &Loss{3},
			&Request{3, message("GET /sql/demo?wsdl HTTP/1.1", "", host)},
			&Move{To: time.Date(2005, 11, 7, 11, 0, 0, 0, zone)},
		},
	}
	got, err := Parse("sample", []byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Story{})); d != "" {
		t.Errorf("parsed differently (-want +got):\n%s", d)
	}
	if d := cmp.Diff(sample, string(Format(got))); d != "" {
		t.Errorf("written differently (-want +got):\n%s", d)
	}
}

// What a story is begun with may be altered on its way.
func TestAlterWhatWasSet(t *testing.T) {
	const text = "format: soapstone/1\nsystem: model204\nset: sesmaxto = 5\n-- alter /m204 --\nsesmaxto = 6\n-- alter /m204 --\nsesmaxto = 7\n"
	if _, err := Parse("x", []byte(text)); err != nil {
		t.Error(err)
	}
}

func TestParseRefuses(t *testing.T) {
	const head = "format: soapstone/1\nsystem: sqlserver\n"
	const one = "-- 1 request --\nGET / HTTP/1.1\n"
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "", `x:1: a transcript begins with the line "format: soapstone/1"`},
		{"a byte order mark", "\ufeffformat: soapstone/1\nsystem: mft\n", `x:1: a byte order mark stands before the first line: save the file as UTF-8 without one`},
		{"a capture", "<a/>\n", "x:1: a transcript begins with the line \"format: soapstone/1\", and this is none: `soapstone import` makes them of captures"},
		{"another first line", "system: mft\n", `x:1: a transcript begins with the line`},
		{"another format", "format: soapstone/2\n", `x:1: format "soapstone/2" is not known`},
		{"no system", "format: soapstone/1\n", "names its system"},
		{"unknown key", head + "wsdl: x\n", `x:3: "wsdl" is no key`},
		{"key twice", head + "system: mft\n", "x:3: system stands here for the second time"},
		{"no value", head + "source:\n", "x:3: \"source:\" is no line of the form"},
		{"bad evidence", head + "evidence: sure\n", "x:3: evidence is"},
		{"bad rows", head + "rows: 1,2\n", "x:3: rows are whole numbers"},
		{"bad clock", head + "clock: noon\n", `x:3: "noon" is no instant`},
		{"bad seed", head + "seed: 0\n", "x:3: a seed is written in hex"},
		{"a setting twice", head + "set: a = b\nset: c = d\nset: a = b\n", "x:5: a is set here for the second time"},
		{"altered twice at once", head + "-- alter /x --\na = b\na = c\n", "x:5: a is set here for the second time"},
		{"bad setting", head + "set: a=b\n", "x:3: \"a=b\" is no setting"},
		{"unknown entry", head + "-- 1 reply --\n", `x:3: "1 reply" is no entry`},
		{"number out of order", head + "-- 2 request --\nGET / HTTP/1.1\n", "x:3: request 2 stands where request 1 should"},
		{"answer first", head + "-- 1 response --\nHTTP/1.1 200 OK\n", "x:3: response 1 has no request before it"},
		{"answer twice", head + one + strings.Repeat("-- 1 response --\nHTTP/1.1 200 OK\n", 2), "x:7: response 1 has no request before it, or stands here twice"},
		{"given too late", head + one + "-- 1 given --\n", "x:5: what is given of request 1 stands right before it"},
		{"data under clock", head + "-- clock +1s --\nx\n", "x:4: nothing stands under this entry"},
		{"bad base64", head + "-- 1 request base64 --\nPOST / HTTP/1.1\n\n???\n", "x:6: the body is no base64"},
		{"base64 without need", head + "-- 1 request base64 --\nPOST / HTTP/1.1\n\nYQ==\n", `x:3: this line is written "-- 1 request --", since the body can stand as it is`},
		{"an empty line at the end", head + "-- 1 request --\nPOST / HTTP/1.1\n\n<a>\n</a>\n\n-- 1 response --\nHTTP/1.1 200 OK\n",
			`x:8: this empty line makes the body end in a newline: take it out, or write the title "-- 1 request lf --" for a body that has to end so`},
		{"two empty lines at the end of an answer", head + one + "-- 1 response --\nHTTP/1.1 200 OK\n\n<a/>\n\n\n", `x:10: this empty line makes the body end in a newline: take it out, or write the title "-- 1 response lf --" for `},
		{"not UTF-8", head + "-- 1 request --\nPOST / HTTP/1.1\n\n\xff\n", `x:3: this line is written "-- 1 request base64 --", since the body is not UTF-8: `},
		{"CR LF", head + "-- 1 request --\nPOST / HTTP/1.1\n\n<a>\r\n</a>\n", `x:3: this line is written "-- 1 request crlf --", since all lines of the body end in CR LF: write that title, and LF alone`},
		{"CR LF at times", head + "-- 1 request --\nPOST / HTTP/1.1\n\n<a>\r\n<b/>\n</a>\n", `x:3: this line is written "-- 1 request base64 --", since some lines of the body end in CR LF and some do not`},
		{"crlf without need", head + "-- 1 request crlf --\nPOST / HTTP/1.1\n\na\n", `x:3: this line is written "-- 1 request --"`},
		{"base64 of lines of Windows", head + "-- 1 request base64 --\nPOST / HTTP/1.1\n\nYQ0K\n", `x:3: this line is written "-- 1 request crlf --"`},
		{"base64 of a newline at the end", head + "-- 1 request base64 --\nPOST / HTTP/1.1\n\nYQo=\n",
			`x:3: this line is written "-- 1 request lf --", since the body can stand as it is: write it so, with lines that end in LF, and an empty line`},
		{"lf without the empty line", head + "-- 1 request lf --\nPOST / HTTP/1.1\n\na\n", `x:3: this line is written "-- 1 request --", since the body can stand as it is`},
		{"an entry under lf", head + "-- 1 request lf --\nPOST / HTTP/1.1\n\na\n-- b --\n\n", `x:3: this line is written "-- 1 request --"`},
		{"a CR under crlf", head + "-- 1 request crlf --\nPOST / HTTP/1.1\n\na\r\nb\n", `x:3: this line is written "-- 1 request base64 --"`},
		{"unknown spelling", head + "-- 1 request gzip --\nPOST / HTTP/1.1\n\na\n", `x:3: "gzip" is nothing that can follow here; there are base64, crlf and lf`},
		{"two spellings", head + "-- 1 request crlf base64 --\nPOST / HTTP/1.1\n\na\n", `x:3: "crlf base64" is nothing that can follow here`},
		{"empty body", head + "-- 1 request --\nPOST / HTTP/1.1\n\n", "has no empty line at its end"},
		{"bad field", head + "-- 1 request --\nPOST / HTTP/1.1\nHost\n", `x:5: "Host" is no field`},
		{"no text", "\x89PNG\r\n\x1a\n", "x:1: a transcript begins with the line \"format: soapstone/1\", and this is none"},
		{"lines of Windows", "format: soapstone/1\r\nsystem: sqlserver\r\n", "x:1: lines end in CR LF here, and in LF alone in a transcript"},
		{"carriage return", head + "-- 1 request --\nPOST / HTTP/1.1\r\nHost: a\r\n", "lines end in LF alone"},
		{"duration not as written", head + "-- clock +60s --\n", `x:3: this line is written "-- clock +1m0s --"`},
		{"no newline at the end", head + "-- 1 request --\nGET / HTTP/1.1", "ends in one newline"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse("x", []byte(tt.text))
			var syntax *SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("got %v, want a SyntaxError", err)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %q, want it to say %q", err, tt.want)
			}
		})
	}
}

func TestUnanswered(t *testing.T) {
	const request = "-- %d request --\nGET / HTTP/1.1\n"
	text := "format: soapstone/1\nsystem: sqlserver\n-- lose 1 --\n"
	for n := range 5 {
		text += fmt.Sprintf(request, n+1)
	}
	s, err := Parse("x", []byte(text+"-- hang up 2 --\n-- 4 response --\nHTTP/1.1 200 OK\n"))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]int{3, 5}, s.Unanswered()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestBodies has each body in the file as a person can read it best, and gives back its bytes.
func TestBodies(t *testing.T) {
	for _, tt := range []struct{ name, body, title, text string }{
		{"lines of Windows", "<a>\r\n  b\r\n</a>", "1 request crlf", "<a>\n  b\n</a>\n"},
		{"line end of Windows at the end", "<a/>\r\n", "1 request crlf", "<a/>\n\n"},
		{"nothing but a line end", "\r\n", "1 request crlf", "\n\n"},
		{"empty lines of Windows first", "\r\n\r\nb", "1 request crlf", "\n\nb\n"},
		{"lines of Unix", "<a>\n</a>", "1 request", "<a>\n</a>\n"},
		{"line end of Unix at the end", "<a>\n</a>\n", "1 request lf", "<a>\n</a>\n\n"},
		{"empty lines at the end", "<a/>\n\n\n", "1 request lf", "<a/>\n\n\n\n"},
		{"nothing but a newline", "\n", "1 request lf", "\n\n"},
		{"empty lines around", "\n\nb\n", "1 request lf", "\n\nb\n\n"},
		{"an entry before a newline", "-- 2 given --\n", "1 request base64", "LS0gMiBnaXZlbiAtLQo=\n"},
		{"both", "<a>\r\n\n</a>", "1 request base64", "PGE+DQoKPC9hPg==\n"},
		{"a CR alone", "a\rb\n", "1 request base64", "YQ1iCg==\n"},
		{"CR before CR LF", "a\r\r\n", "1 request base64", "YQ0NCg==\n"},
		{"LF before CR", "a\n\r", "1 request base64", "YQoN\n"},
		{"an entry in lines of Windows", "a\r\n-- 2 given --\r\n", "1 request base64", "YQ0KLS0gMiBnaXZlbiAtLQ0K\n"},
		{"not UTF-8", "\xff\r\n", "1 request base64", "/w0K\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := Message{Start: "POST / HTTP/1.1", Fields: []Field{{"Host", "a"}}, Body: []byte(tt.body)}
			text := Format(&Story{System: "mft", Events: []Event{&Request{1, m}}})
			want := "format: soapstone/1\nsystem: mft\n-- " + tt.title + " --\nPOST / HTTP/1.1\nHost: a\n\n" + tt.text
			if d := cmp.Diff(want, string(text)); d != "" {
				t.Fatalf("written differently (-want +got):\n%s", d)
			}
			s, err := Parse("x", text)
			if err != nil {
				t.Fatal(err)
			}
			if got := string(s.Events[0].(*Request).Message.Body); got != tt.body {
				t.Errorf("read %q, want %q", got, tt.body)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(sample))
	for _, entry := range []string{"crlf --\nPOST / HTTP/1.1\n\n<a>\n</a>\n\n", "crlf --\nPOST / HTTP/1.1\n\n\n\n", "lf --\nPOST / HTTP/1.1\n\n<a>\n</a>\n\n", "base64 --\nPOST / HTTP/1.1\n\nYQ0K\n"} {
		f.Add([]byte("format: soapstone/1\nsystem: mft\n-- 1 request " + entry))
	}
	stories, err := filepath.Glob("../../testdata/*/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range stories {
		if text, err := os.ReadFile(name); err == nil {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		// Whatever the input is, it can be a body.
		if written := Format(&Story{System: "mft", Events: []Event{&Request{1, Message{Start: "POST / HTTP/1.1", Body: text}}}}); len(text) > 0 {
			s, err := Parse("fuzz", written)
			if err != nil {
				t.Fatalf("cannot read the body %q: %v", text, err)
			}
			if got := s.Events[0].(*Request).Message.Body; string(got) != string(text) {
				t.Errorf("the body %q came back as %q", text, got)
			}
		}
		s, err := Parse("fuzz", text)
		if err != nil {
			return
		}
		if got := Format(s); string(got) != string(text) {
			t.Errorf("accepted %q, wrote %q", text, got)
		}
		// The header as written must say the same as the header written anew.
		s.header = ""
		again, err := Parse("fuzz", Format(s))
		if err != nil {
			t.Fatalf("cannot read what was written: %v\n%s", err, Format(s))
		}
		again.header = ""
		if d := cmp.Diff(s, again, cmp.AllowUnexported(Story{})); d != "" {
			t.Error(d)
		}
	})
}

// TestReadAtMost: what is too long is an error, and not a part of it.
func TestReadAtMost(t *testing.T) {
	for text, fits := range map[string]bool{"": true, "123": true, "1234": true, "12345": false} {
		body, err := readAtMost(strings.NewReader(text), 4)
		if fits && (err != nil || string(body) != text) {
			t.Errorf("%q: %q, %v", text, body, err)
		}
		if !fits && (err == nil || !strings.Contains(err.Error(), "longer than 4 bytes")) {
			t.Errorf("%q: %q, %v", text, body, err)
		}
	}
}
