package batch

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"
)

type waitFor struct {
	line  int
	until bool // WAITFOR TIME
	time  expression
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
		seconds, rest := int(d/time.Second), int(d%time.Second)
		at := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, seconds, rest, now.Location())
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

// smallNumber reads a number of so many digits at most, and of nothing else.
func smallNumber(s string, digits int) (int, bool) {
	n, err := strconv.ParseUint(s, 10, 16)
	return int(n), err == nil && len(s) <= digits
}
