package gate

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
)

// message is a request to the far side. It can be sent more than once.
type message struct {
	method string
	url    *url.URL
	header http.Header
	body   []byte
}

// clone returns a copy whose head can be changed.
func (m *message) clone() *message {
	c := *m
	c.header = m.header.Clone()
	return &c
}

// message is a call as it goes on: what is said of the connection to us is left out, the rest is as it came. The body is
// that of the call with its content encoding undone.
func (f *forward) message(call *soap.Call) *message {
	r := call.HTTP
	h := r.Header.Clone()
	dropConnection(h)
	for _, name := range []string{"Accept-Encoding", "Content-Encoding", "Content-Length", "Expect", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
		h.Del(name)
	}
	if !ofTheRequest(h.Get("Authorization")) {
		h.Del("Authorization")
	}
	if action, ok := h["Soapaction"]; ok { // as everybody writes it, for servers that look for it so
		delete(h, "Soapaction")
		h["SOAPAction"] = action
	}
	if _, ok := h["User-Agent"]; !ok {
		h["User-Agent"] = []string{""} // none rather than Go's
	}
	f.sign(h)
	if base, err := url.Parse(call.BaseURL()); err == nil {
		h.Set("X-Forwarded-Host", base.Host)
		h.Set("X-Forwarded-Proto", base.Scheme)
	}
	if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		h.Set("X-Forwarded-For", host)
	}
	to := f.at(r.URL.EscapedPath(), r.URL.RawQuery, r.URL.ForceQuery)
	return &message{method: r.Method, url: to, header: h, body: bytes.Clone(call.Body)}
}

// at is an address on the far side, below that of the target. The path is escaped as it is to be.
func (f *forward) at(path, query string, ask bool) *url.URL {
	u := &url.URL{Scheme: f.target.Scheme, Host: f.target.Host, RawQuery: query, ForceQuery: ask}
	u.RawPath = f.target.EscapedPath() + path
	u.Path = u.RawPath
	if plain, err := url.PathUnescape(u.RawPath); err == nil {
		u.Path = plain
	}
	return u
}

// climbs says whether a path leads above itself, as it stands or as a server may read it: unescaped, with the other slash, or
// without what Tomcat takes for a parameter. The far side would be asked for what nobody has opened: behind a path of the target,
// or of a service, is all of its server.
func climbs(path string) bool {
	if plain, err := url.PathUnescape(path); err == nil {
		path = plain
	}
	for step := range strings.FieldsFuncSeq(path, func(r rune) bool { return r == '/' || r == '\\' }) {
		if step, _, _ = strings.Cut(step, ";"); step == ".." {
			return true
		}
	}
	return false
}

// sign says in a head that we have sent it (RFC 9110, section 7.6.3).
func (f *forward) sign(h http.Header) { h.Add("Via", "1.1 "+f.mark) }

// cameBack says whether we have sent a request ourselves.
func (f *forward) cameBack(h http.Header) bool {
	for _, line := range h.Values("Via") {
		for hop := range strings.SplitSeq(line, ",") {
			if _, by, _ := strings.Cut(strings.TrimSpace(hop), " "); by == f.mark {
				return true
			}
		}
	}
	return false
}

// ofTheRequest says whether an Authorization is good on another connection and at another server: Basic and Bearer are.
// Those of NTLM, Negotiate and Digest are bound to us.
func ofTheRequest(authorization string) bool {
	scheme, _, _ := strings.Cut(authorization, " ")
	switch strings.ToLower(scheme) {
	case "ntlm", "negotiate", "digest":
		return false
	}
	return true
}

// dropConnection takes out of a head what is said of one connection (RFC 9110, section 7.6.1).
func dropConnection(h http.Header) {
	for _, line := range h.Values("Connection") {
		for name := range strings.SplitSeq(line, ",") {
			if name = textproto.TrimString(name); name != "" {
				h.Del(name)
			}
		}
	}
	for _, name := range []string{
		"Connection", "Proxy-Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Te", "Trailer",
		"Transfer-Encoding", "Upgrade",
	} {
		h.Del(name)
	}
}

// response is the answer for the client. What is ours to say is left out, and so is the date: all answers have that of
// our clock. The name is what an error of its body begins with.
func (a *answer) response(name string) *soap.Response {
	h := maps.Clone(a.header)
	dropConnection(h)
	h.Del("Date")
	return &soap.Response{Status: a.status, Header: h, Stream: &named{a, name}}
}

// named is an answer that says in an error whose it is, since who reads it does not know.
type named struct {
	*answer
	name string
}

func (n *named) Read(p []byte) (int, error) {
	read, err := n.answer.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("%s: %w", n.name, err)
	}
	return read, err
}
