package soap

import (
	"context"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

// ServeHTTP answers one request.
func (e *Endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.Serve(r.Context(), w, r, e.Match(r))
}

// Serve answers a request with the service that Match found for it. The context is the request's, or one that ends with
// it: what the call waits for, it gives up when the context ends.
func (e *Endpoint) Serve(ctx context.Context, w http.ResponseWriter, r *http.Request, service *Service) {
	if service == nil {
		e.stray(w, r)
		return
	}
	at, start := e.clock.both() // the start is of metrics only, never of a room
	space := e.spaces.Get().(*workspace)
	call, x := space.begin(e, service, r, at), &space.seen

	space.run(ctx)
	space.boundUnread(w)
	space.addFields()
	at = call.finish(ctx)
	call.guard(func() error {
		x.Lost = e.lose != nil && e.lose(call)
		return nil
	})
	var raw net.Conn // what is left to close
	abort := false
	switch {
	case x.Lost:
		abort = !hangUp(w)
	case space.answer.Stream != nil:
		abort = !space.stream(w, at)
	default:
		raw = e.send(w, call, &space.answer, at)
	}
	if e.observe != nil {
		x.Instants, x.Seed = call.instants, call.seed
		x.Status, x.Body = space.answer.status(), space.answer.Body
		x.Took = time.Since(start)
		call.guard(func() error {
			e.observe(x)
			return nil
		})
	}
	space.end()
	e.spaces.Put(space)
	if raw != nil {
		closeLingering(raw)
	}
	if abort {
		panic(http.ErrAbortHandler) // net/http's own word for closing the connection
	}
}

// stray answers a request that is for no service.
func (e *Endpoint) stray(w http.ResponseWriter, r *http.Request) {
	w.Header()["Date"] = e.dateOf(e.clock.Now())
	if e.index != nil && r.URL.Path == "/" && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		e.index.ServeHTTP(w, r)
		return
	}
	path, _, _ := strings.Cut(r.URL.Path, ";") // behind it Tomcat keeps a session's id
	e.log.Warn("no service is at this path", "method", r.Method, "path", path)
	boundBody(w, r, r.Close)
	http.NotFound(w, r)
	if e.strayed != nil {
		e.strayed(r)
	}
}

// run leaves the answer to a call in w.answer: nothing that goes wrong in it reaches net/http.
func (w *workspace) run(ctx context.Context) {
	call := &w.call
	err := call.guard(func() error {
		reply, err := w.handle(ctx)
		if err != nil {
			if r, ok := reply.(*Response); ok && r != nil {
				w.answer.Stream = r.Stream // for drop
			}
			return err
		}
		return w.reply(ctx, reply)
	})
	if err == nil {
		return
	}
	w.seen.Err = err
	call.guard(w.drop)
	if call.guard(func() error { return w.refuse(ctx, err) }) == nil {
		return
	}
	// The room's own fault went wrong, perhaps in a header block: without, then, and else a bare status.
	call.clearHeaders()
	if call.guard(func() error { return w.refuse(ctx, ErrInternal) }) != nil {
		w.seen.Fault = &Fault{}
		w.answer = Response{Status: http.StatusInternalServerError}
	}
}

// addFields adds the fields that the room gave to the call.
func (w *workspace) addFields() {
	if len(w.call.fields) == 0 {
		return
	}
	if w.answer.Header == nil {
		w.answer.Header = w.headOf(nil)
	}
	for _, f := range w.call.fields {
		w.answer.Header[f.Name] = append(slices.Clip(w.answer.Header[f.Name]), f.Value)
	}
}

// guard runs f, turns a panic into ErrInternal, and logs that whole.
func (c *Call) guard(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			c.Log.Error("panic", "operation", c.Operation, "panic", p, "stack", string(debug.Stack()))
			err = ErrInternal
		}
	}()
	return f()
}

// handle takes a call through its steps.
func (w *workspace) handle(ctx context.Context) (Reply, error) {
	call := &w.call
	s, r := call.Service, call.HTTP
	media, params := contentType(first(r.Header, "Content-Type"))
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
	isSOAP := s.Contract != nil && r.Method == http.MethodPost
	if !isSOAP && s.Serve == nil {
		return nil, RefuseMethod(r.Method, http.MethodPost)
	}
	if err := w.readBody(); err != nil {
		return nil, err
	}
	call.turn = &w.turn
	call.begin(call.endpoint.clock.beginAgain(call.turn)) // not before: a client that is slow to write must not hold the clock
	if !isSOAP {
		return s.Serve(ctx, call)
	}
	if err := call.readXML(params["charset"]); err != nil {
		return nil, err
	}
	call.Envelope = &w.envelope
	err := openEnvelope(call.doc, call.Envelope, s.Style.LooseEnvelope)
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
