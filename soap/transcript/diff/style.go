package diff

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Style says how a report looks. The zero value is plain text, as long as it has to be.
type Style struct {
	// Width is how many characters a line has, 0 for as many as it takes: lines of causes are cut to it, and from 100 on
	// what was expected and what came stand side by side.
	Width int
	// The paints put a text into a colour; nil leaves it plain. A differing stretch that is not painted is underlined with
	// carets, in a line of its own.
	Outcome, Content, Form  func(string) string // the kind of a difference, by its weight
	Title, Path, Hint       func(string) string
	Want, Got, Mark         func(string) string // values, and in them the stretch that differs
	Passed, Differs, NotRun func(string) string // verdicts and counts
	// ASCII is for where a report is read as something else than UTF-8: arrows and dots of its own are written in ASCII. What
	// servers and stories say is left as it is.
	ASCII bool
	// Hide takes secrets out of all that is shown, nil hides nothing. Options.Hide should be the same: what was cut off by
	// then may no longer be known as secret.
	Hide func(string) string
}

func paint(p func(string) string, s string) string {
	if p == nil || s == "" {
		return s
	}
	return p(s)
}

func (s *Style) weight(w Weight) func(string) string {
	switch w {
	case Outcome:
		return s.Outcome
	case Form:
		return s.Form
	}
	return s.Content
}

// sign is a character beyond ASCII, or what stands for it.
func (s *Style) sign(sign, ascii string) string {
	if s.ASCII {
		return ascii
	}
	return sign
}

// own puts ASCII in the place of the signs that Causes writes into values.
func (s *Style) own(text string) string {
	if !s.ASCII {
		return text
	}
	return strings.NewReplacer("⟨…⟩", "<...>", "⟨", "<", "⟩", ">", "…", "...").Replace(text)
}

// Visible writes a text so that all of it can be seen in one line: control characters as Go writes them, and those that
// have no width or turn the direction. A terminal gets no commands from a server.
func Visible(s string) string {
	plain := true
	for _, r := range s {
		if hiddenRune(r) || r == '\\' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case hiddenRune(r) && r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08x`, r)
		case hiddenRune(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

func hiddenRune(r rune) bool {
	return r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
}

// stretch is where two texts differ: from the same number of runes on, up to the same number before the end. Texts that have
// next to nothing in common differ as a whole.
type stretch struct{ from, wantTo, gotTo int }

func stretchOf(want, got []rune) stretch {
	var s stretch
	for s.from < min(len(want), len(got)) && want[s.from] == got[s.from] {
		s.from++
	}
	s.wantTo, s.gotTo = len(want), len(got)
	for s.wantTo > s.from && s.gotTo > s.from && want[s.wantTo-1] == got[s.gotTo-1] {
		s.wantTo--
		s.gotTo--
	}
	shorter := min(len(want), len(got))
	if same := shorter - (min(s.wantTo, s.gotTo) - s.from); same < 8 && same*2 < shorter {
		return stretch{0, len(want), len(got)}
	}
	return s
}

// view is the part of a value that is shown: at most width runes, with the differing stretch in it.
type view struct {
	text     []rune
	from, to int // the differing stretch in text
}

func viewOf(text []rune, from, to, width int, dots string) view {
	if width <= 0 || len(text) <= width {
		return view{text, from, to}
	}
	mark := []rune(dots)
	room := max(width-2*len(mark), 10)
	start := max(0, from-room/3)
	if to-start > room {
		to = start + room
	}
	end := min(len(text), start+room)
	start = max(0, end-room)
	out := []rune(nil)
	if start > 0 {
		out = append(out, mark...)
	}
	shift := len(out) - start
	out = append(out, text[start:end]...)
	if end < len(text) {
		out = append(out, mark...)
	}
	return view{out, from + shift, min(to, end) + shift}
}

func (v view) painted(text, mark func(string) string) string {
	if mark == nil || v.from == 0 && v.to == len(v.text) {
		return paint(text, string(v.text))
	}
	return paint(text, string(v.text[:v.from])) + paint(mark, string(v.text[v.from:v.to])) + paint(text, string(v.text[v.to:]))
}

// carets underlines the differing stretch, "" when all of the text differs: there is nothing to point at.
func (v view) carets() string {
	if v.from == v.to || v.from == 0 && v.to == len(v.text) {
		return ""
	}
	return strings.Repeat(" ", v.from) + strings.Repeat("^", v.to-v.from)
}
