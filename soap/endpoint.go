package soap

import (
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/soap/setting"
)

// Limits bound a request: its body, packed and unpacked, and what is in it.
type Limits = reader.Limits

// DefaultLimits are those that hold where a Config has none.
func DefaultLimits() Limits { return reader.DefaultLimits() }

// Config is what an Endpoint is made of.
type Config struct {
	// Services answer, each on its own routes.
	Services []*Service
	// Clock is where time comes from.
	Clock *Clock
	// PublicURL is how clients reach the endpoint; empty: as each request says.
	PublicURL string
	// TrustForwarded believes X-Forwarded-Proto, X-Forwarded-Host, and the last address of X-Forwarded-For.
	TrustForwarded bool
	// Limits are those of each request.
	Limits Limits
	// Seeds gives the n-th exchange its chance; nil: crypto/rand.
	Seeds func(n uint64) Seed
	// Observe sees every exchange with a service after it was answered. It may be called by several goroutines
	// at once.
	Observe func(*Exchange)
	// Lose says whether the answer of a call is to be thrown away, as a broken network would.
	Lose func(*Call) bool
	// Stray sees every request that was for no service, and was answered with 404, but for GET /. Like Observe, it may be
	// called by several goroutines at once.
	Stray func(r *http.Request)
	// Index answers GET / when no service does; nil: 404.
	Index http.Handler
	// Log takes what an operator should know; nil: nothing.
	Log *slog.Logger
}

// Endpoint is an http.Handler in front of services. Any number of goroutines may use it at once.
type Endpoint struct {
	routes         []routed
	clock          *Clock
	publicURL      string
	trustForwarded bool
	limits         Limits
	seeds          func(n uint64) Seed
	observe        func(*Exchange)
	lose           func(*Call) bool
	strayed        func(*http.Request)
	index          http.Handler
	log            *slog.Logger
	count          atomic.Uint64
	spaces         sync.Pool // of *workspace
	date           atomic.Pointer[dateLine]
}

// NewEndpoint checks the services against their contracts and puts an endpoint in front of them. A service
// belongs to one endpoint.
func NewEndpoint(cfg Config) (*Endpoint, error) {
	if cfg.Clock == nil {
		return nil, fmt.Errorf("soap: an endpoint needs a clock: set Config.Clock, such as to NewClock()")
	}
	public := ""
	if cfg.PublicURL != "" {
		u, err := setting.Address(cfg.PublicURL)
		if err != nil {
			return nil, fmt.Errorf("soap: public URL %q: %w", cfg.PublicURL, err)
		}
		public = u.String()
	}
	e := &Endpoint{
		clock: cfg.Clock, publicURL: public, trustForwarded: cfg.TrustForwarded,
		limits: cfg.Limits.WithDefaults(), seeds: cfg.Seeds, observe: cfg.Observe, lose: cfg.Lose, strayed: cfg.Stray, index: cfg.Index, log: cfg.Log,
	}
	if e.log == nil {
		e.log = slog.New(slog.DiscardHandler)
	}
	var err error
	if e.routes, err = orderRoutes(cfg.Services); err != nil {
		return nil, err
	}
	for _, s := range cfg.Services {
		if err := s.compile(e.log); err != nil {
			return nil, err
		}
	}
	e.spaces.New = func() any { return new(workspace) }
	return e, nil
}

// Match returns the service that a request is for, nil when there is none.
func (e *Endpoint) Match(r *http.Request) *Service {
	asked := askedOf(r)
	for i := range e.routes {
		if e.routes[i].matches(&asked) {
			return e.routes[i].service
		}
	}
	return nil
}
