package main

import (
	"bytes"
	"io"

	textdiff "github.com/rogpeppe/go-internal/diff"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

// updates write what came in the place of what was expected.
type updates struct {
	command *replayer
	out     io.Writer
	written int
}

// write shows how a file changes, and changes it unless only a look was asked for. A story that was not played to its end
// is left alone.
func (u *updates) write(p played) error {
	if p.result.Verdict() != diff.Differs || p.result.Actual == nil {
		return nil
	}
	before, err := transcript.ReadFile(p.name)
	if err != nil {
		return err
	}
	old, now := transcript.Format(before), transcript.Format(p.result.Actual)
	if bytes.Equal(old, now) {
		return nil
	}
	changes := p.result.HidePasswords(string(textdiff.Diff(p.name, old, p.name+" (as it came)", now)))
	if _, err := io.WriteString(u.out, shown(changes)); err != nil {
		return err
	}
	if u.command.dryRun {
		return nil
	}
	u.written++
	return updateFile(p.name, now)
}
