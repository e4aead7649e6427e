package main

import (
	"context"
	"errors"
	"sync"
	"time"
)

// lastWords is how long calls that are given up have to answer, and the operator's listener at least, in real time.
const lastWords = 500 * time.Millisecond

// requestStop asks the server to stop. Only the first reason counts.
func (s *server) requestStop(reason string) {
	s.once.Do(func() {
		s.log.Info("stopping", "reason", reason)
		close(s.stopping)
	})
}

// isStopping says whether somebody asked to stop.
func (s *server) isStopping() bool {
	select {
	case <-s.stopping:
		return true
	default:
		return false
	}
}

// close stops accepting, gives calls under way their time, and closes everything that was opened. It returns the error it
// is given with those of its own.
func (s *server) close(err error) error {
	s.once.Do(func() { close(s.stopping) }) // nobody asked where a listener failed
	if s.ready != nil {
		err = errors.Join(err, removeReadyFile(s.options.readyFile, s.ready))
		s.ready = nil
	}
	s.shutDown()
	for _, at := range []*socket{s.emulated, s.secure, s.admin} {
		if at != nil {
			at.close()
		}
	}
	if s.cancel != nil {
		s.cancel()
	}
	s.background.Wait()
	if s.world != nil {
		s.world.Close()
	}
	if s.book != nil {
		err = errors.Join(err, s.book.Flush())
	}
	for _, t := range s.tickers {
		t.Stop()
	}
	if s.db != nil {
		err = errors.Join(err, s.db.Close())
	}
	return err
}

// shutDown ends the connections: those without a call at once, the others within their time or at the next signal. We
// take the signal ourselves, since its usual effect would leave the temporary folder, and has none in a program that a
// script started in the background, which inherits that it is ignored. The operator's come last: who asks whether the
// program is ready is told that it stops, as long as it does.
func (s *server) shutDown() {
	patient, cut := context.WithCancel(context.Background())
	ctx, cancel := context.WithTimeout(patient, s.options.shutdownTimeout)
	defer cancel()
	var watch sync.WaitGroup
	watch.Go(func() {
		select {
		case sig := <-s.impatient:
			s.log.Info("stopping at once", "reason", sig.String())
			cut()
		case <-patient.Done():
		}
	})
	s.shutDownClients(patient, ctx)
	s.shutDownOperator(patient, ctx)
	cut()
	watch.Wait()
}

// shutDownClients gives calls the time until ctx ends, those that wait for the clock, too. What still waits then is given
// up, and has a moment to say so.
func (s *server) shutDownClients(patient, ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	givenUp := make(chan int, 1)
	go func() { givenUp <- s.clock.StopWith(ctx) }()
	err := shutDownAll(ctx, s.servers)
	cancel()
	if <-givenUp > 0 && err != nil {
		last, cancel := context.WithTimeout(patient, lastWords)
		defer cancel()
		err = shutDownAll(last, s.servers)
	}
	if err == nil {
		return
	}
	s.log.Warn("calls did not finish, their connections are closed", "timeout", s.options.shutdownTimeout)
	for _, srv := range s.servers {
		_ = srv.Close() // of connections that are given up
	}
}

// shutDownOperator lets verbs finish that are under way. None waits for the clock any more.
func (s *server) shutDownOperator(patient, ctx context.Context) {
	if s.operator == nil {
		return
	}
	if by, _ := ctx.Deadline(); time.Until(by) < lastWords {
		last, cancel := context.WithTimeout(patient, lastWords)
		defer cancel()
		ctx = last
	}
	if err := s.operator.Shutdown(ctx); err != nil {
		s.log.Warn("the operator's verbs did not finish, their connections are closed")
		_ = s.operator.Close() // of connections that are given up
	}
}

// shutDownAll comes back when no server has a connection left, or with an error when ctx ends.
func shutDownAll(ctx context.Context, servers []stopper) error {
	errs := make([]error, len(servers))
	var all sync.WaitGroup
	for i, srv := range servers {
		all.Go(func() { errs[i] = srv.Shutdown(ctx) })
	}
	all.Wait()
	return errors.Join(errs...)
}
