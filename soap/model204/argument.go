package model204

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap"
)

// maxSesid is how long a session id may be, in bytes: as long as the name of a session object (choice).
const maxSesid = 255

// text is an argument, "" when it is omitted: an omitted argument and a null one are the same (inferred).
func text(p *string) string {
	if p == nil {
		return ""
	}
	return strings.Clone(*p)
}

// sesid is a session id as it is kept.
func (r *Room) sesid(p *string) string {
	if r.config.Choices.SesidCase == "upper" {
		return strings.ToUpper(text(p))
	}
	return text(p)
}

// owner is an owner as it is kept: the user where it is omitted.
func (r *Room) owner(p *string, user string) string {
	switch s := text(p); s {
	case "":
		return user
	case public:
		return public
	default:
		return r.config.userid(s)
	}
}

// plausibleOwner says whether there can be such an owner.
func plausibleOwner(owner string) bool { return owner == public || plausibleUserid(owner) }

// wait is how long $Session_Open or $Session_Delete waits. Both an omitted timeout and -1 mean the default.
func wait(timeout *int32, byDefault int) (time.Duration, bool) {
	switch {
	case timeout == nil || *timeout == -1:
		return seconds(byDefault), true
	case *timeout < -1:
		return 0, false
	}
	return seconds(int(*timeout)), true
}

// printable says whether a text can stand in XML.
func printable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return !soap.IsChar(r) })
}
