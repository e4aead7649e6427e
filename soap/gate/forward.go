package gate

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/setting"
)

// forward sends calls to another server, as they came, and hands its answers on as they come.
type forward struct {
	system    string
	target    *url.URL // its path has no slash at the end
	mark      string   // in Via: of what we have forwarded ourselves
	transport *http.Transport
	oldest    string        // version of TLS, as it is set
	answer    time.Duration // until the head of an answer is there, connection and request and all
	idle      time.Duration // without a byte of it
	exchange  *exchange     // nil where sessions are not swapped
}

// newForward makes it out of settings that are valid.
func newForward(system string, cfg ForwardConfig, log *slog.Logger) (*forward, error) {
	target, err := url.Parse(cfg.URL)
	if err != nil {
		return nil, invalid("forward.url", "%q is no address", redacted(cfg.URL))
	}
	target.Path, target.RawPath = strings.TrimRight(target.Path, "/"), strings.TrimRight(target.RawPath, "/")
	roots, err := cfg.roots()
	if err != nil {
		return nil, err
	}
	f := &forward{system: system, target: target, oldest: cfg.TLSMin, mark: "soapstone-" + strings.ToLower(rand.Text()[:12])}
	var connect time.Duration
	into := []*time.Duration{&connect, &f.answer, &f.idle}
	for i, t := range cfg.Timeout.all() {
		if *into[i], err = t.read(); err != nil {
			return nil, err
		}
	}
	secure := setting.TLSFrom(cfg.TLSMin)
	secure.RootCAs, secure.InsecureSkipVerify = roots, cfg.Insecure // by name alone is it believed without anybody who vouches for it
	f.transport = &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: connect, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:     secure,
		TLSHandshakeTimeout: connect,
		IdleConnTimeout:     90 * time.Second,
		MaxIdleConnsPerHost: 64,
		DisableCompression:  true, // ids and header blocks are written into answers
	}
	if cfg.Insecure {
		log.Warn("gate: nobody vouches for the far side: insecure is set", "system", system, "target", f.name())
	}
	if cfg.Exchange {
		if f.exchange, err = newExchange(f, cfg, log); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// name is the far side as log and journal name it.
func (f *forward) name() string { return f.target.String() }

// pass sends a call on, and answers with what comes back: also with a fault, and with a redirect, which is the client's to
// follow. Where nothing does, the error is soap.ErrInternal, which the room shows as its system would.
func (f *forward) pass(ctx context.Context, call *soap.Call) (soap.Reply, error) {
	if beginsSession(call) {
		return nil, soap.ErrNoOperation
	}
	if climbs(call.HTTP.URL.EscapedPath()) {
		call.Log.Warn("gate: a call is not forwarded, since its path leads above itself by a ..", "target", f.name())
		return nil, soap.ErrNoOperation
	}
	call.AddNote("forwarded to " + f.name())
	if f.cameBack(call.HTTP.Header) {
		return nil, f.failed(ctx, call, fmt.Errorf("the call was forwarded here from here: %s is this soapstone itself, or leads back to it: name another server", f.name()))
	}
	m := f.message(call)
	var a *answer
	var err error
	if f.exchange != nil {
		a, err = f.exchange.send(ctx, call, m)
	} else {
		a, err = f.send(ctx, call, m)
	}
	if err != nil {
		return nil, f.failed(ctx, call, err)
	}
	return a.response("gate: forward " + soap.Clip(operationOf(call)) + " to " + f.name()), nil
}

// failed tells the operator what went wrong with a call, and no more to the client than that something did.
func (f *forward) failed(ctx context.Context, call *soap.Call, err error) error {
	if ctx.Err() != nil || errors.Is(err, soap.ErrStopped) {
		return err // nobody waits for the answer any more
	}
	err = f.advised(err)
	call.Note += ", which failed: " + err.Error()
	call.Log.Error("gate: forward failed", "target", f.name(), "operation", soap.Clip(operationOf(call)), "error", err)
	// The text alone: that of a deadline must not look as if the call's own had passed.
	return fmt.Errorf("%w: gate: forward to %s: %v", soap.ErrInternal, f.name(), err)
}

// advised is an error with what to do where TLS came to nothing, perhaps for its age.
func (f *forward) advised(err error) error {
	if f.oldest == "1.0" {
		return err
	}
	for _, text := range []string{"tls: protocol version not supported", "tls: server selected unsupported protocol version", "tls: handshake failure"} {
		if strings.Contains(err.Error(), text) {
			return fmt.Errorf("%w: if it is as old as its system, set forward.tls-min to 1.0", err)
		}
	}
	return err
}

// send sends a message for a call, whose emulated time may go on meanwhile.
func (f *forward) send(ctx context.Context, call *soap.Call, m *message) (*answer, error) {
	return away(ctx, call, func() (*answer, error) { return f.roundTrip(ctx, m) }, (*answer).Close)
}

// away runs what takes somebody else's time. To the clock the call waits meanwhile, so that the clock can be moved. What
// nobody waits for any more is dropped.
func away[T any](ctx context.Context, call *soap.Call, run func() (T, error), drop func(T) error) (T, error) {
	var (
		result T
		err    error
		done   = make(chan struct{})
	)
	go func() {
		defer close(done)
		result, err = run()
	}()
	if given := pause(ctx, call, done); given != nil {
		go func() {
			if <-done; err == nil {
				_ = drop(result) // nobody wants it
			}
		}()
		var none T
		return none, given
	}
	return result, err
}

// pause waits until a channel closes. The error is one of Call.WaitOutside.
func pause(ctx context.Context, call *soap.Call, done <-chan struct{}) error {
	made := call.Now
	err := call.WaitOutside(ctx, done)
	// The session is used when the call was made: one that ended meanwhile must not live again. Where the clock was set
	// back meanwhile, that would be in the future, and nobody brings the session back from there any more.
	if made.Before(call.Now) {
		call.Now = made
	}
	return err
}

// close lets go of the connections that nobody uses, and forgets the sessions at the far side.
func (f *forward) close() {
	if f.exchange != nil {
		f.exchange.close()
	}
	f.transport.CloseIdleConnections()
}
