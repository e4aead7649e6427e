package auth_test

import (
	"path"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/auth"
)

func TestMatch(t *testing.T) {
	for _, tt := range []struct {
		pattern, name string
		want          bool
	}{
		{"*@example.com", "o/brien@example.com", true},
		{"*@example.com", "/@example.com", true},
		{"*@example.com", "@example.com", true},
		{"*@example.com", "bob@example.com.evil", false},
		{"*@example.com", "", false},
		{"o?brien", "o/brien", true},
		{"o?brien", "obrien", false},
		{"o[/']brien", "o/brien", true},
		{"o[+-9]brien", "o/brien", true},
		{"o[^a-z]brien", "o/brien", true},
		{"o[^a-z]brien", "oxbrien", false},
		{"CORP/*", "CORP/a/b", true},
		{"*", "", true},
		{"*", "a/b/c", true},
		{"", "", true},
		{"", "a", false},
		{"a*b*c", "aXbXbXc", true},
		{"a*b*c", "aXcXb", false},
		{"*a", "aaaa", true},
		{"a*", "b", false},
		{"?", "é", true},
		{"?", "éé", false},
		{"[à-ü]x", "éx", true},
		{`\*`, "*", true},
		{`\*`, "a", false},
		{`\é`, "é", true},
		{`[\]]`, "]", true},
		{"[a", "a", false},
		{"[a", "[a", false},
		{"*[", "x", false},
		{"a", "A", false},
	} {
		if got := auth.Match(tt.pattern, tt.name); got != tt.want {
			t.Errorf("Match(%q, %q) = %v", tt.pattern, tt.name, got)
		}
	}
}

// A pattern of many stars takes no time that anybody would notice.
func TestMatchOfManyStars(t *testing.T) {
	if auth.Match(strings.Repeat("a*", 100)+"b", strings.Repeat("a", 10_000)) {
		t.Error("there is no b")
	}
}

func TestValidPattern(t *testing.T) {
	for pattern, want := range map[string]bool{"": true, "a*?": true, "[a-z]": true, "[": false, "a[b": false, "[]": false, `\`: false} {
		if got := auth.ValidPattern(pattern); got != want {
			t.Errorf("ValidPattern(%q) = %v", pattern, got)
		}
	}
}

// Where there is no slash, path.Match says the same.
func FuzzMatch(f *testing.F) {
	f.Add("*a?[b-d]*", "xaycz")
	f.Add(`[^\]]\**`, "a*")
	f.Add("[]", "]")
	f.Fuzz(func(t *testing.T, pattern, name string) {
		if strings.Contains(pattern+name, "/") {
			auth.Match(pattern, name) // no panic
			return
		}
		want, err := path.Match(pattern, name)
		if got := auth.Match(pattern, name); got != (want && err == nil) && auth.ValidPattern(pattern) {
			t.Errorf("Match(%q, %q) = %v", pattern, name, got)
		}
	})
}
