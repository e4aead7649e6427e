package transcript_test

import (
	"testing"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

func TestLine(t *testing.T) {
	const text = "format: soapstone/1\n# a comment\nsystem: mft\n" +
		"-- 1 given --\nremote: 10.0.0.1\n" +
		"-- 1 request --\nPOST /a HTTP/1.1\nX-A: b\n\n<a>\n  <b/>\n</a>\n" +
		"-- 1 response base64 --\nHTTP/1.1 200 OK\n\nPGIvPv8=\n"
	s, err := transcript.Parse("a.txtar", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		event int
		text  string
		want  int
	}{{0, "remote", 5}, {1, "POST", 7}, {1, "<b/>", 11}, {1, "<c/>", 6}, {2, "<b/>", 13}, {2, "200", 14}} {
		if got := s.Line(s.Events[tt.event], tt.text); got != tt.want {
			t.Errorf("%s in event %d: line %d, want %d", tt.text, tt.event, got, tt.want)
		}
	}
	if got := s.Line(&transcript.Restart{}, ""); got != 0 {
		t.Errorf("an event of another story is on line %d", got)
	}
}
