package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/soaptest"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
	"github.com/soapstone-dev/soapstone/soap/transcript/replay"
	"github.com/soapstone-dev/soapstone/soap/world"
)

func newCheck() *cobra.Command {
	var c check
	cmd := &cobra.Command{
		Use:   "check FILE...",
		Short: "Play transcripts against the emulated systems, in memory",
		Long: `Play transcripts against the emulated systems, in memory, and show where an
answer differs from what the transcript expects. Each story starts from an empty
system at its own time and with its own seed, so every byte counts. A request of
which a story expects nothing is noted. A FILE may be a folder: then every
.txtar file in it and below is played; or a pattern such as
'testdata/**/*.txtar'. What stands for something else in a transcript, such as
${any}, does so at a replay alone: here it is compared as it stands.

Where several answers differ, the causes they have in common follow, one line
each.

It exits with 1 when something differed, and with 2 when a story could not be
played.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("check takes at least one FILE: a transcript, or a folder of them")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.run(cmd.Context(), args, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	cmd.Flags().StringVar(&c.config, "config", "", "read the configuration from this `FILE`; see `soapstone config default`")
	cmd.Flags().BoolVar(&c.update, "update", false, "write the answers that came into the transcripts, in place of those that differ")
	c.report.flags(cmd)
	_ = cmd.Flags().MarkHidden("verbose") // each difference is told anyway
	return cmd
}

// check is one run of transcripts, and what came of it.
type check struct {
	config string
	update bool
	report reportFlags

	same, different, failed int
}

func (c *check) run(ctx context.Context, args []string, out, log io.Writer) error {
	cfg, err := readConfig(c.config)
	if err != nil {
		return err
	}
	if err := c.report.check(args); err != nil {
		return fmt.Errorf("check: %w", err)
	}
	files, err := findFiles("check", ".txtar", args)
	if err != nil {
		return err
	}
	report, err := newReporter("check", &c.report, len(files), out, log)
	if err != nil {
		return fmt.Errorf("check: %w", err)
	}
	report.bare = true
	if c.report.json == toStdout {
		out = log
	}
	if err := c.playAll(ctx, cfg, files, report, out); err != nil {
		return fmt.Errorf("check: %w", errors.Join(err, report.finish()))
	}
	if err := report.finish(); err != nil {
		return fmt.Errorf("check: %w", err)
	}
	fmt.Fprintf(out, "%d as expected, %d different, %d could not be played\n", c.same, c.different, c.failed)
	if err := report.nothingLeft(); err != nil {
		return err
	}
	played := c.same + c.different + c.failed
	switch {
	case c.failed > 0:
		return fmt.Errorf("check: transcripts that could not be played: %d of %d", c.failed, played)
	case c.different > 0 && !c.update:
		return &exitError{exitDifferences, fmt.Errorf("check: transcripts that differ: %d of %d", c.different, played)}
	}
	return nil
}

func (c *check) playAll(ctx context.Context, cfg world.Config, files []string, report *reporter, out io.Writer) error {
	for i, name := range files {
		result := diff.Result{Story: name}
		begin := time.Now()
		if story, err := transcript.ReadFile(name); err != nil {
			result.Error = plain(err)
		} else if c.report.weaker(story) {
			report.leftOut()
			continue
		} else if err := c.play(ctx, cfg, story, &result, out); err != nil {
			result.Error = plain(err)
		}
		if result.Error != "" {
			c.failed++
			show(out, "FAIL %s\n  %s\n", diff.Visible(name), diff.Visible(result.Error))
		}
		result.Took = time.Since(begin)
		if more, err := report.story(result); err != nil || !more {
			return errors.Join(err, report.unplayed(files[i+1:], endedEarly))
		}
	}
	return nil
}

// play plays one transcript. The error says why it could not be played.
func (c *check) play(ctx context.Context, cfg world.Config, story *transcript.Story, result *diff.Result, out io.Writer) (err error) {
	name := story.Name
	result.System, result.Evidence = story.System, string(story.Evidence)
	stage, err := soaptest.Open(cfg, story, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stage.Close()) }()
	report, err := transcript.Run(ctx, story, stage)
	if err != nil {
		return err
	}
	for _, number := range story.Unanswered() {
		show(out, "NOTE %s\n  nothing is expected of request %d: add its response, lose %d or hang up %d\n", diff.Visible(name), number, number, number)
	}
	result.Compared, result.Steps = compared(report), steps(report)
	if len(report.Differences) == 0 {
		c.same++
		return nil
	}
	c.different++
	show(out, "DIFFERENT %s\n", diff.Visible(name))
	for _, d := range report.Differences {
		show(out, "  %s\n", strings.ReplaceAll(d.String(), "\n", "\n  "))
		if pattern := diff.Pattern(d.Want); pattern != "" {
			show(out, "  hint: %s stands for something else in `soapstone replay` alone: check compares to the byte\n", soap.Clip(pattern))
		}
	}
	if !c.update {
		return nil
	}
	return updateFile(name, transcript.Format(report.Actual))
}

// compared is how many answers a story expects.
func compared(r *transcript.Report) (n int) {
	for _, e := range r.Story.Events {
		if _, ok := e.(*transcript.Response); ok {
			n++
		}
	}
	return n
}

// steps are the steps in which some byte differs, with what that comes down to.
func steps(r *transcript.Report) (all []diff.Step) {
	options := diff.Options{Plain: true, Headers: []string{"*"}, Strict: diff.Times | diff.Hosts | diff.Cookies | diff.Anew}
	requests := map[int]*transcript.Message{}
	for i, e := range r.Story.Events {
		if request, ok := e.(*transcript.Request); ok {
			requests[request.Number] = &request.Message
		}
		want, ok := e.(*transcript.Response)
		if !ok {
			continue
		}
		var bytes []diff.Difference
		for _, d := range r.Differences {
			if d.Number == want.Number {
				bytes = append(bytes, diff.Difference{Kind: diff.Body, Weight: diff.Form, Path: d.Part, Want: d.Want, Got: d.Got, Hint: "only how it is written differs"})
			}
		}
		if len(bytes) == 0 {
			continue
		}
		step := diff.Step{Number: want.Number, Differences: bytes}
		if got, ok := r.Actual.Events[i].(*transcript.Response); ok {
			if differences := diff.Messages(&want.Message, &got.Message, options); len(differences) > 0 {
				step.Differences = differences
			}
		}
		if request := requests[want.Number]; request != nil {
			step.Operation = replay.Operation(request)
		}
		all = append(all, step)
	}
	return all
}
