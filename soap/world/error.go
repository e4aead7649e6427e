package world

import (
	"errors"

	"github.com/soapstone-dev/soapstone/soap/gate"
)

// The kinds of refusal that an operator's verb has. The error around one says
// what was wrong, where, and what to do.
var (
	// ErrUnknown is a system, session or setting that does not exist.
	ErrUnknown = errors.New("there is no such thing")
	// ErrInvalid is a value that cannot be taken.
	ErrInvalid = errors.New("the value cannot be taken")
	// ErrUnsupported is a verb that the system does not have.
	ErrUnsupported = errors.New("the system does not do that")
)

// refusal is a sentence of ours that counts as one of the kinds above. The kind
// is for programs; the sentence says it already, so it is not said twice.
type refusal struct {
	kind error
	text string
	err  error // what was behind it, if anything
}

func (r *refusal) Error() string { return r.text }

func (r *refusal) Unwrap() []error {
	if r.err == nil {
		return []error{r.kind}
	}
	return []error{r.kind, r.err}
}

// misplaced says in which system's block something is wrong with the gate's settings.
func misplaced(system string, err error) error {
	e := &blockError{refusal{kind: ErrInvalid, text: "world: " + system + ": " + err.Error(), err: err}, system}
	var of *gate.SettingError
	if errors.As(err, &of) {
		e.block += "." + of.Setting
	}
	return e
}

// blockError is a refusal of what stands in one block of the configuration file.
type blockError struct {
	refusal
	block string
}

// Place is where in the file it is, for whoever has the file.
func (e *blockError) Place() string { return e.block }
