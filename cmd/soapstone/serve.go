package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

// serveOptions are the flags of serve.
type serveOptions struct {
	settings

	listen, admin  string
	data           string
	adminTokenFile string
	demoAccounts   string

	tlsListen, tlsCert, tlsKey, tlsMin, tlsClientCA string
	tlsNames                                        []string

	seed        string
	predictable bool

	record     string
	showValues bool

	log logFlags

	readyFile       string
	shutdownTimeout time.Duration
	stopOnStdinEOF  bool
}

func newServe() *cobra.Command {
	o := &serveOptions{demoAccounts: demoLoopback, tlsMin: usualTLS}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the emulated systems",
		Long: `Run the emulated systems, with demo accounts, on both loopbacks, and keep
sessions in a temporary folder that goes with the process; --data keeps them.

The first two lines on stdout are

    soapstone: listening on http://HOST:PORT
    soapstone: admin on http://HOST:PORT

and the log goes to stderr; with --log-format json each line of both is a record
in JSON. The first SIGINT or SIGTERM stops in order and gives calls under way
the time of --shutdown-timeout, also those that wait for the emulated clock or
for a session; a second cuts them off. What cannot end in that time is given up
at once, with an answer: waits for a later instant, on a clock that stands still
all of them, once no other call is at work that could end them. The operator's
API stops last; its /readyz says 503 meanwhile. SIGHUP, of a terminal that
closes, stops in order, too; under nohup it does nothing.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	o.flags(cmd)
	return cmd
}

func (o *serveOptions) flags(cmd *cobra.Command) {
	o.settings.flags(cmd)
	o.log.flags(cmd, "least level that is logged; debug has each call that failed, and why")
	f := cmd.Flags()
	f.StringVar(&o.listen, "listen", "localhost:8080", "`ADDRESS` of the emulated services; port 0 takes any that is free")
	f.StringVar(&o.admin, "admin", "localhost:8081", "`ADDRESS` of the operator's API, host and port or their http:// URL")
	f.StringVar(&o.data, "data", "", "keep sessions in this `FILE`; without, in a temporary folder")
	f.StringVar(&o.adminTokenFile, "admin-token-file", "", "`FILE` with the bearer token of the operator's API, which it needs off loopback; a browser takes it as password, any user's, and looks only")
	f.Var(oneOf{&o.demoAccounts, []string{demoOn, demoOff, demoLoopback}}, "demo-accounts", "accounts with the well-known password: on, off, or only while nobody else can reach them")
	f.StringVar(&o.tlsListen, "tls-listen", "", "`ADDRESS` of the emulated services over TLS")
	f.StringVar(&o.tlsCert, "tls-cert", "", "`FILE` with the certificate, in PEM; without, our own authority signs for the name a client asks (see `soapstone ca`)")
	f.StringVar(&o.tlsKey, "tls-key", "", "`FILE` with the certificate's key, in PEM")
	f.Var(oneOf{&o.tlsMin, setting.TLSVersions()}, "tls-min", "oldest version of TLS; 1.0 also lets in the cipher suites of Java 5 and .NET 2")
	f.StringVar(&o.tlsClientCA, "tls-client-ca", "", "`FILE` with certificates, in PEM, one of which has to have signed that of each client over TLS; without, clients need none")
	f.StringSliceVar(&o.tlsNames, "tls-name", nil, "`NAME` that our own authority certifies to clients that ask for none, such as Java 6; may be repeated")
	f.StringVar(&o.seed, "seed", "", "`HEX` digits from which all ids follow, for tests; parallel calls race for their place")
	f.BoolVar(&o.predictable, "predictable", false, "permit --seed where others can reach the services, and guess their ids")
	f.StringVar(&o.record, "record", "", "keep each conversation as a transcript in this `DIR`, with its secrets masked")
	f.BoolVar(&o.showValues, "show-values", false, "with --record: secrets, instants and seeds as they are, so that 'soapstone check' plays the transcripts to the byte, also what looks like a placeholder: for 'soapstone replay' record without")
	f.StringVar(&o.readyFile, "ready-file", "", "write the addresses, as JSON, to this `FILE` once requests are answered, and remove it at the end; one that a killed program left goes first of all")
	f.DurationVar(&o.shutdownTimeout, "shutdown-timeout", 5*time.Second, "how long calls under way, waits among them, have to finish when it stops")
	f.BoolVar(&o.stopOnStdinEOF, "stop-on-stdin-eof", false, "stop when stdin ends, for a runner that may be killed")
}

// run starts the server, waits for a reason to stop it, and closes it.
func (o *serveOptions) run(cmd *cobra.Command) error {
	if err := clearReadyFile(o.readyFile); err != nil {
		return err
	}
	cfg, err := o.config(cmd)
	if err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	if o.demoAccounts == demoOff {
		cfg.DropDemoAccounts()
	}
	refuseLargeFiles()
	defer runtime.KeepAlive(reserveHeap(os.DirFS("/")))
	// Signals are caught before anything begins: who sees the ready file may send one at once, and the usual effect of
	// one would leave that file and the temporary folder behind.
	signals, hangups, release := catchSignals()
	defer release()
	s, err := startServer(cmd.Context(), o, cfg, o.log.logger(cmd.ErrOrStderr()))
	if err != nil {
		return err
	}
	if o.stopOnStdinEOF {
		atEnd(cmd.InOrStdin(), func() { s.requestStop("stdin ended") })
	}
	if err := s.announce(cmd.OutOrStdout()); err != nil {
		return s.close(err)
	}
	var failed error
	select {
	case sig := <-signals:
		s.requestStop(sig.String())
	case sig := <-hangups:
		s.requestStop(sig.String())
	case <-s.stopping:
	case failed = <-s.failed:
	}
	s.impatient = signals
	return s.close(failed)
}

// check refuses flags that do not go together.
func (o *serveOptions) check() error {
	if err := o.checkTLS(); err != nil {
		return err
	}
	if o.predictable && o.seed == "" {
		return errors.New("--predictable: it needs --seed, from which all ids follow")
	}
	if err := checkShutdownTimeout(o.shutdownTimeout); err != nil {
		return err
	}
	if _, err := hex.DecodeString(o.seed); err != nil {
		return fmt.Errorf("--seed %q: it must be an even number of hex digits, such as 00ff", o.seed)
	}
	return nil
}

// usualTLS is the oldest version of TLS where nobody says otherwise.
const usualTLS = "1.2"

func (o *serveOptions) checkTLS() error {
	for _, f := range []struct {
		flag  string
		given bool
	}{
		{"--tls-cert", o.tlsCert != ""}, {"--tls-key", o.tlsKey != ""}, {"--tls-name", len(o.tlsNames) > 0}, {"--tls-min", o.tlsMin != usualTLS},
		{"--tls-client-ca", o.tlsClientCA != ""},
	} {
		if f.given && o.tlsListen == "" {
			return fmt.Errorf("%s: it needs --tls-listen, the address for TLS", f.flag)
		}
	}
	switch {
	case (o.tlsCert == "") != (o.tlsKey == ""):
		return errors.New("--tls-cert and --tls-key: give both, or none to have our own authority sign")
	case o.tlsCert != "" && len(o.tlsNames) > 0:
		return errors.New("--tls-name: it is for our own authority, and with --tls-cert there is none: leave one of them out")
	}
	for _, name := range o.tlsNames {
		if err := checkHost(name); err != nil {
			return fmt.Errorf("--tls-name: %w", err)
		}
	}
	return nil
}

func checkShutdownTimeout(d time.Duration) error {
	if d < 0 {
		return fmt.Errorf("--shutdown-timeout %s: it is below zero: give 0s to cut calls off at once, or a duration such as 5s", d)
	}
	return nil
}

// atEnd does something once an input has ended, as that of a program does whose parent was killed.
func atEnd(in io.Reader, do func()) {
	go func() {
		_, _ = io.Copy(io.Discard, in) // one that cannot be read has ended, too
		do()
	}()
}
