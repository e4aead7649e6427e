package mft

import (
	"fmt"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/auth"
	"github.com/soapstone-dev/soapstone/soap/setting"
)

// The rights of which the session methods ask ("Session Methods"), and the one of everyday users. A right of another
// name gives nothing here ("Available Rights").
const (
	administratorRight = "AdministratorRight"
	updateSessionRight = "UpdateSessionRight"
	viewSessionRight   = "ViewSessionRight"
	transferRight      = "TransferRight"
)

// Account is who may log in.
type Account struct {
	Name       string   `yaml:"name"` // may be a pattern with *, ? and []
	Password   string   `yaml:"password"`
	Rights     []string `yaml:"rights"`
	Department string   `yaml:"department"` // empty: none
	Manages    []string `yaml:"manages"`    // departments beside the own one
}

func (a Account) validate() error {
	switch {
	case a.Name == "":
		return fmt.Errorf("an account has no name")
	case a.Password == "":
		return fmt.Errorf("account %s: it has no password", a.Name)
	case len(a.Name) > maxName || !setting.Printable(a.Name):
		return fmt.Errorf("account %q: the name cannot stand in XML", a.Name)
	case strings.Contains(a.Name, ":"):
		return fmt.Errorf("account %s: HTTP Basic has no names with a colon", a.Name)
	case len(a.Manages) > 0 && a.Department == "":
		return fmt.Errorf("account %s: it manages departments and is in none: give it a department", a.Name)
	}
	if !auth.ValidPattern(a.Name) {
		return fmt.Errorf("account %s: the pattern has a [ without its end", a.Name)
	}
	for _, right := range a.Rights {
		if err := checkRight(right); err != nil {
			return fmt.Errorf("account %s: %w", a.Name, err)
		}
	}
	return nil
}

// checkRight refuses what is no right, and what is one of those that matter in other case.
func checkRight(right string) error {
	if !strings.HasSuffix(right, "Right") || strings.Trim(right, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return fmt.Errorf("rights: %q is no right: write one such as %s", right, viewSessionRight)
	}
	for _, known := range []string{administratorRight, updateSessionRight, viewSessionRight} {
		if right != known && strings.EqualFold(right, known) {
			return fmt.Errorf("rights: %q is unknown: did you mean %s?", right, known)
		}
	}
	return nil
}

// set changes one setting. The name stays what it is.
func (a *Account) set(name, value string) error {
	next := *a
	list := strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
	switch name {
	case "password":
		next.Password = value
	case "rights":
		next.Rights = list
	case "department":
		next.Department = value
	case "manages":
		next.Manages = list
	default:
		return fmt.Errorf("an account has no setting %q that can be changed: there is password, rights, department, manages", name)
	}
	if err := next.validate(); err != nil {
		return err
	}
	*a = next
	return nil
}

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
