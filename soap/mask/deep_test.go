package mask_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// However deep a document is, it is gone through once: this took hours when each element was looked at to its end.
func TestDeep(t *testing.T) {
	const deep = 100_000
	for _, tt := range []struct{ name, begin, end string }{
		{"elements", "<a>", "</a>"},
		{"secret elements", "<password>", "</password>"},
		{"elements with a secret word", "<passwordPolicy>", "</passwordPolicy>"},
		{"never closed", "<a>", ""},
		{"never opened", "", "</a>"},
		{"closed by others", "<a>", "</b>"},
		{"prefixes", "<p:a>", "</q:a>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := strings.Repeat(tt.begin, deep) + "<pwd>open sesame</pwd>" + strings.Repeat(tt.end, deep)
			got := newRun().Request(post("text/xml", before))
			want := strings.Replace(before, "open sesame", "${secret password}", 1)
			if string(got.Body) != want {
				t.Errorf("%.200s … of %d bytes, want %d", got.Body, len(got.Body), len(want))
			}
		})
	}
}

// What is broken is hidden as far as its names say.
func TestBrokenMarkup(t *testing.T) {
	for in, want := range map[string]string{
		`<l><password>open sesame`:                               `<l><password>${secret password}`,
		`<l><password>open sesame<x></l><b>open</b>`:             `<l><password>${secret password}<x></l><b>open</b>`,
		`<l><password><v>open sesame</v></l><b>open</b>`:         `<l><password><v>${secret password}</v></l><b>open</b>`,
		`<l></password>open<password>open sesame</password></l>`: `<l></password>open<password>${secret password}</password></l>`,
		`<password><v>open sesame</v></password><b>open</b>`:     `<password><v>${secret password}</v></password><b>open</b>`,
		`<password>open <!-- x -->sesame</password>`:             `<password>${secret password}</password>`,
	} {
		got := newRun().Request(transcript.Message{Start: "POST / HTTP/1.1", Body: []byte(in)})
		if diff := cmp.Diff(want, string(got.Body)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
}
