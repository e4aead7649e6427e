package gate

import (
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
)

// folds says whether the operation of a call is the same in any case: that of a path is, where the server compares paths so,
// as IIS does. Names of elements never are.
func folds(call *soap.Call) bool {
	return !slices.ContainsFunc(call.Service.Routes, func(r soap.Route) bool { return !r.Fold }) && len(call.Service.Routes) > 0 && !isEnvelope(call)
}

// of are the entries for the operation of a call, in their order.
func (l *library) of(call *soap.Call) []*entry {
	operation := operationOf(call)
	if !folds(call) {
		return l.operations[operation]
	}
	var spellings []string
	for name := range l.operations {
		if strings.EqualFold(name, operation) {
			spellings = append(spellings, name)
		}
	}
	if len(spellings) < 2 {
		return l.operations[strings.Join(spellings, "")]
	}
	var found []*entry
	for _, e := range l.entries {
		if slices.ContainsFunc(e.operations, func(name string) bool { return slices.Contains(spellings, name) }) {
			found = append(found, e)
		}
	}
	return found
}

// samePath compares two paths as the server of a call does.
func samePath(call *soap.Call, a, b string) bool {
	return a == b || folds(call) && strings.EqualFold(a, b)
}
