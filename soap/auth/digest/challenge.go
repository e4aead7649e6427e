package digest

import "strings"

// Challenge is what a server says behind 401.
type Challenge struct {
	Realm, Nonce string
	Algorithm    string // MD5 or MD5-sess
	Stale        bool   // the answer was right but for its nonce: nobody need be asked for the password again
}

// quoted escapes for a quoted-string. What would end the header line is written as a space.
var quoted = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", " ", "\n", " ", "\x00", " ")

// String is the challenge as a WWW-Authenticate header holds it, in the order in which Windows writes it.
func (c Challenge) String() string {
	s := `Digest qop="auth",algorithm=` + c.Algorithm + `,nonce="` + c.Nonce + `",charset=utf-8,realm="` + quoted.Replace(c.Realm) + `"`
	if c.Stale {
		s += ",stale=true"
	}
	return s
}
