package gate

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
)

// An answer to an envelope is an envelope. Files that have only what belongs into its Body are an easy mistake, and are told of
// where that is certain: at once where the system has nothing but envelopes, else by the call that they would have answered.

// speaksSOAPAlone says whether a system's work is envelopes and nothing else.
func speaksSOAPAlone(system string) bool { return system != "salesforce" && system != "futurama" }

// noEnvelope is what is wrong with such a file, and what to do.
const noEnvelope = "it is no envelope: write the whole one, with this in its Body"

// bare are the files that answer no call, since they are no envelopes and all calls are. The lock is held.
func (a *answers) bare(l *library) (list []Damage) {
	if !a.described || !speaksSOAPAlone(a.system) {
		return nil
	}
	for _, e := range l.entries {
		if e.ofPair && e.request == nil && e.envelope == 0 && len(e.body) > 0 {
			list = append(list, Damage{File: e.name, Reason: noEnvelope})
		}
	}
	return list
}

// mend says what is wrong with a file of a name that would have answered a call, "" when there is none of that name.
func (l *library) mend(call *soap.Call, name string) string {
	named := func(file string) bool {
		base := filepath.Base(file)
		return base == name || strings.EqualFold(base, name) && folds(call)
	}
	if i := slices.IndexFunc(l.damaged, func(d Damage) bool { return named(d.File) }); i >= 0 {
		return "mend " + l.damaged[i].Error()
	}
	for _, e := range l.of(call) {
		switch {
		case !named(e.name) || e.request != nil:
		case isEnvelope(call):
			return "mend " + e.name + ": " + noEnvelope
		default:
			return "mend " + e.name + ": it is an envelope, which this call is none of: write what is in its Body alone"
		}
	}
	return ""
}
