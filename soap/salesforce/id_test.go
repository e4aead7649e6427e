package salesforce

import (
	"bytes"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/wsdl"
)

// The ids are those of captures.
func TestID18(t *testing.T) {
	for _, want := range []string{"00D36000000bLGTEA2", "00536000006Z51jAAC", "00e2w000003A5qrAAC"} {
		if got := id18(want[:15]); got != want {
			t.Errorf("%s becomes %s, want %s", want[:15], got, want)
		}
		for _, form := range []string{want, want[:15]} {
			if got, ok := id15(form); !ok || got != want[:15] {
				t.Errorf("%s is read as %s, %v", form, got, ok)
			}
		}
	}
	for _, bad := range []string{"", "00D36000000bLG", "00D36000000bLGTAAA", "00D36000000bLGTEA", "00D36000000bLG!", "00D36000000bLGTEA23"} {
		if id, ok := id15(bad); ok {
			t.Errorf("%q is read as %s", bad, id)
		}
	}
}

func TestRecordIDsAreIDs(t *testing.T) {
	seen := map[string]bool{}
	for _, of := range []string{"a@example.com", "b@example.com", ""} {
		for _, prefix := range []string{prefixUser, prefixProfile} {
			id := recordID(prefix, "00D5e000000SoAP", of)
			if !isID15(id) || !strings.HasPrefix(id, prefix+"5e0") || seen[id] {
				t.Errorf("the id of %q is %s", of, id)
			}
			seen[id] = true
		}
	}
}

func TestSessionIDs(t *testing.T) {
	id, err := newSessionID(bytes.NewReader(bytes.Repeat([]byte{0xff}, 72)), "00D36000000bLGT")
	if err != nil || !looksLikeSessionID(id) || !strings.HasPrefix(id, "00D36000000bLGT!AQ8AQP_") {
		t.Errorf("%s, %v", id, err)
	}
	for _, bad := range []string{"", "abc", id[:111], id + "A", strings.Replace(id, "!", "?", 1), id[:111] + "+", "0-D" + id[3:]} {
		if looksLikeSessionID(bad) {
			t.Errorf("%q is taken for a session id", bad)
		}
	}
	if _, err := newSessionID(bytes.NewReader(nil), "00D36000000bLGT"); err == nil {
		t.Error("an id was made of nothing")
	}
}

func TestParseVersion(t *testing.T) {
	for text, want := range map[string]int{"58.0": 58, "6.0": 6, "11.1": 11, "999.0": 999} {
		if got, ok := parseVersion(text); !ok || int(got) != want {
			t.Errorf("%s is read as %d, %v", text, got, ok)
		}
	}
	for v := wsdl.Version(1); v < 70; v++ {
		for _, name := range versionNames(v) {
			if got, ok := parseVersion(name); !ok || got != v {
				t.Errorf("%s is a name of %d, and is read as %d, %v", name, v, got, ok)
			}
		}
	}
	for _, bad := range []string{"", "58", "58.1", "v30.0", "30.0.0", ".0", "-1.0", "+7.0", "07.0", "0.0", "99999.0", "5 8.0"} {
		if got, ok := parseVersion(bad); ok {
			t.Errorf("%q is read as %d", bad, got)
		}
	}
}
