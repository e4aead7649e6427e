package near_test

import (
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/near"
)

func TestWord(t *testing.T) {
	known := []string{"absent", "any", "secret", "time", "uuid"}
	for word, want := range map[string]string{
		"secert":                   "secret", // two have changed places
		"Secret":                   "secret",
		"secrets":                  "secret",
		"scrt":                     "secret",
		"ayn":                      "any",
		"guid":                     "uuid",
		"tiem":                     "time",
		"user":                     "", // three letters of four are others
		"a":                        "",
		"":                         "",
		"password":                 "",
		strings.Repeat("time", 20): "",
	} {
		if got := near.Word(word, known); got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
}
