package soap_test

import (
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap"
)

func TestClip(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"empty", "", ""},
		{"short", "getSession", "getSession"},
		{"as long as may be", strings.Repeat("a", 129), strings.Repeat("a", 129)},
		{"longer", strings.Repeat("a", 131), strings.Repeat("a", 129) + "…"},
		{"within a character", strings.Repeat("é", 80), strings.Repeat("é", 65) + "…"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := soap.Clip(test.text); got != test.want {
				t.Errorf("Clip: %q, want %q", got, test.want)
			}
		})
	}
}
