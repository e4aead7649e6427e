package setting

import (
	"errors"
	"fmt"
	"strings"
)

// Error is what is wrong with a setting, and where the setting stands.
type Error struct {
	// Path leads to the setting from the top of what was checked, such as users[2].password. Names are those of the
	// configuration file, elements of a list count from zero.
	Path string

	err error
}

// Error words it. The path is no part of that: people know their accounts by name, and not by number.
func (e *Error) Error() string { return e.err.Error() }

// Unwrap returns what was behind it.
func (e *Error) Unwrap() error { return e.err }

// Errorf says what is wrong with the setting of a name, which the message begins with.
func Errorf(name, format string, args ...any) error {
	return In(name, fmt.Errorf(name+": "+format, args...))
}

// In says where an error belongs. The path that the error has itself goes on from there. Of nil it makes nil.
func In(path string, err error) error {
	if err == nil {
		return nil
	}
	if inner, ok := errors.AsType[*Error](err); ok {
		if !strings.HasPrefix(inner.Path, "[") {
			path += "."
		}
		path += inner.Path
	}
	return &Error{path, err}
}

// Of says which system an error is of, whose name the message begins with. Of nil it makes nil.
func Of(system string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", system, err)
}

// At is In for an element of a list, which counts from zero.
func At(list string, i int, err error) error {
	return In(fmt.Sprintf("%s[%d]", list, i), err)
}
