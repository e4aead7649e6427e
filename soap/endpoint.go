package soap

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// Config is what an Endpoint is made of.
type Config struct {
	// Services answer, each on its own routes.
	Services []*Service
	// Clock is where time comes from.
	Clock *Clock
	// PublicURL is how clients reach the endpoint; empty: as each request says.
	PublicURL string
	// TrustForwarded believes X-Forwarded-Proto and X-Forwarded-Host.
	TrustForwarded bool
	// MaxBody is the most bytes of a request's body, packed and unpacked; 16 MiB when zero.
	MaxBody int64
	// MaxDepth is how deep elements may be nested; 128 when zero.
	MaxDepth int
	// Seeds gives the n-th exchange its chance; nil: crypto/rand.
	Seeds func(n uint64) Seed
	// Observe sees every exchange after it was answered. It may be called by several goroutines at once.
	Observe func(*Exchange)
	// Lose says whether the answer of a call is to be thrown away, as a broken network would.
	Lose func(*Call) bool
	// Index answers GET / when no service does; nil: 404.
	Index http.Handler
	// Log takes what an operator should know; nil: nothing.
	Log *slog.Logger
}

// Endpoint is an http.Handler in front of services. Any number of goroutines may use it at once.
type Endpoint struct {
	services       []*Service
	clock          *Clock
	publicURL      string
	trustForwarded bool
	limits         reader.Options
	seeds          func(n uint64) Seed
	observe        func(*Exchange)
	lose           func(*Call) bool
	index          http.Handler
	log            *slog.Logger
	count          atomic.Uint64
	bodies         sync.Pool
}

const defaultMaxBody = 16 << 20

// NewEndpoint checks the services against their contracts and puts an endpoint in front of them. A service
// belongs to one endpoint.
func NewEndpoint(cfg Config) (*Endpoint, error) {
	if cfg.Clock == nil {
		return nil, fmt.Errorf("soap: an endpoint needs a clock")
	}
	if err := checkRoutes(cfg.Services); err != nil {
		return nil, err
	}
	for _, s := range cfg.Services {
		if err := s.compile(); err != nil {
			return nil, err
		}
	}
	public, err := checkPublicURL(cfg.PublicURL)
	if err != nil {
		return nil, err
	}
	e := &Endpoint{
		services: cfg.Services, clock: cfg.Clock, publicURL: public, trustForwarded: cfg.TrustForwarded,
		limits: reader.Options{MaxBytes: cfg.MaxBody, MaxDepth: cfg.MaxDepth},
		seeds:  cfg.Seeds, observe: cfg.Observe, lose: cfg.Lose, index: cfg.Index, log: cfg.Log,
	}
	if e.limits.MaxBytes == 0 {
		e.limits.MaxBytes = defaultMaxBody
	}
	if e.log == nil {
		e.log = slog.New(slog.DiscardHandler)
	}
	e.bodies.New = func() any { return new(buffers) }
	return e, nil
}

// buffers are what an exchange needs and the next one can use again.
type buffers struct {
	request  bytes.Buffer
	envelope Envelope
	body     Writer // the inside of the body, written first
	answer   Writer // the whole answer
}

func checkPublicURL(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("soap: public URL %q: it must be http:// or https:// with a host, and no query", s)
	}
	return strings.TrimRight(u.String(), "/"), nil
}

// match returns the service that a request is for, nil when there is none.
func (e *Endpoint) match(r *http.Request) *Service {
	for _, s := range e.services {
		for i := range s.Routes {
			if s.Routes[i].matches(r) {
				return s
			}
		}
	}
	return nil
}

// ServeHTTP answers one request.
func (e *Endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	service := e.match(r)
	if service == nil {
		e.stray(w, r)
		return
	}
	start := time.Now() // of metrics only, never of a room
	buf := e.bodies.Get().(*buffers)
	call := &Call{Service: service, HTTP: r, Log: e.log, endpoint: e, number: e.count.Add(1)}
	x := Exchange{Number: call.number, Call: call}

	answer := e.run(r.Context(), call, buf, &x)
	e.guard(call, func() (Reply, error) {
		call.finish(r.Context())
		return nil, nil
	})
	if e.lose != nil && e.lose(call) {
		x.Lost = true
		hangUp(w)
	} else {
		e.write(w, call, answer)
	}
	if e.observe != nil {
		x.Instants, x.Seed, x.Drawn = call.instants, call.seed, call.chance != nil
		x.Status, x.Header, x.Body, x.Took = answer.Status, answer.Header, answer.Body, time.Since(start)
		e.observe(&x)
	}
	if call.Envelope != nil && call.Envelope.doc != nil {
		call.Envelope.doc.Release()
	}
	buf.reset()
	e.bodies.Put(buf)
}

// stray answers a request that is for no service.
func (e *Endpoint) stray(w http.ResponseWriter, r *http.Request) {
	if e.index != nil && r.URL.Path == "/" && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		e.index.ServeHTTP(w, r)
		return
	}
	e.log.Warn("no service is at this path", "method", r.Method, "path", r.URL.Path)
	http.NotFound(w, r)
}

// run answers a call: nothing that goes wrong in it reaches net/http.
func (e *Endpoint) run(ctx context.Context, call *Call, buf *buffers, x *Exchange) (answer *Response) {
	reply, err := e.guard(call, func() (Reply, error) { return e.handle(ctx, call, buf) })
	if err == nil {
		if response, ok := reply.(*Response); ok {
			return response
		}
		_, err = e.guard(call, func() (Reply, error) {
			answer, err = e.envelope(call, reply, buf)
			return nil, err
		})
	}
	if err != nil {
		x.Err = err
		x.Fault = call.Service.fault(call, err)
		answer = e.faultAnswer(call, x.Fault, buf)
	}
	return answer
}

// guard turns a panic into ErrInternal and logs it whole.
func (e *Endpoint) guard(call *Call, f func() (Reply, error)) (reply Reply, err error) {
	defer func() {
		if p := recover(); p != nil {
			e.log.Error("panic", "service", call.Service.Name, "operation", strings.Clone(call.Operation), "panic", p, "stack", string(debug.Stack()))
			reply, err = nil, ErrInternal
		}
	}()
	return f()
}

// handle takes a call through its steps.
func (e *Endpoint) handle(ctx context.Context, call *Call, buf *buffers) (Reply, error) {
	s, r := call.Service, call.HTTP
	call.read(e.clock)
	media, params := contentType(r.Header.Get("Content-Type"))
	call.Action, call.HasAction = action(r.Header, params)
	call.Version = SOAP11
	if media == mediaType12 {
		call.Version = SOAP12
	}
	if s.Admit != nil {
		if err := s.Admit(ctx, call); err != nil {
			return nil, err
		}
	}
	if r.Method != http.MethodPost && s.Contract != nil {
		return e.serveOther(ctx, call)
	}
	if err := readBody(r, &buf.request, e.limits.MaxBytes); err != nil {
		return nil, err
	}
	call.Body = buf.request.Bytes()
	call.turn = e.clock.Begin() // not before: a client that is slow to write must not hold the clock
	call.read(e.clock)
	if s.Contract == nil {
		return e.serveOther(ctx, call)
	}
	options := e.limits
	options.Charset, options.Aliases = params["charset"], s.Style.Aliases
	doc, err := reader.Read(call.Body, options)
	if err != nil {
		return nil, err
	}
	call.Envelope = &buf.envelope
	err = openEnvelope(doc, call.Envelope)
	if v := call.Envelope.Version; v != 0 {
		call.Version = v
	}
	if err != nil {
		return nil, err
	}
	if err := s.understand(call.Envelope); err != nil {
		return nil, err
	}
	return s.answer(ctx, call)
}

// read takes the instant at which the request has been read so far.
func (c *Call) read(clock *Clock) {
	c.Now = clock.Now()
	c.instants = append(c.instants[:0], c.Now)
}

// serveOther answers what is no SOAP request.
func (e *Endpoint) serveOther(ctx context.Context, call *Call) (Reply, error) {
	if call.Service.Serve == nil {
		return nil, Refuse(http.StatusMethodNotAllowed, "method "+call.HTTP.Method, Field{"Allow", "POST"})
	}
	if call.HTTP.Body != nil && call.Body == nil {
		io.Copy(io.Discard, io.LimitReader(call.HTTP.Body, 1<<16))
	}
	response, err := call.Service.Serve(ctx, call)
	if err != nil {
		return nil, err
	}
	if response == nil {
		return nil, ErrInternal
	}
	return response, nil
}

func (b *buffers) reset() {
	const keep = 1 << 20 // one large message must not stay in memory for good
	if b.request.Cap() > keep {
		b.request = bytes.Buffer{}
	}
	b.request.Reset()
	b.envelope = Envelope{}
	b.body.Reset()
	b.answer.Reset()
}
