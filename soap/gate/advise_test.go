package gate

import "testing"

// answering is a room's part of a call that says of which content type an answer usually is.
type answering string

func (a answering) AnswerType() string { return string(a) }

// The file that would answer a call has the form that answers have there, whatever the call is written in.
func TestAdviceNamesTheFormOfTheAnswer(t *testing.T) {
	for _, tt := range []struct {
		body string
		room any
		want string
	}{
		{"", answering("application/xml"), "xml"},
		{"Name\nAcme", answering("application/xml"), "xml"},
		{"{}", answering("application/xml"), "xml"},
		{"<order/>", answering("application/json;charset=UTF-8"), "json"},
		{"", answering(""), "json"},
		{"", nil, "json"},
	} {
		call := newCall("POST /query", tt.body)
		call.Room = tt.room
		if got := answerForm(call); got != tt.want {
			t.Errorf("%q of a room with %v: %s, want %s", tt.body, tt.room, got, tt.want)
		}
	}
}
