package diff

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// timeForm is a way to write an instant. Two instants are of the same form only if a client that reads one can read
// the other.
type timeForm string

const (
	dateOnly  timeForm = "2006-01-02"
	timeOfDay timeForm = "15:04:05"
	digits14  timeForm = "20060102150405"
	dotNet    timeForm = "/Date(ms)/"
)

// instant is an instant as it was written.
type instant struct {
	form timeForm
	at   time.Time
}

// never says whether it is one of the instants by which servers say "never" or "not yet": the first and the last of
// .NET and of Java, the first of Unix and of SQL Server.
func (i instant) never() bool {
	if i.form == timeOfDay {
		return false
	}
	y := i.at.Year()
	return y <= 1 || y >= 9999 || y == 1753 || i.at.Unix() == 0
}

const (
	months = `(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)`
	days   = `(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)`
	clock  = `\d\d:\d\d:\d\d`
	packed = `(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d`
)

// timePatterns are the forms, the longer before those with which they begin.
const timePatterns = `\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?` + // ISO 8601, XML Schema, Salesforce REST
	`|\d{4}-\d\d-\d\d(?:Z|[+-]\d\d:\d\d)?` + // xs:date
	`|` + days + `[a-z]*, \d\d[ -]` + months + `[ -]\d{2,4} ` + clock + ` (?:GMT|UTC|[+-]\d{4})` + // RFC 1123, RFC 850, cookies
	`|` + days + ` ` + months + ` [ \d]\d ` + clock + `(?: [A-Z]{3,4})? \d{4}` + // asctime, Java's Date.toString
	`|` + months + ` [ \d]\d \d{4} [ \d]\d:\d\d(?::\d\d(?::\d{3})?)?(?:AM|PM)` + // SQL Server's CONVERT
	`|/Date\(-?\d{1,15}(?:[+-]\d{4})?\)/` + // .NET's JSON
	`|` + clock + `(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?` + // xs:time
	`|` + packed // Model 204's lists, where it stands between other digits

var timeFinder = regexp.MustCompile(timePatterns)

type timeAt struct {
	from, to int
	instant
}

// findTimes finds the instants in a text.
func findTimes(s string) (l []timeAt) {
	if !mayHaveTime(s) { // a body may have a hundred thousand texts, and to look for every form in each takes long
		return nil
	}
	for _, at := range timeFinder.FindAllStringIndex(s, -1) {
		from, to := at[0], at[1]
		i, ok := parseTime(s[from:to])
		beside := isWord
		if i.form == digits14 {
			beside = isWordButDigit
		}
		if from > 0 && beside(s[from-1]) && isWord(s[from]) || to < len(s) && beside(s[to]) && isWord(s[to-1]) {
			continue
		}
		if ok {
			l = append(l, timeAt{from, to, i})
		}
	}
	return l
}

// mayHaveTime says no only of a text in which none of the forms is.
func mayHaveTime(s string) bool {
	if len(s) < len("15:04:05") || !strings.ContainsAny(s, "0123456789") {
		return false
	}
	if strings.ContainsAny(s, ":-(") { // as in all but packed
		return true
	}
	return len(s) >= len("20060102150405") && (strings.Contains(s, "19") || strings.Contains(s, "20"))
}

func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
}

// isWordButDigit lets columns of digits stand side by side without a blank.
func isWordButDigit(c byte) bool { return isWord(c) && (c < '0' || c > '9') }

// parseTime reads a text that is an instant in one of the forms.
func parseTime(s string) (instant, bool) {
	switch {
	case strings.HasPrefix(s, "/Date("):
		return parseDotNet(s)
	case len(s) == len(digits14) && digitsOnly(s):
		t, err := time.Parse(string(digits14), s)
		return instant{digits14, t}, err == nil
	case len(s) >= 8 && s[2] == ':':
		t, err := time.Parse("15:04:05", s[:8])
		return instant{timeOfDay, t}, err == nil
	case len(s) >= 10 && s[4] == '-':
		return parseISO(s)
	}
	for _, layout := range []string{
		time.RFC1123, time.RFC1123Z, time.RFC850, "Mon, 02-Jan-2006 15:04:05 MST", "Mon, 02-Jan-06 15:04:05 MST",
		time.ANSIC, time.UnixDate, "Jan _2 2006 _3:04PM", "Jan _2 2006 _3:04:05PM", "Jan _2 2006 _3:04:05:000PM",
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return instant{timeForm(layout), t}, true
		}
	}
	return instant{}, false
}

func parseDotNet(s string) (instant, bool) {
	digits := strings.TrimSuffix(strings.TrimPrefix(s, "/Date("), ")/")
	form := dotNet
	if i := strings.LastIndexAny(digits, "+-"); i > 0 {
		digits, form = digits[:i], dotNet+" with offset"
	}
	ms, err := strconv.ParseInt(digits, 10, 64)
	return instant{form, time.UnixMilli(ms).UTC()}, err == nil
}

// parseISO reads a date, or a date and a time. Whether it has seconds, a fraction and a zone, and how the zone is
// written, is part of the form; how many digits the fraction has is not, since .NET leaves out noughts at its end.
func parseISO(s string) (instant, bool) {
	layout, form := dateOnly, dateOnly
	rest := s[10:]
	if rest != "" && (rest[0] == 'T' || rest[0] == ' ') && len(rest) >= 6 {
		layout += timeForm(rest[:1]) + "15:04"
		rest = rest[6:]
		if strings.HasPrefix(rest, ":") && len(rest) >= 3 {
			layout += ":05"
			rest = rest[3:]
		}
		form = layout
		if rest != "" && (rest[0] == '.' || rest[0] == ',') {
			n := 1
			for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
				n++
			}
			form += timeForm(rest[:1]) + "0"
			layout += timeForm(rest[:1] + strings.Repeat("0", n-1))
			rest = rest[n:]
		}
	}
	zone := timeForm("")
	switch {
	case rest == "Z":
		zone = "Z"
	case len(rest) == 6:
		zone = "-07:00"
	case len(rest) == 5:
		zone = "-0700"
	}
	parsed := string(layout) + strings.Replace(string(zone), "Z", "Z07:00", 1)
	t, err := time.Parse(parsed, s)
	return instant{form + zone, t}, err == nil
}
