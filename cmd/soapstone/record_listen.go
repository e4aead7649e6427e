package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/soapstone-dev/soapstone/soap/transcript/record"
)

// serve lets clients in until somebody asks to stop, and the calls under way end.
func (r *recorder) serve(cmd *cobra.Command, at *socket, proxy *record.Proxy, log *slog.Logger) (err error) {
	srv := newProxyServer(proxy, log)
	failed := make(chan error, len(at.listeners))
	var served sync.WaitGroup
	for _, l := range at.listeners {
		served.Go(func() {
			if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				failed <- &exitError{exitInternal, fmt.Errorf("listener %s: %w", l.Addr(), err)}
			}
		})
	}
	defer served.Wait()
	signals, hangups, release := catchSignals()
	defer release()
	ended := make(chan struct{})
	if r.stopOnStdinEOF {
		atEnd(cmd.InOrStdin(), func() { close(ended) })
	}
	defer func() { err = errors.Join(err, r.shutDown(srv, signals, log)) }()
	if r.readyFile != "" {
		var ready []byte
		ready, err = writeReadyFile(r.readyFile, map[string]string{"url": at.url("http"), "target": r.target, "out": r.out})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, removeReadyFile(r.readyFile, ready)) }()
	}
	if err := r.announce(cmd.OutOrStdout(), at); err != nil {
		return err
	}
	select {
	case sig := <-signals:
		log.Info("stopping", "reason", sig.String())
	case sig := <-hangups:
		log.Info("stopping", "reason", sig.String())
	case <-ended:
		log.Info("stopping", "reason", "stdin ended")
	case err = <-failed:
	}
	return err
}

// newProxyServer bounds how long a client may take with its head. Bodies go through as slowly as they come.
func newProxyServer(proxy *record.Proxy, log *slog.Logger) *http.Server {
	var one http.Protocols
	one.SetHTTP1(true)
	srv := &http.Server{
		Protocols: &one, ReadHeaderTimeout: 30 * time.Second, IdleTimeout: 10 * time.Minute, MaxHeaderBytes: 1 << 20,
		ErrorLog: serverLog{log}.logger(),
	}
	proxy.Install(srv)
	return srv
}

// announce prints the banner, of which programs read the first line.
func (r *recorder) announce(out io.Writer, at *socket) error {
	text := fmt.Sprintf("soapstone: listening on %s\nsoapstone: recording %s into %s\n", at.url("http"), r.target, r.out)
	if r.showValues {
		text += "soapstone: passwords, tokens and ids are written as they are (--show-values)\n"
	}
	_, err := io.WriteString(out, r.log.lines(slog.LevelInfo, text))
	return err
}

// shutDown gives calls under way their time, which a second signal ends.
func (r *recorder) shutDown(srv *http.Server, signals <-chan os.Signal, log *slog.Logger) error {
	ctx, cancel := context.WithTimeout(context.Background(), r.shutdownTimeout)
	defer cancel()
	go func() {
		select {
		case <-signals:
			cancel()
		case <-ctx.Done():
		}
	}()
	if err := srv.Shutdown(ctx); err != nil {
		log.Warn("calls did not finish, their connections are closed", "timeout", r.shutdownTimeout)
		return srv.Close()
	}
	return nil
}
