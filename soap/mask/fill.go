package mask

import (
	"cmp"
	"crypto/sha1" // what WS-Security names
	"encoding/base64"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap/near"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// Lookup returns the secret of a name, and whether there is one.
type Lookup func(name string) (secret string, found bool)

// MissingError names the secrets that were wanted and not given.
type MissingError struct {
	Names []string
	// Known are the names of those that there are, of which one may be meant.
	Known []string
}

// Error says the way out.
func (e *MissingError) Error() string {
	meant := ""
	if there := near.Word(e.Names[0], e.Known); there != "" {
		meant = fmt.Sprintf(" (there is %s)", there)
	}
	return fmt.Sprintf("mask: no value for %s%s: put a line \"%s = VALUE\" into the file of secrets, or set the variable %s",
		strings.Join(e.Names, ", "), meant, e.Names[0], Variable(e.Names[0]))
}

// Fill returns a request with the secrets in the places of their placeholders, each spelt as its place wants it, and "${" where
// "$${" stands. The error is a *MissingError, or a *SyntaxError where "${" begins something else, or says which secret cannot
// stand where it should. A placeholder for a handshake stays where it is, since no text can stand there: see [Handshake].
func Fill(m transcript.Message, lookup Lookup) (transcript.Message, error) {
	return (&filler{lookup: lookup}).message(m)
}

// FillAnswer is Fill for an expected answer. What stands there for something that may come, package diff reads: it is left
// alone, and so is "$${".
func FillAnswer(m transcript.Message, lookup Lookup) (transcript.Message, error) {
	return (&filler{lookup: lookup, answer: true}).message(m)
}

type filler struct {
	lookup  Lookup
	answer  bool   // it is no request
	scheme  string // of the login in whose field it is, "" elsewhere
	narrow  bool   // the document at hand is in a charset that may lack characters
	missing []string
	err     error
}

func (f *filler) message(m transcript.Message) (transcript.Message, error) {
	m = clone(m)
	m.Start = f.text(m.Start, inURL)
	for i := range m.Fields {
		m.Fields[i].Value = f.field(m.Fields[i])
	}
	said := parameterOf(m.Value("Content-Type"), charsetParameter)
	if boundary := boundaryOf(m.Value("Content-Type")); boundary != "" {
		m.Body = eachPart(m.Body, boundary, func(p part) []byte { return f.body(p.content, p.form, "") },
			func(text string) string { return f.text(text, inText) })
	} else {
		m.Body = f.body(m.Body, formOf(&m), said)
	}
	if f.err != nil {
		return m, f.err
	}
	if f.missing != nil {
		return m, &MissingError{Names: f.missing}
	}
	return m, nil
}

// body fills a body, of whose charset something may be said beside it.
func (f *filler) body(body []byte, form syntax, charset string) []byte {
	declared := declaredCharset.FindSubmatch(body)
	f.narrow = narrow(charset) || declared != nil && narrow(string(declared[1]))
	defer func() { f.narrow = false }()
	return eachText(body, func(text string) string {
		return f.text(f.digests(text), form) // in this order, since what stands for itself is no longer told afterwards
	})
}

func (f *filler) field(field transcript.Field) string {
	text := field.Value
	if strings.EqualFold(field.Name, "Authorization") || strings.EqualFold(field.Name, "Proxy-Authorization") {
		f.scheme, _, _ = strings.Cut(text, " ")
	}
	filled := f.text(text, inText)
	f.scheme = ""
	if filled != text && strings.ContainsAny(filled, "\r\n\x00") {
		f.err = cmp.Or(f.err, fmt.Errorf("mask: the secret of %q holds a line break, which cannot stand in the head of a message: check its value", text))
	}
	return filled
}

func (f *filler) text(text string, form syntax) string {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(text, dollar)
		if !found {
			return out.String() + text
		}
		itself, escaped := strings.CutSuffix(before, "$")
		here := placeholderHere.FindString(text[len(before):])
		switch {
		case escaped && !f.answer:
			out.WriteString(itself + dollar)
			text = after
		case !escaped && here != "":
			out.WriteString(before + f.slot(here, form))
			text = text[len(before)+len(here):]
		default:
			if !escaped {
				f.err = cmp.Or(f.err, f.misspelt(text[len(before):]))
			}
			out.WriteString(before + dollar)
			text = after
		}
	}
}

// slot is what stands in the place of a placeholder.
func (f *filler) slot(found string, form syntax) string {
	s := readSlot(found)
	if s.verb == "ntlm" || s.verb == "negotiate" || s.verb == "digest" {
		if !f.answer && (f.scheme == "" || s.verb == "digest" && !strings.EqualFold(f.scheme, "Digest")) {
			f.err = cmp.Or(f.err, error(&SyntaxError{found, "stands for a login that is made anew: it goes into Authorization, behind the scheme"}))
		}
		return found
	}
	value, ok := f.secret(s)
	if !ok {
		return found
	}
	if s.verb == "basic" {
		value = s.user() + ":" + value
		at := 0
		if len(s.filters) > 0 && s.filters[0] == string(inLatin1) {
			at = 1
		}
		s.filters = slices.Insert(s.filters, at, string(inBase64))
	}
	for _, filter := range s.filters {
		if !slices.Contains([]syntax{inXML, inJSON, inURL, inSQL, inBase64, inLatin1}, syntax(filter)) {
			f.err = cmp.Or(f.err, fmt.Errorf("mask: %s: there is no filter %s, only xml, json, url, sql, base64 and latin1", found, filter))
		}
		value = syntax(filter).escape(value)
	}
	value = form.escape(value)
	if f.narrow && form == inXML {
		value = references(value)
	}
	if f.answer { // which is read for more placeholders
		value = strings.ReplaceAll(value, dollar, "$"+dollar)
	}
	return value
}

// references writes what is not ASCII as references of XML, which mean the same in every charset.
func references(s string) string {
	if !utf8.ValidString(s) { // its owner knows how it is written there
		return s
	}
	var out strings.Builder
	for _, r := range s {
		if r < utf8.RuneSelf {
			out.WriteRune(r)
		} else {
			fmt.Fprintf(&out, "&#%d;", r)
		}
	}
	return out.String()
}

// narrow says whether a charset, if one is named, may lack characters of Unicode.
func narrow(charset string) bool {
	return charset != "" && !strings.HasPrefix(strings.ToLower(charset), "utf")
}

var (
	charsetParameter = regexp.MustCompile(`(?i);\s*charset\s*=\s*(?:"([^"]*)"|([^\s;]+))`)
	declaredCharset  = regexp.MustCompile(`^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)
)

func (f *filler) secret(s slot) (string, bool) {
	name := s.secret()
	value, ok := f.lookup(name)
	if !ok && !slices.Contains(f.missing, name) {
		f.missing = append(f.missing, name)
	}
	return value, ok
}

var (
	nonceElement   = regexp.MustCompile(`<(?:[\w.-]+:)?Nonce(?:\s[^>]*)?>([^<]*)<`)
	createdElement = regexp.MustCompile(`<(?:[\w.-]+:)?Created(?:\s[^>]*)?>([^<]*)<`)
)

// digests fills the password digests of WS-Security: Base64(SHA-1(nonce + created + password)), of the UsernameToken
// around each (WSS UsernameToken Profile 1.0, section 3.1).
func (f *filler) digests(body string) string {
	var out strings.Builder
	from := 0
	for _, at := range slotsIn(body) {
		s := readSlot(body[at[0]:at[1]])
		if s.verb != "digest" {
			continue
		}
		password, _ := f.secret(s) // which remembers one that is missing: then nothing is sent
		token := body
		if begin := strings.LastIndex(token[:at[0]], "UsernameToken"); begin >= 0 {
			token = token[begin:]
			if length := strings.Index(token[1:], "UsernameToken"); length >= 0 {
				token = token[:length]
			}
		}
		out.WriteString(body[from:at[0]] + passwordDigest(inner(nonceElement, token), inner(createdElement, token), password))
		from = at[1]
	}
	return out.String() + body[from:]
}

func inner(element *regexp.Regexp, text string) string {
	if found := element.FindStringSubmatch(text); found != nil {
		return strings.TrimSpace(html.UnescapeString(found[1]))
	}
	return ""
}

func passwordDigest(nonce, created, password string) string {
	raw, err := base64.StdEncoding.DecodeString(nonce)
	if err != nil {
		raw = []byte(nonce)
	}
	sum := sha1.Sum([]byte(string(raw) + created + password))
	return base64.StdEncoding.EncodeToString(sum[:])
}
