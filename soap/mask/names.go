package mask

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap/internal/lax"
)

// masked stands where a secret stood.
const masked = "***"

// MostShown is how much of a body Body shows, in bytes.
const MostShown = 16 << 10

// Names puts stars in the place of what nobody may read, found by its name. It works on the text and not on
// a parsed document, since what is shown is what was sent, to the letter. Where it is in doubt it hides too much.
type Names struct {
	more []string // more names whose content is hidden, in lower case
}

// NewNames returns names that also hide the elements, attributes, members and parameters of the given local names.
func NewNames(more ...string) Names {
	var n Names
	for _, name := range more {
		n.more = append(n.more, strings.ToLower(name))
	}
	return n
}

// secretParts make any name that has them secret, secretNames only themselves, and a token is one by whatever name: access_token
// in a URL or in an answer is as good as the session (RFC 6750, section 2.3).
var (
	secretParts = []string{"password", "passwd", "pwd", "secret", "sessionid", "credential", "apikey", "accesskey", "privatekey", "subscriptionkey"}
	secretNames = []string{"ticket", "nonce", "cookie", "authorization"}
)

// secret says whether what stands under a local name is hidden. Of UsernameToken only the parts are: they are a name,
// which may be seen, and a password.
func (n Names) secret(local string) bool {
	name := plainName(local)
	return slices.ContainsFunc(secretParts, func(part string) bool { return strings.Contains(name, part) }) ||
		strings.HasSuffix(name, "token") && !slices.Contains(openNames, name) ||
		slices.Contains(secretNames, name) || slices.Contains(n.more, strings.ToLower(local))
}

// hides says whether a value under a local name is hidden. A yes or no is not, where the name says that it is one:
// passwordExpired is a flag, while somebody's newPassword may be the word true.
func (n Names) hides(local, value string) bool {
	return n.secret(local) && !(n.flag(local) && truth.MatchString(value))
}

// flag says whether a name is that of something about a secret.
func (n Names) flag(local string) bool {
	local = strings.ToLower(local)
	return !slices.Contains(n.more, local) &&
		(slices.ContainsFunc(flagEnds, func(end string) bool { return strings.HasSuffix(local, end) }) ||
			slices.ContainsFunc(flagBegins, func(begin string) bool { return strings.HasPrefix(local, begin) }))
}

var (
	flagEnds   = []string{"expired", "enabled", "required", "changed", "locked", "valid"}
	flagBegins = []string{"is", "has", "must", "forgot"}
)

// truth is a yes or no as XML and JSON write it.
var truth = regexp.MustCompile(`^\s*(?i:true|false)\s*$`)

// Body returns a body as it may be shown, its first MostShown bytes.
func (n Names) Body(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	more := len(b) > MostShown
	if more {
		b = b[:MostShown]
		for !utf8.Valid(b) && len(b) > MostShown-utf8.UTFMax {
			b = b[:len(b)-1] // the cut went through a character
		}
	}
	// What is not UTF-8, UTF-16 above all, cannot be searched for names.
	if !utf8.Valid(b) || bytes.IndexByte(b, 0) >= 0 {
		return "(not UTF-8)"
	}
	s := n.markup(n.fields(b))
	if strings.Contains(strings.ToLower(s), "pass") { // most have none, and the expression is slow
		s = passwordInSQL.ReplaceAllString(s, "$1'"+masked+"'")
	}
	if more {
		s += "…"
	}
	return s
}

// fields hides what stands under secret names in a form, in JSON, and in the parts of a body.
func (n Names) fields(b []byte) string {
	s := string(b)
	if first := firstBoundary.FindStringSubmatch(s); first != nil {
		return string(eachPart(b, first[1], n.part, func(around string) string { return around }))
	}
	switch {
	case formBegin.MatchString(s):
		return n.form(s)
	case looksLikeJSON(b):
		return n.json(s)
	}
	return s
}

// firstBoundary finds with what the first part of a body begins, behind which a head stands.
var firstBoundary = regexp.MustCompile(`^(?:\r?\n)?--(\S+)\r?\n[A-Za-z-]+:`)

func (n Names) part(p part) []byte {
	if value := bytes.TrimRight(p.content, "\r\n"); p.field != "" && n.hides(p.field, string(value)) {
		return []byte(masked + string(p.content[len(value):]))
	}
	return []byte(n.fields(p.content))
}

// passwordInSQL finds what a batch sets a password to: a text between single quotes, which may be escaped, or a hash.
var passwordInSQL = regexp.MustCompile(`(?i)(pass(?:word|phrase)?\s*=\s*N?)(?:` +
	quote + `[^'<]*?` + quote + `(?:` + quote + `[^'<]*?` + quote + `)*|` + quote + `[^<]*|0x[0-9a-f]+)`)

const quote = `(?:'|&apos;|&#0*39;|&#x0*27;)`

// markup hides what stands in secret elements and attributes.
func (n Names) markup(s string) string {
	var out strings.Builder
	out.Grow(len(s))
	done := 0
	for p := range lax.XML(s) {
		switch {
		case p.From < done: // in a secret element
			continue
		case p.Kind != lax.Start && p.Kind != lax.Empty:
			out.WriteString(s[p.From:p.To])
		default:
			out.WriteString(n.attributes(s, p))
		}
		done = p.To
		if p.Kind == lax.Start && n.hides(lax.Local(p.Of(s)), leafOf(s[p.To:])) {
			out.WriteString(masked)
			done += untilClosed(s[p.To:], p.Of(s))
		}
	}
	return out.String()
}

// leafOf is the text of an element whose start tag was just passed, "" when it holds others or does not end.
func leafOf(s string) string {
	if at := strings.IndexByte(s, '<'); at >= 0 && strings.HasPrefix(s[at:], "</") {
		return s[:at]
	}
	return ""
}

// untilClosed is how long the content of an element is whose start tag was just passed; without an end, it is the whole of s.
func untilClosed(s, name string) int {
	depth := 1
	for p := range lax.XML(s) {
		switch {
		case p.Kind == lax.Start && p.Of(s) == name:
			depth++
		case p.Kind == lax.End && p.Of(s) == name:
			if depth--; depth == 0 {
				return p.From
			}
		}
	}
	return len(s)
}

// attributes is a start tag with its secret attributes hidden.
func (n Names) attributes(s string, tag lax.Piece) string {
	return eachAttribute(s, tag, func(name, value string) string {
		if strings.HasPrefix(name, "xmlns") || !n.hides(lax.Local(name), value) {
			return value
		}
		return masked
	})
}

// eachAttribute is a start tag with other values in its attributes: what f makes of the name of one and of its value as it
// is written, without quotes. All else stays, also what is no well-formed tag.
func eachAttribute(s string, tag lax.Piece, f func(name, value string) string) string {
	var out strings.Builder
	done := tag.From
	for a := range lax.Attributes(s, tag) {
		if a.Quoted {
			out.WriteString(s[done:a.From] + f(a.Name, s[a.From:a.To]))
			done = a.To
		}
	}
	return out.String() + s[done:tag.To]
}

const blanks = " \t\r\n"

// formBegin finds what begins as a form does. What follows may be escaped badly: a secret is hidden all the same.
var formBegin = regexp.MustCompile(`^[\w.%+~\[\]-]+=`)

// form hides the secret fields of a form, which only "&" parts (URL Standard, section 5.1): all of a field that holds a secret
// is the secret. Any other is gone through as a query is.
func (n Names) form(s string) string {
	list := strings.Split(s, "&")
	for i, field := range list {
		if name, value, found := strings.Cut(field, "="); found && n.hides(name, value) {
			list[i] = name + "=" + masked
		} else {
			list[i] = n.Query(field)
		}
	}
	return strings.Join(list, "&")
}

// Query hides the secret parameters of a raw query. Some clients part them with ";" or "?", which a secret may hold as well: what
// follows one behind such a mark, and is no parameter, is of the secret.
func (n Names) Query(raw string) string {
	var out strings.Builder
	secret, separator := false, ""
	for raw != "" {
		part := raw
		if at := strings.IndexAny(raw, "&;?"); at >= 0 {
			part = raw[:at]
		}
		name, value, found := strings.Cut(part, "=")
		switch {
		case found && n.hides(name, value):
			secret = true
			out.WriteString(separator + name + "=" + masked)
		case found || !secret || separator == "&":
			secret = false
			out.WriteString(separator + part)
		}
		raw = raw[len(part):]
		if separator = raw[:min(1, len(raw))]; separator != "" {
			raw = raw[1:]
		}
	}
	return out.String() + separator
}
