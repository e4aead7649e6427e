package mask

import (
	"regexp"
	"strings"
)

// looksLikeJSON says whether a body is meant as JSON: markup never begins so.
func looksLikeJSON(b []byte) bool {
	s := strings.TrimLeft(string(b[:min(len(b), 64)]), blanks)
	return strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[")
}

// member finds a member of a JSON object: its name, which lax clients leave unquoted or put between single quotes, and
// a value that is a text or a plain word. A text that was cut off ends where the body does.
var member = regexp.MustCompile(`(["']?)([A-Za-z_$][\w$.:-]*)(["']?\s*:\s*)("(?:[^"\\]|\\.)*(?:"|\\?$)|'(?:[^'\\]|\\.)*(?:'|\\?$)|[^\s"',{}\[\]]+)`)

// json hides the values of secret members.
func (n Names) json(s string) string {
	return member.ReplaceAllStringFunc(s, func(found string) string {
		part := member.FindStringSubmatch(found)
		if !n.hides(localPart(part[2]), strings.Trim(part[4], `"'`)) {
			return found
		}
		return part[1] + part[2] + part[3] + `"` + masked + `"`
	})
}
