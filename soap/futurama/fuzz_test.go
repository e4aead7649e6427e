package futurama

import (
	"encoding/json"
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
		m, err := readJSON(made)
		if err != nil {
			return
		}
		if !json.Valid(made) {
			t.Errorf("%q was read", body)
		}
		for _, s := range []string{m.id, m.folder, m.document} {
			if !utf8.ValidString(s) {
				t.Errorf("%q is no text", s)
			}
		}
	})
}
