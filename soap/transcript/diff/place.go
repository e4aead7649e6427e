package diff

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// piece is a part of an expected text: literal text, or a placeholder.
type piece struct {
	literal string
	name    string // "" for literal text
	source  string // as written
	pattern string // a regular expression for what may stand there
	// offset and window are those of a time; window is negative when any instant will do.
	offset, window time.Duration
}

// placeholderPattern is what may stand in the place of a placeholder, as a regular expression.
func placeholderPattern(name string) (pattern string, known bool) {
	switch name {
	case "any", "optional":
		return `.*`, true
	case "absent":
		return ``, true
	case "time":
		return timePatterns, true
	case "uuid":
		return `\{?[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}\}?`, true
	case "hash":
		return `[0-9A-Za-z+/=_.!%-]{16,}`, true
	case "number":
		return `[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?`, true
	case "match":
		return "", true
	}
	return "", false
}

// placeholderNames are all that there are, in order.
func placeholderNames() []string {
	return []string{"absent", "any", "hash", "match", "number", "optional", "time", "uuid"}
}

// others are the names of placeholders that are not ours: they stand for values of requests, and package mask owns them.
func others() []string { return []string{"secret", "basic", "digest", "ntlm", "negotiate"} }

// Literal writes a text so that nothing in it is a placeholder: "${" becomes "$${". What records answers puts them
// through it.
func Literal(s string) string { return strings.ReplaceAll(s, "${", "$${") }

// parsePieces parts a text at its placeholders. The error says which one cannot be read, and why.
func parsePieces(s string) (pieces []piece, err error) {
	var text strings.Builder
	end := func() {
		if text.Len() > 0 {
			pieces = append(pieces, piece{literal: text.String()})
			text.Reset()
		}
	}
	for s != "" {
		i := strings.Index(s, "${")
		if i < 0 {
			break
		}
		if i > 0 && s[i-1] == '$' {
			text.WriteString(s[:i-1] + "${")
			s = s[i+2:]
			continue
		}
		text.WriteString(s[:i])
		s = s[i:]
		length := closing(s)
		if length < 0 {
			return nil, fmt.Errorf("%s has no closing brace (a literal ${ is written $${)", clip(s, 40))
		}
		source := s[:length]
		s = s[length:]
		name, argument, _ := strings.Cut(source[2:length-1], " ")
		if verb, _, _ := strings.Cut(name, ":"); slices.Contains(others(), verb) {
			text.WriteString(source)
			continue
		}
		p, err := newPiece(name, strings.TrimSpace(argument), source)
		if err != nil {
			return nil, err
		}
		end()
		pieces = append(pieces, p)
	}
	text.WriteString(s)
	end()
	return pieces, nil
}

// closing returns the length of a placeholder at the beginning of s, -1 when it does not end. Braces inside are in pairs,
// or have a backslash before them.
func closing(s string) int {
	open := 0
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '{':
			open++
		case '}':
			if open--; open == 0 {
				return i + 1
			}
		}
	}
	return -1
}

func newPiece(name, argument, source string) (piece, error) {
	p := piece{name: name, source: source, window: -1}
	pattern, known := placeholderPattern(name)
	if !known {
		return p, unknownPlaceholder(name, source)
	}
	p.pattern = pattern
	switch {
	case name == "match":
		if argument == "" {
			return p, fmt.Errorf("%s names no regular expression: write ${match REGEX}", source)
		}
		if _, err := regexp.Compile(argument); err != nil {
			return p, fmt.Errorf("%s: %w", source, err)
		}
		p.pattern = argument
	case name == "time" && argument != "":
		return p, p.span(argument)
	case argument != "":
		return p, fmt.Errorf("%s: ${%s} takes nothing more", source, name)
	}
	return p, nil
}

func unknownPlaceholder(name, source string) error {
	for _, n := range placeholderNames() {
		if near(name, n) {
			return fmt.Errorf("%s is no placeholder: is ${%s} meant? (a literal ${ is written $${)", clip(source, 60), n)
		}
	}
	return fmt.Errorf("%s is no placeholder: there are %s (a literal ${ is written $${)", clip(source, 60), strings.Join(placeholderNames(), ", "))
}

// near says whether two words differ in at most two letters.
func near(a, b string) bool {
	if len(a) > 20 {
		return false
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if !strings.EqualFold(a[i:i+1], b[j:j+1]) {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)] <= min(2, len(b)/2)
}

// span reads what follows in ${time +30m ±5s}: by how much the instant lies after that of the answer, and by how much
// it may be off.
func (p *piece) span(argument string) error {
	bad := func() error {
		return fmt.Errorf(`%s: after time stand "+20m" or "-20m" from the answer on, "±5s" or "+-5s", or both`, p.source)
	}
	p.window = time.Minute
	words := strings.Fields(argument)
	if len(words) > 2 {
		return bad()
	}
	for i, word := range words {
		rest, isWindow := strings.CutPrefix(word, "±")
		if !isWindow {
			rest, isWindow = strings.CutPrefix(word, "+-")
		}
		d, err := time.ParseDuration(rest)
		switch {
		case err != nil:
			return bad()
		case isWindow && d >= 0:
			p.window = d
		case !isWindow && i == 0 && strings.ContainsAny(rest[:1], "+-"):
			p.offset = d
		default:
			return bad()
		}
	}
	return nil
}

// anything says whether a text is a placeholder for whatever may be there, elements too.
func (t *texts) anything(s string) bool {
	if !t.marked(s) {
		return false
	}
	s = strings.TrimSpace(s)
	return s == "${any}" || s == "${optional}"
}

// absent says whether a text says that what it stands in must not be there, or, when ok is true and absent is not, that
// it need not be there.
func (t *texts) absent(s string) (absent, ok bool) {
	if !t.marked(s) {
		return false, false
	}
	s = strings.TrimSpace(s)
	return s == "${absent}", s == "${absent}" || s == "${optional}"
}

// placeholders compares a text with one that holds placeholders, or may.
func (t *texts) placeholders(want, got string) verdict {
	pieces, err := parsePieces(want)
	if err != nil {
		return verdict{hint: err.Error(), bad: true}
	}
	switch {
	case len(pieces) == 0:
		return verdict{equal: got == ""}
	case len(pieces) == 1 && pieces[0].name == "":
		plain := *t
		plain.o = &Options{}
		*plain.o = *t.o
		plain.o.Plain = true
		return plain.compare(pieces[0].literal, got)
	}
	v := t.match(pieces, got, nil)
	if !v.equal && t.want != nil {
		if again := t.match(pieces, t.got.Replace(got), t.want); again.equal {
			return again
		}
	}
	return v
}

// match compares a text with pieces, of whose literal text some is replaced first.
func (t *texts) match(pieces []piece, got string, r *strings.Replacer) verdict {
	expression, checks := t.expression(pieces, r)
	re, err := regexp.Compile(expression)
	if err != nil {
		return verdict{hint: "the placeholders are too large together: " + err.Error(), bad: true}
	}
	found := re.FindStringSubmatchIndex(got)
	if found == nil {
		return verdict{hint: "does not fit " + sources(pieces)}
	}
	for i, check := range checks {
		at := 2 * re.SubexpIndex(groupName(i))
		if hint, bad := check(got[found[at]:found[at+1]]); hint != "" {
			return verdict{hint: hint, bad: bad}
		}
	}
	return verdict{equal: true}
}

func groupName(i int) string { return "soapstone_" + strconv.Itoa(i) }

// check says what is wrong with a part of a text, and whether the placeholder is to blame.
type check func(part string) (hint string, bad bool)

// expression writes pieces as one regular expression, with a group for each part that is looked at once more.
func (t *texts) expression(pieces []piece, r *strings.Replacer) (string, []check) {
	var b strings.Builder
	var checks []check
	grouped := func(pattern string, c check) {
		b.WriteString("(?P<" + groupName(len(checks)) + ">" + pattern + ")")
		checks = append(checks, c)
	}
	b.WriteString(`(?s)\A`)
	for _, p := range pieces {
		if p.name == "time" {
			grouped(p.pattern, func(part string) (string, bool) { return t.timeFits(p, part) })
			continue
		}
		if p.name != "" {
			b.WriteString("(?:" + p.pattern + ")")
			continue
		}
		text := p.literal
		if r != nil {
			text = r.Replace(text)
		}
		at := 0
		if t.o.Strict&Times == 0 {
			for _, w := range findTimes(text) {
				b.WriteString(regexp.QuoteMeta(text[at:w.from]))
				want := text[w.from:w.to]
				grouped(timePatterns, func(part string) (string, bool) {
					g, ok := parseTime(part)
					if !ok {
						return "is no time", false
					}
					return t.sameTime(want, part, w.instant, g), false
				})
				at = w.to
			}
		}
		b.WriteString(regexp.QuoteMeta(text[at:]))
	}
	b.WriteString(`\z`)
	return b.String(), checks
}

// timeFits says what is wrong with an instant in the place of a ${time}.
func (t *texts) timeFits(p piece, part string) (hint string, bad bool) {
	i, ok := parseTime(part)
	switch {
	case !ok:
		return "does not fit " + p.source, false
	case p.window < 0:
		return "", false
	case i.form == timeOfDay || i.form == dateOnly:
		return p.source + " wants a date with a time", false
	case t.now[1].IsZero():
		return p.source + " cannot be checked: the instant of the answer is not known; write ${time}", true
	}
	if off := i.at.Sub(t.now[1].Add(p.offset)); off.Abs() > p.window {
		if off < 0 {
			return "too early by " + duration(-off), false
		}
		return "too late by " + duration(off), false
	}
	return "", false
}

func sources(pieces []piece) string {
	var l []string
	for _, p := range pieces {
		if p.name != "" && !slices.Contains(l, p.source) {
			l = append(l, p.source)
		}
	}
	return strings.Join(l, ", ")
}
