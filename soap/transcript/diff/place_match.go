package diff

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

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
		options, plain := *t.o, *t
		options.Plain = true
		plain.o = &options
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
	case t.o.Got.Now.IsZero():
		return p.source + " cannot be checked: the instant of the answer is not known; write ${time}", true
	}
	if off := i.at.Sub(t.o.Got.Now.Add(p.offset)); off.Abs() > p.window {
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
