package main

import (
	"fmt"
	"slices"

	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

// reasons count why stories were not run.
type reasons struct {
	list   []reason
	beyond int
}

type reason struct {
	text, example string
	count         int
}

// mostReasons is how many are told apart.
const mostReasons = 20

func (r *reasons) add(text, example string) {
	if i := slices.IndexFunc(r.list, func(old reason) bool { return old.text == text }); i >= 0 {
		r.list[i].count++
	} else if len(r.list) < mostReasons {
		r.list = append(r.list, reason{text, example, 1})
	} else {
		r.beyond++
	}
}

func (r *reasons) print(p *diff.Printer) {
	for _, one := range r.list {
		if one.count == 1 {
			p.Story(diff.Result{Story: one.example, NotRun: one.text})
		} else {
			p.Story(diff.Result{Story: fmt.Sprintf("%s and %d more", one.example, one.count-1), NotRun: one.text})
		}
	}
	if r.beyond > 0 {
		p.Story(diff.Result{Story: fmt.Sprintf("%d more", r.beyond), NotRun: "for other reasons: --verbose tells them"})
	}
}
