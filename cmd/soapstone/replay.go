package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
	"github.com/soapstone-dev/soapstone/soap/transcript/replay"
)

func newReplay() *cobra.Command {
	var r replayer
	cmd := &cobra.Command{
		Use:   "replay --target URL FILE...",
		Short: "Play transcripts against a live server",
		Long: `Play transcripts against a live server, and tell what differs from what they
expect. Requests are sent as they stand, with the ids that this server issues in
the place of those in the transcript, and the answers are compared as XML or
JSON. FILE may be a folder, of which every .txtar file counts, or a pattern such
as 'traffic/**'.

With --admin, the target is a soapstone whose operator's API is there. Before
each story everything in it is EMPTIED, it gets the story's settings, and its
clock is set and moved as the story says; at the end it is emptied again, with
settings of its own and the real time. So SOAPSTONE_ADMIN does not stand for
this flag. Stories are then played one at a time. Without it, a story that needs
a setting, a clock moved or a restart is not run, and counted so.

A target that is not on this machine gets nothing unasked: the operations of the
stories are listed, and those are sent that --only names, or all with
--allow-writes. A story with another one is not run.

Passwords that were masked in a recording are read from --secrets, lines of
NAME = VALUE, or from variables: SOAPSTONE_SECRET_ALICE_PASSWORD is
alice.password. A story with a ${ in it that is no placeholder is not run; a
literal one is $${.

It exits with 1 when something differed, and with 2 when a story was not run or
not played to its end, whatever else differed. The first SIGINT, SIGTERM or
SIGHUP ends it in order, with a report of what was played; what was not stands
in the files of --junit and --json as skipped and not run.

A target elsewhere is reached through the proxy that HTTPS_PROXY or HTTP_PROXY
name and NO_PROXY does not except, which is asked for a tunnel (CONNECT).`,
		Example: `  soapstone replay --target http://localhost:8080 --admin localhost:8081 testdata/mft
  soapstone replay --target https://mft.example.com --only getSession,validateSession traffic/`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("replay takes at least one FILE: a transcript, a folder of them, or a pattern")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return r.run(cmd.Context(), args, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	r.flags(cmd)
	return cmd
}

// replayer is one run of stories against a live server.
type replayer struct {
	report reportFlags
	target string
	client client // of the operator's API; without an address there is none

	only        []string
	ignore      []string
	allowWrites bool
	hosts       string
	rate        string
	jobs        int
	timeout     time.Duration
	insecure    bool
	ca          string
	secrets     string
	showValues  bool
	update      bool
	dryRun      bool

	player   replay.Player
	operator *operator // nil without the operator's API
}

func (r *replayer) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&r.target, "target", "", "`URL` of the server; a path in it is put before those of the stories")
	f.StringVar(&r.client.address, "admin", "", "`ADDRESS` of the operator's API of the soapstone that is the target, which is emptied")
	_ = f.SetAnnotation("admin", withoutVariable, nil) // SOAPSTONE_ADMIN is there for serve and ctl, and means no harm
	f.StringVar(&r.client.tokenFile, "admin-token-file", "", "`FILE` with the bearer token of the operator's API")
	f.StringSliceVar(&r.only, "only", nil, "send only these `OPERATIONS`: stories with others are not run")
	f.StringArrayVar(&r.ignore, "ignore", nil, "`PATH`, as the report tells it, at which and below which nothing counts as different; may be repeated")
	f.BoolVar(&r.allowWrites, "allow-writes", false, "send every operation to a target that is not on this machine")
	r.hosts = "auto"
	f.Var(oneOf{&r.hosts, []string{"auto", "target", "story"}}, "hosts", "whose host requests name; auto: the target's, with --admin the story's")
	f.StringVar(&r.rate, "rate", "", "send at most so many requests, such as `5/s` or 100/m")
	f.IntVar(&r.jobs, "jobs", 1, "play so many stories at once; those of one Salesforce user share a session (sessionReuse) and may differ")
	f.DurationVar(&r.timeout, "timeout", transcript.Patience, "how long a step may take")
	f.BoolVar(&r.insecure, "insecure", false, "trust any certificate")
	f.StringVar(&r.ca, "ca", "", "`FILE` with the certificates of authorities to trust, in PEM")
	f.StringVar(&r.secrets, "secrets", "", "`FILE` with the secrets that transcripts want, lines of NAME = VALUE")
	f.BoolVar(&r.showValues, "show-values", false, "show passwords, tokens and ids in what is reported and written")
	f.BoolVar(&r.update, "update", false, "show what would change in the transcripts so that nothing differs, and write it")
	f.BoolVar(&r.dryRun, "dry-run", false, "with --update: show it and write nothing")
	r.report.flags(cmd)
}

func (r *replayer) run(ctx context.Context, args []string, out, log io.Writer) error {
	if err := r.report.check(args); err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	if err := r.prepare(); err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	files, err := findFiles("replay", ".txtar", args)
	if err != nil {
		return err
	}
	if err := r.guard(files, log); err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	report, err := newReporter("replay", &r.report, len(files), out, log)
	if err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	writes := &updates{command: r, out: log}
	if r.report.json != toStdout {
		writes.out = out
	}
	return r.playFiles(ctx, files, report, writes)
}

// playFiles plays the stories and tells what came of them.
func (r *replayer) playFiles(ctx context.Context, files []string, report *reporter, writes *updates) error {
	// The first signal ends the story under way, and the run with all that is known by then; a second one ends it at once.
	ctx, release := untilSignal(ctx)
	defer release()
	told := 0
	err := r.playAll(ctx, files, func(p played) (bool, error) {
		told++
		return r.tell(p, report, writes)
	})
	why := endedEarly
	if ctx.Err() != nil {
		why = "interrupted before it was played to its end"
		err = errors.Join(err, fmt.Errorf("interrupted: transcripts that were played: %d of %d", report.counts.Stories(), len(files)))
	}
	err = errors.Join(err, report.unplayed(files[told:], why))
	if r.operator != nil {
		err = errors.Join(err, r.operator.End())
	}
	if err = errors.Join(err, report.finish()); err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	if r.update && !r.dryRun {
		report.counts.Differ -= writes.written
		if _, err := fmt.Fprintf(writes.out, "%s rewritten\n", count(writes.written, "transcript")); err != nil {
			return err
		}
	}
	return report.verdict()
}

// tell tells of one story, and writes it anew where that is asked for. It returns false when no other is wanted.
func (r *replayer) tell(p played, report *reporter, writes *updates) (more bool, err error) {
	if p.leftOut {
		report.leftOut()
		return true, nil
	}
	if p.result.Sent > 0 {
		report.silent += len(p.result.Actual.Unanswered())
	}
	more, err = report.story(p.result.Result, p.result.Missing...)
	if err == nil && r.update {
		report.progress.clear()
		err = writes.write(p)
	}
	return more, err
}

// prepare reads the flags into a player.
func (r *replayer) prepare() error {
	if r.target == "" {
		return errors.New("--target is missing: give the URL of the server, such as http://localhost:8080")
	}
	u, err := setting.Address(r.target)
	if err != nil {
		return fmt.Errorf("--target: it is no address of a server: %w", err)
	}
	operated := r.client.address != ""
	p := &r.player
	p.Target = replay.Target{URL: u, Proxy: http.ProxyFromEnvironment, KeepHosts: r.hosts == "story" || r.hosts == "auto" && operated}
	p.Patience = r.timeout
	p.Compare.Ignore = diff.At(r.ignore...)
	p.Mask = mask.Options{Show: r.showValues}
	if p.Target.TLS, err = targetTLS(r.insecure, r.ca, x509.NewCertPool()); err != nil {
		return err
	}
	if operated {
		if err := r.checkOperator(); err != nil {
			return err
		}
		r.operator = &operator{client: &r.client}
		p.Operator = r.operator
		p.Passwords = []string{setting.DemoPassword} // which the stories of the five systems use
	}
	if p.Secrets, err = r.lookup(); err != nil {
		return fmt.Errorf("--secrets: %w", err)
	}
	if p.Pace, err = pace(r.rate); err != nil {
		return fmt.Errorf("--rate: %w", err)
	}
	switch {
	case r.jobs < 1:
		return fmt.Errorf("--jobs %d: give a number from 1 on", r.jobs)
	case r.timeout <= 0:
		return fmt.Errorf("--timeout %v: give a duration such as 30s", r.timeout)
	case r.dryRun && !r.update:
		return errors.New("--dry-run goes with --update")
	case slices.Contains(r.ignore, ""):
		return errors.New("--ignore: give a path as the report tells it, such as loginResponse/result/userInfo, $.items[].count or \"header Location\"")
	}
	return nil
}

// checkOperator refuses an operator's API with which a run would not mean what it says.
func (r *replayer) checkOperator() error {
	admin, err := r.client.base()
	if err != nil {
		return err
	}
	if replay.Loopback(admin) && !replay.Loopback(r.player.Target.URL) {
		return fmt.Errorf("--admin %s is on this machine and --target %s is not: the operator's API has to be that of the target", r.client.address, r.target)
	}
	if r.jobs > 1 {
		return fmt.Errorf("--jobs %d: with --admin stories are played one at a time, since each begins with an empty system: leave --jobs out, or start several soapstones", r.jobs)
	}
	return nil
}

// lookup finds secrets in the file, then in the environment.
func (r *replayer) lookup() (mask.Lookup, error) {
	environment := mask.Environment(os.LookupEnv)
	if r.secrets == "" {
		return environment, nil
	}
	text, err := os.ReadFile(r.secrets)
	if err != nil {
		return nil, err
	}
	secrets, err := mask.ReadSecrets(r.secrets, text)
	if err != nil {
		return nil, err
	}
	r.player.SecretNames = slices.Sorted(maps.Keys(secrets))
	return mask.First(mask.From(secrets), environment), nil
}
