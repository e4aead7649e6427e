package diff_test

import (
	"testing"

	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

func TestAt(t *testing.T) {
	const (
		counter = "/Envelope/Body/listResponse/item/counter"
		member  = "$.items[].counter"
	)
	for _, tt := range []struct {
		at, path string
		ignored  bool
	}{
		{"/s:Envelope/s:Body/n:listResponse/item[2]/counter", counter, true},
		{counter, counter, true},
		{"listResponse/item/counter", counter, true},
		{" listResponse/item ", counter, true},
		{"listResponse", counter + "/@unit", true},
		{"…em/counter", counter, true},
		{"…/counter", counter, true},
		{".../item", counter, true},
		{"$.items[3].counter", member, true},
		{"$.items", member, true},
		{"$", member, true},
		{"…counter", member, true},
		{"header Location", "header Location", true},
		{"header Set-Cookie", "header Set-Cookie lang", true},
		{"part 2", "part 2 /a/b", true},
		{"status", "status", true},

		{"listResponse/item/count", counter, false},
		{"Response/item/counter", counter, false},
		{"item/counter", counter, false},
		{"…/count", counter, false},
		{counter, "/Envelope/Body/listResponse/item", false},
		{"$.item", member, false},
		{"header Location", "header Content-Location", false},
		{"status", "/Envelope/Body/listResponse/status", false},
		{"", counter, false},
		{"…", counter, false},
	} {
		if got := diff.At("/nothing", tt.at)(tt.path); got != tt.ignored {
			t.Errorf("%q ignores %s: %v, want %v", tt.at, tt.path, got, tt.ignored)
		}
	}
}
