package setting

import (
	"fmt"
	"slices"
	"strings"
)

// List are settings with names of their own.
type List []Setting

// Check returns what is wrong with the first value that is wrong, as an *Error.
func (l List) Check() error {
	for _, s := range l {
		if err := s.named(s.check()); err != nil {
			return err
		}
	}
	return nil
}

// Set changes the setting of that name; found says whether there is one. It changes nothing when it returns an error.
func (l List) Set(name, value string) (found bool, err error) {
	for _, s := range l {
		if s.name == name || s.short == name {
			return true, s.named(s.set(value))
		}
	}
	return false, nil
}

// SetOwn is Set for the settings of one thing, such as an account: that it has none of that name is an error.
func (l List) SetOwn(owner, name, value string) error {
	found, err := l.Set(name, value)
	if !found {
		return fmt.Errorf("%s has no setting %q that can be changed: there is %s", owner, name, l.Names())
	}
	return err
}

// Names are the names of the settings, but for choices, for a sentence that says what there is.
func (l List) Names() string {
	var names []string
	for _, s := range l {
		if s.short == "" {
			names = append(names, s.name)
		}
	}
	return strings.Join(names, ", ")
}

// Choices are settings that stand below "choices:" in a room's configuration. They can be set without that word before
// their names, too.
func Choices(own ...Setting) List {
	for i, s := range own {
		own[i].name, own[i].short = "choices."+s.name, s.name
	}
	return own
}

// Change changes the first element of a list that is the one which somebody means: on a copy, which takes its place when the
// change returns no error. The list is copied, too, since others may have it. found says whether there is such an element.
func Change[E any](list *[]E, is func(E) bool, change func(*E) error) (found bool, err error) {
	at := slices.IndexFunc(*list, is)
	if at < 0 {
		return false, nil
	}
	changed := (*list)[at]
	if err := change(&changed); err != nil {
		return true, err
	}
	*list = slices.Clone(*list)
	(*list)[at] = changed
	return true, nil
}
