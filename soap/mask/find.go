package mask

import (
	"cmp"
	"slices"
)

// shortest is how many bytes a secret has that is looked for within texts.
const shortest = 6

// prefix is how a secret begins.
type prefix [shortest]byte

// ofLength is how many secrets that begin in one way have a length.
type ofLength struct{ length, count int }

// lengths are how long the secrets are that begin in one way, the longest first. All ids of a server may begin so.
type lengths []ofLength

// count changes how many secrets of that beginning and length there are, by which a secret is found within a text.
func (r *Run) count(s *secret, by int) {
	if len(s.value) < shortest {
		return
	}
	p := prefix([]byte(s.value[:shortest]))
	list := r.index[p]
	i, found := slices.BinarySearchFunc(list, len(s.value), func(l ofLength, length int) int { return cmp.Compare(length, l.length) })
	if !found {
		list = slices.Insert(list, i, ofLength{length: len(s.value)})
	}
	if list[i].count += by; list[i].count == 0 {
		list = slices.Delete(list, i, i+1)
	}
	if r.index[p] = list; len(list) == 0 {
		delete(r.index, p)
	}
}

// find returns the first secret in a text and where it stands, nil when there is none. The longest counts of those that
// begin at one place.
func (r *Run) find(s string) (at int, found *secret) {
	if len(r.index) == 0 {
		return 0, nil
	}
	for at := 0; at+shortest <= len(s); at++ {
		for _, l := range r.index[prefix([]byte(s[at:at+shortest]))] {
			if at+l.length > len(s) {
				continue
			}
			if found := r.known[s[at:at+l.length]]; found != nil {
				return at, found
			}
		}
	}
	return 0, nil
}

// shown is what stands in the place of a secret.
func (w *walk) shown(s *secret) string {
	switch {
	case s.name != "":
		return w.slot("secret " + s.name)
	case w.withIDs:
		return s.value
	}
	return s.pseudonym
}

func (w *walk) hides(s *secret) bool { return s.name != "" || !w.withIDs }

// slot is a placeholder in the text that is gone through.
func (w *walk) slot(what string) string { return "${" + what + w.filters + "}" }
