package gate

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
)

// Gate answers the work of one system's clients. Any number of goroutines may use it at once.
type Gate struct {
	system  string
	answers *answers // nil without any
	forward *forward // nil without a server

	contracts []*contract     // the user's own
	declared  map[string]bool // the operations in them
}

// New makes the gate of a system out of its settings, which it checks. The log takes which files are damaged; nil: nobody
// is told.
func New(system string, cfg Config, log *slog.Logger) (*Gate, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	cfg = cfg.Clone()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	g := &Gate{system: system}
	var err error
	if g.contracts, err = readContracts(cfg.WSDL); err != nil {
		return nil, err
	}
	g.declared = declaredBy(g.contracts)
	if g.answers, err = newAnswers(system, cfg, log); err != nil {
		return nil, err
	}
	if cfg.Forward.URL != "" {
		if g.forward, err = newForward(system, cfg.Forward, log); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// Pass answers a call that a room has admitted, with a *soap.Response: from files, else by another server. The error is
// soap.ErrNoOperation when neither does; log and journal say then what would have answered.
func (g *Gate) Pass(ctx context.Context, call *soap.Call) (soap.Reply, error) {
	if name := operationOf(call); call.Operation == "" && g.declared[name] {
		call.Operation = strings.Clone(name) // it is no unknown one: the user's WSDL has it
	}
	var reply soap.Reply
	err := soap.ErrNoOperation
	if g.answers != nil {
		reply, err = g.answers.pass(call)
	}
	if g.forward != nil && errors.Is(err, soap.ErrNoOperation) {
		reply, err = g.forward.pass(ctx, call)
	}
	if !errors.Is(err, soap.ErrNoOperation) {
		return reply, err
	}
	if asked, meant := misnamed(call); meant != "" {
		call.AddNote(asked + " is no operation here, but nearly " + meant + ": name and namespace count letter by letter")
		call.Log.Warn("gate: an operation was called by nearly its name", "asked", asked, "operation", meant)
		return nil, soap.ErrNoOperation
	}
	operation, advice := soap.Clip(operationOf(call)), g.advise(call)
	call.AddNote("no answer for " + operation + ": " + advice)
	call.Log.Warn("gate: an operation that soapstone does not have was not answered", "operation", operation, "remedy", advice)
	return nil, soap.ErrNoOperation
}

// misnamed is what a call asks for and the operation of the service's own that it means, where the two differ in case or namespace
// alone; else both are "".
func misnamed(call *soap.Call) (asked, meant string) {
	if call.Envelope == nil || call.Envelope.Payload == nil || call.Service.Contract == nil {
		return "", ""
	}
	name := call.Envelope.Payload.Name
	for _, op := range call.Service.Contract.Operations {
		own := soap.Name(op.Input.Element.Name)
		if own == name {
			return "", "" // it is not answered now, such as sqlbatch where batches are disabled
		}
		if meant == "" && strings.EqualFold(own.Local, name.Local) && call.Edition.Within(op.Since, op.Until) {
			meant = "{" + own.Space + "}" + own.Local
		}
	}
	return "{" + soap.Clip(name.Space) + "}" + soap.Clip(name.Local), meant
}

// Takes says whether there is an answer to a call's operation, if not to the very call, or a server for all of them, or
// whether the user's own WSDL has it.
func (g *Gate) Takes(call *soap.Call) bool {
	if g.forward != nil && !beginsSession(call) || g.declared[operationOf(call)] {
		return true
	}
	return g.answers != nil && len(g.answers.library().of(call)) > 0
}

// beginner is a room's own part of a call that can be the one with which a session begins.
type beginner interface{ BeginsSession() bool }

// beginsSession says whether a session of ours begins with a call. Files may have the rest of the answer; another server would
// begin a session of its own, of which nobody here knows.
func beginsSession(call *soap.Call) bool {
	b, ok := call.Room.(beginner)
	return ok && b.BeginsSession()
}

// advise says what would have answered a call.
func (g *Gate) advise(call *soap.Call) string {
	advice := adviseFolder(call)
	if g.answers != nil {
		advice = g.answers.advise(call)
	}
	if g.forward == nil {
		advice += `; or name a server that does the work in the configuration, "` + g.system + `: {forward: URL}"`
	}
	return advice
}

// State is what an operator should know of a gate.
type State struct {
	Answers  int      // that there are in files
	Damaged  []Damage // files that answer nothing
	Unused   []Damage // files that nobody asks for, since they are for an operation of the system's own; known after Describe
	Doubtful []Damage // files that answer with a word such as ${sesionId}, which nobody fills in
}

// State looks at the files as they are now.
func (g *Gate) State() State {
	if g.answers == nil {
		return State{}
	}
	files := g.answers.look()
	g.answers.mu.Lock()
	defer g.answers.mu.Unlock()
	unused, bare := g.answers.unused(files), g.answers.bare(files)
	return State{
		Answers: len(files.entries) - len(unused) - len(bare), Damaged: slices.Concat(files.damaged, bare),
		Unused: unused, Doubtful: g.answers.doubtful(files),
	}
}

// Sessions are the ids of the sessions of ours for which something is kept, such as a session at the far side.
func (g *Gate) Sessions() []string {
	if x := g.exchange(); x != nil {
		return x.ids()
	}
	return nil
}

// Keeps says whether something is kept for a session of ours.
func (g *Gate) Keeps(session string) bool {
	x := g.exchange()
	return x != nil && x.knows(session)
}

// Forget forgets what is kept for a session of ours, which has ended.
func (g *Gate) Forget(session string) {
	if x := g.exchange(); x != nil {
		x.forget(session)
	}
}

// exchange swaps sessions, nil where nothing does.
func (g *Gate) exchange() *exchange {
	if g.forward == nil {
		return nil
	}
	return g.forward.exchange
}

// Close lets go of what the gate holds. No call is in it any more.
func (g *Gate) Close() {
	if g.forward != nil {
		g.forward.close()
	}
}

// operationOf is the name of what a call asks for: the local name of the first element in the body of an envelope, and else
// the last part of the path.
func operationOf(call *soap.Call) string {
	if call.Envelope != nil && call.Envelope.Payload != nil {
		return call.Envelope.Payload.Name.Local
	}
	if root, ok := envelope(call); ok {
		if body := root.Child(root.Name.Space, "Body"); body != nil && body.First() != nil {
			return body.First().Name.Local
		}
	}
	return lastPart(call.HTTP.URL.Path)
}

// envelope is the envelope of a request to a service without a contract, if it is one.
func envelope(call *soap.Call) (*soap.Element, bool) {
	if !looksLikeXML(call.Body) {
		return nil, false
	}
	root, err := call.XML()
	if err != nil || root.Name.Local != "Envelope" {
		return nil, false
	}
	return root, root.Name.Space == soap.Namespace11 || root.Name.Space == soap.Namespace12
}
