package correlate_test

import (
	"testing"

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
