package record

import (
	"bytes"
	"io"
	"regexp"
	"strings"
)

// mapping says what stands in the place of the beginning of a URL, its scheme and its host with a port; before is what
// stands in front of it. No means that it stays.
type mapping func(scheme, host string, before []byte) (other string, ok bool)

// origin finds the beginning of a URL, plain, as JSON may spell it, or within another URL.
var origin = regexp.MustCompile(`(?i)(https?)(://|:\\/\\/|%3a%2f%2f)((?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?:(?::|%3a)[0-9]{1,5})?)`)

// A rewriter passes on text in which it has put other URLs in the place of some. It holds back no more than the beginning
// of a URL that may not have come whole.
type rewriter struct {
	to     io.Writer
	other  mapping
	held   []byte // not yet written
	before []byte // the last that was written
}

const (
	longestOrigin = 300 // bytes that can be the beginning of a URL
	contextLength = 120 // bytes in front of a URL that are looked at
)

// Write takes text as it comes.
func (r *rewriter) Write(p []byte) (int, error) {
	r.held = append(r.held, p...)
	return len(p), r.pass(false)
}

// Close writes what is held back. It closes nothing else.
func (r *rewriter) Close() error { return r.pass(true) }

func (r *rewriter) pass(end bool) error {
	ready := len(r.held)
	if !end {
		ready = complete(r.held)
	}
	var out []byte
	text := r.held[:ready]
	from := 0
	for _, at := range origin.FindAllSubmatchIndex(text, -1) {
		out = append(out, text[from:at[0]]...)
		from = at[1]
		found := string(text[at[0]:at[1]])
		out = append(out, r.replace(found, string(text[at[2]:at[3]]), string(text[at[4]:at[5]]), string(text[at[6]:at[7]]), tail(r.before, out))...)
	}
	out = append(out, text[from:]...)
	r.held = append(r.held[:0], r.held[ready:]...)
	if len(out) == 0 {
		return nil
	}
	r.before = append([]byte(nil), tail(r.before, out)...)
	_, err := r.to.Write(out)
	return err
}

// tail is what was written last.
func tail(before, out []byte) []byte {
	all := append(bytes.Clone(before), out[max(0, len(out)-contextLength):]...)
	return all[max(0, len(all)-contextLength):]
}

func (r *rewriter) replace(found, scheme, slashes, host string, before []byte) string {
	plain := strings.NewReplacer("%3a", ":", "%3A", ":").Replace(host)
	other, ok := r.other(strings.ToLower(scheme), strings.ToLower(plain), before)
	if !ok {
		return found
	}
	switch {
	case strings.Contains(slashes, `\`):
		return strings.ReplaceAll(other, "/", `\/`)
	case strings.Contains(slashes, "%"):
		return strings.NewReplacer(":", "%3A", "/", "%2F", "@", "%40").Replace(other)
	}
	return other
}

// complete is how much of a text can be passed on: all but a URL's beginning at its end.
func complete(text []byte) int {
	from := max(0, len(text)-longestOrigin)
	for at := from; at < len(text); at++ {
		if text[at] != 'h' && text[at] != 'H' {
			continue
		}
		if open := openOrigin.Match(text[at:]); open {
			return at
		}
	}
	return len(text)
}

// openOrigin finds text that ends in the midst of the beginning of a URL, or at it: more may belong to it.
var openOrigin = regexp.MustCompile(`(?i)^h(?:t(?:t(?:p(?:s?(?::(?:/(?:/[a-z0-9.:_%-]*|/\[[0-9a-f:.\]]*)?|\\(?:/(?:\\(?:/[a-z0-9.:_%-]*)?)?)?)?|%(?:3(?:a(?:%(?:2(?:f(?:%(?:2(?:f[a-z0-9.:_%-]*)?)?)?)?)?)?)?)?)?)?)?)?)?$`)

// names finds text after which a URL is a name, and not an address: of a namespace or an action.
var names = regexp.MustCompile(`(?i)(?:\bxmlns(?::[\w.-]+)?|[\w.-]*namespace|soapAction|\bwsa[wm]?:action|encodingStyle|transport|algorithm|valueType|encodingType)\s*(?:=\s*["']|"?\s*:\s*"?)[^"'<>]*$|<(?:[\w.-]+:)?(?:Action|RelatesTo|MessageID)(?:\s[^<>]*)?>\s*$`)

// addresses finds text after which a URL is where a client is to go next.
var addresses = regexp.MustCompile(`(?i)(?:<(?:[\w.-]+:)?(?:serverUrl|metadataServerUrl|instance_?url)(?:\s[^<>]*)?>\s*|"(?:serverUrl|metadataServerUrl|instance_url)"\s*:\s*"|<(?:[\w.-]+:)?address\s[^<>]*location\s*=\s*["'])$`)
