// Package setting has what the settings of all rooms share: words and texts to choose from, numbers with a range, times, zones
// and addresses. An error begins with the name of the setting, and says what can be written instead; the room puts its own name in
// front of it.
package setting

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Setting is a value that has a name.
type Setting struct {
	name  string
	get   func() string
	set   func(value string)
	check func(value string) error
}

// Word is a setting that takes one of a few words.
func Word(name string, value *string, allowed ...string) Setting {
	return Checked(name, value, func(s string) error {
		if !slices.Contains(allowed, s) {
			return fmt.Errorf("%q is not one of %s", s, strings.Join(allowed, ", "))
		}
		return nil
	})
}

// maxText is how many bytes a text may have.
const maxText = 500

// Text is a setting that takes any text that can stand on one line of XML.
func Text(name string, value *string) Setting { return Checked(name, value, CheckText) }

// CheckText says why a text cannot stand on one line of XML, or is too long.
func CheckText(s string) error {
	switch {
	case s == "":
		return fmt.Errorf("it is empty: give a text")
	case len(s) > maxText:
		return fmt.Errorf("it has %d bytes: give a text of at most %d", len(s), maxText)
	case !Printable(s):
		return fmt.Errorf("%q cannot stand in XML: give a text of one line", s)
	}
	return nil
}

// Checked is a setting that takes what the check finds right.
func Checked(name string, value *string, check func(value string) error) Setting {
	return Setting{name, func() string { return *value }, func(s string) { *value = s }, check}
}

// Number is a setting that takes a whole number, from least to most.
func Number(name string, value *int, least, most int) Setting {
	read := func(s string) (int, error) {
		n, err := strconv.Atoi(s)
		if err != nil || n < least || n > most {
			return 0, fmt.Errorf("%q is no number from %d to %d", s, least, most)
		}
		return n, nil
	}
	return Setting{
		name, func() string { return strconv.Itoa(*value) },
		func(s string) { *value, _ = read(s) }, // it was checked
		func(s string) error { _, err := read(s); return err },
	}
}

// Check returns what is wrong with the value that a setting has.
func (s Setting) Check() error { return s.try(s.get()) }

func (s Setting) try(value string) error {
	if err := s.check(value); err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	return nil
}

// List are settings with names of their own.
type List []Setting

// Check returns what is wrong with the first value that is wrong.
func (l List) Check() error {
	for _, s := range l {
		if err := s.Check(); err != nil {
			return err
		}
	}
	return nil
}

// Set changes the setting of that name; found says whether there is one. It changes nothing when it returns an error.
func (l List) Set(name, value string) (found bool, err error) {
	for _, s := range l {
		if s.name != name {
			continue
		}
		if err := s.try(value); err != nil {
			return true, err
		}
		s.set(value)
		return true, nil
	}
	return false, nil
}

// Choices are the settings that stand below "choices:" in a room's configuration.
type Choices List

// Check returns what is wrong with the first choice that is wrong.
func (c Choices) Check() error {
	if err := List(c).Check(); err != nil {
		return fmt.Errorf("choices.%w", err)
	}
	return nil
}

// Set changes the choice of that name, in front of which "choices." may stand; found says whether there is one. It changes
// nothing when it returns an error.
func (c Choices) Set(name, value string) (found bool, err error) {
	if found, err = List(c).Set(strings.TrimPrefix(name, "choices."), value); err != nil {
		return found, fmt.Errorf("choices.%w", err)
	}
	return found, nil
}

// Printable says whether a text can stand on one line of XML.
func Printable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return r < ' ' || r == 0x7f || r == 0xfffe || r == 0xffff
	})
}

// maxTime is the most that an instant behind it can still be written.
const maxTime = 100 * 365 * 24 * time.Hour

// Minutes reads a duration, or a whole number of minutes.
func Minutes(s string) (time.Duration, error) { return readTime(s, time.Minute, "minutes") }

// Seconds reads a duration, or a whole number of seconds.
func Seconds(s string) (time.Duration, error) { return readTime(s, time.Second, "seconds") }

func readTime(s string, unit time.Duration, units string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if n, notNumber := strconv.ParseUint(s, 10, 64); notNumber == nil && n <= uint64(maxTime/unit) {
		d, err = time.Duration(n)*unit, nil
	}
	if err != nil || d <= 0 || d > maxTime {
		return 0, fmt.Errorf("%q is no time above zero and below a hundred years: write a duration such as 20m, or a number of %s", s, units)
	}
	return d, nil
}

// Zone is the zone of a name or of an offset such as +02:00; of none, UTC.
func Zone(name string) (*time.Location, error) {
	if name == "" {
		return time.UTC, nil
	}
	if at, err := time.Parse("-07:00", name); err == nil {
		_, offset := at.Zone()
		return time.FixedZone(name, offset), nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, fmt.Errorf("timezone: %q is no zone: write one such as UTC, Europe/Berlin or +02:00", name)
	}
	return zone, nil
}
