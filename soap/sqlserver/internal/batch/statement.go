package batch

import (
	"context"
)

// statement is what runs. A *failure is an error of the engine, any other error ends the batch.
type statement interface {
	run(ctx context.Context, m *machine) error
}

type (
	use struct {
		line int
		name string
	}
	setLanguage struct {
		line int
		name expression
	}
	noCount bool
	nothing struct{}
	stop    struct{}
	fails   struct{ failure *failure }
	print   struct {
		line  int
		value expression
	}
	declare     []declaration
	declaration struct {
		line  int
		name  string
		typ   Type
		value expression // nil for none
	}
	assign struct {
		line  int
		name  string
		value expression
	}
	selection struct {
		line    int
		columns []column
	}
	column struct {
		alias    string
		variable string // that it is assigned to, else ""
		value    expression
	}
)

func noTable(line int, name string) statement { return fails{invalidObject(line, name)} }

func noTableToTruncate(line int, name string) statement {
	return fails{abort(4701, 16, 1, line, `Cannot find the object "%s" because it does not exist or you do not have permissions.`,
		clip(name))}
}

func noProcedure(line int, name string) statement { return fails{noSuchProcedure(line, name)} }

func (s fails) run(context.Context, *machine) error   { return s.failure }
func (s nothing) run(context.Context, *machine) error { return nil }
func (s stop) run(context.Context, *machine) error    { return errStop }

func (s noCount) run(_ context.Context, m *machine) error {
	m.env.Session.NoCount = bool(s)
	return nil
}

func (s use) run(_ context.Context, m *machine) error {
	name, found := m.config.findDatabase(s.name)
	if !found {
		return noSuchDatabase(s.line, s.name, m.config.Source)
	}
	m.env.Session.Database = name
	m.rowCount = 0
	if m.env.Session.Notify.Database {
		m.say(databaseChanged(s.line, name))
	}
	return nil
}

func (s setLanguage) run(_ context.Context, m *machine) error {
	name, err := m.text(s.name)
	if err != nil {
		return err
	}
	l, found := findLanguage(name)
	if !found {
		return noSuchLanguage(s.line, name)
	}
	m.env.Session.Language = l.name
	m.rowCount = 0
	if m.env.Session.Notify.Language {
		m.say(languageChanged(s.line, l.name))
	}
	return nil
}

// text is the value of an expression as text, "" for NULL.
func (m *machine) text(e expression) (string, error) {
	t, err := e.eval(m)
	if err != nil || t.Value == nil {
		return "", err
	}
	return toText(t.Value, t.Type), nil
}

func (s print) run(_ context.Context, m *machine) error {
	t, err := s.value.eval(m)
	if err != nil {
		return err
	}
	limit := 8000
	if t.Type.Name.info().unicode {
		limit = 4000
	}
	text := " " // a NULL prints as this
	if t.Value != nil {
		text = cut(toText(t.Value, t.Type), limit)
	}
	m.say(Message{Message: text, State: 1, LineNumber: s.line})
	return nil
}

func (s declare) run(_ context.Context, m *machine) error {
	for _, d := range s {
		m.variables[d.name] = typed{Type: d.typ, nullable: true}
		if d.value == nil {
			continue
		}
		if err := m.assign(d.line, d.name, d.value); err != nil {
			return err
		}
	}
	return nil
}

func (s assign) run(_ context.Context, m *machine) error {
	m.rowCount = 1
	return m.assign(s.line, s.name, s.value)
}

func (m *machine) assign(line int, name string, e expression) error {
	t, err := e.eval(m)
	if err != nil {
		return err
	}
	to := m.variables[name].Type
	v, err := convertAt(line, t, to)
	if err != nil {
		return err
	}
	if err := m.made(v, line); err != nil {
		return err
	}
	m.variables[name] = typed{Type: to, Value: v, nullable: true}
	return nil
}

func (s selection) run(_ context.Context, m *machine) error {
	var set RowSet
	var row []Value
	for _, c := range s.columns {
		if c.variable != "" {
			if err := m.assign(s.line, c.variable, c.value); err != nil {
				return err
			}
			continue
		}
		t, err := c.value.eval(m)
		if err != nil {
			return err
		}
		if err := m.hold(c.alias, t.Value, s.line); err != nil {
			return err
		}
		set.Columns = append(set.Columns, Column{c.alias, t.Type, t.nullable})
		row = append(row, t.Value)
	}
	m.rowCount = 1
	if row == nil {
		return nil
	}
	set.Rows = [][]Value{row}
	m.put(set, s.line)
	if !m.env.Session.NoCount {
		m.put(RowCount(1), s.line)
	}
	return nil
}
