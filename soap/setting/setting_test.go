package setting_test

import (
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

// room has a setting of each kind.
type room struct {
	mode, text string
	limit      int
}

func (r *room) choices() setting.List {
	return setting.Choices(
		setting.Word("mode", &r.mode, "keep", "close"), setting.Text("text", &r.text), setting.Number("limit", &r.limit, 1, 9),
	)
}

func TestSet(t *testing.T) {
	for _, tt := range []struct{ name, value, err string }{
		{"mode", "close", ""},
		{"choices.mode", "close", ""},
		{"mode", "Close", `choices.mode: "Close" is not one of keep, close`},
		{"mode", "", `choices.mode: "" is not one of keep, close`},
		{"text", "Gone.", ""},
		{"text", "", "choices.text: it is empty: give a text"},
		{"text", "a\nb", `choices.text: "a\nb" cannot stand in XML: give a text of one line`},
		{"text", "a\x80", "choices.text: \"a\\x80\" cannot stand in XML: give a text of one line"},
		{"text", strings.Repeat("é", 251), "choices.text: it has 502 bytes: give a text of at most 500"},
		{"limit", "9", ""},
		{"limit", "0", `choices.limit: "0" is no number from 1 to 9`},
		{"limit", "10", `choices.limit: "10" is no number from 1 to 9`},
		{"limit", "99999999999999999999", `choices.limit: "99999999999999999999" is no number from 1 to 9`},
		{"limit", "x", `choices.limit: "x" is no number from 1 to 9`},
	} {
		before := room{"keep", "text", 5}
		r := before
		found, err := r.choices().Set(tt.name, tt.value)
		if !found {
			t.Errorf("%s is not found", tt.name)
		}
		if got := text(err); got != tt.err {
			t.Errorf("%s = %.20q: %q, want %q", tt.name, tt.value, got, tt.err)
		}
		if changed := r != before; changed != (tt.err == "") {
			t.Errorf("%s = %.20q: changed is %v", tt.name, tt.value, changed)
		}
	}
	r := room{"keep", "text", 5}
	if found, err := r.choices().Set("moda", "keep"); found || err != nil {
		t.Errorf("no setting: %v, %v", found, err)
	}
}

func TestCheck(t *testing.T) {
	for want, r := range map[string]room{
		"": {"keep", "text", 5},
		`choices.mode: "off" is not one of keep, close`: {"off", "text", 5},
		"choices.text: it is empty: give a text":        {"keep", "", 0}, // the first of two
		`choices.limit: "0" is no number from 1 to 9`:   {"keep", "text", 0},
	} {
		if got := text(r.choices().Check()); got != want {
			t.Errorf("%v: %q, want %q", r, got, want)
		}
	}
}

func TestTimes(t *testing.T) {
	const refused = 0
	for s, want := range map[string][2]time.Duration{ // as minutes, as seconds
		"45":                   {45 * time.Minute, 45 * time.Second},
		"90s":                  {90 * time.Second, 90 * time.Second},
		"1h30m":                {90 * time.Minute, 90 * time.Minute},
		"52560000":             {876_000 * time.Hour, 52_560_000 * time.Second},
		"52560001":             {refused, 52_560_001 * time.Second},
		"2147483647":           {refused, 2_147_483_647 * time.Second}, // in minutes, more than a Duration holds
		"3153600001":           {refused, refused},
		"18446744073709551616": {refused, refused},
		"876001h":              {refused, refused},
		"0":                    {refused, refused},
		"-1m":                  {refused, refused},
		"":                     {refused, refused},
		"soon":                 {refused, refused},
	} {
		minutes, minutesErr := setting.Minutes(s)
		seconds, secondsErr := setting.Seconds(s)
		if got := [2]time.Duration{minutes, seconds}; got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
		if (minutesErr == nil) != (minutes > 0) || (secondsErr == nil) != (seconds > 0) {
			t.Errorf("%q: %v, %v", s, minutesErr, secondsErr)
		}
	}
	_, err := setting.Minutes("soon")
	if got, want := text(err), `"soon" is no time above zero and below a hundred years: write a duration such as 20m, or a number of minutes`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestZone(t *testing.T) {
	noon := time.Date(2015, 6, 1, 12, 0, 0, 0, time.UTC)
	for name, want := range map[string]string{
		"": "12:00 UTC", "UTC": "12:00 UTC", "Europe/Berlin": "14:00 CEST", "+05:30": "17:30 +05:30", "-03:00": "09:00 -03:00",
	} {
		zone, err := setting.Zone(name)
		if err != nil {
			t.Error(err)
			continue
		}
		if got := noon.In(zone).Format("15:04 MST"); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
	for _, name := range []string{"Local", "Mars", "+5", "../UTC"} {
		if _, err := setting.Zone(name); !strings.Contains(text(err), "is no zone: write one such as") {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
