package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
	"github.com/soapstone-dev/soapstone/soap/transcript/replay"
)

// operation is one thing that requests ask for.
type operation struct{ method, path, name string }

// guard sees to it that a server which is not on this machine gets nothing that nobody named. It lists what the stories
// would send, which for others it does not.
func (r *replayer) guard(files []string, log io.Writer) error {
	for _, pattern := range r.only {
		if _, err := path.Match(pattern, ""); err != nil {
			return fmt.Errorf("--only %q: %w", pattern, err)
		}
	}
	if len(r.only) > 0 {
		r.player.Allowed = func(m *transcript.Message) bool { return r.named(replay.Operation(m)) }
	}
	if replay.Loopback(r.player.Target.URL) {
		return nil
	}
	counts := map[operation]int{}
	for _, name := range files {
		story, err := transcript.ReadFile(name)
		if err != nil {
			continue // it is told when it is its turn
		}
		if r.report.weaker(story) {
			continue
		}
		for _, e := range story.Events {
			if request, ok := e.(*transcript.Request); ok {
				method, path := replay.MethodAndPath(&request.Message)
				counts[operation{method, path, replay.Operation(&request.Message)}]++
			}
		}
	}
	r.list(counts, log)
	if len(r.only) == 0 && !r.allowWrites {
		return errors.New("the target is not on this machine, so nothing was sent: name what may be in --only, or give --allow-writes")
	}
	return nil
}

// named says whether --only names an operation, in any case and perhaps by a pattern.
func (r *replayer) named(name string) bool {
	return slices.ContainsFunc(r.only, func(pattern string) bool {
		ok, _ := path.Match(strings.ToLower(pattern), strings.ToLower(name)) // it was looked at before
		return ok
	})
}

// mostListed is how many operations are listed.
const mostListed = 200

func (r *replayer) list(counts map[operation]int, log io.Writer) {
	var all []operation
	for o := range counts {
		all = append(all, o)
	}
	slices.SortFunc(all, func(a, b operation) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.path, b.path), cmp.Compare(a.method, b.method))
	})
	fmt.Fprintf(log, "The stories send to %s:\n", r.target)
	table := tabwriter.NewWriter(log, 0, 0, 2, ' ', 0)
	for i, o := range all {
		if i == mostListed {
			fmt.Fprintf(table, "  and %d more\n", len(all)-i)
			break
		}
		word := "yes"
		if !r.allowWrites && !r.named(o.name) || len(r.only) > 0 && !r.named(o.name) {
			word = "no"
		}
		fmt.Fprintf(table, "  %s\t%s\t%s\t%d\tsent: %s\n", diff.Visible(o.method), diff.Visible(o.path), diff.Visible(o.name), counts[o], word)
	}
	_ = table.Flush() // of a list on a terminal; nobody can be told
}
