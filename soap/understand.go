package soap

import (
	"fmt"
	"slices"
	"strings"
)

// The actors and roles that every server plays, and the one that none does.
const (
	actorNext    = "http://schemas.xmlsoap.org/soap/actor/next"
	roleNext     = Namespace12 + "/role/next"
	roleUltimate = Namespace12 + "/role/ultimateReceiver"
)

// MustUnderstandError is a header block that is addressed to us, must be understood, and is not.
type MustUnderstandError struct {
	Name         Name
	Line, Column int
}

// Error words the refusal for a log.
func (e *MustUnderstandError) Error() string {
	return fmt.Sprintf("soap: line %d, column %d: header block {%s}%s must be understood and is not",
		e.Line, e.Column, e.Name.Space, e.Name.Local)
}

// Addressed says whether a header block is for this server: it names no actor (SOAP 1.2: role), or one
// that every last receiver plays, or one of those given.
func Addressed(v Version, block *Element, actors ...string) bool {
	attr := "actor"
	if v == SOAP12 {
		attr = "role"
	}
	actor, ok := block.Attr(v.Namespace(), attr)
	actor = strings.TrimSpace(actor)
	if !ok || actor == "" {
		return true
	}
	if v == SOAP12 {
		return actor == roleNext || actor == roleUltimate || slices.Contains(actors, actor)
	}
	return actor == actorNext || slices.Contains(actors, actor)
}

// MustUnderstand says whether a header block must be understood by who it is addressed to. SOAP 1.1 knows
// 0 and 1, SOAP 1.2 the boolean words as well; we take both for both, as the vendors' servers did.
func MustUnderstand(v Version, block *Element) bool {
	s, _ := block.Attr(v.Namespace(), "mustUnderstand")
	switch strings.TrimSpace(s) {
	case "1", "true":
		return true
	}
	return false
}

// understand looks for a header block that forbids to go on.
func (s *Service) understand(env *Envelope) error {
	if s.Style.IgnoreMustUnderstand {
		return nil
	}
	for b := range env.Blocks() {
		if !MustUnderstand(env.Version, b) || !Addressed(env.Version, b, s.Style.Actors...) {
			continue
		}
		if slices.Contains(s.Style.Understood, b.Name) {
			continue
		}
		return &MustUnderstandError{Name: b.Name.Clone(), Line: b.Line, Column: b.Column}
	}
	return nil
}
