package soap

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// BaseURL returns the address under which the client reaches this server, to which a path can be added: the public URL if
// one is set, which may end in a path of its own, else scheme and host of the request. It is not escaped for XML.
func (c *Call) BaseURL() string {
	e := c.endpoint
	if e.publicURL != "" {
		return e.publicURL
	}
	scheme, host := "http", c.HTTP.Host
	if c.HTTP.TLS != nil {
		scheme = "https"
	}
	if e.trustForwarded {
		// A scheme is the same in any case (RFC 3986, section 3.1).
		if p := strings.ToLower(firstOf(c.HTTP.Header.Get("X-Forwarded-Proto"))); p == "http" || p == "https" {
			scheme = p
		}
		if h := firstOf(c.HTTP.Header.Get("X-Forwarded-Host")); plausibleHost(h) {
			host = h
		}
	}
	if !plausibleHost(host) { // HTTP/1.0 asks for none
		host = ""
		if a, ok := c.HTTP.Context().Value(http.LocalAddrContextKey).(net.Addr); ok {
			host = a.String()
		}
	}
	return scheme + "://" + host
}

// plausibleHost says whether a host can stand in a URL as it came. net/http lets through "<" and quotes in the host
// of an absolute request target, and a proxy's field is not checked by anybody.
func plausibleHost(host string) bool {
	return host != "" && !strings.ContainsFunc(host, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"'<>&/\\?#@`{}|^", r)
	})
}

// URL returns the address of a path on this server, as the client reaches it.
func (c *Call) URL(path string) string {
	return c.BaseURL() + (&url.URL{Path: path}).EscapedPath()
}

// RemoteHost returns the address that the client calls from, without its port. Behind a proxy that is trusted it is the last
// one of X-Forwarded-For: the proxy has put it behind what the client may have sent itself.
func (c *Call) RemoteHost() string {
	if lines := c.HTTP.Header.Values("X-Forwarded-For"); c.endpoint.trustForwarded && len(lines) > 0 {
		last := lines[len(lines)-1]
		if ip, err := netip.ParseAddr(strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])); err == nil {
			return ip.Unmap().WithZone("").String()
		}
	}
	host, _, err := net.SplitHostPort(c.HTTP.RemoteAddr)
	if err != nil {
		return c.HTTP.RemoteAddr
	}
	return host
}

func firstOf(list string) string {
	first, _, _ := strings.Cut(list, ",")
	return strings.TrimSpace(first)
}
