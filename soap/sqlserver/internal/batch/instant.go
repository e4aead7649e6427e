package batch

import (
	"errors"
	"strings"
	"time"
)

// instantForms are the ways to write dates and times that do not depend on a language.
var instantForms = [...]string{
	"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02", "20060102 15:04:05", "20060102",
	"2006-01-02T15:04", "2006-01-02T15:04:05Z07:00",
}

func toInstant(v Value, to Type) (Value, error) {
	var at time.Time
	switch v := v.(type) {
	case time.Time:
		at = v
	case string:
		parsed, err := parseInstant(strings.TrimSpace(v))
		if err != nil {
			return nil, err
		}
		at = parsed
	default:
		return nil, errForbid
	}
	var first, behind time.Time
	at = roundDateTime(at) // also on the way to the nearest minute: 29.999 seconds are 30 (Books Online, "smalldatetime", ms182418)
	if to.Name == SmallDateTime {
		at = at.Round(time.Minute)
		first, behind = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2079, 6, 7, 0, 0, 0, 0, time.UTC)
	} else {
		first, behind = time.Date(1753, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if at.Before(first) || !at.Before(behind) {
		return nil, errRange
	}
	return at, nil
}

// parseInstant fails with errRange where the numbers stand as in a date, and there is no such date.
func parseInstant(s string) (time.Time, error) {
	failed := errConvert
	for _, form := range instantForms {
		at, err := time.Parse(form, s)
		if err == nil {
			return at.UTC(), nil
		}
		if e, ok := errors.AsType[*time.ParseError](err); ok && strings.HasSuffix(e.Message, "out of range") {
			failed = errRange
		}
	}
	return time.Time{}, failed
}

// roundDateTime rounds to the 1/300 of a second that datetime keeps, shown with three digits: .000, .003, .007.
func roundDateTime(at time.Time) time.Time {
	ticks := (int64(at.Nanosecond())*300 + 5e8) / 1e9
	milliseconds := (ticks*10 + 1) / 3
	return at.Truncate(time.Second).Add(time.Duration(milliseconds) * time.Millisecond)
}
