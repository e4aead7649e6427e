package main

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/soapstone-dev/soapstone/soap"
)

// metrics are what Prometheus is told. The labels come from contracts and statuses, never from what a client wrote, so
// that no client can fill the memory with them.
type metrics struct {
	registry  *prometheus.Registry
	exchanges *prometheus.CounterVec
	lost      *prometheus.CounterVec
	refused   *prometheus.CounterVec
	took      *prometheus.HistogramVec
}

func newMetrics(clock *soap.Clock) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		exchanges: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "soapstone_exchanges_total",
			Help: "Requests that were answered, by HTTP status; operation is empty where the contract has none such.",
		}, []string{"system", "service", "operation", "status"}),
		lost: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "soapstone_lost_replies_total",
			Help: "Replies that were thrown away on purpose.",
		}, []string{"system"}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "soapstone_refused_total",
			Help: "Requests that went beyond a limit, by its name in the configuration file.",
		}, []string{"system", "limit"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "soapstone_exchange_seconds",
			Help:    "Real time from the head of a request to the last byte of its answer, waits included.",
			Buckets: prometheus.ExponentialBuckets(0.0001, 4, 10),
		}, []string{"system"}),
	}
	waiting := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "soapstone_waiting_calls",
		Help: "Calls that wait for the clock or for a session to change.",
	}, func() float64 { return float64(clock.Waiting()) })
	v := buildVersion()
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name:        "soapstone_build_info",
		Help:        "Always 1; the labels say what was built.",
		ConstLabels: prometheus.Labels{"version": v.Version, "go": v.Go},
	})
	info.Set(1)
	m.registry.MustRegister(m.exchanges, m.lost, m.refused, m.took, waiting, info,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// observe counts an exchange.
func (m *metrics) observe(x *soap.Exchange) {
	s, operation := x.Call.Service, x.Call.Operation
	if _, found := s.Ops[operation]; !found {
		operation = "" // a client's own word
	}
	m.exchanges.WithLabelValues(s.System, s.Name, operation, strconv.Itoa(x.Status)).Inc()
	m.took.WithLabelValues(s.System).Observe(x.Took.Seconds())
	if limit := x.Limit(); limit != "" {
		m.refused.WithLabelValues(s.System, limit).Inc()
	}
	if x.Lost {
		m.lost.WithLabelValues(s.System).Inc()
	}
}
