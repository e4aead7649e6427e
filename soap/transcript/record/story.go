package record

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// unknown is the system of a story of which nothing tells it.
const unknown = "unknown"

// talk is a conversation that is kept.
type talk struct {
	number    int
	system    string
	client    string
	began     time.Time
	exchanges []*Exchange // in memory; when there are none, they are in the file, and away what that does not say
	away      []trace
	left      int64 // the memory of away
	file      string
	old       []string // files of ours that are in this one as soon as it is written
	size      int64
	inFile    int64 // size when it was last written
	kept      int   // exchanges that are in a file
	used      int
	stuck     attempt
	over      bool // nothing more comes to it
}

// due says whether a story has grown enough to be written anew: small ones always, large ones by a tenth, so that writing
// them costs no more than a constant for each byte. One that has become a part of it is written with it at once.
func (t *talk) due() bool {
	const small = 256 << 10
	return len(t.old) > 0 || t.size < small || t.size > t.inFile+t.inFile/10
}

// write writes the story of a conversation into its file, all at once. What it takes the place of goes afterwards, so that at
// no time a story is in no file.
func (b *Book) write(t *talk) error {
	if name := filepath.Base(t.file); t.system != unknown && strings.HasPrefix(name, unknown+"-") {
		t.old, t.file = append(t.old, t.file), "" // its system is known now
	}
	b.lookAgain(t)
	if err := b.save(t); err != nil {
		return err
	}
	t.inFile, t.kept = t.size, len(t.exchanges)
	var errs []error
	for _, name := range t.old {
		if err := os.Remove(name); err != nil {
			errs = append(errs, fmt.Errorf("record: all of %s is in %s: %w", name, t.file, err))
		}
	}
	t.old = nil
	b.note(errors.Join(errs...)) // the story is written all the same
	return nil
}

// save puts a story into its file, which it makes if there is none.
func (b *Book) save(t *talk) (err error) {
	text := b.text(t)
	mode := os.FileMode(0o644)
	if b.o.Show {
		mode = 0o600
	}
	if t.file != "" {
		return replace(t.file, text, mode)
	}
	base := t.baseName()
	if b.o.Run.Text(base) != base {
		base = t.system
	}
	t.file, err = b.create(base, text, mode)
	return err
}

// lookAgain hides what was not known to be a secret when it came.
func (b *Book) lookAgain(t *talk) {
	now := b.o.Run.Revision()
	for _, x := range t.exchanges {
		if x.revision == now {
			continue
		}
		x.revision = now
		x.Request = b.o.Run.Again(x.Request)
		if x.Response != nil {
			response := b.o.Run.Again(*x.Response)
			x.Response = &response
		}
	}
}

// baseName is what a person sees in a listing: what it is, of whom, and when, if that is known.
func (t *talk) baseName() string {
	client := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '.':
			return r
		}
		return '-'
	}, cmp.Or(t.client, "client"))
	if t.began.IsZero() { // nobody said when
		return t.system + "-" + client
	}
	return fmt.Sprintf("%s-%s-%s", t.system, client, t.began.UTC().Format("20060102T150405Z"))
}

// text is the story as a file, with what is not as it was in comments.
func (b *Book) text(t *talk) []byte {
	s := &transcript.Story{System: t.system, Source: b.o.Source, Evidence: transcript.Observed}
	order := arrange(t.exchanges)
	if b.o.Exact && exact(t.exchanges) {
		s.Clock, s.Seed = b.clock(t.exchanges), []byte{0} // each request has a seed of its own
	} else if !slices.ContainsFunc(t.exchanges, func(x *Exchange) bool { return !x.stood }) {
		s.Clock = b.clock(t.exchanges)
	}
	var notes []string
	for _, e := range order {
		x := e.of
		if !e.request {
			if x.Response != nil {
				s.Events = append(s.Events, &transcript.Response{Number: e.number, Message: *x.Response})
			} else if x.HungUp {
				s.Events = append(s.Events, &transcript.HangUp{Number: e.number})
			}
			continue
		}
		for _, n := range x.Notes {
			notes = append(notes, fmt.Sprintf("# exchange %d: %s\n", e.number, b.o.Run.Text(n)))
		}
		if g := b.given(x, e.number); *g != (transcript.Given{Number: e.number}) {
			s.Events = append(s.Events, g)
		}
		if x.Lost {
			s.Events = append(s.Events, &transcript.Loss{Number: e.number})
		}
		s.Events = append(s.Events, &transcript.Request{Number: e.number, Message: x.Request})
	}
	text := transcript.Format(s)
	if len(notes) == 0 {
		return text
	}
	head, rest, _ := bytes.Cut(text, []byte("\n-- "))
	return slices.Concat(head, []byte("\n"+strings.Join(notes, "")), []byte("-- "), rest)
}

func (b *Book) given(x *Exchange, number int) *transcript.Given {
	g := &transcript.Given{Number: number, Now: x.Now}
	if g.Now.IsZero() && !x.Began.IsZero() {
		g.Now = x.Began.UTC().Truncate(time.Millisecond)
	}
	if b.o.Exact {
		g.Seed = x.Seed
	}
	if x.Client.Address != "127.0.0.1" {
		g.Remote = x.Client.Address
	}
	return g
}

// clock is the first instant of a story, in the server's zone.
func (b *Book) clock(list []*Exchange) time.Time {
	first := slices.MinFunc(list, func(x, y *Exchange) int { return b.given(x, 0).Now.Compare(b.given(y, 0).Now) })
	return b.given(first, 0).Now.In(cmp.Or(b.o.Zone, time.UTC))
}

// exact says whether everything is known that an answer follows from.
func exact(list []*Exchange) bool {
	return !slices.ContainsFunc(list, func(x *Exchange) bool { return x.Now.IsZero() || x.Seed == nil || x.waited })
}

// event is the beginning or the end of an exchange.
type event struct {
	of      *Exchange
	number  int
	request bool
}

// arrange puts the beginnings and ends of exchanges in the order in which they came. Where exchanges overlap, one may have
// waited for what another did.
func arrange(list []*Exchange) []event {
	var order []event
	for _, x := range list {
		order = append(order, event{of: x, request: true}, event{of: x})
	}
	place := func(e event) int {
		if e.request {
			return e.of.begun
		}
		return e.of.ended
	}
	slices.SortStableFunc(order, func(a, b event) int { return cmp.Compare(place(a), place(b)) })
	numbers := map[*Exchange]int{}
	for i, e := range order {
		if e.request {
			numbers[e.of] = len(numbers) + 1
		}
		order[i].number = numbers[e.of]
	}
	return order
}
