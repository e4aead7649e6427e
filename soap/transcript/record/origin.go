package record

import (
	"net"
	"net/url"
	"strings"
	"sync"
)

// marker begins a path of ours that leads to another host than the target: one that the target has sent its clients to.
const marker = "/@"

// origins knows where clients are to go: the target, and the hosts to which its answers have sent them.
type origins struct {
	target *url.URL
	path   string // of the target, without a slash at its end

	mu      sync.Mutex
	others  map[string]*other // by host and port, as in the path
	cookies map[string][]cookieOf
}

// other is a host to which clients were sent. Led says that it was by a redirect alone: see withoutSecrets.
type other struct {
	url  *url.URL
	led  bool
	told bool // that it does not get what logs in to the target
}

// mostOthers is how many hosts the target may send clients to.
const mostOthers = 64

// toClient maps the URLs in an answer of a server to ours, own being how the client has reached us.
func (o *origins) toClient(own string, server *url.URL) mapping {
	led := o.leads(server)
	return func(scheme, host string, before []byte) (string, bool) {
		switch {
		case names.Match(before):
			return "", false
		case o.isTarget(scheme, host):
			return own, true
		case addresses.Match(before) && o.learn(scheme, host, led):
			return own + marker + host, true
		}
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.others[host] != nil && o.others[host].url.Scheme == scheme {
			return own + marker + host, true
		}
		return "", false
	}
}

// toServer maps our own URLs to those of the server at hand.
func (o *origins) toServer(own string, server *url.URL) mapping {
	host := strings.ToLower(own[strings.Index(own, "://")+3:])
	return func(_, found string, before []byte) (string, bool) {
		if found != host {
			return "", false
		}
		return server.Scheme + "://" + server.Host, true
	}
}

// isTarget says whether a URL leads to the target, by either scheme: many a server names itself as it is called without TLS.
func (o *origins) isTarget(scheme, host string) bool {
	name, port := split(host)
	if !strings.EqualFold(name, o.target.Hostname()) {
		return false
	}
	wanted := o.target.Port()
	if wanted == "" {
		wanted = portOf(o.target.Scheme)
	}
	return port == "" || port == wanted || port == portOf(scheme)
}

// learn lets clients go to another host, if that has not been done too often. The target itself has sent them there: by a
// redirect, or by the address at which a session of theirs goes on.
func (o *origins) learn(scheme, host string, led bool) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if known := o.others[host]; known != nil {
		known.led = known.led && led
		return true
	}
	if len(o.others) >= mostOthers {
		return false
	}
	if o.others == nil {
		o.others = map[string]*other{}
	}
	o.others[host] = &other{url: &url.URL{Scheme: scheme, Host: host}, led: led}
	return true
}

// server returns where a request goes, and the rest of its target.
func (o *origins) server(target string) (*url.URL, string) {
	rest, found := strings.CutPrefix(target, marker)
	if !found {
		return o.target, o.below(target)
	}
	host, path := rest, "/"
	if at := strings.IndexAny(rest, "/?"); at >= 0 {
		host, path = rest[:at], rest[at:]
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	other := o.others[strings.ToLower(host)]
	if other == nil {
		return o.target, o.below(target)
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return other.url, path
}

// below is a path below that of the target, where it is not there already: an address out of an answer is.
func (o *origins) below(path string) string {
	if rest, found := strings.CutPrefix(path, o.path); found && (rest == "" || strings.ContainsAny(rest[:1], "/?;")) {
		return path
	}
	return o.path + path
}

func split(host string) (name, port string) {
	if name, port, err := net.SplitHostPort(host); err == nil {
		return name, port
	}
	return strings.Trim(host, "[]"), ""
}

func portOf(scheme string) string {
	if scheme == "https" {
		return "443"
	}
	return "80"
}
