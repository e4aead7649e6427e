package main

import (
	"net"
	"net/url"
	"strings"
)

// isAt says whether a URL is that of this socket: a proxy that is its own target passes one call on for ever.
func (s *socket) isAt(u *url.URL) bool {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	there := net.ParseIP(u.Hostname())
	for _, l := range s.listeners {
		here := l.Addr().(*net.TCPAddr)
		_, ours, _ := net.SplitHostPort(here.String())
		local := there.IsLoopback() || strings.EqualFold(u.Hostname(), "localhost")
		if ours == port && (here.IP.Equal(there) || local && (here.IP.IsUnspecified() || there == nil && here.IP.IsLoopback())) {
			return true
		}
	}
	return false
}
