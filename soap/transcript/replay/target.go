package replay

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// Target is the server that stories are played against.
type Target struct {
	// URL is its address, http or https and a host, with a path that is put before those of the stories, and nothing else.
	URL *url.URL
	// TLS is how an https target is trusted; nil for the machine's own way.
	TLS *tls.Config
	// Proxy says through which proxy the target is reached, as that of an http.Transport does, such as http.ProxyFromEnvironment;
	// nil: none. A target on this machine is reached directly.
	Proxy func(*http.Request) (*url.URL, error)
	// KeepHosts leaves the hosts that a story names as they are, since the server answers under any.
	KeepHosts bool
}

// base is the target's URL without a slash at its end.
func (t *Target) base() string { return strings.TrimRight(t.URL.String(), "/") }

func (t *Target) prefix() string { return strings.TrimRight(t.URL.EscapedPath(), "/") }

func (t *Target) address() string { return addressOf(t.URL) }

// Loopback says whether a URL names this machine and nothing else.
func Loopback(u *url.URL) bool {
	host := strings.TrimSuffix(u.Hostname(), ".")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// stage is the live server for one story.
type stage struct {
	Operator
	player  *Player
	aliases map[string]string // addresses of the story, and those in their place
	lose    bool              // the next answer is lost by us
	login   *handshake        // of the next connection, nil for none
}

func newStage(p *Player) *stage {
	s := &stage{Operator: p.Operator, player: p, aliases: map[string]string{}}
	if p.Operator == nil {
		s.Operator = alone{lose: &s.lose}
	}
	return s
}

// Dial connects. A client that has an address of its own in the story is taken for it by a server that is told so, and
// has another one than the rest on a loopback.
func (s *stage) Dial(ctx context.Context, remote string) (net.Conn, error) {
	t := &s.player.Target
	var d net.Dialer
	if s.player.Operator == nil && Loopback(t.URL) {
		if alias := s.alias(remote); alias != "" {
			d.LocalAddr = &net.TCPAddr{IP: net.ParseIP(alias)}
		}
	}
	by, err := t.proxy()
	if err != nil {
		return nil, err
	}
	var conn net.Conn
	if by != nil {
		conn, err = s.connectThrough(ctx, by)
	} else if conn, err = d.DialContext(ctx, "tcp", s.dialAddress(d.LocalAddr != nil)); err != nil {
		err = fmt.Errorf("replay: no connection to %s: %w", t.base(), err)
	}
	if err != nil {
		return nil, err
	}
	if s.player.Operator != nil && remote != "" {
		if err := s.player.Operator.SeeAs(ctx, conn.LocalAddr(), remote); err != nil {
			conn.Close()
			return nil, err
		}
	}
	if t.URL.Scheme == "https" {
		if conn, err = s.secure(ctx, conn, t.URL); err != nil {
			return nil, err
		}
	}
	if h := s.login; h != nil {
		s.login = nil
		if err := h.login(ctx, conn); err != nil {
			conn.Close()
			return nil, err
		}
	}
	if s.lose {
		s.lose = false
		return &deaf{conn}, nil
	}
	return conn, nil
}

// alias is the address that a client of the story has on a loopback: the first none of its own, the others 127.0.0.2
// and so on, which not every system lets a client have.
func (s *stage) alias(remote string) string {
	alias, known := s.aliases[remote]
	if !known {
		if n := len(s.aliases); n > 0 {
			alias = fmt.Sprintf("127.0.0.%d", 1+n)
		}
		s.aliases[remote] = alias
	}
	return alias
}

// dialAddress is where to connect: over IPv4 when the client has an address of that kind.
func (s *stage) dialAddress(four bool) string {
	address := s.player.Target.address()
	if host, port, err := net.SplitHostPort(address); four && err == nil && strings.EqualFold(host, "localhost") {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return address
}

// secure speaks TLS with the target or its proxy.
func (s *stage) secure(ctx context.Context, conn net.Conn, with *url.URL) (net.Conn, error) {
	t := &s.player.Target
	cfg := &tls.Config{}
	if t.TLS != nil {
		cfg = t.TLS.Clone()
	}
	if cfg.ServerName == "" || with != t.URL {
		cfg.ServerName = with.Hostname()
	}
	secure := tls.Client(conn, cfg)
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		var untrusted *tls.CertificateVerificationError
		if errors.As(err, &untrusted) {
			return nil, fmt.Errorf("replay: %s is not trusted: %w: give --ca with the certificate of its authority, or --insecure", with.Redacted(), err)
		}
		return nil, fmt.Errorf("replay: no TLS with %s: %w", with.Redacted(), err)
	}
	return secure, nil
}

// deaf is a connection whose client never hears the answer: the request has its effect, and its answer is lost.
type deaf struct{ net.Conn }

func (c *deaf) Read([]byte) (int, error) {
	if _, err := c.Conn.Read(make([]byte, 1)); err != nil {
		return 0, err
	}
	return 0, errors.New("replay: the answer is lost, as the story says")
}

// alone is in the place of an operator where there is none. What only an operator can do no story asks for: see Player.Check.
type alone struct {
	Operator
	lose *bool // of the stage
}

// Given has nothing to tell: its instant and its chance were those of the recording.
func (alone) Given(*transcript.Given) error { return nil }

func (alone) Waiting() int { return 0 }

// grace is how long a request may take until it counts as waiting.
const grace = 500 * time.Millisecond

// AwaitWaiting takes a request that was not answered for a while for one that waits.
func (alone) AwaitWaiting(ctx context.Context, _ int) error {
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (alone) AwaitWaitingAtMost(context.Context, int) error { return nil }

func (alone) AwaitIdle(context.Context) error { return nil }

// Lose loses the next answer on our side.
func (a alone) Lose() error {
	*a.lose = true
	return nil
}
