package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/world"
)

func newCheck() *cobra.Command {
	var c check
	cmd := &cobra.Command{
		Use:   "check FILE...",
		Short: "Play transcripts against the emulated systems, in memory",
		Long: `Play transcripts against the emulated systems, in memory, and show where an answer
differs from what the transcript expects. Each story starts from an empty system
at its own time and with its own seed, so every byte counts. A request of which a
story expects nothing is noted. A FILE may be a folder: then every .txtar file in
it and below is played.

It exits with 1 when something differed, and with 2 when a story could not be
played.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("check takes at least one FILE: a transcript, or a folder of them")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return c.run(cmd.Context(), args, cmd.OutOrStdout()) },
	}
	cmd.Flags().StringVar(&c.config, "config", "", "read the configuration from this `FILE`; see `soapstone config default`")
	cmd.Flags().BoolVar(&c.update, "update", false, "write the answers that came into the transcripts, in place of those that differ")
	return cmd
}

// check is one run of transcripts, and what came of it.
type check struct {
	config string
	update bool

	same, different, failed int
}

func (c *check) run(ctx context.Context, args []string, out io.Writer) error {
	cfg, err := readConfig(c.config)
	if err != nil {
		return err
	}
	files, err := transcripts(args)
	if err != nil {
		return err
	}
	for _, name := range files {
		if err := c.play(ctx, cfg, name, out); err != nil {
			c.failed++
			fmt.Fprintf(out, "FAIL %s\n  %v\n", name, err)
		}
	}
	fmt.Fprintf(out, "%d as expected, %d different, %d could not be played\n", c.same, c.different, c.failed)
	switch {
	case c.failed > 0:
		return fmt.Errorf("check: %d of %d transcripts could not be played", c.failed, len(files))
	case c.different > 0 && !c.update:
		return &exitError{exitDifferences, fmt.Errorf("check: %d of %d transcripts differ", c.different, len(files))}
	}
	return nil
}

// transcripts are the files that the arguments name, themselves or by their folder.
func transcripts(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		before := len(files)
		err := filepath.WalkDir(arg, func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return fmt.Errorf("check: %w", err)
			}
			if name == arg && !d.IsDir() || !d.IsDir() && filepath.Ext(name) == ".txtar" {
				files = append(files, name)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if len(files) == before {
			return nil, fmt.Errorf("check: there is no .txtar file in %s or below", arg)
		}
	}
	return files, nil
}

// play plays one transcript. The error says why it could not be played.
func (c *check) play(ctx context.Context, cfg world.Config, name string, out io.Writer) (err error) {
	story, err := transcript.ReadFile(name)
	if err != nil {
		return err
	}
	if !slices.Contains(cfg.Systems, story.System) {
		return fmt.Errorf("%s: system: %q does not run: there is %s", name, story.System, strings.Join(cfg.Systems, ", "))
	}
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
		fmt.Fprintf(out, "NOTE %s\n  nothing is expected of request %d: add its response, lose %d or hang up %d\n", name, number, number, number)
	}
	if len(report.Differences) == 0 {
		c.same++
		return nil
	}
	c.different++
	fmt.Fprintf(out, "DIFFERENT %s\n", name)
	for _, d := range report.Differences {
		fmt.Fprintf(out, "  %s\n", strings.ReplaceAll(d.String(), "\n", "\n  "))
	}
	if !c.update {
		return nil
	}
	return updateFile(name, transcript.Format(report.Actual))
}

// updateFile writes a file anew, and keeps who may read it.
func updateFile(name string, text []byte) error {
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	return writeWhole(name, text, mode)
}
