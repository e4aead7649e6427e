package capture

import (
	"errors"
	"fmt"
	"io"
)

// span is where an entry stands in a file.
type span struct{ at, length int64 }

// entryScan finds the entries of a HAR or a journal without reading it into memory: only brackets, quotes and the names of
// the outermost members are looked at. So an entry that is no JSON does not take the others with it, nor does one that is
// absurdly large. A decoder of tokens would hold each text whole.
type entryScan struct {
	limit int64 // most bytes of an entry
	entry func(number int, where span, text []byte)
	large func(number int, where span)

	depth    int
	keys     [3]string // the last name at each of the outer depths
	entries  int       // depth of the array's elements, 0 before it
	done     bool      // the array has ended
	inText   bool
	escaped  bool
	text     []byte // the latest text at the outer depths
	inside   bool   // an entry
	begin    int64
	number   int
	over     bool
	kept     []byte
	creator  []byte // of a HAR: the object that names the tool
	aside    bool   // in it
	position int64
}

// mostCreator is how much of what names the tool is read.
const mostCreator = 4096

// run reads to the end. The error says why there may be more than what was found.
func (s *entryScan) run(r io.Reader) error {
	buffer := make([]byte, 64<<10)
	for {
		n, err := r.Read(buffer)
		from := 0 // where in the buffer what is to be kept begins
		for i, c := range buffer[:n] {
			if !s.inText && c != '"' && c != '{' && c != '[' && c != '}' && c != ']' && c != ':' {
				continue
			}
			inside, aside := s.inside, s.aside
			if err := s.step(c, s.position+int64(i)); err != nil {
				return err
			}
			switch {
			case !inside && s.inside, !aside && s.aside:
				from = i
			case inside && !s.inside:
				s.keep(buffer[from : i+1])
				s.finish(s.position + int64(i) + 1)
			case aside && !s.aside:
				s.keep(buffer[from : i+1])
				s.creator = append([]byte{}, s.kept...)
			}
		}
		if s.inside || s.aside {
			s.keep(buffer[from:n])
		}
		s.position += int64(n)
		if errors.Is(err, io.EOF) {
			return s.ended()
		}
		if err != nil {
			return fmt.Errorf("capture: it cannot be read beyond byte %d: %w", s.position, err)
		}
	}
}

// step takes one of the characters that matter.
func (s *entryScan) step(c byte, at int64) error {
	if s.inText {
		switch {
		case s.escaped:
			s.escaped = false
		case c == '\\':
			s.escaped = true
		case c == '"':
			s.inText = false
			return nil
		}
		if s.depth < len(s.keys) && len(s.text) < 64 {
			s.text = append(s.text, c)
		}
		return nil
	}
	switch c {
	case '"':
		s.inText, s.text = true, s.text[:0]
	case ':':
		if s.depth < len(s.keys) {
			s.keys[s.depth] = string(s.text)
		}
	case '{', '[':
		if s.depth == 0 && s.done {
			return fmt.Errorf("capture: at byte %d another document begins: only the first is imported, save each in a file of its own", at)
		}
		s.opens(c, at)
		s.depth++
	case '}', ']':
		if s.depth--; s.depth < 0 {
			return fmt.Errorf("capture: it is no JSON: at byte %d a bracket closes that was not opened", at)
		}
		switch {
		case s.inside && s.depth == s.entries:
			s.inside = false
		case s.aside && s.depth == 2:
			s.aside = false
		case s.entries > 0 && s.depth < s.entries:
			s.done = true
		}
	}
	return nil
}

func (s *entryScan) opens(c byte, at int64) {
	outer := s.depth == 1 || s.depth == 2 && s.keys[1] == "log"
	switch {
	case c == '[' && outer && s.entries == 0 && s.keys[s.depth] == "entries":
		s.entries = s.depth + 1
	case c == '{' && s.entries > 0 && !s.done && s.depth == s.entries:
		s.inside, s.begin, s.over = true, at, false
		s.kept = s.kept[:0]
		s.number++
	case c == '{' && s.depth == 2 && outer && s.keys[2] == "creator" && s.creator == nil:
		s.aside, s.over = true, false
		s.kept = s.kept[:0]
	}
}

func (s *entryScan) keep(part []byte) {
	limit := s.limit
	if s.aside {
		limit = mostCreator
	}
	if s.over || int64(len(s.kept)+len(part)) > limit {
		s.over, s.kept = true, nil
		return
	}
	s.kept = append(s.kept, part...)
}

func (s *entryScan) finish(end int64) {
	where := span{s.begin, end - s.begin}
	if s.over {
		s.large(s.number, where)
		return
	}
	s.entry(s.number, where, s.kept)
}

func (s *entryScan) ended() error {
	switch {
	case s.inside:
		return fmt.Errorf("capture: it ends in the middle of entry %d: what came before is imported", s.number)
	case s.entries == 0:
		return errors.New("capture: there are no entries in it")
	case s.depth != 0 || s.inText:
		return errors.New("capture: it ends before its end: what was there is imported")
	}
	return nil
}
