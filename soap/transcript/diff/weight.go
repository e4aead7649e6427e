package diff

import (
	"slices"
	"strings"
)

// Weight is how much a difference matters to a client.
type Weight int

// The weights. A Form is something that most clients never see.
const (
	Form    Weight = iota + 1 // white space, the charset of a content type
	Content                   // values, elements, namespaces, order
	Outcome                   // status, fault, and whether the session lives
)

// String returns "form", "content" or "outcome".
func (w Weight) String() string {
	switch w {
	case Form:
		return "form"
	case Outcome:
		return "outcome"
	}
	return "content"
}

// weigh says how much a difference matters where the comparing did not.
func weigh(d Difference) Weight {
	switch d.Kind {
	case Status, Request, Fault:
		return Outcome
	case Space, Declaration:
		return Form
	case Text, Value, Nil, Missing, Extra:
		if tellsOutcome(d) {
			return Outcome
		}
	}
	return Content
}

// tellsOutcome says whether a value tells if something worked: a yes or no that turned, where an operation answers with it or
// it is named so; an id of a session that is there or not; a message.
func tellsOutcome(d Difference) bool {
	path := strings.ToLower(General(d.Path))
	name := strings.TrimRight(path[strings.LastIndexAny(path, "/.@ ")+1:], "[]")
	named := func(words ...string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return strings.HasSuffix(name, word) })
	}
	switch {
	case isBool(d.Want) && isBool(d.Got):
		// /Envelope/Body/validateResponse/validateReturn, and $.ok
		return strings.Count(path, "/") <= 4 && strings.Count(path, ".") <= 1 || named("success", "valid", "return", "result", "ok")
	case (d.Want == "") != (d.Got == "") && strings.Contains(name, "session"):
		return true
	}
	return named("success", "status", "returncode", "errorcode", "message")
}

func isBool(s string) bool { return s == "true" || s == "false" }
