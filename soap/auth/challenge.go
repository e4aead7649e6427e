package auth

import (
	"strings"
)

// A Challenge is one way in which a server offers to be shown credentials.
type Challenge struct {
	// Scheme as it is to be written: Basic, NTLM, Negotiate.
	Scheme string
	// Realm is written when it is not empty, and for Basic always: RFC 7617 demands it.
	Realm string
	// Token is what a scheme that takes several turns has to say in this one, in Base64; "" for nothing.
	Token string
}

// String is the challenge as a WWW-Authenticate header holds it.
func (c Challenge) String() string {
	var b strings.Builder
	b.WriteString(c.Scheme)
	if c.Token != "" {
		b.WriteString(" " + c.Token)
	}
	if c.Realm != "" || strings.EqualFold(c.Scheme, "Basic") {
		b.WriteString(` realm="` + quoted.Replace(c.Realm) + `"`)
	}
	return b.String()
}

// quoted escapes for a quoted-string (RFC 7230, section 3.2.6). What would end the header line is
// written as a space.
var quoted = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", " ", "\n", " ", "\x00", " ")
