package main

import (
	"context"
	"errors"
	"net"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/soap/transcript/record"
	"github.com/soapstone-dev/soapstone/soap/world"
)

// openRecord opens the folder of --record. With --show-values its transcripts are exact: instants and seeds are kept, from
// which the ids of sessions follow.
func (s *server) openRecord(_ context.Context, cfg world.Config) error {
	o := s.options
	switch {
	case o.record == "" && o.showValues:
		return errors.New("--show-values: it needs --record, the folder for transcripts")
	case o.record == "":
		return nil
	}
	zone, err := setting.Zone(cfg.Timezone)
	if err != nil {
		return err
	}
	s.book, err = record.OpenBook(record.BookOptions{
		Dir: o.record, Run: mask.NewRun(mask.Options{Show: o.showValues}), Show: o.showValues, Exact: o.showValues,
		Zone: zone, Stands: func() bool { return s.clock.Frozen() },
		Source: "recorded from soapstone " + buildVersion().Version, Log: s.log,
	})
	return err
}

// handler answers clients, and keeps what they say if it is to be recorded.
func (s *server) handler() http.Handler {
	if s.book == nil {
		return s.world.Handler()
	}
	if s.tap == nil {
		s.tap = record.NewTap(s.world.Handler(), s.book, nil)
		s.metrics.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "soapstone_record_missed_total",
			Help: "Requests that were not recorded, since too much could not be written.",
		}, func() float64 { return float64(s.book.Missed()) }))
	}
	return s.tap
}

// observe sees every exchange. The tap is there before the first one.
func (s *server) observe(x *soap.Exchange) {
	s.metrics.observe(x)
	if s.tap != nil {
		s.tap.Observe(x)
	}
}

// connState tells the recording that a connection was closed.
func (s *server) connState(c net.Conn, state http.ConnState) {
	if s.book != nil && (state == http.StateClosed || state == http.StateHijacked) {
		s.book.Closed(c.RemoteAddr().String())
	}
}
