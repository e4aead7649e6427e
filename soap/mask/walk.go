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
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// walk goes through one message. A text in it is gone through in these steps, which lead to each other and, where one text
// stands in another, begin anew:
//
//	spelt    a whole text of some syntax: markup, json and fields find the values in it
//	value    what stands under a name, spelt as its place wants it: undone for what follows, and spelt so again if that changed it
//	named    the same as a plain text: the name tells whether it is secret, or the user's name
//	conceal  a value that is secret: a placeholder or a pseudonym for it, which the run knows from then on
//	unnamed  a text that no name makes secret: looked into all the same
//	within   a text that is itself a document or an address: spelt, markup and so on anew, by a walk with one more filter
//	replace  any other text: what the run knows is found by its value
//
// So of
//
//	<a>{"user":"alice","password":"open&amp;sesame"}</a>
//
// markup hands the text of the element to value, as it is written, and value hands it to named without its references. The name
// a says nothing, so it is unnamed, and within finds JSON. A walk with the filter json goes through the members: value and named
// learn from the first whom the message names, and find by its name that the second is secret. Conceal puts
// ${secret alice.password|json} in its place; on the way back the first value spells the whole as XML:
//
//	<a>{&quot;user&quot;:&quot;alice&quot;,&quot;password&quot;:&quot;${secret alice.password|json}&quot;}</a>
//
// From then on "open&sesame" is hidden wherever it stands, by unnamed where it is all of a text, else by replace.
type walk struct {
	run        *Run
	request    bool
	onlyValues bool   // names have been looked at before
	withIDs    bool   // those of servers are left as they are
	user       string // whom the message names
	under      string // the secret name that everything stands under, "" for none
	depth      int    // how many texts within texts
	filters    string // what a placeholder needs for these
}

// deepest is how many texts within texts are looked at.
const deepest = 4

func (w *walk) message(m transcript.Message) transcript.Message {
	m = clone(m)
	m.Start = w.start(m.Start)
	for i, f := range m.Fields {
		m.Fields[i].Value = w.head(f.Name, f.Value)
	}
	m.Body = w.body(m.Body, formOf(&m), m.Value("Content-Type"))
	return m
}

func (w *walk) body(body []byte, form syntax, contentType string) []byte {
	if len(body) == 0 {
		return body
	}
	if order, ok := utf16Order(body); ok {
		text, rest := wide.Decode(body, order), body[len(body)&^1:]
		in := inText
		if looksLikeMarkup(text) {
			in = inXML
		}
		if masked := w.spelt(text, in); masked != text {
			return append(wide.Encode(strings.ToValidUTF8(masked, string(utf8.RuneError)), order), rest...)
		}
		return body
	}
	if boundary := boundaryOf(contentType); boundary != "" {
		return w.parts(body, boundary)
	}
	text := string(body)
	if masked := w.spelt(text, form); masked != text {
		body = []byte(masked)
	}
	return w.wide(body)
}

// spelt goes through a whole text of some syntax.
func (w *walk) spelt(text string, form syntax) string {
	switch form {
	case inXML:
		w.findUser(text)
		return w.markup(text)
	case inJSON:
		w.findUser(text)
		return w.json(text)
	case inForm:
		return w.fields(text)
	}
	return w.unnamed(text)
}

// parts goes through the parts of a multipart body, each for itself.
func (w *walk) parts(body []byte, boundary string) []byte {
	return eachPart(body, boundary, func(p part) []byte {
		if p.field == "" {
			return w.body(p.content, p.form, "")
		}
		value := bytes.TrimSuffix(bytes.TrimSuffix(p.content, []byte("\n")), []byte("\r"))
		return slices.Concat(w.field(p, value), p.content[len(value):])
	}, w.unnamed)
}

// field hides the value of a field, which may be a file in UTF-16.
func (w *walk) field(p part, value []byte) []byte {
	order, ok := utf16Order(value)
	if !ok {
		return []byte(w.value(p.field, string(value), p.form))
	}
	return wide.Change(value, order, func(text string) string {
		plain := strings.TrimPrefix(text, "\ufeff")
		return text[:len(text)-len(plain)] + w.value(p.field, plain, p.form)
	})
}

// value hides what stands under a name, spelt in some syntax, if the name or the value is secret.
func (w *walk) value(name, raw string, form syntax) string {
	if known := w.run.known[raw]; known != nil && len(raw) >= shortest && w.hides(known) {
		return form.around(w.shown(known)) // before a sign in it is taken for an escape
	}
	plain := form.unescape(raw)
	masked := w.named(name, plain)
	switch {
	case masked == plain && raw == plain:
		return raw
	case masked == plain:
		return w.replaceIn(raw, form) // of what looks like escapes, and is none
	case raw == plain && (form == inXML || form == inJSON):
		return masked // nothing had to be escaped, and what took its place needs no more
	}
	return form.around(masked)
}

// named hides a plain text under a name.
func (w *walk) named(name, plain string) string {
	k, exact := w.run.names.kind(name)
	if k == open && w.under != "" {
		name = w.under
		k, exact = w.run.names.kind(name)
	}
	trimmed := strings.Trim(plain, blanks)
	if isUser(name) && k == open && !w.onlyValues && trimmed != "" {
		w.user = trimmed // an element login may have elements in it, and blanks between them
	}
	if k == open || w.onlyValues || trimmed == "" || !exact && harmless.MatchString(trimmed) {
		return w.unnamed(plain)
	}
	begin := strings.Index(plain, trimmed)
	return plain[:begin] + w.conceal(k, name, trimmed) + plain[begin+len(trimmed):]
}

// conceal hides a value of which is known that it is secret.
func (w *walk) conceal(k kind, name, value string) string {
	if placeholder.FindString(value) == value {
		return value // hidden before
	}
	if k == session && w.request && unfilled.MatchString(value) {
		return value // no id yet
	}
	if value == masked { // in a journal: nobody knows the value, but a password can be filled in
		if k != password || !w.request {
			return value
		}
		return w.slot("secret " + w.given(shortName(name), value))
	}
	known := w.run.known[value]
	switch {
	case known != nil && (known.name == "" || !w.request): // issued by the server, or the client's own that comes back
		return w.shown(known)
	case k == session && w.request && len(value) < shortest: // a try that no server issued, which it may name in its answer
		return value
	case k == session, !w.request:
		return w.run.issued(value)
	}
	return w.slot("secret " + w.given(shortName(name), value))
}

// given returns the name of a value that the client knows, and the filter that it takes where it is in ISO-8859-1: the same
// password has the same name.
func (w *walk) given(local, value string) (name string) {
	text := fromLatin1(value)
	name = w.run.given(fromLatin1(w.user), local, text)
	if text == value {
		return name
	}
	w.run.learnLatin1(value, name)
	return name + "|" + string(inLatin1)
}

// unnamed hides what is known to be secret within a text, and what names within it say.
func (w *walk) unnamed(s string) string {
	if len(s) < 3 {
		return s
	}
	if known := w.run.known[s]; known != nil && !harmless.MatchString(s) {
		return w.shown(known)
	}
	before := s
	if w.depth < deepest {
		s = w.within(s)
	}
	if s == before {
		s = w.replace(s)
	}
	return w.base64s(s)
}

// in is a walk through a text that is spelt so within the one at hand.
func (w *walk) in(form syntax) *walk {
	inner := *w
	inner.filters = "|" + string(form) + w.filters
	return &inner
}

// within goes through a text that is itself markup, JSON, or the address of something.
func (w *walk) within(s string) string {
	inner, through := w, (*walk).markup
	switch t := strings.Trim(s, blanks); {
	case strings.HasPrefix(t, "<") && strings.HasSuffix(t, ">"):
		inner = w.in(inXML)
	case strings.HasPrefix(t, "{") && strings.HasSuffix(t, "}") && !strings.HasPrefix(t, "{{") && strings.Contains(t, ":"),
		strings.HasPrefix(t, "[") && strings.HasSuffix(t, "]") && strings.Contains(t, `"`):
		inner, through = w.in(inJSON), (*walk).json
	case address.MatchString(t):
		inner, through = w.in(inURL), (*walk).target
	case !w.onlyValues:
		return w.plain(s)
	default:
		return s
	}
	inner.depth++
	s = through(inner, s)
	w.user = inner.user
	return s
}

// address finds what is a URL or a path with parameters.
var address = regexp.MustCompile(`^(?:[a-z]+:/)?/\S*[?;%]\S*$|^[a-z]+://[^\s/@]+@\S+$`)

// coded finds what may be base64, and codedForURL what may be in its other alphabet (RFC 4648, section 5). One for both would
// end at the first sign that only the other has.
var (
	coded       = regexp.MustCompile(`[A-Za-z0-9+/]{8,}={0,2}`)
	codedForURL = regexp.MustCompile(`[A-Za-z0-9_-]{8,}={0,2}`)
)

// base64s hides base64 of what is secret.
func (w *walk) base64s(s string) string {
	if len(w.run.known) == 0 || len(s) < shortest+2 {
		return s
	}
	s = coded.ReplaceAllStringFunc(s, func(text string) string { return w.base64(text, base64.RawStdEncoding) })
	if !strings.ContainsAny(s, "-_") {
		return s
	}
	return codedForURL.ReplaceAllStringFunc(s, func(text string) string { return w.base64(text, base64.RawURLEncoding) })
}

func (w *walk) base64(text string, encoding *base64.Encoding) string {
	raw, err := encoding.DecodeString(strings.TrimRight(text, "="))
	if err != nil {
		return text
	}
	if known := w.run.known[string(raw)]; known != nil && len(raw) >= shortest && w.hides(known) {
		return inBase64.around(w.in(inBase64).shown(known))
	}
	if user, secret, ok := strings.Cut(string(raw), ":"); ok && w.run.named[[2]string{fromLatin1(user), fromLatin1(secret)}] != "" {
		return w.basic(user, secret)
	}
	if _, found := w.run.find(string(raw)); found != nil && w.hides(found) {
		return w.run.issued(text)
	}
	return text
}

// utf16Order tells UTF-16 by its mark, by how XML begins, or by the zeros in it: other texts than XML are in it, too.
func utf16Order(b []byte) (order binary.ByteOrder, ok bool) {
	switch {
	case len(b) < 4:
		return nil, false
	case b[0] != 0 && b[1] == 0 && b[2] != 0 && b[3] == 0:
		return binary.LittleEndian, true
	case b[0] == 0 && b[1] != 0 && b[2] == 0 && b[3] != 0:
		return binary.BigEndian, true
	}
	return wide.Order(b)
}
