package batch

import (
	"context"
	"slices"
	"strings"
)

type (
	begin struct {
		line int
		name expression // nil for none
	}
	commit   struct{ line int }
	rollback struct {
		line int
		name expression // nil for all
	}
	save struct {
		line int
		name expression
	}
)

// begin starts a transaction, or deepens the one there is: only the outermost is one.
func (s begin) run(_ context.Context, m *machine) error {
	t := &m.env.Session.Transaction
	m.rowCount = 0
	if t.Open() {
		t.Count++
		return nil
	}
	name := ""
	if s.name != nil {
		var err error
		if name, err = m.text(s.name); err != nil {
			return err
		}
	}
	*t = Transaction{Descriptor: m.env.Descriptor(), Count: 1, Name: clip(name)}
	m.boundary(Begin, s.line)
	return nil
}

func (s commit) run(_ context.Context, m *machine) error {
	t := &m.env.Session.Transaction
	m.rowCount = 0
	switch {
	case !t.Open():
		return noTransactionToCommit(s.line)
	case t.Count > 1:
		t.Count--
		return nil
	}
	m.boundary(Commit, s.line)
	*t = Transaction{}
	return nil
}

// rollback ends the transaction whatever its depth, or goes back to a savepoint, which leaves it open.
func (s rollback) run(_ context.Context, m *machine) error {
	t := &m.env.Session.Transaction
	m.rowCount = 0
	if !t.Open() {
		return noTransactionToRollBack(s.line)
	}
	if s.name != nil {
		name, err := m.text(s.name)
		if err != nil {
			return err
		}
		for i, savepoint := range slices.Backward(t.Savepoints) {
			if strings.EqualFold(savepoint, name) {
				t.Savepoints = t.Savepoints[:i+1]
				return nil
			}
		}
		if !strings.EqualFold(t.Name, name) {
			return noSuchSavepoint(s.line, clip(name))
		}
	}
	m.boundary(Rollback, s.line)
	*t = Transaction{}
	return nil
}

// maxSavepoints keeps a session from growing without bound: the oldest are forgotten.
const maxSavepoints = 64

func (s save) run(_ context.Context, m *machine) error {
	t := &m.env.Session.Transaction
	m.rowCount = 0
	if !t.Open() {
		return noTransactionToSave(s.line)
	}
	name, err := m.text(s.name)
	if err != nil {
		return err
	}
	// Not appended in place, since a copy of the session may share the list.
	t.Savepoints = append(slices.Clone(t.Savepoints), clip(name))
	if n := len(t.Savepoints); n > maxSavepoints {
		t.Savepoints = t.Savepoints[n-maxSavepoints:]
	}
	return nil
}
