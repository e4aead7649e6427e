package setting

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Option is what a verb of the operator's takes by name, beside the configuration.
type Option struct {
	Name string
	Text string // what it is, for help
}

// Options are those of one verb, in the order in which help shows them.
type Options []Option

// Check refuses names that none of the options has. What is what they are for, as a sentence begins with it.
func (o Options) Check(what string, set map[string]string) error {
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if !slices.ContainsFunc(o, func(known Option) bool { return known.Name == name }) {
			return fmt.Errorf("%s has no setting %q: there is %s", what, name, o.names())
		}
	}
	return nil
}

func (o Options) names() string {
	var names []string
	for _, known := range o {
		names = append(names, known.Name)
	}
	return strings.Join(names, ", ")
}
