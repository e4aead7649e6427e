package gate

import (
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
)

// answers answers from files. It looks at them again when a call comes and they have changed.
type answers struct {
	system  string
	sources []source
	log     *slog.Logger

	mu        sync.Mutex
	now       *library
	next      time.Time       // when the files are looked at again, in real time
	own       map[string]bool // operations that the system answers itself
	described bool            // own is known, and so is what kind of calls there are
	given     map[string]int  // how often each group of answers was given, by the file of its first
}

// newAnswers makes it, nil when no files are named. A damaged file is no error: see library.damaged. A folder that is
// not there is one, since nobody names a folder for nothing.
func newAnswers(system string, cfg Config, log *slog.Logger) (*answers, error) {
	if len(cfg.Answers)+len(cfg.Shared) == 0 {
		return nil, nil
	}
	a := &answers{system: system, log: log.With("system", system), given: map[string]int{}}
	for _, list := range []struct {
		paths  Paths
		shared bool
	}{{cfg.Answers, false}, {cfg.Shared, true}} {
		if err := list.paths.Check(); err != nil {
			return nil, err
		}
		for _, path := range list.paths {
			a.sources = append(a.sources, source{path: path, shared: list.shared, systems: cfg.Systems})
		}
	}
	a.now = load(system, a.sources)
	var told []Damage
	if cfg.Teller != "" && cfg.Teller != system {
		told = a.now.common
	}
	a.tell(damagedFile, a.now.damaged, told)
	return a, nil
}

// look returns the files as they are now, however many there are.
func (a *answers) look() *library {
	a.mu.Lock()
	a.next = time.Time{}
	a.mu.Unlock()
	return a.library()
}

// library returns the files as they are now, or were a moment ago where there are many. What has changed is told once in the log.
func (a *answers) library() *library {
	a.mu.Lock()
	defer a.mu.Unlock()
	start := time.Now()
	if start.Before(a.next) {
		return a.now
	}
	defer func() { a.next = time.Now().Add(a.now.rest(time.Since(start))) }()
	if a.now.current() {
		return a.now
	}
	next := load(a.system, a.sources)
	if next.same(a.now) {
		next.entries, next.operations = a.now.entries, a.now.operations
		a.now = next
		return a.now
	}
	a.log.Info("gate: answers were read again", "answers", len(next.entries), "damaged", len(next.damaged))
	a.tell(damagedFile, next.damaged, a.now.damaged)
	before := a.findings()
	a.now = next
	a.tellFindings(before)
	clear(a.given) // what was given in turn begins anew
	return a.now
}

// damagedFile is what the log says of a file that is damaged.
const damagedFile = "gate: a file with an answer is damaged and left out"

// tell says in the log what is wrong with files, but for what was told before. What each system finds, one of them tells at the
// start; what comes later, all of those that look, since nobody knows which one looks next.
func (a *answers) tell(what string, now, before []Damage) {
	for _, d := range now {
		if !slices.Contains(before, d) {
			a.log.Warn(what, "file", d.File, "line", d.Line, "reason", d.Reason)
		}
	}
}

// pass answers a call from the files: with those whose request is the call's, else with those of every request of its
// operation. Of several each is given once, in the order of their names, and the last one from then on.
func (a *answers) pass(call *soap.Call) (soap.Reply, error) {
	files := a.library()
	found := files.find(call)
	if len(found) == 0 {
		return nil, soap.ErrNoOperation
	}
	e := a.turn(files, found)
	call.Log.Debug("gate: answered from a file", "operation", soap.Clip(operationOf(call)), "file", e.name)
	call.AddNote("answered by " + e.name)
	return e.response(call), nil
}

// turn is the one of several answers whose turn it is.
func (a *answers) turn(files *library, found []*entry) *entry {
	if len(found) == 1 {
		return found[0]
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	first := found[0].name
	n := min(a.given[first], len(found)-1)
	if files == a.now { // not one that another call has found changed meanwhile
		a.given[first] = n + 1
	}
	return found[n]
}

// advise says which file would have answered a call.
func (a *answers) advise(call *soap.Call) string {
	a.mu.Lock()
	files := a.now
	a.mu.Unlock()
	name := answerName(call)
	advice := files.mend(call, name)
	if advice == "" {
		advice = "write " + filepath.Join(a.folder(), name) + ", " + wholeAnswer(call)
	}
	if near := files.nearest(call); near != "" {
		return near + "; or, to answer every such request, " + advice
	}
	return advice
}

// folder is where a new answer belongs.
func (a *answers) folder() string {
	for _, s := range a.sources {
		if dir := s.folder(a.system); dir != "" {
			return dir
		}
	}
	return filepath.Join(filepath.Dir(a.sources[0].path), a.system) // transcripts alone are named
}

// adviseFolder says how a call would be answered by a file where no files are named.
func adviseFolder(call *soap.Call) string {
	return "serve with --answers DIR and write DIR/" + call.Service.System + "/" + answerName(call) + ", " + wholeAnswer(call)
}

// answerName is the name of the file that would answer every call of an operation.
func answerName(call *soap.Call) string {
	name := strings.Map(func(c rune) rune {
		if c < ' ' || strings.ContainsRune(`/\:*?"<>|`, c) {
			return '_'
		}
		return c
	}, soap.Clip(operationOf(call)))
	return name + responseMark + "." + answerForm(call)
}

// answerTyper is a room's own part of a call that knows of which content type the answer usually is, "" for an envelope.
type answerTyper interface{ AnswerType() string }

// answerForm is the form that an answer to a call usually has: what the room says, else that of the question.
func answerForm(call *soap.Call) string {
	if room, ok := call.Room.(answerTyper); ok && room.AnswerType() != "" {
		if strings.Contains(room.AnswerType(), "json") {
			return formJSON
		}
		return formXML
	}
	if isEnvelope(call) || looksLikeXML(call.Body) {
		return formXML
	}
	return formJSON
}

func wholeAnswer(call *soap.Call) string {
	if isEnvelope(call) {
		return "the whole envelope of the answer"
	}
	return "the whole body of the answer"
}
