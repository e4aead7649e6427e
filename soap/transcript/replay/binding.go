package replay

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
)

// bindings say what stands in the place of a text of the story.
type bindings struct {
	live map[string]string // by the story's text
	list []string          // the story's texts

	// What follows from these, kept since every message asks for it: a list may have bound thousands of texts.
	certain   map[string]bool        // the story's texts that are ids beyond doubt
	uncertain bool                   // there are others
	came      map[string]bool        // the live texts
	spelt     map[syntax]*speltTexts // the story's, once they were looked for
}

func newBindings() *bindings {
	return &bindings{live: map[string]string{}, certain: map[string]bool{}, came: map[string]bool{}}
}

func (b *bindings) bind(story, live string) {
	before, bound := b.live[story]
	b.live[story] = live
	switch {
	case !bound:
		b.list = append(b.list, story)
		if correlate.Certain(story) {
			b.certain[story] = true
		} else {
			b.uncertain = true
		}
	case before != live: // what was bound before no longer counts
		b.spelt, b.came = nil, map[string]bool{}
		for _, text := range b.live {
			b.came[text] = true
		}
	}
	b.came[live] = true
}

// back returns the bindings the other way round.
func (b *bindings) back() *bindings {
	r := newBindings()
	for _, story := range b.list {
		r.bind(b.live[story], story)
	}
	return r
}

// syntax is how a text is spelt where it stands.
type syntax int

const (
	inText syntax = iota
	inXML
	inJSON
	inURL
)

// spell writes a text as its place wants it.
func (x syntax) spell(s string) string {
	switch x {
	case inXML:
		return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
	case inJSON:
		return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s)
	case inURL:
		return url.QueryEscape(s)
	}
	return s
}

// spelling is one way in which a text of the story may be written, and how the live one is written there.
type spelling struct{ story, live string }

// spellings are all of them. Where the story's text is written as it is although its place would have it otherwise,
// so is the live one.
func spellings(story, live string, in syntax) []spelling {
	all := []spelling{{story, live}}
	for _, x := range []syntax{in, inXML, inURL} {
		switch spelt := x.spell(story); {
		case spelt != story:
			all = append(all, spelling{spelt, x.spell(live)})
			if x == inURL {
				all = append(all, spelling{lowerPercents(spelt), lowerPercents(x.spell(live))})
			}
		case x == in:
			all[0].live = x.spell(live)
		}
	}
	return all
}

// lowerPercents writes %2B as %2b.
func lowerPercents(s string) string {
	b := []byte(s)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			copy(b[i+1:i+3], strings.ToLower(string(b[i+1:i+3])))
		}
	}
	return string(b)
}

// speltTexts are texts of the story in all their spellings, so that a text is gone through once and not for each of them: a
// list may have issued thousands of ids.
type speltTexts struct {
	known   int // how many of the bindings' list are here
	by      map[string][]bound
	lengths map[string][]int // of what is in by, the longest first, by the word it begins with
	begins  [256]bool        // the first bytes of what is in by: most places of a text are no place for one of them
}

// bound is a text of the story, and how the live one is written in the place of one of its spellings.
type bound struct{ story, live string }

// speltIn are the spellings of all that is bound by now.
func (b *bindings) speltIn(in syntax) *speltTexts {
	t := b.spelt[in]
	if t == nil {
		t = &speltTexts{by: map[string][]bound{}, lengths: map[string][]int{}}
		if b.spelt == nil {
			b.spelt = map[syntax]*speltTexts{}
		}
		b.spelt[in] = t
	}
	for _, story := range b.list[t.known:] {
		for i, s := range spellings(story, b.live[story], in) {
			if i == 0 || s.story != story {
				t.add(s.story, bound{story, s.live})
			}
		}
	}
	t.known = len(b.list)
	return t
}

func (t *speltTexts) add(text string, to bound) {
	if text == "" {
		return
	}
	t.by[text] = append(t.by[text], to)
	t.begins[text[0]] = true
	longestFirst := func(a, b int) int { return cmp.Compare(b, a) }
	word := wordAt(text, 0)
	if i, found := slices.BinarySearchFunc(t.lengths[word], len(text), longestFirst); !found {
		t.lengths[word] = slices.Insert(t.lengths[word], i, len(text))
	}
}

// wordAt is the word at an index of a text, or the character there that is none of a word. What may begin and end where it
// does begins with the same word as the text does there.
func wordAt(text string, from int) string {
	end := from
	for !correlate.MayEnd(text, end) {
		end++
	}
	return text[from:max(end, from+1)]
}

// at is what stands at an index of a text, and its length; the longest of several.
func (t *speltTexts) at(text string, from int, which func(story string) bool) (live string, length int) {
	for _, length := range t.lengths[wordAt(text, from)] {
		if length > len(text)-from {
			continue
		}
		for _, to := range t.by[text[from:from+length]] {
			if which(to.story) && correlate.MayEnd(text, from+length) {
				return to.live, length
			}
		}
	}
	return "", 0
}

// replace puts the live texts in the places of the story's. Of two that begin at the same place the longer counts, of two
// that overlap the first.
func (b *bindings) replace(text string, in syntax, which func(story string) bool) string {
	if len(b.list) == 0 {
		return text
	}
	spelt := b.speltIn(in)
	var out strings.Builder
	done := 0
	for from := 0; from < len(text); from++ {
		if !spelt.begins[text[from]] || !correlate.MayBegin(text, from) {
			continue
		}
		live, length := spelt.at(text, from, which)
		if length == 0 {
			continue
		}
		out.WriteString(text[done:from])
		out.WriteString(live)
		done = from + length
		from = done - 1
	}
	if done == 0 {
		return text
	}
	out.WriteString(text[done:])
	return out.String()
}
