package futurama

import (
	"encoding/json"
	"errors"
	"testing"
	"unicode/utf8"
)

// FuzzReadJSON reads anything: it never panics, standard JSON is left as it is, and what was made standard is so for good.
func FuzzReadJSON(f *testing.F) {
	for _, seed := range []string{
		`{"sessionID":"a"}`, `{ sessionID: "a" }`, `{a:[1,{b:"x"}],folder:null}`, `{"a":"\",b:"}`, `[]`, `null`, `{`, "{}", `{"a":1e999}`,
		`{'a':'it\'s "b"',/* c */b:[1,],}// end`, "{'a':'\n\\\n'}", `{a/**/:1}`, `{,}`, `[,]`, `}]{a,]`, `/`, `//`, `/*`, `'\`, `{é1:2,\u0041:3}`, "{\xff:1}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		made := standard(body)
		if json.Valid(body) && string(made) != string(body) {
			t.Errorf("JSON was changed: %q to %q", body, made)
		}
		if again := standard(made); json.Valid(made) && string(again) != string(made) {
			t.Errorf("%q was changed again: %q", made, again)
		}
		if !json.Valid(made) || !utf8.Valid(made) { // which is looked at before
			return
		}
		got, err := readJSON(made)
		want, wantErr := unmarshaled(made)
		if got != want || (err == nil) != (wantErr == nil) {
			t.Errorf("%q was read as %q, %v, want %q, %v", made, got, err, want, wantErr)
		}
	})
}

// unmarshaled is what encoding/json makes of an object: readJSON reads the same.
func unmarshaled(object []byte) (members, error) {
	var said struct { // names are compared in any case
		ID       literal `json:"SessionID"`
		Folder   literal `json:"folder"`
		Document literal `json:"document"`
	}
	if err := json.Unmarshal(object, &said); err != nil {
		return members{}, err
	}
	return members{string(said.ID), start{string(said.Folder), string(said.Document)}}, nil
}

// literal is a text, or a number or a word as it is written.
type literal string

func (l *literal) UnmarshalJSON(value []byte) error {
	switch value[0] {
	case '{', '[':
		return errors.New("no literal")
	case '"':
		return json.Unmarshal(value, (*string)(l))
	case 'n':
		*l = ""
	default:
		*l = literal(value)
	}
	return nil
}
