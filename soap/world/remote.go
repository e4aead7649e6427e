package world

import (
	"net"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
)

// MostRemotes is how many clients can be taken for others at once.
const MostRemotes = 10_000

// remotes are the clients that the systems take for others, until the next reset.
type remotes struct {
	known atomic.Bool // so that a request without any takes no lock
	mu    sync.Mutex
	as    map[string]string // by address and port of the connection
}

// SeeAs lets every system take the client that connects from an address, with its port, for one at another address. A
// transcript is played so that tells of several clients. A reset forgets it.
func (w *World) SeeAs(client, as string) error {
	if _, err := netip.ParseAddrPort(client); err != nil {
		return invalid("client", "%q is no address with a port, such as 127.0.0.1:50000", client)
	}
	if _, err := netip.ParseAddr(as); err != nil {
		return invalid("as", "%q is no address, such as 192.0.2.7", as)
	}
	w.remotes.mu.Lock()
	defer w.remotes.mu.Unlock()
	if len(w.remotes.as) >= MostRemotes {
		return refused(ErrInvalid, nil, "%d clients are taken for others already, which is the most: reset first", MostRemotes)
	}
	if w.remotes.as == nil {
		w.remotes.as = map[string]string{}
	}
	w.remotes.as[client] = as
	w.remotes.known.Store(true)
	return nil
}

func (w *World) forgetRemotes() {
	w.remotes.mu.Lock()
	defer w.remotes.mu.Unlock()
	w.remotes.as = nil
	w.remotes.known.Store(false)
}

// seen is a request as its client is seen.
func (m *remotes) seen(r *http.Request) *http.Request {
	if !m.known.Load() {
		return r
	}
	m.mu.Lock()
	as, found := m.as[r.RemoteAddr]
	m.mu.Unlock()
	if !found {
		return r
	}
	_, port, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r
	}
	other := r.WithContext(r.Context()) // a copy
	other.RemoteAddr = net.JoinHostPort(as, port)
	return other
}
