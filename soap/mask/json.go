package mask

import (
	"regexp"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/lax"
)

// looksLikeJSON says whether a body is meant as JSON: markup never begins so.
func looksLikeJSON(b []byte) bool {
	s := strings.TrimLeft(string(b[:min(len(b), 64)]), blanks)
	return strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[")
}

// member finds a member of a JSON object: its name, which lax clients leave unquoted or put between single quotes, and
// a value that is a text or a plain word, or the beginning of any other. A text that was cut off ends where the body does.
var member = regexp.MustCompile(`["']?([A-Za-z_$][\w$.:-]*)["']?\s*:\s*("(?:[^"\\]|\\.)*(?:"|\\?$)|'(?:[^'\\]|\\.)*(?:'|\\?$)|[{\[]|[^\s"',{}\[\]]+)`)

// json hides the values of secret members.
func (n Names) json(s string) string {
	var out strings.Builder
	for {
		at := member.FindStringSubmatchIndex(s)
		if at == nil {
			return out.String() + s
		}
		name, value, end := lax.Local(s[at[2]:at[3]]), s[at[4]:at[5]], at[5]
		shown := value
		switch {
		case !n.hides(name, strings.Trim(value, `"'`)):
		case value == "{" || value == "[":
			shown, end = `"`+masked+`"`, at[4]+bracketed(s[at[4]:])
		default:
			shown = `"` + masked + `"`
		}
		out.WriteString(s[:at[4]] + shown)
		s = s[end:]
	}
}

// bracketed is how long the object or list at the beginning of s is; without an end, it is the whole of s.
func bracketed(s string) int {
	open := 0
	for p := range lax.JSON(s) {
		switch p.Kind {
		case lax.Open:
			open++
		case lax.Close:
			if open--; open == 0 {
				return p.To
			}
		}
	}
	return len(s)
}
