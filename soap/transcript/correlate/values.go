package correlate

import (
	"bytes"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// Values lists the texts of a message that could be ids, with where they stand, in the order of the message: its first
// line, its head, its body. The rule is in the package's documentation. A body that is none of what its head says, or
// broken, is read as far as it goes.
func Values(m *transcript.Message) []Value { return walk(m, false) }

// All lists every text of a message as Values does, whether or not it could be an id.
func All(m *transcript.Message) []Value { return walk(m, true) }

func walk(m *transcript.Message, all bool) []Value {
	w := walker{count: map[Place]int{}, all: all}
	w.start(m.Start)
	for _, f := range m.Fields {
		w.field(f.Name, f.Value)
	}
	w.body(m.Value("Content-Type"), m.Body)
	return w.values
}

// walker goes through one message.
type walker struct {
	values []Value
	count  map[Place]int // of the texts at a place, N aside
	all    bool          // whether what could be no id is kept as well
	depth  int           // of documents in texts
	outer  string        // path of the text that the document at hand is in, with a slash at its end
}

// deepest is how deep documents in texts of documents are looked into.
const deepest = 3

// add keeps a text if it could be an id.
func (w *walker) add(p Place, name, text string) {
	w.count[p]++
	if w.all || plausible(text, p.In == Cookie || expected(name) || numbered(name, text)) {
		p.N = w.count[p]
		w.values = append(w.values, Value{p, strings.Clone(text)})
	}
}

// start takes the target of a request line apart; a status line has none.
func (w *walker) start(line string) {
	if strings.HasPrefix(line, "HTTP/") {
		return
	}
	if words := strings.Split(line, " "); len(words) >= 2 {
		w.target(words[1], func(in In, name, text string) { w.add(Place{In: in, Path: name}, name, text) })
	}
}

// target takes a URL apart, with or without a host, which is no id.
func (w *walker) target(text string, found func(in In, name, text string)) {
	if _, rest, ok := strings.Cut(text, "://"); ok {
		i := strings.IndexAny(rest, "/?")
		if i < 0 {
			return
		}
		text = rest[i:]
	}
	text, _, _ = strings.Cut(text, "#")
	path, query, _ := strings.Cut(text, "?")
	for i, segment := range strings.Split(strings.TrimPrefix(path, "/"), "/") {
		segment, params, _ := strings.Cut(segment, ";")
		found(URLPath, strconv.Itoa(i+1), unescape(segment))
		for param := range strings.SplitSeq(params, ";") {
			name, value, _ := strings.Cut(param, "=")
			found(URLParam, strings.ToLower(name), unescape(value))
		}
	}
	for _, pair := range strings.FieldsFunc(query, func(r rune) bool { return r == '&' || r == ';' || r == '?' }) {
		name, value, _ := strings.Cut(pair, "=")
		found(URLQuery, name, unescape(value))
	}
}

// unescape undoes percents where they stand for text, and leaves them where they are the id's own. A plus stays one:
// what a client writes as it came was no blank.
func unescape(s string) string {
	if u, err := url.PathUnescape(s); err == nil && utf8.ValidString(u) {
		return u
	}
	return s
}

// silent says whether a head field holds no id: it says how a message is written, or what wrote it, or is a password.
func silent(name string) bool {
	switch name {
	case "accept", "accept-charset", "accept-encoding", "accept-language", "age", "allow", "cache-control", "connection", "content-encoding",
		"content-language", "content-length", "content-type", "date", "expect", "expires", "from", "host", "if-modified-since", "keep-alive",
		"last-modified", "mime-version", "p3p", "pragma", "proxy-authenticate", "proxy-authorization", "proxy-connection", "retry-after", "server",
		"soapaction", "strict-transport-security", "te", "trailer", "transfer-encoding", "upgrade", "user-agent", "vary", "via", "warning",
		"www-authenticate", "x-aspnet-version", "x-powered-by":
		return true
	}
	return strings.HasPrefix(name, "sec-") || strings.HasPrefix(name, "access-control-") || strings.HasPrefix(name, "x-forwarded-")
}

func (w *walker) field(name, value string) {
	name = strings.ToLower(name)
	switch {
	case name == "www-authenticate" || name == "authorization" && scheme(value) == "digest":
		w.challenge(name, value)
	case silent(name):
	case name == "authorization":
		if _, token, _ := strings.Cut(value, " "); !password(value) {
			w.add(Place{In: HeadField, Path: name}, "token", strings.TrimSpace(token))
		}
	case name == "cookie":
		for pair := range strings.SplitSeq(value, ";") {
			w.cookie(pair)
		}
	case name == "set-cookie" || name == "set-cookie2":
		pair, _, _ := strings.Cut(value, ";") // the rest says how long and for whom
		w.cookie(pair)
	case name == "location" || name == "content-location" || name == "refresh" || name == "referer":
		w.link(Place{In: HeadField, Path: name}, value)
	default:
		w.text(Place{In: HeadField, Path: name}, name, value)
	}
}

// challenge takes the nonce and the opaque text out of HTTP Digest (RFC 7616, section 3.3), which a client sends back.
func (w *walker) challenge(name, value string) {
	if scheme(value) != "digest" {
		return
	}
	for part := range strings.SplitSeq(value[len("digest"):], ",") {
		key, text, _ := strings.Cut(strings.TrimSpace(part), "=")
		if key = strings.ToLower(key); key == "nonce" || key == "opaque" {
			w.add(Place{In: HeadField, Path: name, Part: key}, "nonce", strings.Trim(text, `"`))
		}
	}
}

// scheme is that of an Authorization or a challenge, in lower case.
func scheme(value string) string {
	scheme, _, _ := strings.Cut(value, " ")
	return strings.ToLower(scheme)
}

// password says whether an Authorization is made of a password, and not a bearer's token.
func password(authorization string) bool {
	switch scheme(authorization) {
	case "basic", "digest", "ntlm", "negotiate", "kerberos":
		return true
	}
	return false
}

func (w *walker) cookie(pair string) {
	name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
	if name == "" || strings.HasPrefix(name, "$") {
		return
	}
	w.add(Place{In: Cookie, Path: name}, name, strings.Trim(value, `"`))
}

// link takes apart a URL that stands in a text.
func (w *walker) link(p Place, text string) {
	w.target(strings.TrimSpace(text), func(in In, name, text string) {
		p.Part = string(in) + " " + name
		w.add(p, name, text)
	})
}

// text looks at a text that may hold more than one thing. Name is that under which it stands.
func (w *walker) text(p Place, name, text string) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		w.count[p]++ // its place is taken, whatever stands there
	case strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://"):
		w.link(p, text)
	case strings.HasPrefix(text, "<") && strings.HasSuffix(text, ">"), strings.HasPrefix(text, "{") && strings.HasSuffix(text, "}"):
		w.inner(p, text)
	case strings.ContainsAny(text, " \t\r\n"):
		w.words(p, text)
	default:
		w.add(p, name, text)
	}
}

// inner looks into a document that is the text of another.
func (w *walker) inner(p Place, text string) {
	if w.depth >= deepest {
		return
	}
	w.depth++
	outer := w.outer
	w.outer = p.Path + "/"
	w.body("", []byte(text))
	w.outer = outer
	w.depth--
}

// words looks at the words of a text, which are ids only if they look like one beyond doubt.
func (w *walker) words(p Place, text string) {
	for i, word := range strings.Fields(text) {
		word = strings.TrimFunc(word, func(r rune) bool { return strings.ContainsRune(`.,:;!?'"()[]{}<>`, r) })
		if w.all || Certain(word) {
			p.Part = "word " + strconv.Itoa(i+1)
			w.add(p, "", word)
		}
	}
}

// body looks at a body as what it is, or at a document in a text.
func (w *walker) body(contentType string, body []byte) {
	body = utf8Text(body)
	trimmed := bytes.TrimSpace(body)
	media, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	switch {
	case len(trimmed) == 0:
	case strings.HasPrefix(media, "multipart/"):
		w.multipart(contentType, body)
	case trimmed[0] == '<':
		w.xml(body)
	case trimmed[0] == '{' || trimmed[0] == '[':
		w.json(string(body))
	case strings.TrimSpace(media) == "application/x-www-form-urlencoded":
		for pair := range strings.SplitSeq(string(trimmed), "&") {
			name, value, _ := strings.Cut(pair, "=")
			w.text(Place{In: Form, Path: w.outer + name}, name, unescape(value))
		}
	case strings.HasPrefix(media, "text/plain"):
		w.words(Place{In: Element}, string(trimmed))
	}
}
