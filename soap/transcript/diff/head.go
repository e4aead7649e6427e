package diff

import (
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// start compares the first lines.
func (c *comparison) start(want, got string) {
	wantResponse, gotResponse := strings.HasPrefix(want, "HTTP/"), strings.HasPrefix(got, "HTTP/")
	if wantResponse != gotResponse {
		c.add(Difference{Kind: Status, Path: "status", Want: want, Got: got, Hint: "only one of them is a response"})
		return
	}
	if wantResponse {
		c.status(want, got)
		return
	}
	w, g := parseRequest(want), parseRequest(got)
	if w.method != g.method {
		c.add(Difference{Kind: Request, Path: "method", Want: w.method, Got: g.method})
	}
	if c.text.differ(w.target, g.target) {
		c.add(Difference{Kind: Request, Path: "target", Want: w.target, Got: g.target})
	}
}

type requestLine struct{ method, target string }

func parseRequest(start string) requestLine {
	method, rest, _ := strings.Cut(start, " ")
	target := rest
	if i := strings.LastIndexByte(rest, ' '); i >= 0 && strings.HasPrefix(rest[i+1:], "HTTP/") {
		target = rest[:i]
	}
	return requestLine{method, target}
}

// status compares status codes. The reason is left to servers (RFC 9112, section 4), but that of a 415 tells WCF's
// clients what was wrong with their content type.
func (c *comparison) status(want, got string) {
	_, want, _ = strings.Cut(want, " ")
	_, got, _ = strings.Cut(got, " ")
	wantCode, wantReason, _ := strings.Cut(want, " ")
	gotCode, gotReason, _ := strings.Cut(got, " ")
	switch {
	case c.text.differ(wantCode, gotCode):
		c.add(Difference{Kind: Status, Path: "status", Want: want, Got: got})
	case wantCode == "415" && c.text.differ(wantReason, gotReason):
		c.add(Difference{Kind: Status, Weight: Content, Path: "status", Want: want, Got: got, Hint: "only the reason differs"})
	}
}

// head compares the header fields that matter.
func (c *comparison) head(want, got []transcript.Field) {
	w, g := byName(want), byName(got)
	for _, name := range c.headers(w, g) {
		c.field("header "+name, name, w[name], g[name])
	}
}

func byName(fields []transcript.Field) map[string][]string {
	m := make(map[string][]string, len(fields))
	for _, f := range fields {
		name := http.CanonicalHeaderKey(f.Name)
		m[name] = append(m[name], f.Value)
	}
	return m
}

// headers are the names that matter, in canonical form and in order.
func (c *comparison) headers(want, got map[string][]string) []string {
	set := map[string]bool{}
	for _, m := range []map[string][]string{want, got} {
		for name := range m {
			if c.o.HeaderMatters(name) {
				set[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// HeaderMatters says whether the values of a header field are compared, by its name in any case.
func (o *Options) HeaderMatters(name string) bool {
	names := o.Headers
	if names == nil {
		names = DefaultHeaders()
	}
	return slices.ContainsFunc(names, func(n string) bool {
		return strings.EqualFold(n, name) || n == "*" && !slices.Contains(serversOwn(), http.CanonicalHeaderKey(name))
	})
}

// serversOwn are the fields of which a client of the service takes no notice.
func serversOwn() []string {
	return []string{"Connection", "Content-Encoding", "Content-Length", "Date", "Keep-Alive", "Server", "Transfer-Encoding", "X-Powered-By"}
}

// field compares the values of one header field.
func (c *comparison) field(path, name string, want, got []string) {
	w, g := strings.Join(want, ", "), strings.Join(got, ", ")
	if absent, ok := c.text.absent(w); ok {
		if absent && len(got) > 0 {
			c.add(Difference{Kind: Extra, Path: path, Got: g})
		}
		return
	}
	switch {
	case len(want) == 0 && len(got) == 0:
		return
	case len(got) == 0:
		c.add(Difference{Kind: Missing, Path: path, Want: w})
		return
	case len(want) == 0:
		c.add(Difference{Kind: Extra, Path: path, Got: g})
		return
	}
	differ, hint := false, ""
	switch {
	case w == g:
	case c.text.marked(w):
		differ = c.text.differ(w, g)
	case name == "Content-Type":
		differ, hint = differentTypes(w, g)
	case name == "Set-Cookie":
		c.cookies(path, want, got)
	case name == "Www-Authenticate":
		differ = !slices.Equal(schemes(want), schemes(got))
	case name == "Location":
		differ = c.text.differ(w, g) && !c.samePlace(w, g)
	case name == "Soapaction":
		differ = c.text.differ(strings.Trim(w, `"' `), strings.Trim(g, `"' `))
	default:
		differ = c.text.differ(w, g)
	}
	if differ {
		d := Difference{Kind: Header, Path: path, Want: w, Got: g, Hint: hint}
		if hint != "" {
			d.Weight = Form
		}
		c.add(d)
	}
}

// differentTypes compares two content types. Case counts in no part of them but the action.
func differentTypes(want, got string) (differ bool, hint string) {
	wantType, w := parseType(want)
	gotType, g := parseType(got)
	if wantType != gotType {
		return true, ""
	}
	for _, m := range []map[string]string{w, g} {
		delete(m, "boundary") // made anew for each message
		if strings.HasPrefix(wantType, "multipart/") {
			delete(m, "start") // as Content-IDs are
		}
		for name, value := range m {
			if name != "action" {
				m[name] = strings.ToLower(value)
			}
		}
	}
	if maps.Equal(w, g) {
		return false, ""
	}
	if w["charset"] != g["charset"] {
		charset := "only the charset differs"
		switch {
		case w["charset"] == "":
			charset = "only a charset is added"
		case g["charset"] == "":
			charset = "only the charset is missing"
		}
		delete(w, "charset")
		delete(g, "charset")
		if maps.Equal(w, g) {
			return true, charset
		}
	}
	return true, "only parameters differ"
}

func parseType(header string) (media string, params map[string]string) {
	media, params, err := mime.ParseMediaType(header)
	if err != nil && media == "" {
		media, _, _ = strings.Cut(header, ";")
		media = strings.ToLower(strings.TrimSpace(media))
	}
	if params == nil {
		params = map[string]string{}
	}
	return media, params
}

// cookies compares which cookies are set, and which are taken back. Their values are the server's own business, but
// for Strict.
func (c *comparison) cookies(path string, want, got []string) {
	w, g := parseCookies(want), parseCookies(got)
	for _, name := range slices.Sorted(maps.Keys(w)) {
		at := path + " " + name
		switch theirs, ok := g[name]; {
		case !ok:
			c.add(Difference{Kind: Missing, Weight: Outcome, Path: at, Want: w[name]})
		case (w[name] == "") != (theirs == ""):
			c.add(Difference{Kind: Header, Weight: Outcome, Path: at, Want: w[name], Got: theirs, Hint: "one sets the cookie, the other takes it back"})
		case c.o.Strict&Cookies != 0 && c.text.differ(w[name], theirs):
			c.add(Difference{Kind: Header, Path: at, Want: w[name], Got: theirs})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(g)) {
		if _, ok := w[name]; !ok {
			c.add(Difference{Kind: Extra, Path: path + " " + name, Got: g[name]})
		}
	}
}

// parseCookies gives the value of each cookie that is set, "" for one that is taken back: with an age below zero, or with
// an instant before any that a server of ours ran at (1970 with most, 1999 with ASP.NET).
func parseCookies(fields []string) map[string]string {
	m := map[string]string{}
	for _, f := range fields {
		k, err := http.ParseSetCookie(f)
		if err != nil {
			name, value, _ := strings.Cut(f, "=")
			value, _, _ = strings.Cut(value, ";")
			m[strings.TrimSpace(name)] = value
			continue
		}
		if k.MaxAge < 0 || !k.Expires.IsZero() && k.Expires.Year() <= 1999 {
			k.Value = ""
		}
		m[k.Name] = k.Value
	}
	return m
}

// schemes are the schemes that a server offers, in lower case and in order. Several may stand in one field, each with
// parameters of its own, which hold a "=".
func schemes(fields []string) (l []string) {
	for _, f := range fields {
		for _, part := range strings.Split(f, ",") {
			word, _, _ := strings.Cut(strings.TrimSpace(part), " ")
			if word != "" && !strings.Contains(word, "=") {
				l = append(l, strings.ToLower(word))
			}
		}
	}
	slices.Sort(l)
	return slices.Compact(l)
}

// samePlace says whether two URLs name the same path on the server that sent them, written in full or not.
func (c *comparison) samePlace(want, got string) bool {
	w, err := url.Parse(want)
	g, err2 := url.Parse(got)
	if err != nil || err2 != nil || c.text.differ(w.RequestURI(), g.RequestURI()) {
		return false
	}
	return w.Host == "" || g.Host == "" || len(c.o.Want.Bases) == 0 && len(c.o.Got.Bases) == 0
}
