package mask

import (
	"regexp"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/lax"
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
	passwordNames = strings.Fields("pass pin pincode otp totp sig clientassertion codeverifier authorization proxyauthorization xauthorization xforwardedauthorization xoriginalauthorization binarysecuritytoken securitytoken apitoken apikey xapikey accesskey privatekey sharedkey accountkey")
	passwordParts = strings.Fields("password passwd passwort kennwort motdepasse passphrase passcode pwd secret credential apikey subscriptionkey")
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
	return joins.Replace(strings.ToLower(lax.Local(name)))
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

// keyNames are what a name is called, and valueNames a value, where both are told: in a map of Axis, a property, a parameter.
var (
	keyNames   = strings.Fields("name key param parameter paramname parametername property propertyname field fieldname")
	valueNames = strings.Fields("value val string stringvalue")
)

func isValue(local string) bool { return slices.Contains(valueNames, plainName(local)) }

// says is the name that a text gives to a value beside it, if it is one of a secret or of a user, and stands where names do.
func (w *walk) says(local, text string) string {
	if !slices.Contains(keyNames, plainName(local)) {
		return ""
	}
	text = strings.Trim(text, blanks)
	k, exact := w.run.names.kind(text)
	switch {
	case text == "":
		return ""
	case isUser(text), k != open && exact, k != open && slices.ContainsFunc(endings, func(end string) bool { return strings.HasSuffix(plainName(text), end) }):
		return text
	}
	return ""
}

// endings are those of names that are a secret's and not of what is said about one.
var endings = strings.Fields("password token secret pwd")

// byPlace is what a parameter without a name of its own is, where an operation logs in: the first is the user, the second
// the password. Axis calls them in0 and in1, JAX-WS arg0 and arg1, PHP param0 and param1, JAX-RPC String_1 and String_2.
func byPlace(operation, local string) string {
	operation = strings.TrimSuffix(plainName(operation), "request")
	if !slices.ContainsFunc(loginNames, func(name string) bool { return strings.HasSuffix(operation, name) }) {
		return ""
	}
	switch plainName(local) {
	case "in0", "arg0", "param0", "string1":
		return "username"
	case "in1", "arg1", "param1", "string2":
		return "password"
	}
	return ""
}

var loginNames = strings.Fields("login logon signin authenticate getsession opensession createsession")

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
		local = lax.Local(local)
		return escapeName(strings.ToLower(local[:1]) + local[1:])
	}
}
