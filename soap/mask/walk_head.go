package mask

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap/internal/wide"
)

// start goes through the first line of a message.
func (w *walk) start(line string) string {
	method, rest, found := strings.Cut(line, " ")
	if !found || strings.HasPrefix(line, "HTTP/") {
		return w.replace(line)
	}
	target, version := rest, ""
	if at := strings.LastIndex(rest, " HTTP/"); at >= 0 {
		target, version = rest[:at], rest[at:]
	}
	return method + " " + w.target(target) + version
}

// target goes through the address of something.
func (w *walk) target(s string) string {
	prefix := ""
	if at := strings.Index(s, "://"); at >= 0 {
		host, path := s[at+3:], ""
		if slash := strings.IndexAny(host, "/?"); slash >= 0 {
			host, path = host[:slash], host[slash:]
		}
		if user, rest, found := strings.Cut(host, "@"); found && !w.onlyValues {
			name, secret, _ := strings.Cut(user, ":")
			w.user = inURL.unescape(name)
			if secret != "" {
				name += ":" + w.value("password", secret, inURL)
			}
			host = name + "@" + rest
		}
		prefix, s = s[:at+3]+host, path
	}
	path, query := s, ""
	if at := strings.IndexAny(s, "?;"); at >= 0 {
		path, query = s[:at], s[at:]
	}
	segments := strings.Split(w.replaceIn(path, inURL), "/")
	for i := range segments {
		segments[i] = w.value("", segments[i], inURL)
	}
	return prefix + strings.Join(segments, "/") + w.parameters(query)
}

// fields goes through those of a form, which only "&" parts (URL Standard, section 5.1): all of a field that holds a secret is
// the secret. Any other is gone through as a query is.
func (w *walk) fields(form string) string {
	list := strings.Split(form, "&")
	for i, field := range list {
		name, _, _ := strings.Cut(field, "=")
		if k, _ := w.run.names.kind(inForm.unescape(name)); k != open {
			list[i] = w.parameter(field)
		} else {
			list[i] = w.parameters(field)
		}
	}
	return strings.Join(list, "&")
}

// parameters goes through those of a query or a path.
func (w *walk) parameters(raw string) string {
	var out strings.Builder
	for raw != "" {
		part, separator := raw, ""
		if at := strings.IndexAny(raw, "&;?#"); at >= 0 {
			part, separator = raw[:at], raw[at:at+1]
		}
		raw = raw[len(part)+len(separator):]
		out.WriteString(w.parameter(part) + separator)
	}
	return out.String()
}

func (w *walk) parameter(part string) string {
	name, value, found := strings.Cut(part, "=")
	if !found {
		return w.value("", part, inForm)
	}
	hidden := w.value(parameterName(inForm.unescape(name), value), value, inForm)
	if w.replaceIn(name, inForm) != name {
		name = w.value("", name, inForm)
	}
	return name + "=" + hidden
}

// parameterName is what a parameter is called: one named code is an error's or a country's unless it is as long as those
// with which a client of OAuth gets its tokens (RFC 6749, section 4.1.3).
func parameterName(name, value string) string {
	const shortestCode = 16
	if name == "code" && len(value) >= shortestCode {
		return "token"
	}
	return name
}

// head goes through a field of a head.
func (w *walk) head(name, value string) string {
	if w.onlyValues {
		return w.unnamed(value)
	}
	switch strings.ToLower(name) {
	case "authorization", "proxy-authorization":
		return w.authorization(value)
	case "www-authenticate", "proxy-authenticate":
		return w.challenge(value)
	case "authentication-info", "proxy-authentication-info": // without a scheme (RFC 7615)
		return w.digest(value)
	case "cookie", "cookie2":
		return w.cookies(value)
	case "set-cookie", "set-cookie2":
		pair, rest, _ := strings.Cut(value, ";")
		if rest != "" {
			rest = ";" + rest
		}
		return w.cookies(pair) + rest
	}
	return w.value(name, value, inText)
}

// authorization hides credentials, and keeps who shows them.
func (w *walk) authorization(value string) string {
	scheme, rest, found := strings.Cut(strings.TrimLeft(value, blanks), " ")
	rest = strings.Trim(rest, blanks)
	if value == "" || placeholder.MatchString(value) {
		return value
	}
	if !found || rest == "" {
		if slices.Contains(schemes(), strings.ToLower(strings.TrimRight(value, blanks))) {
			return value // with nothing behind it: a word, and no secret
		}
		return w.named("authorization", value)
	}
	switch strings.ToLower(scheme) {
	case "basic":
		if user, secret, ok := basic(rest); ok {
			return scheme + " " + w.basic(user, secret)
		}
		return scheme + " " + w.named("basicCredential", rest)
	case "ntlm":
		user, _ := ntlmUser(rest)
		return scheme + " " + w.handshake("ntlm", user)
	case "negotiate":
		user, isNTLM := ntlmUser(rest)
		if !isNTLM && !w.request {
			return scheme
		}
		if isNTLM && user == "" { // a first round, which is told from Kerberos
			return scheme + " " + w.handshake("ntlm", "")
		}
		return scheme + " " + w.handshake("negotiate", user)
	case "digest":
		return scheme + " " + w.proof(rest)
	case "bearer", "oauth", "token", "session":
		return scheme + " " + w.conceal(token, strings.ToLower(scheme), rest)
	}
	return scheme + " " + w.conceal(token, "authorization", rest)
}

// schemes are the words that credentials begin with (RFC 9110, section 11.4).
func schemes() []string {
	return strings.Fields("basic digest ntlm negotiate bearer oauth token session")
}

func basic(coded string) (user, secret string, ok bool) {
	raw, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(coded, "="))
	if err != nil {
		return "", "", false
	}
	return strings.Cut(string(raw), ":")
}

// basic is the placeholder for the credentials of Basic, which older clients send in ISO-8859-1.
func (w *walk) basic(user, secret string) string {
	filter := ""
	if both := fromLatin1(user + ":" + secret); both != user+":"+secret {
		raw := secret
		filter = "|" + string(inLatin1)
		user, secret, _ = strings.Cut(both, ":")
		if raw != secret {
			defer func() { w.run.learnLatin1(raw, w.run.named[[2]string{user, secret}]) }()
		}
	}
	w.user = user
	if user != "" && strings.EqualFold(user, secret) { // the user's name in a placeholder would tell it
		w.run.given(user, "password", secret)
		return w.slot("secret " + w.run.call([2]string{user, user + ":" + secret}, "credentials") + filter + "|" + string(inBase64))
	}
	base := escapeName(user) + ".password"
	name := w.run.call([2]string{user, secret}, base)
	if name != base && !strings.HasPrefix(name, base+".") { // known under another name, which Basic has no place for
		name = w.run.call([2]string{user + "\x00", secret}, base)
	}
	what := "basic " + escapeName(user)
	if number, found := strings.CutPrefix(name, base+"."); found {
		what += " " + number
	}
	return w.slot(what + filter)
}

func (w *walk) handshake(verb, user string) string {
	if user != "" { // else it is a first round, or Kerberos, for which there is no password
		w.user = user
		w.run.want(escapeName(user) + ".password")
	}
	return w.slot(verb + " " + escapeName(user))
}

// digestSecrets are the parameters of Digest that prove a password or make the proof.
var digestSecrets = regexp.MustCompile(`(?i)\b(response|rspauth|nonce|nextnonce|cnonce|opaque)(\s*=\s*)("[^"]*"|[^\s,]+)`)

// digest keeps who shows the proof of a password, and makes pseudonyms of what it is made from.
func (w *walk) digest(parameters string) string {
	return digestSecrets.ReplaceAllStringFunc(parameters, func(found string) string {
		part := digestSecrets.FindStringSubmatch(found)
		value := strings.Trim(part[3], `"`)
		if value == "" {
			return found
		}
		return part[1] + part[2] + strings.Replace(part[3], value, w.run.issued(value), 1)
	})
}

var (
	digestUser  = regexp.MustCompile(`(?i)\busername\s*=\s*"?([^",]*)`)
	digestProof = regexp.MustCompile(`(?i)(\bresponse\s*=\s*"?)[0-9a-f]{32,64}`)
)

// proof is digest for what a client says, whose proof a replay can compute anew from the password of the user.
func (w *walk) proof(parameters string) string {
	if part := digestUser.FindStringSubmatch(parameters); part != nil {
		w.user = strings.ReplaceAll(part[1], `\\`, `\`)
	}
	hidden := w.digest(parameters)
	if w.user == "" || !w.request {
		return hidden
	}
	w.run.want(escapeName(w.user) + ".password")
	return digestProof.ReplaceAllStringFunc(hidden, func(found string) string {
		return digestProof.FindStringSubmatch(found)[1] + w.slot("digest "+escapeName(w.user))
	})
}

// challenge hides what a server says of a handshake.
func (w *walk) challenge(value string) string {
	scheme, rest, _ := strings.Cut(value, " ")
	switch strings.ToLower(scheme) {
	case "ntlm", "negotiate":
		return scheme // its token is good for one connection only
	}
	return scheme + strings.TrimSuffix(" "+w.digest(rest), " ")
}

// cookies hides the values of cookies. Short ones that no name makes secret are left: they are settings.
func (w *walk) cookies(s string) string {
	pairs := strings.Split(s, ";")
	for i, pair := range pairs {
		name, value, found := strings.Cut(pair, "=")
		plain := strings.Trim(strings.TrimSpace(value), `"`)
		k, _ := w.run.names.kind(strings.TrimSpace(name))
		known := w.run.known[inURL.unescape(plain)]
		var shown string
		switch {
		case !found, plain == "", strings.HasPrefix(strings.TrimSpace(name), "$"):
			continue
		case known != nil && len(plain) >= shortest:
			shown = inURL.around(w.shown(known))
		case k == open && (len(plain) < shortest || harmless.MatchString(plain)):
			continue
		default:
			shown = w.run.issued(plain)
		}
		pairs[i] = name + "=" + strings.Replace(value, plain, shown, 1)
	}
	return strings.Join(pairs, ";")
}

var ntlmSignature = []byte("NTLMSSP\x00")

// ntlmUser reads the user out of the third message of NTLM, with the domain before a backslash, also where SPNEGO is
// around it ([MS-NLMP], section 2.2.1.3). It says whether it is NTLM at all.
func ntlmUser(coded string) (user string, isNTLM bool) {
	raw, err := base64.StdEncoding.DecodeString(coded)
	if err != nil {
		return "", false
	}
	at := bytes.Index(raw, ntlmSignature)
	if at < 0 {
		return "", false
	}
	m := raw[at:]
	const headOfThird = 64
	if len(m) < headOfThird || binary.LittleEndian.Uint32(m[8:]) != 3 {
		return "", true
	}
	const unicodeFlag = 1
	unicode := binary.LittleEndian.Uint32(m[60:])&unicodeFlag != 0
	domain, name := ntlmText(m, 28, unicode), ntlmText(m, 36, unicode)
	if domain != "" {
		name = domain + `\` + name
	}
	return name, true
}

func ntlmText(m []byte, at int, unicode bool) string {
	length, offset := int(binary.LittleEndian.Uint16(m[at:])), int(binary.LittleEndian.Uint32(m[at+4:]))
	if offset < 0 || offset > len(m) || length > len(m)-offset {
		return ""
	}
	field := m[offset : offset+length]
	if unicode {
		return wide.Decode(field, binary.LittleEndian)
	}
	if !utf8.Valid(field) {
		return ""
	}
	return string(field)
}
