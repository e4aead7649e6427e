package main

import (
	"fmt"
	"regexp"
	"slices"
)

// reasons count why stories were not run, or not to their end.
type reasons struct {
	list   []reason
	beyond int
}

type reason struct {
	kind          string // what those have in common that are told as one
	text, example string
	count         int
}

// mostReasons is how many are told apart.
const mostReasons = 20

var digits = regexp.MustCompile(`[0-9]+`)

// withoutNumbers is what failures of one kind have in common: one says at which step, another from which port.
func withoutNumbers(text string) string { return digits.ReplaceAllString(text, "0") }

func (r *reasons) add(kind, text, example string) {
	if i := slices.IndexFunc(r.list, func(old reason) bool { return old.kind == kind }); i >= 0 {
		r.list[i].count++
	} else if len(r.list) < mostReasons {
		r.list = append(r.list, reason{kind, text, example, 1})
	} else {
		r.beyond++
	}
}

// print tells of each reason with an example.
func (r *reasons) print(tell func(story, why string)) {
	for _, one := range r.list {
		if one.count == 1 {
			tell(one.example, one.text)
		} else {
			tell(fmt.Sprintf("%s and %d more", one.example, one.count-1), one.text)
		}
	}
	if r.beyond > 0 {
		tell(fmt.Sprintf("%d more", r.beyond), "for other reasons: --verbose tells them")
	}
}
