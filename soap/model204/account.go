package model204

import (
	"strings"

	"github.com/soapstone-dev/soapstone/soap/auth"
)

// maxUserid is how long a userid may be: the owner has ten columns in $Session_List (inferred).
const maxUserid = 10

const (
	useridLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789#$@_-."
	useridForm    = "it takes 1 to 10 letters, digits, #, $, @, _, - and full stops"
)

func plausibleUserid(s string) bool {
	return s != "" && len(s) <= maxUserid && strings.Trim(s, useridLetters) == ""
}

// userid spells a userid as it is kept.
func (c *Config) userid(s string) string {
	if c.Choices.UseridCase == "upper" {
		return strings.ToUpper(s)
	}
	return s
}

// find returns the account of a userid: the one that is called so, else the first whose pattern fits.
func (c *Config) find(userid string) (Account, bool) {
	for _, a := range c.Accounts {
		if c.userid(a.Name) == userid {
			return a, true
		}
	}
	for _, a := range c.Accounts {
		if auth.Match(c.userid(a.Name), userid) {
			return a, true
		}
	}
	return Account{}, false
}

// login checks a userid and its password. An unknown userid takes as long as a wrong password.
func (c *Config) login(userid, password string) (user string, privileged, ok bool) {
	user = c.userid(strings.Clone(userid))
	account, found := c.find(user)
	same := auth.SamePassword(password, account.Password)
	return user, account.Privileged, found && same && plausibleUserid(user)
}
