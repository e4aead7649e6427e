package correlate

import (
	"encoding/base64"
	"strings"
)

// User names whom a request comes as, by HTTP Basic in its Authorization; "" when nothing tells.
func User(authorization string) string {
	scheme, rest, _ := strings.Cut(authorization, " ")
	if !strings.EqualFold(scheme, "Basic") {
		return ""
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(rest))
	if err != nil {
		return ""
	}
	user, _, _ := strings.Cut(string(raw), ":")
	return user
}
