package sqlserver

import (
	"strings"

	"github.com/soapstone-dev/soapstone/soap/auth"
)

// domainOf gives a user who names no domain, neither apart nor before a backslash, the domain of those.
func (a *authentication) domainOf(domain, name string) (string, string) {
	if domain == "" && !strings.Contains(name, `\`) {
		domain = a.domain
	}
	return domain, name
}

// user finds the Windows account that somebody means who logs in to HTTP: the one of the domain, such as CORP\alice or
// CORP\*, else one whose name has no domain. Those are the server's own. Windows tries them for a domain that it
// does not know (inferred), such as a client that is in no domain may name. Names are compared without case.
func (r *Room) user(domain, name string) (Account, bool) {
	if before, after, found := strings.Cut(name, `\`); found && domain == "" {
		domain, name = before, after
	}
	if domain != "" {
		if a, found := findInDomain(r.config.Users, domain, name); found {
			return a, true
		}
	}
	return find(r.config.Users, name)
}

// find returns the account of a name: the one that is called so, else the first whose pattern fits. Names are compared
// without case, as Windows does and SQL Server in its usual collation. Neither has a domain; see Room.user.
func find(accounts []Account, name string) (Account, bool) {
	if strings.Contains(name, `\`) {
		return Account{}, false
	}
	for _, a := range accounts {
		if strings.EqualFold(a.Name, name) {
			return a, true
		}
	}
	name = strings.ToLower(name)
	for _, a := range accounts {
		if !strings.Contains(a.Name, `\`) && auth.Match(strings.ToLower(a.Name), name) {
			a.Name = name
			return a, true
		}
	}
	return Account{}, false
}

// findInDomain returns the account of a user of a domain. A backslash in the name of an account stands between the
// two; both may be patterns.
func findInDomain(accounts []Account, domain, name string) (Account, bool) {
	whole := domain + `\` + name
	for _, a := range accounts {
		if strings.EqualFold(a.Name, whole) {
			return a, true
		}
	}
	domain, name = strings.ToLower(domain), strings.ToLower(name)
	for _, a := range accounts {
		d, n, found := strings.Cut(strings.ToLower(a.Name), `\`)
		if found && auth.Match(d, domain) && auth.Match(n, name) {
			a.Name = domain + `\` + name
			return a, true
		}
	}
	return Account{}, false
}
