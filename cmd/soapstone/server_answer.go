package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/quick"
	"github.com/soapstone-dev/soapstone/soap/world"
)

// sweepEvery is how often what is gone is deleted, in real time. Nobody can tell by the answers.
const sweepEvery = 5 * time.Second

// serve lets every listener answer, and the sweep run.
func (s *server) serve(ctx context.Context, _ world.Config) error {
	if s.secure != nil {
		if err := s.serveTLS(); err != nil {
			return err
		}
	}
	clients := quick.New(s.newHTTPServer(s.handler()))
	s.servers = append(s.servers, clients)
	s.answer(clients.Serve, s.emulated)
	s.operator = s.newHTTPServer(newAdmin(s))
	s.answer(s.operator.Serve, s.admin)

	ctx, s.cancel = context.WithCancel(ctx)
	tick := time.NewTicker(sweepEvery)
	s.tickers = append(s.tickers, tick)
	s.background.Go(func() { s.world.Run(ctx, tick.C) })
	return s.tellReady()
}

func (s *server) serveTLS() error {
	o := s.options
	if o.tlsCert == "" {
		a, err := openAuthority(o.data)
		if err != nil {
			return err
		}
		a.names = o.tlsNames
		s.authority = a
	}
	cfg, err := o.tlsConfig(s.authority)
	if err != nil {
		return err
	}
	for _, c := range cfg.Certificates {
		warnOfDates(s.log, c.Leaf, time.Now())
	}
	srv := s.newHTTPServer(s.handler())
	srv.TLSConfig = cfg
	srv.ErrorLog = handshakes{s.log, o.tlsMin, s.authority != nil}.logger()
	s.servers = append(s.servers, srv)
	s.answer(func(l net.Listener) error { return srv.ServeTLS(l, "", "") }, s.secure)
	return nil
}

// newHTTPServer bounds how long a client may take. It speaks HTTP/1 alone: the systems that are emulated are older
// than HTTP/2, and what they do to a connection has no meaning there.
func (s *server) newHTTPServer(h http.Handler) *http.Server {
	var one http.Protocols
	one.SetHTTP1(true)
	limits := s.world.Config().Limits
	return &http.Server{
		Handler:           h,
		ConnContext:       soap.ConnContext,
		ConnState:         s.connState,
		Protocols:         &one,
		ReadHeaderTimeout: limits.HeadTime,
		ReadTimeout:       limits.RequestTime, // net/http takes it back while a call is answered
		IdleTimeout:       limits.IdleTime,
		MaxHeaderBytes:    limits.HeadBytes,
		ErrorLog:          serverLog{s.log}.logger(),
	}
}

// answer serves a socket until the server is shut down.
func (s *server) answer(serve func(net.Listener) error, at *socket) {
	for _, l := range at.listeners {
		s.log.Info("listening", "address", l.Addr().String(), "tls", at == s.secure)
		s.background.Go(func() {
			if err := serve(l); !errors.Is(err, http.ErrServerClosed) {
				select {
				case s.failed <- &exitError{exitInternal, fmt.Errorf("listener %s: %w", l.Addr(), err)}:
				default: // another one failed first
				}
			}
		})
	}
}
