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
}

func newBindings() *bindings { return &bindings{live: map[string]string{}} }

func (b *bindings) bind(story, live string) {
	if _, bound := b.live[story]; !bound {
		b.list = append(b.list, story)
	}
	b.live[story] = live
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

// replace puts the live texts in the places of the story's. Of two that begin at the same place the longer counts.
func (b *bindings) replace(text string, in syntax, which func(story string) bool) string {
	var hits []edit
	for _, story := range b.list {
		if !which(story) {
			continue
		}
		for i, s := range spellings(story, b.live[story], in) {
			if i > 0 && s.story == story {
				continue
			}
			for at := correlate.Find(text, s.story, 0); at >= 0; at = correlate.Find(text, s.story, at+len(s.story)) {
				hits = append(hits, edit{at, at + len(s.story), s.live})
			}
		}
	}
	slices.SortFunc(hits, func(a, b edit) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
	return apply(text, hits)
}
