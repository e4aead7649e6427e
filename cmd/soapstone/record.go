package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
	"github.com/soapstone-dev/soapstone/soap/transcript/record"
)

// recorder is a recording of a real server.
type recorder struct {
	target, out, listen string
	mask, open          []string
	showValues          bool
	ca                  string
	insecure            bool
	system, by          string
	maxBody             int64
	maxUnwritten        int64
	readyFile           string
	logFormat, logLevel string
	shutdownTimeout     time.Duration
	stopOnStdinEOF      bool
}

func newRecord() *cobra.Command {
	r := &recorder{by: string(correlate.BySession), logFormat: "text", logLevel: "info"}
	cmd := &cobra.Command{
		Use:   "record --target URL --out DIR",
		Short: "Record what clients say to a real server, as transcripts",
		Long: `Record what clients say to a real server, as transcripts. It listens on the address
that clients are given in place of the server's, passes everything on as it comes,
both ways, and keeps one transcript for each conversation, told apart by the ids of
sessions. In WSDLs, redirects and login answers, the server's addresses become its own,
so that clients stay; the transcripts say what the server said.

The first line on stdout is

    soapstone: listening on http://HOST:PORT

Passwords and tokens never get into a file: placeholders such as
${secret alice.password} stand in their places, which ` + "`soapstone replay`" + ` fills from a
file or from variables; ids of sessions become others of the same form. --mask names
more elements, attributes, fields or parameters that hold secrets. What is compressed
within a body, an archive or an image, stays as it is. A file that is in DIR already
is never touched.

While DIR cannot be written, because the disk is full, say, requests are passed on all
the same and what was recorded waits in memory. When that is --max-unwritten bytes, the
recording pauses until there is room: what comes is not kept, which the log and the
last lines tell. No transcript has a hole: what comes after it begins others.

Sessions that see each other, in a list of all or by a lock, can be played again only
together: --split nothing keeps all as one transcript.

The first SIGINT or SIGTERM stops in order, a second cuts off the calls under way.`,
		Example: `  soapstone record --target https://mft.example.com:8443 --out traffic
  soapstone record --target http://sql2005/sql/demo --out traffic --listen :9090 --mask pinCode`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return r.run(cmd) },
	}
	f := cmd.Flags()
	f.StringVar(&r.target, "target", "", "`URL` of the real server; a path in it is put before those of clients")
	f.StringVar(&r.out, "out", "", "`DIR` for the transcripts, which is made where it is missing")
	f.StringVar(&r.listen, "listen", "localhost:8090", "`ADDRESS` for the clients; port 0 takes any that is free")
	f.StringSliceVar(&r.mask, "mask", nil, "`NAME` of an element, attribute, head field, member or parameter that holds a secret; may be repeated")
	f.StringSliceVar(&r.open, "no-mask", nil, "`NAME` that holds no secret, though it looks like it; may be repeated")
	f.BoolVar(&r.showValues, "show-values", false, "write passwords, tokens and ids into the transcripts as they are, for their owner's eyes")
	f.StringVar(&r.ca, "ca", "", "`FILE` with certificates of authorities to trust as well, in PEM")
	f.BoolVar(&r.insecure, "insecure", false, "trust any certificate of the server")
	f.StringVar(&r.system, "system", "", "`NAME` of the system; without, paths and namespaces tell it")
	f.Var(oneOf{&r.by, []string{"session", "client", "nothing"}}, "split", "what makes requests one conversation: the ids of a session, the client, or nothing: all are one")
	f.Int64Var(&r.maxBody, "max-body", record.DefaultMaxBody, "most `BYTES` of a body that are kept")
	f.Int64Var(&r.maxUnwritten, "max-unwritten", record.DefaultMaxUnwritten, "most `BYTES` in memory while DIR cannot be written; then the recording pauses")
	f.StringVar(&r.readyFile, "ready-file", "", "write the address as JSON to this `FILE` once requests are answered, and remove it at the end")
	f.Var(oneOf{&r.logFormat, []string{"text", "json"}}, "log-format", "form of the log")
	f.Var(oneOf{&r.logLevel, []string{"debug", "info", "warn", "error"}}, "log-level", "least level that is logged")
	f.DurationVar(&r.shutdownTimeout, "shutdown-timeout", 5*time.Second, "how long calls under way have to finish when it stops")
	f.BoolVar(&r.stopOnStdinEOF, "stop-on-stdin-eof", false, "stop when stdin ends, for a runner that may be killed")
	return cmd
}

// run records until somebody asks to stop.
func (r *recorder) run(cmd *cobra.Command) error {
	if err := clearReadyFile(r.readyFile); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	target, err := r.check()
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	trust, err := r.trust()
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	log := newLogger(cmd.ErrOrStderr(), r.logFormat, r.logLevel)
	at, err := openSocket("--listen", r.listen)
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	defer at.close()
	if at.isAt(target) {
		return fmt.Errorf("record: --target %s is where the recording itself listens: give the server's address, or another one for --listen", r.target)
	}
	book, err := record.OpenBook(record.BookOptions{
		Dir: r.out, Run: mask.NewRun(mask.Options{Names: r.mask, Open: r.open, Show: r.showValues}), Show: r.showValues, System: r.system,
		Source: "recorded from " + target.Scheme + "://" + target.Host, By: correlate.By(r.by),
		MaxBody: r.maxBody, MaxUnwritten: r.maxUnwritten, Log: log,
	})
	if err != nil {
		return err
	}
	proxy, err := record.NewProxy(record.ProxyOptions{Target: target, TLS: trust, Book: book, Log: log})
	if err != nil {
		return err
	}
	err = r.serve(cmd, at, proxy, log)
	proxy.Close()
	err = errors.Join(err, book.Flush())
	return errors.Join(err, r.summary(cmd.OutOrStdout(), book))
}

// check refuses what cannot be recorded.
func (r *recorder) check() (*url.URL, error) {
	if r.target == "" {
		return nil, errors.New("--target is missing: give the URL of the server that is to be recorded")
	}
	if r.out == "" {
		return nil, errors.New("--out is missing: give a folder for the transcripts")
	}
	if r.maxBody <= 0 {
		return nil, fmt.Errorf("--max-body %d: it must be above zero", r.maxBody)
	}
	if r.maxUnwritten < record.DefaultMaxMemory {
		return nil, fmt.Errorf("--max-unwritten %d: it must be %d at least, which it takes anyway", r.maxUnwritten, record.DefaultMaxMemory)
	}
	if r.system != "" && strings.Trim(r.system, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return nil, fmt.Errorf("--system %q: it is a word in lower case, such as sqlserver", r.system)
	}
	u, err := setting.Address(r.target)
	if err != nil {
		return nil, fmt.Errorf("--target: it is no address of a server: %w", err)
	}
	return u, nil
}

// trust is how the target is spoken to, whom the machine's own authorities may vouch for, too.
func (r *recorder) trust() (*tls.Config, error) {
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool() // a machine without any
	}
	return targetTLS(r.insecure, r.ca, roots)
}

// serve lets clients in until somebody asks to stop, and the calls under way end.
func (r *recorder) serve(cmd *cobra.Command, at *socket, proxy *record.Proxy, log *slog.Logger) (err error) {
	var one http.Protocols
	one.SetHTTP1(true)
	srv := &http.Server{
		Protocols: &one, ReadHeaderTimeout: 30 * time.Second, IdleTimeout: 10 * time.Minute, MaxHeaderBytes: 1 << 20,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	proxy.Install(srv)
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
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	ended := make(chan struct{})
	if r.stopOnStdinEOF {
		go func() {
			_, _ = io.Copy(io.Discard, cmd.InOrStdin()) // a stdin that cannot be read has ended, too
			close(ended)
		}()
	}
	defer func() { err = errors.Join(err, r.shutDown(srv, signals, log)) }()
	if r.readyFile != "" {
		var ready []byte
		if ready, err = r.writeReadyFile(at); err != nil {
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
	case <-ended:
		log.Info("stopping", "reason", "stdin ended")
	case err = <-failed:
	}
	return err
}

// writeReadyFile writes where the proxy listens, and returns what it wrote.
func (r *recorder) writeReadyFile(at *socket) ([]byte, error) {
	ready, err := json.MarshalIndent(map[string]string{"url": at.url("http"), "target": r.target, "out": r.out}, "", "  ")
	if err == nil {
		ready = append(ready, '\n')
		err = writeWhole(r.readyFile, ready, 0o644)
	}
	if err != nil {
		return nil, fmt.Errorf("--ready-file: %w", err)
	}
	return ready, nil
}

// announce prints the banner, of which programs read the first line.
func (r *recorder) announce(out io.Writer, at *socket) error {
	text := fmt.Sprintf("soapstone: listening on %s\nsoapstone: recording %s into %s\n", at.url("http"), r.target, r.out)
	if r.showValues {
		text += "soapstone: passwords, tokens and ids are written as they are (--show-values)\n"
	}
	_, err := io.WriteString(out, text)
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

// summary says what was kept, and what a replay needs.
func (r *recorder) summary(out io.Writer, book *record.Book) error {
	stories, exchanges := book.Count()
	text := fmt.Sprintf("soapstone: %s, %s in %s\n", count(exchanges, "request"), count(stories, "conversation"), r.out)
	if missed := book.Missed(); missed > 0 {
		text += fmt.Sprintf("soapstone: %s not kept, while %s could not be written (--max-unwritten)\n", count(missed, "more request"), r.out)
	}
	if wanted := book.Wanted(); len(wanted) > 0 && !r.showValues {
		text += "soapstone: a replay needs these secrets, in a file for --secrets or in variables:\n"
		for _, name := range wanted {
			text += fmt.Sprintf("  %s (%s)\n", name, mask.Variable(name))
		}
	}
	_, err := io.WriteString(out, text)
	return err
}

// count is a number of things.
func count(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}
