package correlate_test

import (
	"testing"

	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
)

func TestUser(t *testing.T) {
	for authorization, want := range map[string]string{
		"":                               "",
		"Basic YWxpY2U6c29hcHN0b25l":     "alice",
		"basic  Q09SUFxhbGljZTphOmI=":    `CORP\alice`,
		"Basic YWxpY2U=":                 "alice",
		"Basic %":                        "",
		"Bearer YWxpY2U6c29hcHN0b25l":    "",
		"NTLM TlRMTVNTUAABAAAAB4IIogAAA": "",
	} {
		if got := correlate.User(authorization); got != want {
			t.Errorf("User(%q) = %q, want %q", authorization, got, want)
		}
	}
}
