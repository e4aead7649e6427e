package mask

import (
	"regexp"
	"slices"
	"strings"
)

// kind is what a name says of its value.
type kind int

const (
	open     kind = iota
	password      // the client knows it
	token         // the client knows it, unless the server issued it in this run
	session       // the server issued it
)

// What names say, in lower case and without what joins their words.
var (
	passwordNames = strings.Fields("pass authorization proxyauthorization binarysecuritytoken securitytoken apitoken apikey xapikey accesskey privatekey sharedkey accountkey subscriptionkey")
	passwordParts = strings.Fields("password passwd passwort passphrase passcode pwd secret credential apikey")
	tokenNames    = strings.Fields("token ticket sessionticket assertion")
	sessionNames  = strings.Fields("sid sessid phpsessid nonce cnonce thread cookie getsessionreturn getbwsessionreturn sforcesession xsfdcsession")
	sessionParts  = strings.Fields("sessionid sessionkey sessiontoken sessionhandle")
	openNames     = strings.Fields("usernametoken securitytokenreference tokentype requestsecuritytoken requestedsecuritytoken requestsecuritytokenresponse")
	userNames     = strings.Fields("username userid user login loginname logon logonname uid account accountname")
)

// vocabulary knows what names say.
type vocabulary struct{ more, open []string }

func newVocabulary(more, open []string) vocabulary {
	var v vocabulary
	for _, name := range more {
		v.more = append(v.more, plainName(name))
	}
	for _, name := range open {
		v.open = append(v.open, plainName(name))
	}
	return v
}

// plainName is a local name, or the last part of a dotted one, without case and without what joins words.
func plainName(name string) string {
	return joins.Replace(strings.ToLower(localPart(name)))
}

var joins = strings.NewReplacer("-", "", "_", "", ".", "", "$", "")

// kind says what stands under a name, and whether the name says that alone: a name that only has the word in it can be that
// of an operation or of a flag.
func (v vocabulary) kind(local string) (k kind, exact bool) {
	name := plainName(local)
	has := func(part string) bool { return strings.Contains(name, part) }
	switch {
	case slices.Contains(v.open, name), slices.Contains(openNames, name):
		return open, false
	case slices.Contains(v.more, name):
		return token, true
	case slices.Contains(passwordNames, name), slices.Contains(passwordParts, name), slices.Contains(passwordParts, strings.TrimSuffix(name, "s")):
		return password, true
	case slices.Contains(sessionNames, name), slices.Contains(sessionParts, name), strings.HasSuffix(name, "sessionid"), strings.HasSuffix(name, "sessionids"):
		return session, true
	case slices.Contains(tokenNames, name):
		return token, true
	case strings.HasSuffix(name, "token"):
		return token, false
	case slices.ContainsFunc(sessionParts, has):
		return session, false
	case slices.ContainsFunc(passwordParts, has):
		return password, false
	}
	return open, false
}

func isUser(local string) bool { return slices.Contains(userNames, plainName(local)) }

// harmless is what a name with a secret word in it can hold, when it only says something about the secret: a flag, a
// number, an instant.
var harmless = regexp.MustCompile(`^(?i:true|false|yes|no|null|none|[-+]?[0-9]{1,10}(\.[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[-+][0-9:]+)?)?)$`)

// shortName is how a secret is called that stood under a name: always the same for what is always the same.
func shortName(local string) string {
	switch name := plainName(local); name {
	case "pass", "passwd", "pwd", "jpassword":
		return "password"
	default:
		local = localPart(local)
		return escapeName(strings.ToLower(local[:1]) + local[1:])
	}
}
