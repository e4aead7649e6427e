package sqlserver

import (
	"cmp"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/setting"
)

// Schemes is a list of the words of AUTHENTICATION, with commas between them. A configuration file may have a list as
// well.
type Schemes string

// UnmarshalYAML reads either form.
func (s *Schemes) UnmarshalYAML(unmarshal func(any) error) error {
	var words []string
	if unmarshal(&words) == nil {
		*s = Schemes(strings.Join(words, ", "))
		return nil
	}
	return unmarshal((*string)(s))
}

// words are the words of the list.
func (s Schemes) words() []string {
	return strings.FieldsFunc(string(s), func(r rune) bool { return r == ',' || r == ' ' })
}

// authentication is what AUTHENTICATION and the settings around it come to: which schemes of HTTP an endpoint takes.
type authentication struct {
	negotiate, ntlm, digest, basic bool

	messages bool   // NTLM may be in Negotiate, or stand by itself
	byName   bool   // a Windows login needs no right password
	realm    string // of digest
	domain   string // of users who name none
}

// authentication reads the settings of an endpoint that are about the login to HTTP (Books Online, ms191264).
func (e Endpoint) authentication() (authentication, error) {
	a := authentication{byName: e.Verify == "name", realm: e.AuthRealm, domain: e.DefaultLogonDomain}
	words := Schemes(cmp.Or(string(e.Authentication), "basic")).words()
	for i, w := range words {
		switch w {
		case "basic":
			a.basic = true
		case "digest":
			a.digest = true
		case "integrated":
			a.negotiate, a.ntlm, a.messages = true, true, true
		case "ntlm":
			a.ntlm, a.messages = true, true
		case "kerberos":
			a.negotiate = true
		default:
			return a, setting.Errorf("authentication", "%q is not one of basic, digest, integrated, ntlm, kerberos", soap.Clip(w))
		}
		if slices.Contains(words[:i], w) {
			return a, setting.Errorf("authentication", "%s stands there twice", w)
		}
	}
	switch {
	case len(words) == 0:
		return a, setting.Errorf("authentication", "%q names no scheme: give some of basic, digest, integrated, ntlm, kerberos", soap.Clip(string(e.Authentication)))
	case a.negotiate && !a.messages:
		return a, setting.Errorf("authentication", "kerberos without ntlm lets nobody in that way, since tickets cannot be read here: write integrated, which takes NTLM as well")
	case a.byName && !a.messages:
		return a, setting.Errorf("verify", "name is for Windows logins: give integrated or ntlm in authentication, or verify: password")
	case strings.ContainsRune(a.domain, '\\'):
		return a, setting.Errorf("defaultLogonDomain", "%q is no domain: give its name alone", soap.Clip(a.domain))
	}
	return a, nil
}

// takesWindowsLogins says whether integrated or ntlm is among the schemes.
func (e Endpoint) takesWindowsLogins() bool {
	a, err := e.authentication()
	return err == nil && a.messages
}

// onlyBasic says whether no scheme but Basic will do.
func (a *authentication) onlyBasic() bool { return a.basic && !a.digest && !a.ntlm && !a.negotiate }
