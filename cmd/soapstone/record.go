package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
	"github.com/soapstone-dev/soapstone/soap/transcript/record"
)

// recorder is a recording of a real server.
type recorder struct {
	transcripts
	log logFlags

	target, listen  string
	ca              string
	insecure        bool
	maxUnwritten    int64
	readyFile       string
	shutdownTimeout time.Duration
	stopOnStdinEOF  bool
}

func newRecord() *cobra.Command {
	r := &recorder{}
	cmd := &cobra.Command{
		Use:   "record --target URL --out DIR",
		Short: "Record what clients say to a real server, as transcripts",
		Long: `Record what clients say to a real server, as transcripts. It listens on the
address that clients are given in place of the server's, passes everything on as
it comes, both ways, and keeps one transcript for each conversation, told apart
by the ids of sessions. In WSDLs, redirects and login answers, the server's
addresses become its own, so that clients stay; the transcripts say what the
server said. Passwords and cookies of the server are not sent to another host to
which it redirects, unless its answer to a login says that sessions go on there.

The first line on stdout is

    soapstone: listening on http://HOST:PORT

Passwords and tokens never get into a file: placeholders such as
${secret alice.password} stand in their places, which ` + "`soapstone replay`" + ` fills
from a file or from variables; ids of sessions become others of the same form.
--mask names more elements, attributes, fields or parameters that hold secrets.
What is compressed within a body, an archive or an image, stays as it is. A file
that is in DIR already is never touched.

While DIR cannot be written, because the disk is full, say, requests are passed
on all the same and what was recorded waits in memory. When that is
--max-unwritten bytes, the recording pauses until there is room: what comes is
not kept, which the log and the last lines tell. No transcript has a hole: what
comes after it begins others.

Sessions that see each other, in a list of all or by a lock, can be played again
only together: --split nothing keeps all as one transcript.

A target elsewhere is reached through the proxy that HTTPS_PROXY or HTTP_PROXY
name and NO_PROXY does not except.

The first SIGINT or SIGTERM stops in order, a second cuts off the calls under
way. SIGHUP, of a terminal that closes, stops in order, too; under nohup it does
nothing.`,
		Example: `  soapstone record --target https://mft.example.com:8443 --out traffic
  soapstone record --target http://sql2005/sql/demo --out traffic --listen :9090 --mask pinCode`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return r.run(cmd) },
	}
	r.flags(cmd)
	return cmd
}

func (r *recorder) flags(cmd *cobra.Command) {
	r.transcripts.flags(cmd)
	r.log.flags(cmd, "least level that is logged")
	f := cmd.Flags()
	f.StringVar(&r.target, "target", "", "`URL` of the real server; a path in it is put before those of clients")
	f.StringVar(&r.listen, "listen", "localhost:8090", "`ADDRESS` for the clients; port 0 takes any that is free")
	f.StringVar(&r.ca, "ca", "", "`FILE` with certificates of authorities to trust as well, in PEM")
	f.BoolVar(&r.insecure, "insecure", false, "trust any certificate of the server")
	f.Int64Var(&r.maxUnwritten, "max-unwritten", record.DefaultMaxUnwritten, "most `BYTES` in memory while DIR cannot be written; then the recording pauses")
	f.StringVar(&r.readyFile, "ready-file", "", "write the address as JSON to this `FILE` once requests are answered, and remove it at the end")
	f.DurationVar(&r.shutdownTimeout, "shutdown-timeout", 5*time.Second, "how long calls under way have to finish when it stops")
	f.BoolVar(&r.stopOnStdinEOF, "stop-on-stdin-eof", false, "stop when stdin ends, for a runner that may be killed")
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
	log := r.log.logger(cmd.ErrOrStderr())
	at, err := openSocket("--listen", r.listen)
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	defer at.close()
	if at.isAt(target) {
		return fmt.Errorf("record: --target %s is where the recording itself listens: give the server's address, or another one for --listen", r.target)
	}
	book, err := record.OpenBook(record.BookOptions{
		Dir: r.out, Run: r.masking(), Show: r.showValues, System: r.system,
		Source: "recorded from " + target.Scheme + "://" + target.Host, By: correlate.By(r.by),
		MaxBody: r.maxBody, MaxUnwritten: r.maxUnwritten, Log: log,
	})
	if err != nil {
		return err
	}
	proxy, err := record.NewProxy(record.ProxyOptions{Target: target, TLS: trust, Proxy: http.ProxyFromEnvironment, Book: book, Log: log})
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
	if err := r.transcripts.check(); err != nil {
		return nil, err
	}
	if r.maxUnwritten < record.DefaultMaxMemory {
		return nil, fmt.Errorf("--max-unwritten %d: it must be %d at least, since so much of what is under way is in memory anyway", r.maxUnwritten, record.DefaultMaxMemory)
	}
	if err := checkShutdownTimeout(r.shutdownTimeout); err != nil {
		return nil, err
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

// summary says what was kept, what was not, and what a replay needs.
func (r *recorder) summary(out io.Writer, book *record.Book) error {
	stories, exchanges := book.Count()
	none, lost := book.Unwritten()
	text := fmt.Sprintf("soapstone: %s, %s in %s\n", count(exchanges-lost, "request"), count(stories-none, "conversation"), r.out)
	if lost > 0 {
		text += fmt.Sprintf("soapstone: %s lost, which could not be written; of %s there is no file\n", count(lost, "request"), count(none, "conversation"))
	}
	if missed := book.Missed(); missed > 0 {
		text += fmt.Sprintf("soapstone: %s not kept, while %s could not be written (--max-unwritten)\n", count(missed, "more request"), r.out)
	}
	if !r.showValues {
		text += neededSecrets(book.Wanted())
	}
	_, err := io.WriteString(out, r.log.lines(slog.LevelInfo, text))
	return err
}

// count is a number of things.
func count(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}
