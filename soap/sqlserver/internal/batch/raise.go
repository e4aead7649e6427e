package batch

import (
	"context"
	"fmt"
	"strings"
)

// maxRaised is how long a message of RAISERROR gets, in UTF-16 units.
const maxRaised = 2044

type raise struct {
	line      int
	arguments []expression
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
	message := Message{Number: 50000, Class: severity, State: state, LineNumber: s.line, Message: cut(text, maxRaised)}
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
	for format != "" && b.Len() < 4*maxRaised {
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
		fmt.Fprintf(b, "%"+flags+"s", cut(v, maxRaised))
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
