package mft

import (
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/auth"
)

// The rights of which the session methods ask ("Session Methods"), and the one of everyday users. A right of another
// name gives nothing here ("Available Rights").
const (
	administratorRight = "AdministratorRight"
	updateSessionRight = "UpdateSessionRight"
	viewSessionRight   = "ViewSessionRight"
	transferRight      = "TransferRight"
)

// find returns the account of a name: the one that is called so, else the first whose pattern fits.
func (c *Config) find(name string) (Account, bool) {
	for _, a := range c.Accounts {
		if a.Name == name {
			return a, true
		}
	}
	for _, a := range c.Accounts {
		if auth.Match(a.Name, name) {
			a.Name = name
			return a, true
		}
	}
	return Account{}, false
}

func (a Account) has(right string) bool { return slices.Contains(a.Rights, right) }

// lacks says for the journal what a call wants and the account does not have, since the fault says neither, and a right that
// is misspelt in the configuration is one that gives nothing.
func (a Account) lacks(wanted string) string {
	if a.Name == "" {
		return "the session's user has no account any more"
	}
	has := "no rights"
	if len(a.Rights) > 0 {
		has = strings.Join(a.Rights, ", ")
	}
	if a.Department != "" {
		has += ", and is in the department " + a.Department
	}
	return "this takes " + wanted + "; the account " + a.Name + " has " + has
}

// mayList says whether a user may call the two lists. The pages of the command line want UpdateSessionRight for them;
// the page of the methods ("Session Methods") has all three.
func (a Account) mayList() bool {
	return a.has(viewSessionRight) || a.has(updateSessionRight) || a.has(administratorRight)
}

// mayDelete says whether a user may call the two deletes, of sessions that the user sees: UpdateSessionRight or
// AdministratorRight without being assigned to a department, under either reading.
func (a Account) mayDelete(rule string) bool {
	if a.Department == "" || rule == "scoped" {
		return a.has(updateSessionRight) || a.Department == "" && a.has(administratorRight)
	}
	return false
}

// sees says whether the sessions of another user are in a user's sight: those of all for who is in no department, else
// those of the own department and of the managed ones ("Active Users"). A user whom nobody knows any more is in
// no department.
func (a Account) sees(owner Account) bool {
	return a.Department == "" || owner.Department != "" &&
		(owner.Department == a.Department || slices.Contains(a.Manages, owner.Department))
}
