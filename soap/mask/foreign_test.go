package mask_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/mask"
)

// A password that is a word does not take the word out of the answers of a system that never got it. Any other one is hidden
// there as well, and so is the word itself as soon as somebody has sent it there, in whatever order they come.
func TestForeignAnswer(t *testing.T) {
	login := func(password string) mask.Message {
		m := post("text/xml", `<login><username>alice</username><password>`+password+`</password></login>`)
		m.System = "salesforce"
		return m
	}
	answer := func(system, value string) mask.Message {
		return mask.Message{Start: "HTTP/1.1 500 Oops", System: system, Body: []byte(`<fault><hostname>` + value + `</hostname><at>http://` + value + `:80/</at></fault>`)}
	}
	request := func(value string) *mask.Message {
		m := post("text/xml", `<find><text>`+value+`</text></find>`)
		m.System = "mft"
		return &m
	}
	for _, tt := range []struct {
		name, password string
		system         string        // of the answer
		sent           *mask.Message // to the same system, at the end
		hidden         bool
	}{
		{"a word", "soapstone", "mft", nil, false},
		{"a word with a capital", "Soapstone", "mft", nil, false},
		{"a word in capitals", "SOAPSTONE", "mft", nil, false},
		{"a word in the system that got it", "soapstone", "salesforce", nil, true},
		{"a word where nobody knows the system", "soapstone", "", nil, true},
		{"a word that is sent under no name", "soapstone", "mft", request("soapstone"), true},
		{"a word that is sent within a text", "soapstone", "mft", request("in soapstone"), true},
		{"another word that is sent", "soapstone", "mft", request("pumice"), false},
		{"a word with a digit", "soapstone1", "mft", nil, true},
		{"letters by chance", "sOapstone", "mft", nil, true},
		{"words", "soapstoneandmore", "mft", nil, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before, after := newRun(), newRun()
			early := before.Response(answer(tt.system, tt.password))
			before.Request(login(tt.password))
			after.Request(login(tt.password))
			late := after.Response(answer(tt.system, tt.password))
			if tt.sent != nil {
				seen := after.Revision()
				before.Request(*tt.sent)
				got := after.Request(*tt.sent)
				if tt.hidden != (seen < after.Revision()) || strings.Contains(string(got.Body), tt.password) {
					t.Errorf("revision %d after %d, %s", after.Revision(), seen, got.Body)
				}
			}
			want := string(answer(tt.system, tt.password).Body)
			if tt.hidden {
				want = strings.ReplaceAll(want, "<hostname>"+tt.password, "<hostname>${secret alice.password}")
				want = strings.ReplaceAll(want, "//"+tt.password, "//${secret alice.password}")
			}
			for name, got := range map[string]mask.Message{"before": before.Again(early), "after": after.Again(late)} {
				if diff := cmp.Diff(want, string(got.Body)); diff != "" {
					t.Errorf("the answer %s it (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

// Under the name of a secret a word is hidden in the answer of any system, and in every request.
func TestForeignPlaces(t *testing.T) {
	run := newRun()
	login := post("text/xml", `<login><username>alice</username><password>soapstone</password></login>`)
	login.System = "salesforce"
	run.Request(login)
	got := run.Response(mask.Message{Start: "HTTP/1.1 200 OK", System: "mft", Body: []byte(`<a><password>soapstone</password><b>soapstone</b></a>`)})
	if diff := cmp.Diff(`<a><password>${secret alice.password}</password><b>soapstone</b></a>`, string(got.Body)); diff != "" {
		t.Error(diff)
	}
	if got := run.Text("no soapstone"); got != "no ${secret alice.password}" {
		t.Error(got)
	}
	find := post("text/xml", `<find><b>soapstone</b></find>`)
	find.System = "mft"
	if diff := cmp.Diff(`<find><b>${secret alice.password}</b></find>`, string(run.Request(find).Body)); diff != "" {
		t.Error(diff)
	}
}
