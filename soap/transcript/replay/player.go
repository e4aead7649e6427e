package replay

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

// Player plays stories against a server. Any number of goroutines may use it at once, unless it has an Operator: then
// one story has the systems to itself.
type Player struct {
	Target Target
	// Operator steers the systems behind the target; nil when nobody can.
	Operator Operator
	// Secrets fills in what was masked; nil knows none.
	Secrets mask.Lookup
	// SecretNames are those that Secrets knows, as far as they can be told: a misspelt one is guessed from them.
	SecretNames []string
	// Passwords are tried for an HTTP Digest in a story, to compute it anew, beside the secret USER.password.
	Passwords []string
	// Compare says what matters. Its sides, and what it hides, are filled in for each story.
	Compare diff.Options
	// Mask says what is secret in what is reported and written down.
	Mask mask.Options
	// Patience is how long a step may take; 0 is transcript.Patience.
	Patience time.Duration
	// Pace, if set, comes back when the next request may be sent.
	Pace func(context.Context) error
	// Allowed, if set, says whether a request may be sent to the target. A story with one that may not is not run.
	Allowed func(*transcript.Message) bool
}

// Operator is who steers the systems that a story is played on.
type Operator interface {
	// Begin empties the systems, gives them the settings of a story, and sets their clock where it begins, in its zone; or
	// to the real time.
	Begin(ctx context.Context, s *transcript.Story) error
	// SeeAs lets the server take a client's address for another.
	SeeAs(ctx context.Context, client net.Addr, as string) error
	// The others are as those of transcript.Stage.
	Given(g *transcript.Given) error
	Move(ctx context.Context, m *transcript.Move) error
	Waiting() int
	AwaitWaiting(ctx context.Context, n int) error
	AwaitWaitingAtMost(ctx context.Context, n int) error
	AwaitIdle(ctx context.Context) error
	Lose() error
	Restart(ctx context.Context) error
	Alter(ctx context.Context, a *transcript.Alter) error
}

// Result is what came of a story: in words for a report, and as a story.
type Result struct {
	diff.Result
	// Sent is how many requests were sent.
	Sent int
	// Missing are the names of all secrets that the story wants and nobody gave, when it was not run for want of one.
	Missing []string
	// Actual is the story with what came where that differs from what it says, in the story's own terms: its ids, its
	// hosts, its placeholders and the values that fit. Where nothing differs, or it was not played to its end, it is the
	// story itself.
	Actual *transcript.Story
	// Hide takes the secrets of the story out of a text.
	Hide func(string) string
	// HidePasswords takes out only what the client knows, so that the ids in a text are those in Actual.
	HidePasswords func(string) string
}

// Play plays a story. What is wrong with it or with the way to the server is in the result.
func (p *Player) Play(ctx context.Context, s *transcript.Story) *Result {
	begin := time.Now()
	plain := func(text string) string { return text }
	result := &Result{Result: diff.Result{Story: s.Name, System: s.System, Evidence: string(s.Evidence)}, Actual: s, Hide: plain, HidePasswords: plain}
	if err := p.Check(s); err != nil {
		result.NotRun, result.Missing = reason(s, err), p.missing(s, err)
	} else if err := p.play(ctx, s, result); err != nil {
		result.Error = reason(s, err)
	}
	result.Took = time.Since(begin)
	return result
}

// reason is an error without the name of the story at its beginning, which reports tell anyway.
func reason(s *transcript.Story, err error) string {
	text := err.Error()
	for _, begin := range []string{"transcript: ", "replay: ", "diff: ", s.Name + ": "} {
		text = strings.TrimPrefix(text, begin)
	}
	return text
}

func (p *Player) play(ctx context.Context, s *transcript.Story, result *Result) error {
	patience := p.Patience
	if patience <= 0 {
		patience = transcript.Patience
	}
	stage := newStage(p)
	if p.Operator != nil {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		if err := p.Operator.Begin(ctx, s); err != nil {
			return err
		}
	}
	reading := newReading(ctx, p, s, stage, result)
	result.Hide, result.HidePasswords = reading.hide, reading.hidePasswords
	actual, err := transcript.Play(ctx, s, stage, reading, patience)
	var silent *transcript.NoAnswerError
	if errors.As(err, &silent) && ctx.Err() == nil && reading.noAnswer(silent) {
		return nil
	}
	if err != nil {
		return errors.New(reading.hide(reason(s, err)))
	}
	if len(result.Steps) > 0 {
		result.Actual = actual
	}
	return nil
}

// Check says why a story cannot be run, before anything is sent; nil when it can.
func (p *Player) Check(s *transcript.Story) error {
	if !slices.ContainsFunc(s.Events, func(e transcript.Event) bool { _, ok := e.(*transcript.Request); return ok }) {
		return fmt.Errorf("replay: %s: there is no request in it", s.Name) // and nothing that could differ
	}
	if err := diff.Check(s); err != nil && !p.Compare.Plain {
		return err
	}
	if p.Operator == nil {
		if need := needs(s); need != "" {
			return &NeedError{s.Name, need}
		}
	}
	refused := map[int]bool{} // the requests that the story does not expect to be let in
	for _, e := range s.Events {
		if want, ok := e.(*transcript.Response); ok && sameStatus(want.Start, "HTTP/1.1 401") {
			refused[want.Number] = true
		}
	}
	for _, e := range s.Events {
		if want, ok := e.(*transcript.Response); ok { // which could not be told from another answer
			if _, err := mask.FillAnswer(want.Message, p.secret); err != nil {
				return p.unfilled(s, e, fmt.Sprintf("response %d", want.Number), err)
			}
		}
		r, ok := e.(*transcript.Request)
		if !ok {
			continue
		}
		if p.Allowed != nil && !p.Allowed(&r.Message) {
			return &ForbiddenError{s.Name, r.Number, Operation(&r.Message)}
		}
		if _, err := mask.Fill(r.Message, p.secret); err != nil {
			return p.unfilled(s, e, fmt.Sprintf("request %d", r.Number), err)
		}
		if err := p.checkLogin(&r.Message, refused[r.Number]); err != nil {
			return p.unfilled(s, e, fmt.Sprintf("request %d", r.Number), err)
		}
	}
	return nil
}

// missing are the names of the secrets that a story wants and nobody gave, where that is why it cannot be run.
func (p *Player) missing(s *transcript.Story, why error) (names []string) {
	var missing *mask.MissingError
	if !errors.As(why, &missing) {
		return nil
	}
	all := *p
	all.Secrets = func(name string) (string, bool) {
		value, found := p.secret(name)
		if !found && !slices.Contains(names, name) {
			names = append(names, name)
		}
		return value, true
	}
	_ = all.Check(s) // which looks up all of them, since none is missing
	return names
}

// secret looks a secret up.
func (p *Player) secret(name string) (string, bool) {
	if p.Secrets == nil {
		return "", false
	}
	return p.Secrets(name)
}

// unfilled says where a placeholder of a story cannot be filled: on which line of its file, where it is misspelt.
func (p *Player) unfilled(s *transcript.Story, e transcript.Event, which string, err error) error {
	var missing *mask.MissingError
	if errors.As(err, &missing) {
		missing.Known = p.SecretNames
	}
	var misspelt *mask.SyntaxError
	if errors.As(err, &misspelt) {
		which = fmt.Sprintf("line %d: %s", s.Line(e, misspelt.Source), which)
	}
	return fmt.Errorf("replay: %s: %s: %w", s.Name, which, err)
}

// needs says what a story needs that only an operator can do, "" for nothing.
func needs(s *transcript.Story) string {
	if len(s.Set) > 0 {
		return "settings of its own"
	}
	for _, e := range s.Events {
		switch e.(type) {
		case *transcript.Move:
			return "the clock moved"
		case *transcript.Restart:
			return "a restart"
		case *transcript.Alter:
			return "settings altered on the way"
		}
	}
	return ""
}

// NeedError says that a story needs an operator.
type NeedError struct{ Story, Need string }

// Error says the way out.
func (e *NeedError) Error() string {
	return fmt.Sprintf("replay: %s: it needs %s, which only the operator of the systems can do: give --admin", e.Story, e.Need)
}

// ForbiddenError says that a story has a request that may not be sent.
type ForbiddenError struct {
	Story     string
	Number    int
	Operation string
}

// Error says the way out.
func (e *ForbiddenError) Error() string {
	return fmt.Sprintf("replay: %s: request %d is %s, which may not be sent: name it in --only, or give --allow-writes", e.Story, e.Number, e.Operation)
}
