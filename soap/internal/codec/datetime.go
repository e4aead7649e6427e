package codec

import (
	"strconv"
	"strings"
	"time"
)

// parseDateTime reads a dateTime of XML Schema part 2, section 3.2.7: any number of fraction digits (what is
// finer than a nanosecond is cut off), a zone or none, which is UTC, years of four to nine digits, 24:00:00 as the next midnight.
func parseDateTime(text string) (time.Time, bool) {
	var none time.Time
	date, clock, ok := strings.Cut(text, "T")
	if !ok {
		return none, false
	}
	clock, zone, ok := cutZone(clock)
	if !ok {
		return none, false
	}
	sign := 1
	if rest, before := strings.CutPrefix(date, "-"); before {
		sign, date = -1, rest
	}
	years, days, ok := strings.Cut(date, "-")
	if !ok || len(years) < 4 || len(years) > 9 || len(years) > 4 && years[0] == '0' || len(days) != 5 || days[2] != '-' {
		return none, false
	}
	clock, fraction, fractional := strings.Cut(clock, ".")
	if len(clock) != 8 || clock[2] != ':' || clock[5] != ':' || fractional && !isDigits(fraction) {
		return none, false
	}
	var n [6]int
	for i, part := range []string{years, days[:2], days[3:], clock[:2], clock[3:5], clock[6:]} {
		if !isDigits(part) {
			return none, false
		}
		n[i], _ = strconv.Atoi(part) // at most nine digits
	}
	nanos, _ := strconv.Atoi((fraction + "000000000")[:9])
	year, month, day, hour, minute, second := sign*n[0], time.Month(n[1]), n[2], n[3], n[4], n[5]
	midnight := hour == 24 && minute == 0 && second == 0 && strings.Trim(fraction, "0") == ""
	if year == 0 || minute > 59 || second > 59 || hour > 23 && !midnight {
		return none, false
	}
	if check := time.Date(year, month, day, 0, 0, 0, 0, time.UTC); check.Month() != month || check.Day() != day {
		return none, false
	}
	return time.Date(year, month, day, hour, minute, second, nanos, zone), true
}

// cutZone cuts the zone off a time: Z, an offset up to 14:00, or none.
func cutZone(clock string) (string, *time.Location, bool) {
	if rest, ok := strings.CutSuffix(clock, "Z"); ok {
		return rest, time.UTC, true
	}
	at := strings.LastIndexAny(clock, "+-")
	if at < 0 {
		return clock, time.UTC, true
	}
	offset := clock[at+1:]
	if len(offset) != 5 || offset[2] != ':' || !isDigits(offset[:2]) || !isDigits(offset[3:]) {
		return "", nil, false
	}
	hours, _ := strconv.Atoi(offset[:2])
	minutes, _ := strconv.Atoi(offset[3:])
	if minutes > 59 || hours > 14 || hours == 14 && minutes > 0 {
		return "", nil, false
	}
	seconds := hours*3600 + minutes*60
	if clock[at] == '-' {
		seconds = -seconds
	}
	return clock[:at], time.FixedZone("", seconds), true
}
