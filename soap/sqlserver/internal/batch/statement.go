package batch

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"
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
	raise struct {
		line      int
		arguments []expression
	}
	waitFor struct {
		line  int
		until bool // WAITFOR TIME
		time  expression
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
	if err := m.hold(text, s.line); err != nil {
		return err
	}
	m.say(Message{Message: text, State: 1, LineNumber: s.line})
	return nil
}

func (s waitFor) run(ctx context.Context, m *machine) error {
	text, err := m.text(s.time)
	if err != nil {
		return err
	}
	d, ok := parseDelay(text)
	if !ok {
		return badWaitTime(s.line, text)
	}
	if s.until {
		now := m.env.Now()
		midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
		at := midnight.Add(d)
		if !at.After(now) {
			at = at.AddDate(0, 0, 1)
		}
		d = at.Sub(now)
	}
	m.rowCount = 0
	return m.env.Wait(ctx, d)
}

// parseDelay reads hh:mm[:ss[.mmm]], up to 24 hours.
func parseDelay(s string) (time.Duration, bool) {
	s, fraction, hasFraction := strings.Cut(strings.TrimSpace(s), ".")
	parts := strings.Split(s, ":")
	if len(parts) < 2 || len(parts) > 3 || hasFraction && len(parts) < 3 {
		return 0, false
	}
	var d time.Duration
	units := [...]time.Duration{time.Hour, time.Minute, time.Second}
	limits := [...]int{24, 59, 59}
	for i, part := range parts {
		n, ok := smallNumber(part, 2)
		if !ok || n > limits[i] {
			return 0, false
		}
		d += time.Duration(n) * units[i]
	}
	if hasFraction {
		n, ok := smallNumber(fraction, 3)
		if !ok {
			return 0, false
		}
		d += time.Duration(float64(n)*math.Pow10(3-len(fraction))) * time.Millisecond
	}
	return d, d <= 24*time.Hour
}

func smallNumber(s string, digits int) (int, bool) {
	if s == "" || len(s) > digits {
		return 0, false
	}
	n := 0
	for _, c := range s {
		if !isDigit(c) {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, true
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
		if err := m.hold(t.Value, s.line); err != nil {
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
	m.items = append(m.items, set)
	if !m.env.Session.NoCount {
		m.items = append(m.items, RowCount(1))
	}
	return nil
}

// raise sends a message of the user's own, with number 50000 (Books Online, "RAISERROR", ms178592).
func (s raise) run(_ context.Context, m *machine) error {
	var values []typed
	for _, a := range s.arguments {
		t, err := a.eval(m)
		if err != nil {
			return err
		}
		values = append(values, t)
	}
	severity, err := m.whole(s.line, values[1])
	if err != nil {
		return err
	}
	state, err := m.whole(s.line, values[2])
	if err != nil {
		return err
	}
	severity, state = max(0, severity), min(max(0, state), 255)
	if values[0].Type.family() == wholes {
		number, err := m.whole(s.line, values[0])
		if err != nil {
			return err
		}
		return noSuchMessage(s.line, number, severity, state)
	}
	if severity > 18 {
		return severityTooHigh(s.line)
	}
	format, _ := values[0].Value.(string)
	text, position := formatMessage(format, values[3:])
	if position > 0 {
		return badSubstitution(s.line, position)
	}
	message := Message{Number: 50000, Class: severity, State: state, LineNumber: s.line, Message: cut(text, 2044)}
	if message.Failed() {
		return &failure{message: message}
	}
	if severity == 10 {
		message.Class = 0 // the engine turns 10 into 0
	}
	m.say(message)
	return nil
}

func (m *machine) whole(line int, t typed) (int, error) {
	v, err := convertAt(line, t, Type{Name: Int})
	n, _ := v.(int64)
	return int(n), err
}

// formatMessage fills in the arguments of RAISERROR: %s, %d, %i, %u, %o, %x, %X, with a width. position is that of the
// first argument that does not fit, else 0.
func formatMessage(format string, arguments []typed) (text string, position int) {
	var b strings.Builder
	used := 0
	for format != "" {
		i := strings.IndexByte(format, '%')
		if i < 0 {
			break
		}
		b.WriteString(format[:i])
		format = format[i+1:]
		flags := format[:len(format)-len(strings.TrimLeft(format, "-+0# 123456789"))]
		format = format[len(flags):]
		if format == "" || len(flags) > 3 {
			return b.String(), used + 1
		}
		verb := format[0]
		format = format[1:]
		if verb == '%' {
			b.WriteByte('%')
			continue
		}
		if used++; !formatArgument(&b, flags, verb, arguments, used) {
			return b.String(), used
		}
	}
	b.WriteString(format)
	return b.String(), 0
}

func formatArgument(b *strings.Builder, flags string, verb byte, arguments []typed, position int) bool {
	if position > len(arguments) {
		b.WriteString("(null)")
		return true
	}
	switch v := arguments[position-1].Value.(type) {
	case nil:
		b.WriteString("(null)")
	case string:
		if verb != 's' {
			return false
		}
		fmt.Fprintf(b, "%"+flags+"s", cut(v, 2044))
	case int64:
		switch verb {
		case 'd', 'i':
			fmt.Fprintf(b, "%"+flags+"d", v)
		case 'u':
			fmt.Fprintf(b, "%"+flags+"d", uint32(v))
		case 'o', 'x', 'X':
			fmt.Fprintf(b, "%"+flags+string(rune(verb)), uint32(v))
		default:
			return false
		}
	default:
		return false
	}
	return true
}
