package mask

import (
	"cmp"
	"slices"
	"strings"
)

// shortest is how many bytes a secret has that is looked for within texts.
const shortest = 6

// prefix is how a secret begins.
type prefix [shortest]byte

// file makes a secret be found by its value.
func (r *Run) file(s *secret) {
	p := prefix([]byte(s.value[:shortest]))
	list := append(r.index[p], s)
	slices.SortStableFunc(list, func(a, b *secret) int { return cmp.Compare(len(b.value), len(a.value)) })
	r.index[p] = list
}

// find returns the first secret in a text and where it stands, nil when there is none. The longest counts of those that
// begin at one place.
func (r *Run) find(s string) (at int, found *secret) {
	if len(r.index) == 0 {
		return 0, nil
	}
	for at := 0; at+shortest <= len(s); at++ {
		for _, candidate := range r.index[prefix([]byte(s[at:at+shortest]))] {
			if strings.HasPrefix(s[at:], candidate.value) {
				return at, candidate
			}
		}
	}
	return 0, nil
}

// replace hides the secrets that stand in a text as they are. Placeholders that are there are left alone.
func (w *walk) replace(s string) string {
	if len(w.run.index) == 0 {
		return s
	}
	if !strings.Contains(s, "${") {
		return w.replaceIn(s)
	}
	var out strings.Builder
	from := 0
	for _, p := range placeholder.FindAllStringIndex(s, -1) {
		out.WriteString(w.replaceIn(s[from:p[0]]))
		out.WriteString(s[p[0]:p[1]])
		from = p[1]
	}
	out.WriteString(w.replaceIn(s[from:]))
	return out.String()
}

func (w *walk) replaceIn(s string) string {
	var out strings.Builder
	for {
		at, found := w.run.find(s)
		if found == nil {
			if out.Len() == 0 {
				return s
			}
			out.WriteString(s)
			return out.String()
		}
		out.WriteString(s[:at] + w.shown(found))
		s = s[at+len(found.value):]
	}
}

// shown is what stands in the place of a secret.
func (w *walk) shown(s *secret) string {
	if s.name != "" {
		return w.slot("secret " + s.name)
	}
	return s.pseudonym
}

// slot is a placeholder in the text that is gone through.
func (w *walk) slot(what string) string { return "${" + what + w.filters + "}" }
