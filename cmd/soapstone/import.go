package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/soapstone-dev/soapstone/soap/transcript/capture"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

// importing is one import of what other tools kept.
type importing struct {
	transcripts

	url       string
	hosts     []string
	all, list bool
}

func newImport() *cobra.Command {
	i := &importing{}
	cmd := &cobra.Command{
		Use:   "import FILE... --out DIR",
		Short: "Make transcripts of what other tools have kept",
		Long: `Make transcripts of what other tools have kept: HAR, Fiddler's SAZ, SoapUI
projects, pairs of request and response files, messages of HTTP, and soapstone's
own journal. What a FILE is, its contents say, not its name; --list names the
formats. FILE may be a folder, of which every file counts, or a pattern such as
'captures/**/*.har'.

Kept are exchanges with services, in SOAP, XML or JSON, one transcript for each
conversation; --host narrows that to some servers, --all keeps whatever there
is. What was left out is counted, and what could not be imported is named with
its file and entry, while the rest is imported.

Passwords and tokens never get into a file: placeholders such as
${secret alice.password} stand in their places, which ` + "`soapstone replay`" + ` fills
from a file or from variables; ids of sessions become others of the same form.
--mask names more elements, attributes, fields or parameters that hold secrets.
What is compressed within a body, an archive or an image, stays as it is. A file
that is in DIR already is never touched.

It exits with 1 when something could not be imported, and with 2 when nothing
could.`,
		Example: `  soapstone import capture.har --out traffic
  soapstone import 'captures/**/*.saz' soapui-project.xml --out traffic --host '*.example.com'
  soapstone import envelopes/ --sent-to http://mft.example.com/cfcc/services/AdministratorService --out traffic`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 && !i.list {
				return errors.New("import takes at least one FILE: a capture, a folder of them, or a pattern (`soapstone import --list` names the formats)")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return i.run(cmd.Context(), args, cmd.OutOrStdout()) },
	}
	i.flags(cmd)
	return cmd
}

func (i *importing) flags(cmd *cobra.Command) {
	i.transcripts.flags(cmd)
	f := cmd.Flags()
	f.BoolVar(&i.list, "list", false, "name the formats that can be imported, and do nothing else")
	f.StringSliceVar(&i.hosts, "host", nil, "keep only requests to hosts that fit this `PATTERN`, with or without port; may be repeated")
	f.BoolVar(&i.all, "all", false, "keep what is neither SOAP nor XML nor JSON, too: pages, images, scripts")
	f.StringVar(&i.url, "sent-to", "", "`URL` where requests went of which only the body is there")
}

func (i *importing) run(ctx context.Context, args []string, out io.Writer) error {
	if i.list {
		return printFormats(out)
	}
	if err := i.check(); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	inputs, err := findInputs(args)
	if err != nil {
		return err
	}
	// The first signal ends it without leaving anything half done; a second one ends it at once.
	ctx, release := untilSignal(ctx)
	defer release()
	summary, err := capture.Import(ctx, inputs, capture.Options{
		Dir: i.out, Run: i.masking(), Show: i.showValues,
		System: i.system, By: correlate.By(i.by), Hosts: i.hosts, All: i.all, URL: i.url, MaxBody: i.maxBody,
	})
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if _, err := io.WriteString(out, shown(i.report(summary))); err != nil {
		return err
	}
	problems := len(summary.Problems) + summary.More
	switch {
	case summary.Conversations == 0:
		return errors.New("import: there was nothing that could be imported")
	case problems > 0:
		return &exitError{exitDifferences, fmt.Errorf("import: %s, named above; the rest is in %s", notImported(problems), i.out)}
	}
	return nil
}

func notImported(n int) string {
	if n == 1 {
		return "1 thing could not be imported, or not whole"
	}
	return fmt.Sprintf("%d things could not be imported, or not whole", n)
}

// printFormats names the formats, one line each.
func printFormats(out io.Writer) error {
	var b strings.Builder
	for _, f := range capture.Formats() {
		fmt.Fprintf(&b, "%-8s %s\n", f.Name, f.What)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// check refuses what cannot be meant.
func (i *importing) check() error {
	if err := i.transcripts.check(); err != nil {
		return err
	}
	if info, err := os.Stat(i.out); err == nil && !info.IsDir() {
		return fmt.Errorf("--out: %s is a file: name a folder for the transcripts", i.out)
	}
	for _, pattern := range i.hosts {
		if _, err := path.Match(pattern, ""); err != nil || strings.Contains(pattern, "/") {
			return fmt.Errorf("--host %q: it is no pattern for a host: write one such as '*.example.com'", pattern)
		}
	}
	if i.url != "" {
		u, err := url.Parse(i.url)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
			return errors.New("--sent-to: it is no address of a service: write http:// or https://, a host and a path, without user and password")
		}
	}
	return nil
}

// findInputs are the files that arguments name. One that was found in a folder need not be a capture.
func findInputs(args []string) (inputs []capture.Input, err error) {
	files, err := findFiles("import", "", args)
	if err != nil {
		return nil, err
	}
	named := map[string]bool{}
	for _, arg := range args {
		named[arg] = true
	}
	for _, name := range files {
		if !named[name] && strings.HasPrefix(filepath.Base(name), ".") {
			continue // of the file system or of an editor
		}
		inputs = append(inputs, capture.Input{Name: name, Found: !named[name]})
	}
	return inputs, nil
}

// writeProblems writes a line for each cause, with an example: a folder may have a thousand files with the same.
func writeProblems(b *strings.Builder, title string, problems []capture.Problem, part bool) {
	problems = slices.DeleteFunc(slices.Clone(problems), func(p capture.Problem) bool { return p.Part != part })
	if len(problems) == 0 {
		return
	}
	fmt.Fprintf(b, "%s:\n", title)
	times := map[string]int{}
	for _, p := range problems {
		times[p.What]++
	}
	for _, p := range problems {
		n := times[p.What]
		times[p.What] = 0
		switch {
		case n == 1:
			fmt.Fprintf(b, "  %s\n", diff.Visible(p.String()))
		case n > 1:
			fmt.Fprintf(b, "  %d times, such as %s\n", n, diff.Visible(p.String()))
		}
	}
}

// report is what a person reads at the end.
func (i *importing) report(s *capture.Summary) string {
	var b strings.Builder
	files := 0
	for _, f := range s.Files {
		files += f.Count
		fmt.Fprintf(&b, "%s: %s, %s, %s\n", diff.Visible(f.Name), f.Format, count(f.Conversations, "conversation"), count(f.Steps, "step"))
	}
	if len(s.LeftOut) > 0 {
		b.WriteString("left out:\n")
		for _, c := range s.LeftOut {
			fmt.Fprintf(&b, "  %s: %d\n", c.Reason, c.N) // which reads right of one and of many
		}
	}
	writeProblems(&b, "could not be imported", s.Problems, false)
	writeProblems(&b, "could not be imported whole", s.Problems, true)
	if s.More > 0 {
		fmt.Fprintf(&b, "  and %d more\n", s.More)
	}
	fmt.Fprintf(&b, "soapstone: %s, %s, %s in %s\n", count(files, "file"), count(s.Conversations, "conversation"), count(s.Steps, "step"), i.out)
	if i.showValues {
		b.WriteString("soapstone: passwords, tokens and ids are written as they are (--show-values)\n")
	} else {
		b.WriteString(neededSecrets(s.Wanted))
	}
	return b.String()
}
