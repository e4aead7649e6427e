package correlate_test

import (
	"testing"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
)

func TestAlike(t *testing.T) {
	session := correlate.Place{In: correlate.Element, Path: "Envelope/Body/StartSessionResponse/StartSessionResult/SessionID", N: 1}
	for _, test := range []struct {
		name  string
		place correlate.Place
		a, b  string
		want  bool
	}{
		{"base64", correlate.Place{}, "rpWqOZ4YOf8=", "n2wdU3Deiao=", true},
		{"base64 without a small letter", correlate.Place{}, "rpWqOZ4YOf8=", "ZCUVXF+5QB8=", true},
		{"base64 without a capital", correlate.Place{}, "rpWqOZ4YOf8=", "zcuvxf+5qb8=", true},
		{"base64 without a digit", correlate.Place{}, "rpWqOZ4YOf8=", "rpWqOZdYOfA=", true},
		{"base64 of another length", correlate.Place{}, "rpWqOZ4YOf8=", "ns2qf3/m9EGUy1iEiwua9A==", false},
		{"base64 and the same length of something else", correlate.Place{}, "rpWqOZ4YOf8=", "zcuvxf+5qb81", false},
		{"hexadecimal", correlate.Place{}, "0d14d1b5e2de289d", "d5207282b86e539d", true},
		{"hexadecimal in capitals", correlate.Place{}, "0d14d1b5e2de289d", "D5207282B86E539D", false},
		{"letters and digits", correlate.Place{}, "y0ld3s3asluevefbazr3fuxp", "zbw1v3iam35key3q1dqzmhcw", true},
		{"letters and digits against hexadecimal", correlate.Place{}, "y0ld3s3asluevefbazr3fuxp", "0d14d1b5e2de289d0d14d1b5", false},
		{"words", correlate.Place{}, "DeptAdmin", "SalesUser", false},
		{"letters alone", correlate.Place{}, "mazuxzobsvhxqjzjxhamrdil", "gfsgiaxrdyyfkgrfijymlmqe", false},
		{"letters alone, of a session", session, "mazuxzobsvhxqjzjxhamrdil", "gfsgiaxrdyyfkgrfijymlmqe", true},
		{"one digit, of a session", session, "mazuxzobsvhx2jzjxhamrdil", "gfsgiaxrdyyfkgrfijymlmq5", true},
		{"a cookie", correlate.Place{In: correlate.Cookie, Path: "ASP.NET_SessionId", N: 1}, "mazuxzobsvhxqjzjxhamrdil", "gfsgiaxrdyyfkgrfijymlmqe", true},
		{"another length, of a session", session, "mazuxzobsvhxqjzjxhamrdil", "gfsgiaxrdyyfkgrfijymlmq", false},
		{"words, of a session", session, "expired", "unknown", false},
		{"instants, of a session", session, "2005-11-07T10:00:00Z", "2005-11-07T10:00:07Z", false},
		{"SHA-1", correlate.Place{In: correlate.Element, Path: "document/id", N: 1}, sha1Hello, sha1World, true},
		{"SHA-1 of content", correlate.Place{In: correlate.Element, Path: "document/checkSum", N: 1}, sha1Hello, sha1World, false},
		{"SHA-1 in an attribute", correlate.Place{In: correlate.Attribute, Path: "document/@sha1", N: 1}, sha1Hello, sha1World, false},
		{"SHA-1 of a session", correlate.Place{In: correlate.JSON, Path: "sessionHash", N: 1}, sha1Hello, sha1World, true},
		{"SHA-1 in a sentence", correlate.Place{In: correlate.Element, Path: "hash", Part: "word 3", N: 1}, sha1Hello, sha1World, true},
		{"white space", correlate.Place{}, "rpWqOZ4YOf8=", "rpWq Z4YOf8=", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := correlate.Alike(test.place, test.a, test.b); got != test.want {
				t.Errorf("Alike(%q, %q) is %v", test.a, test.b, got)
			}
			if got := correlate.Alike(test.place, test.b, test.a); got != test.want {
				t.Errorf("Alike(%q, %q) is %v", test.b, test.a, got)
			}
		})
	}
}

// Of "hello" and "world", as sha1sum prints them.
const (
	sha1Hello = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"
	sha1World = "7c211433f02071597741e6ff5a8ea34789abbf43"
)

// TestRepeated: what comes twice in answers to the same request, and looks like a digest, was not made for one answer.
func TestRepeated(t *testing.T) {
	for _, test := range []struct {
		name              string
		firstAsk, nextAsk string
		first, next       string
		want              bool
	}{
		{"the same", "<a/>", "<a/>", "<r><v>" + sha1Hello + "</v></r>", "<r><v>" + sha1Hello + "</v></r>", true},
		{"another request", "<a/>", "<b/>", "<r><v>" + sha1Hello + "</v></r>", "<r><v>" + sha1Hello + "</v></r>", false},
		{"another place", "<a/>", "<a/>", "<r><v>" + sha1Hello + "</v></r>", "<r><w>" + sha1Hello + "</w></r>", false},
		{"another text", "<a/>", "<a/>", "<r><v>" + sha1Hello + "</v></r>", "<r><v>" + sha1World + "</v></r>", false},
		{"an id", "<a/>", "<a/>", "<r><userId>" + sha1Hello + "</userId></r>", "<r><userId>" + sha1Hello + "</userId></r>", false},
		{"no digest", "<a/>", "<a/>", "<r><v>005x0000001S9CKAA0</v></r>", "<r><v>005x0000001S9CKAA0</v></r>", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			var story transcript.Story
			for i, bodies := range [][2]string{{test.firstAsk, test.first}, {test.nextAsk, test.next}} {
				story.Events = append(story.Events,
					&transcript.Request{Number: i + 1, Message: *message("POST / HTTP/1.1", bodies[0])},
					&transcript.Response{Number: i + 1, Message: *message("HTTP/1.1 200 OK", bodies[1])})
			}
			if got := correlate.Repeated(&story)[sha1Hello]; got != test.want {
				t.Errorf("Repeated has it: %v", got)
			}
		})
	}
}
