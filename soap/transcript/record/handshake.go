package record

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
)

// keep hands an exchange to the book. The rounds of a handshake that was refused with a challenge are held back until it
// is clear whether they belong to one; then the last round alone is kept. endsIt says that the client's connection is closed
// behind it: the client may come back on another one before we see that.
func (p *Proxy) keep(l *link, x *Exchange, answer *http.Response, endsIt bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if endsIt {
		l.closed = true
		defer p.o.Book.Closed(l.client.Connection)
	}
	before := l.before
	l.before = nil
	authorization := x.Request.Value("Authorization")
	integrated := Integrated(authorization)
	first, last := integrated && IsRound(authorization, 1), integrated && IsRound(authorization, 3)
	if integrated {
		before = nil // they were the rounds of this one
	}
	for _, b := range before {
		p.o.Book.End(b)
	}
	switch {
	case answer != nil && challenges(answer) && !last && (integrated || authorization == "") && !l.closed:
		x.ended = p.o.Book.queue.tick() // it is known when it ended, and not yet what it was
		l.before = append(l.before, x)
		return
	case integrated && !first && answer != nil && answer.StatusCode != http.StatusUnauthorized:
		l.login = authorization
	case authorization == "" && l.login != "":
		x.Request.Fields = append(x.Request.Fields, transcript.Field{Name: "Authorization", Value: l.login})
	}
	x.Client.User = correlate.User(x.Request.Value("Authorization"))
	p.o.Book.End(x)
}

// challenges says whether an answer offers a handshake.
func challenges(answer *http.Response) bool {
	return answer.StatusCode == http.StatusUnauthorized && slices.ContainsFunc(answer.Header["Www-Authenticate"], Integrated)
}

// Integrated says whether a value of Authorization or of WWW-Authenticate is one of NTLM or Negotiate, which log in
// connections, in several rounds.
func Integrated(value string) bool {
	scheme, _, _ := strings.Cut(value, " ")
	return strings.EqualFold(scheme, "NTLM") || strings.EqualFold(scheme, "Negotiate")
}

// IsRound says whether a value of Authorization has the message of that number of an NTLM handshake, of which the third names
// the user ([MS-NLMP], section 2.2.1). A token of Kerberos is none of them; a client that tries it unasked goes on with NTLM.
func IsRound(value string, number byte) bool {
	_, token, _ := strings.Cut(value, " ")
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(token))
	return err == nil && strings.Contains(string(raw), "NTLMSSP\x00"+string(rune(number)))
}
