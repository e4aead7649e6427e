package replay_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/transcript/replay"
)

// tunnels is a company's proxy: who asks for a tunnel to any server gets one to a server of ours, and to nowhere but with the
// right password.
type tunnels struct {
	*httptest.Server
	to    string
	mu    sync.Mutex
	asked []string
}

func newTunnels(t *testing.T, to string) *tunnels {
	p := &tunnels{to: strings.SplitN(to, "://", 2)[1]}
	p.Server = httptest.NewServer(http.HandlerFunc(p.serve))
	t.Cleanup(p.Close)
	return p
}

func (p *tunnels) serve(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked = append(p.asked, r.Method+" "+r.RequestURI)
	p.mu.Unlock()
	if r.Header.Get("Proxy-Authorization") != "Basic "+base64.StdEncoding.EncodeToString([]byte("alice:pass:word")) {
		w.WriteHeader(http.StatusProxyAuthRequired)
		return
	}
	server, err := net.Dial("tcp", p.to)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer server.Close()
	client, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer client.Close()
	_, _ = io.WriteString(client, "HTTP/1.1 200 Connection established\r\n\r\n") // the test sees what does not come
	go func() { _, _ = io.Copy(server, client) }()
	_, _ = io.Copy(client, server)
}

// by is the proxy for all that is asked for, with a user and his password.
func (p *tunnels) by(password string) func(*http.Request) (*url.URL, error) {
	u, err := url.Parse(p.URL)
	if err == nil {
		u.User = url.UserPassword("alice", password)
	}
	return func(*http.Request) (*url.URL, error) { return u, err }
}

const throughProxy = "-- 1 request --\nPOST /a//b?view=x?wsdl HTTP/1.0\nHost: old.example.com\nx-odd: as it is\n\n<a/>\n-- 1 response --\nHTTP/1.1 200 OK\nContent-Type: text/xml\n\n<echo><a/></echo>\n"

// A server behind a company's proxy is reached through a tunnel, and gets the requests as the story has them.
func TestProxy(t *testing.T) {
	plain := newLegacy(t)
	secure := &legacy{}
	secure.Server = httptest.NewTLSServer(http.HandlerFunc(secure.serve)) // its certificate is for example.com
	t.Cleanup(secure.Close)
	roots := x509.NewCertPool()
	roots.AddCert(secure.Certificate())
	for _, tt := range []struct {
		target, tunnel string
		server         *legacy
	}{
		{"http://example.com", "CONNECT example.com:80", plain},
		{"http://example.com:8080", "CONNECT example.com:8080", plain},
		{"https://example.com", "CONNECT example.com:443", secure},
	} {
		proxy := newTunnels(t, tt.server.URL)
		u, err := url.Parse(tt.target)
		if err != nil {
			t.Fatal(err)
		}
		p := &replay.Player{Target: replay.Target{URL: u, TLS: &tls.Config{RootCAs: roots}, Proxy: proxy.by("pass:word")}}
		check(t, p.Play(t.Context(), parse(t, "", throughProxy)))
		proxy.mu.Lock()
		if diff := cmp.Diff([]string{tt.tunnel}, proxy.asked); diff != "" {
			t.Errorf("%s: tunnels (-want +got):\n%s", tt.target, diff)
		}
		proxy.mu.Unlock()
		tt.server.mu.Lock()
		seen := tt.server.seen[len(tt.server.seen)-1]
		tt.server.mu.Unlock()
		if want := "POST /a//b?view=x?wsdl HTTP/1.0|" + u.Host + "|||<a/>"; seen != want {
			t.Errorf("%s: the server got %q, want %q", tt.target, seen, want)
		}
	}
}

// A proxy that makes no tunnel is named, and its password is not.
func TestProxyRefuses(t *testing.T) {
	s := newLegacy(t)
	proxy := newTunnels(t, s.URL)
	u, err := url.Parse("http://example.com")
	if err != nil {
		t.Fatal(err)
	}
	p := &replay.Player{Target: replay.Target{URL: u, Proxy: proxy.by("wrong")}}
	r := p.Play(t.Context(), parse(t, "", throughProxy))
	if !strings.Contains(r.Error, `makes no tunnel to example.com:80: it answered "407 Proxy Authentication Required"`) || strings.Contains(r.Error, "wrong") {
		t.Errorf("the story ends with %v", r.Error)
	}
	p.Target.Proxy = func(*http.Request) (*url.URL, error) { return &url.URL{Scheme: "socks5", Host: "proxy"}, nil }
	if r := p.Play(t.Context(), parse(t, "", throughProxy)); !strings.Contains(r.Error, "is socks5://proxy: it must be http:// or https://") {
		t.Errorf("the story ends with %v", r.Error)
	}
	// What is on this machine needs none.
	p = s.player(t, "")
	p.Target.Proxy = proxy.by("wrong")
	check(t, p.Play(t.Context(), parse(t, "", throughProxy)))
}
