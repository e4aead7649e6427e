package auth

import (
	"net/http"
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

// AddChallenges adds the challenges to the header of an answer, one field for each and in this order. That
// spares clients the commas of a shared field, which stand between challenges and within them (RFC 7235,
// section 4.1).
func AddChallenges(h http.Header, challenges ...Challenge) {
	for _, c := range challenges {
		h.Add("WWW-Authenticate", c.String())
	}
}
