package gate

import (
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/iotest"
)

// An answer that breaks off says whose it is: the log's line for that knows no operation that is not ours.
func TestBrokenAnswerSaysWhose(t *testing.T) {
	broken := &answer{header: http.Header{}, begun: []byte("half"), rest: iotest.ErrReader(io.ErrUnexpectedEOF)}
	body, err := io.ReadAll(broken.response("forward query to http://far").Stream)
	if string(body) != "half" || !errors.Is(err, io.ErrUnexpectedEOF) || err.Error() != "forward query to http://far: unexpected EOF" {
		t.Errorf("%q, %v", body, err)
	}
	whole := &answer{header: http.Header{}, begun: []byte("all"), err: io.EOF}
	if body, err := io.ReadAll(whole.response("forward").Stream); string(body) != "all" || err != nil {
		t.Errorf("%q, %v", body, err)
	}
}

// Where a far side's sessions go on is told once, however many of them begin.
func TestAddressOfTheSessionsIsToldOnce(t *testing.T) {
	var x exchange
	for i, want := range []struct {
		host string
		news bool
	}{{"a", true}, {"a", false}, {"b", true}, {"b", false}} {
		if got := x.isNews(want.host); got != want.news {
			t.Errorf("%d: %s is news: %v", i, want.host, got)
		}
	}
}
