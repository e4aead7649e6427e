package record

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
)

// ProxyOptions are what a proxy needs to know.
type ProxyOptions struct {
	// Target is the real server. A path in it is put before that of a request which does not begin with it.
	Target *url.URL
	// TLS is how the target is spoken to where its scheme is https; nil: with the system's roots.
	TLS *tls.Config
	// Proxy says through which proxy the target is reached, as that of an http.Transport does, such as http.ProxyFromEnvironment;
	// nil: none.
	Proxy func(*http.Request) (*url.URL, error)
	// Book takes what went by. It remains the caller's, who flushes it when the proxy is closed.
	Book *Book
	// Now is the real time; nil: time.Now.
	Now func() time.Time
	// Log takes what goes wrong; nil: nothing.
	Log *slog.Logger
}

// Proxy passes requests on to a real server and its answers back, as they come, and keeps both. It is an http.Handler;
// Install puts it into a server.
//
// Each connection of a client has one of its own to the target, as NTLM and Negotiate want it, which log in connections.
type Proxy struct {
	o       ProxyOptions
	origins origins

	mu     sync.Mutex
	links  map[string]*link
	closed bool
}

// NewProxy makes a proxy. The error says what is wrong with the target.
func NewProxy(o ProxyOptions) (*Proxy, error) {
	if o.Target == nil || o.Target.Scheme != "http" && o.Target.Scheme != "https" || o.Target.Hostname() == "" || o.Target.User != nil {
		return nil, errors.New("record: the target must be http:// or https:// with a host, and without user and password")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	target := &url.URL{Scheme: o.Target.Scheme, Host: strings.ToLower(o.Target.Host)}
	path := strings.TrimRight(o.Target.EscapedPath(), "/")
	return &Proxy{o: o, origins: origins{target: target, path: path}, links: map[string]*link{}}, nil
}

// Install makes the proxy the handler of a server, and lets it know when connections close. Call it before the server runs.
func (p *Proxy) Install(s *http.Server) {
	s.Handler = p
	hook := s.ConnState
	s.ConnState = func(c net.Conn, state http.ConnState) {
		if state == http.StateClosed || state == http.StateHijacked {
			p.drop(c.RemoteAddr().String())
		}
		if hook != nil {
			hook(c, state)
		}
	}
}

// Close lets go of the connections to the target, and keeps what was held back. Call it when no requests come any more.
func (p *Proxy) Close() {
	p.mu.Lock()
	p.closed = true
	links := p.links
	p.links = map[string]*link{}
	p.mu.Unlock()
	for _, l := range links {
		l.close(p.o.Book)
	}
}

// link is what belongs to one connection of a client.
type link struct {
	transport *http.Transport
	client    correlate.Client

	mu     sync.Mutex
	before []*Exchange // refused with a challenge that may be the beginning of a handshake
	login  string      // Authorization of a completed handshake, as it came
	closed bool        // nothing is held back any more
}

func (p *Proxy) link(r *http.Request) *link {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.links[r.RemoteAddr]
	if l == nil {
		var one http.Protocols
		one.SetHTTP1(true)
		l = &link{
			client: clientOf(r),
			transport: &http.Transport{
				Proxy: p.o.Proxy, TLSClientConfig: p.o.TLS, Protocols: &one, DisableCompression: true, MaxConnsPerHost: 1, MaxIdleConnsPerHost: 1,
				DialContext: (&net.Dialer{Timeout: 30 * time.Second}).DialContext, TLSHandshakeTimeout: 30 * time.Second,
				ExpectContinueTimeout: 5 * time.Second, IdleConnTimeout: 10 * time.Minute, MaxResponseHeaderBytes: 1 << 20,
			},
		}
		if !p.closed {
			p.links[r.RemoteAddr] = l
		}
	}
	return l
}

func (p *Proxy) drop(connection string) {
	p.mu.Lock()
	l := p.links[connection]
	delete(p.links, connection)
	p.mu.Unlock()
	if l != nil {
		l.close(p.o.Book)
	}
}

func (l *link) close(b *Book) {
	l.transport.CloseIdleConnections()
	l.mu.Lock()
	before := l.before
	l.before, l.closed = nil, true
	l.mu.Unlock()
	for _, x := range before {
		b.End(x)
	}
	b.Closed(l.client.Connection)
}

// ServeHTTP passes one request on.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodConnect {
		http.Error(w, "This records one server. Use it as that server's address, not as a proxy for all.", http.StatusMethodNotAllowed)
		return
	}
	_ = http.NewResponseController(w).EnableFullDuplex() // without, an answer would wait for the end of its request
	l := p.link(r)
	server, target := p.origins.server(pathOf(r))
	own := ownBase(r)
	x := &Exchange{Client: l.client, Began: p.o.Now()}
	p.o.Book.Begin(x)
	sent := p.o.Book.capture()
	out := p.outgoing(r, server, target, own, sent)
	x.Request = transcript.Message{Start: r.Method + " " + target + " HTTP/1.1", Fields: append([]transcript.Field{{Name: "Host", Value: out.Host}}, fields(out.Header, r.TransferEncoding)...)}

	answer, err := l.transport.RoundTrip(out)
	if err != nil {
		p.failed(w, r, l, x, sent, err)
		return
	}
	defer answer.Body.Close()
	p.answer(w, r, l, x, sent, answer, own)
}

// pathOf is the target of a request without scheme and host, which a client that takes us for its proxy gives.
func pathOf(r *http.Request) string {
	if strings.HasPrefix(r.RequestURI, "/") {
		return r.RequestURI
	}
	return r.URL.RequestURI()
}

// ownBase is how the client has reached us.
func ownBase(r *http.Request) string {
	scheme, host := "http", r.Host
	if r.TLS != nil {
		scheme = "https"
	}
	if host == "" { // HTTP/1.0
		if a, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok {
			host = a.String()
		}
	}
	return scheme + "://" + host
}

// outgoing is the request as the server gets it.
func (p *Proxy) outgoing(r *http.Request, server *url.URL, target, own string, sent *captured) *http.Request {
	out := (&http.Request{
		Method: r.Method, URL: &url.URL{Scheme: server.Scheme, Host: server.Host, Opaque: target}, Host: server.Host,
		Header: http.Header{}, ContentLength: r.ContentLength, TransferEncoding: r.TransferEncoding,
	}).WithContext(r.Context())
	switch {
	case strings.HasPrefix(target, "//"): // which Opaque would make a host of
		path, query, _ := strings.Cut(target, "?")
		plain, err := url.PathUnescape(path)
		if err == nil {
			out.URL = &url.URL{Scheme: server.Scheme, Host: server.Host, Path: plain, RawPath: path, RawQuery: query}
		}
	case server.Scheme == "http" && strings.HasPrefix(target, "/") && p.isProxied(out):
		out.URL.Opaque = "//" + server.Host + target // the proxy is told all of the URL (RFC 9112, section 3.2.2)
	}
	back := p.origins.toServer(own, server)
	led := p.origins.leads(server)
	here := strings.NewReplacer(own+marker+server.Host, own)
	for name, values := range r.Header {
		if hopByHop(name, r.Header) {
			continue
		}
		if led {
			var news bool
			if values, news = p.origins.withoutSecrets(name, values, server); news {
				p.o.Log.Warn("what logs in to the target is not sent to another host, to which the target redirects: if that is to get it, record it by itself", "host", server.Host)
			}
		}
		for _, v := range values {
			out.Header[Spelt(name)] = append(out.Header[Spelt(name)], mapped(here.Replace(v), back))
		}
	}
	if out.Header["User-Agent"] == nil {
		out.Header["User-Agent"] = nil // none rather than Go's
	}
	for i, v := range out.Header["Accept-Encoding"] {
		out.Header["Accept-Encoding"][i] = undoable(v)
	}
	switch {
	case r.Body == nil || r.Body == http.NoBody:
		sent.end()
		out.Body, out.ContentLength = nil, 0
	case r.ContentLength > 0 && r.ContentLength <= mostMapped && r.Header.Get("Expect") == "":
		smallBody(out, r, func(text string) string { return mapped(here.Replace(text), back) }, sent)
	default:
		out.Body = &passing{r.Body, sent, r.ContentLength}
	}
	return out
}

// isProxied says whether a request goes to the target's proxy. What is wrong with that is told when it is sent.
func (p *Proxy) isProxied(r *http.Request) bool {
	if p.o.Proxy == nil {
		return false
	}
	by, err := p.o.Proxy(r)
	return err == nil && by != nil
}

// mostMapped is how long a body may be that is read as a whole, in bytes.
const mostMapped = 1 << 20

// smallBody reads a body that says its length and puts the server's addresses in the place of ours. A client that wants to
// be asked before it sends its body is not read so: the server is to ask.
func smallBody(out, r *http.Request, back func(string) string, sent *captured) {
	text := make([]byte, r.ContentLength)
	n, err := io.ReadFull(r.Body, text)
	if err != nil { // what came is passed on, and what went wrong as well
		out.Body = &passing{readCloser{io.MultiReader(bytes.NewReader(text[:n]), r.Body), r.Body}, sent, -1}
		return
	}
	if r.Header.Get("Content-Encoding") == "" {
		text = []byte(back(string(text)))
	}
	sent.Write(text) // which cannot fail
	sent.end()
	out.ContentLength = int64(len(text))
	// A connection that the server has closed meanwhile is no reason to fail: then it is sent again.
	out.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }
	out.Body = io.NopCloser(bytes.NewReader(text))
}

type readCloser struct {
	io.Reader
	io.Closer
}

// mapped is a text with other URLs in it.
func mapped(s string, m mapping) string {
	if !strings.Contains(s, "http") && !strings.Contains(s, "HTTP") {
		return s
	}
	var out strings.Builder
	r := rewriter{to: &out, other: m}
	r.held = []byte(s)
	if r.Close() != nil {
		return s
	}
	return out.String()
}

// failed answers when the server did not.
func (p *Proxy) failed(w http.ResponseWriter, r *http.Request, l *link, x *Exchange, sent *captured, err error) {
	x.requestBody(sent)
	if r.Context().Err() != nil { // the client went away
		x.HungUp = true
		p.keep(l, x, nil, r.Close)
		return
	}
	text := p.o.Book.o.Run.Text(err.Error())
	x.Notes = append(x.Notes, "no answer came: "+oneLine.Replace(text))
	p.keep(l, x, nil, r.Close)
	p.o.Log.Warn("the target did not answer", "error", text)
	status := http.StatusBadGateway
	if errors.Is(err, context.DeadlineExceeded) {
		status = http.StatusGatewayTimeout
	}
	http.Error(w, fmt.Sprintf("soapstone record: %s did not answer: %s", p.origins.target, text), status)
}

// requestBody puts the body that was sent into the request.
func (x *Exchange) requestBody(sent *captured) {
	body, over, whole := sent.state()
	x.Request.Body = body
	if over {
		x.Notes = append(x.Notes, "request: "+tooLong(sent.limit))
		return
	}
	if !whole {
		x.Notes = append(x.Notes, "request: its body had not come whole when it was answered")
	}
	if note, _ := sent.unpack(&x.Request); note != "" {
		x.Notes = append(x.Notes, "request: "+note)
	}
}
