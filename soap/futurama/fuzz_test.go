package futurama

import (
	"encoding/json"
	"testing"
	"unicode/utf8"
)

// FuzzReadJSON reads anything: it never panics, standard JSON is left as it is, and what was quoted is quoted for good.
func FuzzReadJSON(f *testing.F) {
	for _, seed := range []string{`{"sessionID":"a"}`, `{ sessionID: "a" }`, `{a:[1,{b:"x"}],folder:null}`, `{"a":"\",b:"}`, `[]`, `null`, `{`, "\ufeff{}", `{"a":1e999}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		quoted := quoteKeys(body)
		if json.Valid(body) && string(quoted) != string(body) {
			t.Errorf("JSON was changed: %q to %q", body, quoted)
		}
		if again := quoteKeys(quoted); json.Valid(quoted) && string(again) != string(quoted) {
			t.Errorf("%q was quoted again: %q", quoted, again)
		}
		m, err := readJSON(body)
		if err != nil {
			return
		}
		if !json.Valid(quoteKeys(trimMark(body))) {
			t.Errorf("%q was read", body)
		}
		for _, s := range []string{m.id, m.folder, m.document} {
			if !utf8.ValidString(s) {
				t.Errorf("%q is no text", s)
			}
		}
	})
}

func trimMark(body []byte) []byte {
	if len(body) >= 3 && string(body[:3]) == "\ufeff" {
		return body[3:]
	}
	return body
}
