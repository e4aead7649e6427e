// Package setting has what the settings of all rooms share: words and texts to choose from, numbers with a range, times, zones
// and addresses, how a server is spoken to that is named by one, and errors that know which setting they are about. The message
// of an error begins with the name of the setting, and says what can be written instead; the room puts its own name in front of
// it.
package setting

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Setting is a value that has a name.
type Setting struct {
	name  string
	short string                   // by which it can be set as well; empty: it has none
	check func() error             // of the value that it has
	set   func(value string) error // changes nothing when it returns an error
}

// named says which setting an error is about.
func (s Setting) named(err error) error {
	if err == nil {
		return nil
	}
	return Errorf(s.name, "%w", err)
}

// Any is a setting that takes every text.
func Any(name string, value *string) Setting {
	return Checked(name, value, func(string) error { return nil })
}

// Word is a setting that takes one of a few words. Where an empty one is among them, the setting can be left out.
func Word(name string, value *string, allowed ...string) Setting {
	return Checked(name, value, func(s string) error {
		if slices.Contains(allowed, s) {
			return nil
		}
		words := slices.DeleteFunc(slices.Clone(allowed), func(word string) bool { return word == "" })
		return fmt.Errorf("%q is not one of %s", s, strings.Join(words, ", "))
	})
}

// Text is a setting that takes any text that can stand on one line of XML.
func Text(name string, value *string) Setting { return Checked(name, value, CheckText) }

// Checked is a setting that takes what the check finds right.
func Checked(name string, value *string, check func(value string) error) Setting {
	return parsed(name, value, func(s string) (string, error) { return s, nil }, check)
}

// Number is a setting that takes a whole number, from least to most.
func Number[N int | int64](name string, value *N, least, most N) Setting {
	refuse := func(s string) error { return fmt.Errorf("%q is no number from %d to %d", s, least, most) }
	return parsed(name, value,
		func(s string) (N, error) {
			n, err := strconv.ParseInt(s, 10, 64)
			if err != nil || int64(N(n)) != n {
				return 0, refuse(s)
			}
			return N(n), nil
		},
		func(n N) error {
			if n < least || n > most {
				return refuse(fmt.Sprint(n))
			}
			return nil
		})
}

// Flag is a setting that is on or off.
func Flag(name string, value *bool) Setting {
	return parsed(name, value,
		func(s string) (bool, error) {
			on, err := strconv.ParseBool(s)
			if err != nil {
				return false, fmt.Errorf("%q is neither true nor false", s)
			}
			return on, nil
		},
		func(bool) error { return nil })
}

// Words is a setting that takes a list of words, with commas or blanks between them when it is set. The check is of each; nil
// finds all right.
func Words(name string, value *[]string, check func(word string) error) Setting {
	return list(name, value, func(r rune) bool { return r == ',' || r == ' ' }, check)
}

// Names is a setting that takes a list of names, with commas between them when it is set: a name may have blanks in it.
// The check is of each; nil finds all right.
func Names(name string, value *[]string, check func(name string) error) Setting {
	return list(name, value, func(r rune) bool { return r == ',' }, check)
}

func list(name string, value *[]string, between func(rune) bool, check func(string) error) Setting {
	return parsed(name, value,
		func(s string) ([]string, error) {
			all := []string{}
			for element := range strings.FieldsFuncSeq(s, between) {
				if element = strings.TrimSpace(element); element != "" {
					all = append(all, element)
				}
			}
			return all, nil
		},
		func(all []string) error {
			for i, element := range all {
				if check == nil {
					break
				}
				if err := check(element); err != nil {
					return At("", i, err)
				}
			}
			return nil
		})
}

// parsed is a setting of any type. A text is read and what comes of it is checked before the value changes.
func parsed[T any](name string, value *T, read func(string) (T, error), check func(T) error) Setting {
	return Setting{
		name:  name,
		check: func() error { return check(*value) },
		set: func(s string) error {
			v, err := read(s)
			if err == nil {
				err = check(v)
			}
			if err == nil {
				*value = v
			}
			return err
		},
	}
}
