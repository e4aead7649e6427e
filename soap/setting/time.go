package setting

import (
	"fmt"
	"strconv"
	"time"
)

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

// Read is a setting that takes what a function can read, such as Minutes. It keeps the text.
func Read[T any](name string, value *string, read func(string) (T, error)) Setting {
	return Checked(name, value, func(s string) error {
		_, err := read(s)
		return err
	})
}

// Duration is a setting that takes a time, from least to most.
func Duration(name string, value *time.Duration, least, most time.Duration) Setting {
	return parsed(name, value,
		func(s string) (time.Duration, error) {
			d, err := time.ParseDuration(s)
			if err != nil {
				return 0, fmt.Errorf("%q is no duration: write one such as 30s or 1h30m", s)
			}
			return d, nil
		},
		func(d time.Duration) error {
			if d < least || d > most {
				return fmt.Errorf("%v is not from %v to %v", d, least, most)
			}
			return nil
		})
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
		return nil, fmt.Errorf("%q is no zone: write one such as UTC, Europe/Berlin or +02:00", name)
	}
	return zone, nil
}
