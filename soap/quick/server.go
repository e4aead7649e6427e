package quick

import (
	"cmp"
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Server is an http.Server that answers plain requests itself.
type Server struct {
	http  *http.Server
	base  func(net.Listener) context.Context
	lanes sync.WaitGroup // the connections that are ours

	closing atomic.Bool
	mu      sync.Mutex
	open    map[*lane]struct{}
}

// New makes a server of net/http's, which is served by nobody else from then on. Of it counts for plain requests, too:
// Handler, BaseContext, ConnContext, ErrorLog, ReadHeaderTimeout, ReadTimeout, WriteTimeout, IdleTimeout, and ConnState for
// what becomes of a connection at its end.
func New(srv *http.Server) *Server {
	s := &Server{http: srv, base: srv.BaseContext, open: map[*lane]struct{}{}}
	srv.BaseContext = nil // that of a connection is in its context when it is handed over
	of := srv.ConnContext
	srv.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		if h, ok := c.(*handedOver); ok {
			return h.ctx // which has what the requests before have left there
		}
		if of != nil {
			ctx = of(ctx, c)
		}
		return ctx
	}
	if hook := srv.ConnState; hook != nil {
		srv.ConnState = func(c net.Conn, state http.ConnState) {
			if h, ok := c.(*handedOver); ok {
				c = h.Conn // as ConnContext has seen it
			}
			hook(c, state)
		}
	}
	return s
}

// Serve answers those who connect, without TLS, until Shutdown or Close: then its error is http.ErrServerClosed.
func (s *Server) Serve(l net.Listener) error {
	rest := &rest{Listener: l, conns: make(chan *handedOver), failed: make(chan error), closed: make(chan struct{})}
	base := context.Background()
	if s.base != nil {
		base = s.base(l)
	}
	go s.accept(context.WithValue(base, http.ServerContextKey, s.http), rest)
	return s.http.Serve(rest)
}

// accept gives every connection a lane. What goes wrong is net/http's to try again or to give up.
func (s *Server) accept(base context.Context, rest *rest) {
	for {
		c, err := rest.Listener.Accept()
		if err != nil {
			select {
			case rest.failed <- err:
				continue
			case <-rest.closed:
				return
			}
		}
		ctx := context.WithValue(s.http.ConnContext(base, c), http.LocalAddrContextKey, c.LocalAddr())
		l := &lane{Conn: c, server: s, rest: rest, ctx: ctx, remote: c.RemoteAddr().String()}
		l.in = l.usual[:0]
		if s.begin(l) {
			go l.run()
		} else {
			c.Close()
		}
	}
}

func (s *Server) begin(l *lane) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing.Load() {
		return false
	}
	s.open[l] = struct{}{}
	s.lanes.Add(1)
	return true
}

// end is for a lane that ends, or whose connection is somebody else's.
func (s *Server) end(l *lane) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.open[l]; ok {
		delete(s.open, l)
		s.lanes.Done()
	}
}

func (s *Server) handler() http.Handler {
	if s.http.Handler == nil {
		return http.DefaultServeMux
	}
	return s.http.Handler
}

// Shutdown is as that of http.Server: it stops listening, closes the connections without a request, and waits until those
// with one have their answer, or ctx ends, whose error it returns then.
func (s *Server) Shutdown(ctx context.Context) error {
	s.stop(func(l *lane) bool { return l.state.CompareAndSwap(laneIdle, laneClosed) })
	ended := make(chan struct{})
	go func() {
		s.lanes.Wait()
		close(ended)
	}()
	err := s.http.Shutdown(ctx)
	select {
	case <-ended:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close is as that of http.Server: it closes all connections.
func (s *Server) Close() error {
	s.stop(func(*lane) bool { return true })
	return s.http.Close()
}

func (s *Server) stop(closes func(*lane) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closing.Store(true)
	for l := range s.open {
		if closes(l) {
			l.Conn.Close()
		}
	}
}

func (s *Server) logf(format string, args ...any) {
	if s.http.ErrorLog != nil {
		s.http.ErrorLog.Printf(format, args...)
	} else {
		log.Printf(format, args...)
	}
}

// tell tells the hook of connections what became of one.
func (s *Server) tell(c net.Conn, state http.ConnState) {
	if s.http.ConnState != nil {
		s.http.ConnState(c, state)
	}
}

// headTime is how long a client may take for its first request.
func (s *Server) headTime() time.Duration {
	return cmp.Or(s.http.ReadHeaderTimeout, s.http.ReadTimeout)
}

// idleTime is how long a client may take until its next request.
func (s *Server) idleTime() time.Duration { return cmp.Or(s.http.IdleTimeout, s.http.ReadTimeout) }

// rest is the listener that net/http's server has: of the connections that are handed over.
type rest struct {
	net.Listener
	conns  chan *handedOver
	failed chan error
	closed chan struct{}
	once   sync.Once
}

// Accept implements net.Listener.
func (r *rest) Accept() (net.Conn, error) {
	select {
	case c := <-r.conns:
		return c, nil
	case err := <-r.failed:
		return nil, err
	case <-r.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (r *rest) Close() error {
	r.once.Do(func() { close(r.closed) })
	return r.Listener.Close()
}

// handedOver is a connection of which something was read already.
type handedOver struct {
	net.Conn
	ctx context.Context
	in  []byte
}

// Read implements net.Conn.
func (h *handedOver) Read(p []byte) (int, error) {
	if len(h.in) == 0 {
		return h.Conn.Read(p)
	}
	n := copy(p, h.in)
	if h.in = h.in[n:]; len(h.in) == 0 {
		h.in = nil // or the lane stays as long as the connection
	}
	return n, nil
}

// CloseWrite ends our side of the connection, which net/http does where the client has not been read to its end.
func (h *handedOver) CloseWrite() error {
	if half, ok := h.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return errors.ErrUnsupported
}
