package world

import (
	"errors"
	"fmt"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

// The kinds of refusal that an operator's verb has. The error around one says
// what was wrong, where, and what to do.
var (
	// ErrUnknown is a system, session or setting that does not exist.
	ErrUnknown = errors.New("there is no such thing")
	// ErrInvalid is a value that cannot be taken.
	ErrInvalid = errors.New("the value cannot be taken")
	// ErrConflict is a verb that another one undid while it was at work.
	ErrConflict = errors.New("something else changed it at the same time")
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
	return refused(ErrInvalid, setting.In(system, err), "%s: %v", system, err)
}

// invalid refuses the value of a setting at the top of the configuration, or of what else has a name.
func invalid(name, format string, args ...any) error {
	return refuse(setting.Errorf(name, format, args...))
}

func refuse(err error) error {
	return refused(ErrInvalid, err, "%v", err)
}

// refused is a refusal in a sentence, and with what was behind it, nil for nothing.
func refused(kind, behind error, format string, args ...any) error {
	return &refusal{kind: kind, text: "world: " + fmt.Sprintf(format, args...), err: behind}
}

// asSaid is the refusal of a system, in whose sentence nothing is missing.
func asSaid(err error) error {
	return &refusal{kind: ErrInvalid, text: err.Error(), err: err}
}
