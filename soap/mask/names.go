package mask

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
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

// secretParts make any name that has them secret, secretNames only themselves.
var (
	secretParts = []string{"password", "passwd", "pwd", "secret", "sessionid", "credential"}
	secretNames = []string{"token", "securitytoken", "sessiontoken", "binarysecuritytoken", "ticket", "nonce", "cookie", "authorization"}
)

// secret says whether what stands under a local name is hidden. Of UsernameToken only the parts are: they are a name,
// which may be seen, and a password.
func (n Names) secret(local string) bool {
	local = strings.ToLower(local)
	return slices.ContainsFunc(secretParts, func(part string) bool { return strings.Contains(local, part) }) ||
		slices.Contains(secretNames, local) || slices.Contains(n.more, local)
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
	for {
		at := strings.IndexByte(s, '<')
		if at < 0 {
			out.WriteString(s)
			return out.String()
		}
		out.WriteString(s[:at])
		s = s[at:]
		end := tagEnd(s)
		tag := s[:end]
		s = s[end:]
		name := tagName(tag)
		if name == "" {
			out.WriteString(tag)
			continue
		}
		out.WriteString(n.attributes(tag))
		if strings.HasSuffix(tag, "/>") || !n.hides(localPart(name), leafOf(s)) {
			continue
		}
		out.WriteString(masked)
		close := closing(s, name)
		if close < 0 {
			return out.String()
		}
		s = s[close:]
	}
}

// leafOf is the text of an element whose start tag was just passed, "" when it holds others or does not end.
func leafOf(s string) string {
	if at := strings.IndexByte(s, '<'); at >= 0 && strings.HasPrefix(s[at:], "</") {
		return s[:at]
	}
	return ""
}

// tagEnd is where the tag, comment or other markup at the beginning of s ends.
// Without an end, it is the whole of s.
func tagEnd(s string) int {
	for _, kind := range []struct{ begin, end string }{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}} {
		if strings.HasPrefix(s, kind.begin) {
			if at := strings.Index(s, kind.end); at >= 0 {
				return at + len(kind.end)
			}
			return len(s)
		}
	}
	var quote byte
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return len(s)
}

// tagName is the name of a start tag, "" for other markup.
func tagName(tag string) string {
	name := tag[1:]
	if at := strings.IndexAny(name, blanks+"/>"); at >= 0 {
		name = name[:at]
	}
	if strings.HasPrefix(name, "!") || strings.HasPrefix(name, "?") {
		return ""
	}
	return name
}

// closing is where the end tag of an element begins whose start tag was just passed, -1 when there is none.
func closing(s, name string) int {
	depth := 1
	for from := 0; ; {
		at := strings.IndexByte(s[from:], '<')
		if at < 0 {
			return -1
		}
		at += from
		from = at + tagEnd(s[at:])
		tag := s[at:from]
		switch {
		case tagName(tag) == name && !strings.HasSuffix(tag, "/>"):
			depth++
		case strings.HasPrefix(tag, "</") && strings.TrimRight(tag[2:], blanks+">") == name:
			if depth--; depth == 0 {
				return at
			}
		}
	}
}

func localPart(name string) string {
	if _, local, found := strings.Cut(name, ":"); found {
		return local
	}
	return name
}

// attributes is a start tag with its secret attributes hidden.
func (n Names) attributes(tag string) string {
	return eachAttribute(tag, func(name, value string) string {
		if strings.HasPrefix(name, "xmlns") || !n.hides(localPart(name), value) {
			return value
		}
		return masked
	})
}

// eachAttribute is a start tag with other values in its attributes: what f makes of the name of one and of its value as it
// is written, without quotes. All else stays, also what is no well-formed tag.
func eachAttribute(tag string, f func(name, value string) string) string {
	var out strings.Builder
	for {
		equals := strings.IndexByte(tag, '=')
		if equals < 0 {
			break
		}
		name := strings.TrimRight(tag[:equals], blanks)
		name = name[strings.LastIndexAny(name, blanks+`"'<`)+1:]
		value := strings.TrimLeft(tag[equals+1:], blanks)
		if value == "" || value[0] != '"' && value[0] != '\'' {
			out.WriteString(tag[:equals+1])
			tag = tag[equals+1:]
			continue
		}
		begin := len(tag) - len(value) + 1
		end := begin + strings.IndexByte(value[1:], value[0])
		if end < begin {
			end = len(tag) // cut off in the midst of it
		}
		out.WriteString(tag[:begin] + f(name, tag[begin:end]))
		tag = tag[end:]
		if tag != "" { // the quote, which begins no other value
			out.WriteByte(tag[0])
			tag = tag[1:]
		}
	}
	return out.String() + tag
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

// Query hides the secret parameters of a raw query.
func (n Names) Query(raw string) string {
	var out strings.Builder
	for raw != "" {
		part, separator := raw, ""
		if at := strings.IndexAny(raw, "&;?"); at >= 0 {
			part, separator = raw[:at], raw[at:at+1]
		}
		raw = raw[len(part)+len(separator):]
		if name, value, found := strings.Cut(part, "="); found && n.hides(name, value) {
			part = name + "=" + masked
		}
		out.WriteString(part + separator)
	}
	return out.String()
}
