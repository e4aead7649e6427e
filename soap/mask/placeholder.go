package mask

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/wide"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// placeholder finds what stands for a secret: its verb, name, number and filters.
var placeholder = regexp.MustCompile(placeholderSyntax)

// placeholderHere finds it at the beginning alone.
var placeholderHere = regexp.MustCompile(`^` + placeholderSyntax)

const placeholderSyntax = `\$\{(secret|basic|digest|ntlm|negotiate)[ :]([^\s:{}|]+)(?:[ :](\d+))?((?:\|[a-z0-9]+)*)\}`

// dollar begins every placeholder; with another "$" before it, it stands for itself: see [Literal].
const dollar = "${"

// slotsIn is where placeholders stand in a text.
func slotsIn(s string) [][]int {
	return slices.DeleteFunc(placeholder.FindAllStringIndex(s, -1), func(at []int) bool { return at[0] > 0 && s[at[0]-1] == '$' })
}

// Literal returns a message in which nothing is a placeholder once it is filled: each "${" is "$${" there. What records a client
// puts a request through it before the secrets in it are hidden. Open are texts, such as ${#Project#user} of SoapUI, for which
// somebody has to write a value first: they stay, and Fill refuses them.
func Literal(m transcript.Message, open ...string) transcript.Message {
	var pairs []string
	for _, text := range open {
		pairs = append(pairs, text, text)
	}
	literal := strings.NewReplacer(append(pairs, dollar, "$"+dollar)...).Replace
	m = clone(m)
	m.Start = literal(m.Start)
	for i := range m.Fields {
		m.Fields[i].Value = literal(m.Fields[i].Value)
	}
	m.Body = eachText(m.Body, literal)
	return m
}

// eachText puts the text of a body through a function, also where it is in UTF-16.
func eachText(body []byte, f func(string) string) []byte {
	order, ok := utf16Order(body)
	if !ok {
		if !bytes.Contains(body, []byte(dollar)) {
			return body
		}
		return []byte(f(string(body)))
	}
	return wide.Change(body, order, f)
}

// unfilled finds a value that is nothing but such a text.
var unfilled = regexp.MustCompile(`^\$\{[^{}]*\}$`)

// slot is a placeholder that was read.
type slot struct {
	verb, name, number string
	filters            []string
}

func readSlot(text string) slot {
	part := placeholder.FindStringSubmatch(text)
	s := slot{verb: part[1], name: part[2], number: part[3]}
	if part[4] != "" {
		s.filters = strings.Split(part[4][1:], "|")
	}
	return s
}

// secret is the name of the secret that the slot wants.
func (s slot) secret() string {
	name := s.name
	if s.verb != "secret" {
		name += ".password"
	}
	if s.number != "" {
		name += "." + s.number
	}
	return name
}

// user is the one whose password it is, as it was before it became a part of a name.
func (s slot) user() string { return unescapeName(s.name) }

// Handshake says whether a value of Authorization or Proxy-Authorization stands for a handshake in several turns, by
// which scheme ("NTLM" or "Negotiate"), of which user, with a domain before a backslash where there was one, and which
// secret is its password. No user means that none could be told: ${negotiate _} is Kerberos, ${ntlm _} a first round of NTLM,
// within Negotiate as well.
func Handshake(value string) (scheme, user, secret string, ok bool) {
	scheme, rest, _ := strings.Cut(value, " ")
	if !placeholder.MatchString(rest) {
		return "", "", "", false
	}
	s := readSlot(placeholder.FindString(rest))
	if s.verb != "ntlm" && s.verb != "negotiate" {
		return "", "", "", false
	}
	return scheme, s.user(), s.secret(), true
}

// Digest names the secret with which an HTTP Digest is to be computed, of whose response that is the value; "" when it is no
// placeholder.
func Digest(response string) (secret string) {
	found := placeholder.FindString(response)
	if found == "" || found != response || readSlot(found).verb != "digest" {
		return ""
	}
	return readSlot(found).secret()
}

// escapeName makes a part of a name out of what a user is called.
func escapeName(s string) string {
	switch s {
	case "":
		return "_"
	case "_":
		return "%5F"
	}
	var out strings.Builder
	for _, c := range []byte(s) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("._@+*~/-", c) >= 0:
			out.WriteByte(c)
		default:
			fmt.Fprintf(&out, "%%%02X", c)
		}
	}
	return out.String()
}

func unescapeName(s string) string {
	if s == "_" {
		return ""
	}
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}
