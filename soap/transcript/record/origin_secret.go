package record

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// To a client, a host to which the target redirects it is here as well, under our own name: it sends there what logs in to the
// target, and the target's cookies. By itself it would not, so that these stay here (RFC 9110, section 15.4; RFC 6265, section
// 5.4). Where a session goes on at another address, and the answer to its login says so, clients mean to send it there.

// cookieOf says whose a cookie is.
type cookieOf struct{ host, domain string }

// mostCookies is of how many it is known. Of more, those are forgotten that were, and stay here.
const mostCookies = 10_000

// leads says whether a server is one that clients got to by a redirect alone. One of the target's own name is the target's,
// unless TLS ends on the way there.
func (o *origins) leads(server *url.URL) bool {
	if server == o.target {
		return false
	}
	if server.Hostname() == o.target.Hostname() && (server.Scheme == "https" || o.target.Scheme == "http") {
		return false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	known := o.others[server.Host]
	return known != nil && known.led
}

// withoutSecrets are the values of a field without what is not that server's. News says that this is to be told.
func (o *origins) withoutSecrets(name string, values []string, server *url.URL) (kept []string, news bool) {
	switch name {
	case "Authorization":
		kept = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return !answersChallenge(v) })
	case "Cookie":
		for _, v := range values {
			if own := o.cookiesOf(v, server); own != "" {
				kept = append(kept, own)
			}
		}
	default:
		return values, false
	}
	if name == "Cookie" || len(kept) == len(values) {
		return kept, false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	known := o.others[server.Host]
	news, known.told = !known.told, true
	return kept, news
}

// answersChallenge says whether a login is an answer to what a server has asked, and good for nothing else.
func answersChallenge(authorization string) bool {
	scheme, _, _ := strings.Cut(authorization, " ")
	return slices.Contains([]string{"ntlm", "negotiate", "digest"}, strings.ToLower(scheme))
}

// baked takes in whose cookies an answer of a server sets.
func (o *origins) baked(answer http.Header, server *url.URL) {
	for _, line := range answer["Set-Cookie"] {
		cookie, attributes, _ := strings.Cut(line, ";")
		of := cookieOf{host: server.Hostname()}
		for a := range strings.SplitSeq(attributes, ";") {
			if name, value, _ := strings.Cut(strings.TrimSpace(a), "="); strings.EqualFold(name, "Domain") && withinDomain(of.host, value) {
				of.domain = value
			}
		}
		cookie = strings.TrimSpace(cookie)
		o.mu.Lock()
		if len(o.cookies) >= mostCookies || o.cookies == nil {
			o.cookies = map[string][]cookieOf{}
		}
		if !slices.Contains(o.cookies[cookie], of) && len(o.cookies[cookie]) <= mostOthers {
			o.cookies[cookie] = append(o.cookies[cookie], of)
		}
		o.mu.Unlock()
	}
}

// cookiesOf are those of a field Cookie that a server has set, or one for all of its domain.
func (o *origins) cookiesOf(field string, server *url.URL) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var own []string
	for cookie := range strings.SplitSeq(field, ";") {
		cookie = strings.TrimSpace(cookie)
		if slices.ContainsFunc(o.cookies[cookie], func(c cookieOf) bool {
			return c.host == server.Hostname() || c.domain != "" && withinDomain(server.Hostname(), c.domain)
		}) {
			own = append(own, cookie)
		}
	}
	return strings.Join(own, "; ")
}
