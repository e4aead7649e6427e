package capture

import (
	"net/url"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
)

// exchange is one request and its response as a format tells it.
type exchange struct {
	entry  string // by what a person finds it in the file
	client correlate.Client
	began  time.Time // by the clock of the tool, zero when nobody knows
	ended  time.Time
	date   time.Time // by the server's clock, as its answer says
	shared bool      // its connection can have several requests at once, as in HTTP/2

	method, target string // the target is a URL, or begins with a slash
	request        transcript.Message
	response       *transcript.Message // nil when none came, or none that can be told
	said           string              // the text of the response's body, where the tool keeps it as one
	resource       string              // what the tool takes it for: "image", "script"
	leave          string              // why it is left out, "" when it is not
	open           []string            // of its request, what nobody has filled in
	problems       []string            // what could not be imported of it
	notes          []string            // what is not as it was
	lost           bool                // it cannot be sent, and problems say why
}

// wrong says what could not be imported of an exchange; its answer is not expected then.
func (x *exchange) wrong(what string) {
	x.problems = append(x.problems, what)
	x.response = nil
}

// unsendable says why the request cannot be sent.
func (x *exchange) unsendable(what string) {
	x.problems = append(x.problems, what)
	x.lost = true
}

// host is that of the request, with its port if it names one.
func (x *exchange) host() string {
	if u, err := url.Parse(x.target); err == nil && u.Host != "" {
		return strings.ToLower(u.Host)
	}
	return strings.ToLower(x.request.Value("Host"))
}

// path is that of the request, in lower case and without query.
func (x *exchange) path() string {
	path, _, _ := strings.Cut(originForm(x.target), "?")
	return strings.ToLower(path)
}

// originForm is a URL as it stands in a request line, spelt as it is but for what cannot stand there.
func originForm(target string) string {
	if scheme, rest, found := strings.Cut(target, "://"); found && !strings.ContainsAny(scheme, "/?#") {
		at := strings.IndexAny(rest, "/?#")
		if at < 0 {
			at = len(rest)
		}
		target = rest[at:]
	}
	target, _, _ = strings.Cut(target, "#")
	if !strings.HasPrefix(target, "/") && target != "*" {
		target = "/" + target
	}
	var b strings.Builder
	for i := range len(target) {
		if c := target[i]; c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>' {
			const hex = "0123456789ABCDEF"
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
