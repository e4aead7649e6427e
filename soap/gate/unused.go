package gate

import (
	"maps"
	"slices"

	"github.com/soapstone-dev/soapstone/soap"
)

// ownOperations are those that a system answers itself wherever it has a contract: nobody asks the gate for them, but for those
// that it yields. Of SQL Server none is known, since which ones an endpoint has are settings that change while it runs.
func ownOperations(services []*soap.Service) map[string]bool {
	var own map[string]bool
	for _, s := range services {
		if s.Contract == nil {
			continue
		}
		if s.System == "sqlserver" {
			return nil
		}
		here := map[string]bool{}
		for _, op := range s.Contract.Operations {
			if (own == nil || own[op.Name]) && !slices.Contains(s.Yields, op.Name) {
				here[op.Name] = true
			}
		}
		own = here
	}
	return own
}

// knowOwn takes in which operations are the system's own, and tells of the files that are for one, or for no call at all.
func (a *answers) knowOwn(own map[string]bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.described && maps.Equal(a.own, own) {
		return
	}
	before := a.findings()
	a.own, a.described = own, true
	a.tellFindings(before)
}

// findings are what can be said of files that are whole.
type findings struct{ bare, unused, doubtful []Damage }

// findings are those of the files as they were read last. The lock is held.
func (a *answers) findings() findings {
	f := findings{bare: a.bare(a.now), unused: a.unused(a.now)}
	if a.described {
		f.doubtful = a.doubtful(a.now)
	}
	return f
}

// unused are the files that answer an operation of the system's own with an envelope. Transcripts are whole conversations:
// they have such exchanges as a matter of course. The lock is held.
func (a *answers) unused(l *library) (list []Damage) {
	for _, e := range l.entries {
		if !e.ofPair || e.envelope == 0 {
			continue
		}
		if i := slices.IndexFunc(e.operations, func(name string) bool { return a.own[name] }); i >= 0 {
			list = append(list, Damage{File: e.name, Reason: a.system + " answers " + e.operations[i] + " itself: this file is never used"})
		}
	}
	return list
}

// doubtful are the files that answer with a word that nobody fills in. The lock is held.
func (a *answers) doubtful(l *library) (list []Damage) {
	for _, e := range l.entries {
		if e.strange != "" && !slices.ContainsFunc(e.operations, func(name string) bool { return a.own[name] }) {
			list = append(list, Damage{e.name, e.line, e.strange + " goes to clients as it stands, since there are only " + nowWord + ", " + sessionWord + " and " + userWord + ": correct it, or write $${ where ${ is meant"})
		}
	}
	return list
}

// tellFindings says in the log what is found now that was not before. The lock is held.
func (a *answers) tellFindings(before findings) {
	now := a.findings()
	a.tell(damagedFile, now.bare, before.bare)
	a.tell("gate: a file with an answer is never used", now.unused, before.unused)
	a.tell("gate: an answer has a word that nobody fills in", now.doubtful, before.doubtful)
}
