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

// lengths are how long the secrets are that begin in one way, the longest first. All ids of a server may begin so.
type lengths []struct{ length, count int }

// file makes a secret be found by its value.
func (r *Run) file(s *secret) { r.count(s, 1) }

// count changes how many secrets of that beginning and length there are.
func (r *Run) count(s *secret, by int) {
	p := prefix([]byte(s.value[:shortest]))
	list := r.index[p]
	i, found := slices.BinarySearchFunc(list, len(s.value), func(l struct{ length, count int }, length int) int { return cmp.Compare(length, l.length) })
	if !found {
		list = slices.Insert(list, i, struct{ length, count int }{length: len(s.value)})
	}
	if list[i].count += by; list[i].count == 0 {
		list = slices.Delete(list, i, i+1)
	}
	if r.index[p] = list; len(list) == 0 {
		delete(r.index, p)
	}
}

// find returns the first secret in a text that is hidden there and where it stands, nil when there is none. The longest
// counts of those that begin at one place.
func (w *walk) find(s string) (at int, found *secret) {
	r := w.run
	if len(r.index) == 0 {
		return 0, nil
	}
	for at := 0; at+shortest <= len(s); at++ {
		for _, l := range r.index[prefix([]byte(s[at:at+shortest]))] {
			if at+l.length > len(s) {
				continue
			}
			if found := r.known[s[at:at+l.length]]; found != nil && w.hides(found) {
				return at, found
			}
		}
	}
	return 0, nil
}

// shown is what stands in the place of a secret.
func (w *walk) shown(s *secret) string {
	w.mark(s)
	switch {
	case s.name != "":
		return w.slot("secret " + s.name)
	case w.withIDs:
		return s.value
	}
	return s.pseudonym
}

// hides says whether a secret is hidden where nothing but its value tells it. Not hidden is a word in the answer of a system
// that no client has sent it to: it cannot know the password, and others use the word as well.
func (w *walk) hides(s *secret) bool {
	switch {
	case s.name == "":
		return !w.withIDs
	case !w.answer, w.system == "", len(s.systems) == 0, slices.Contains(s.systems, ""):
		return true
	}
	return slices.Contains(s.systems, w.system) || !ordinary(s.value)
}

// mark remembers to which system a client has sent a secret: from then on its answers may tell it.
func (w *walk) mark(s *secret) {
	if !w.sent || s == nil || s.name == "" || slices.Contains(s.systems, w.system) {
		return
	}
	if s.systems = append(s.systems, w.system); len(s.systems) > 1 && ordinary(s.value) {
		w.run.revision++
	}
}

// ordinary says whether a value can be a word of some language, or a name: letters alone, in the case of words, and not
// more of them than words have. Whoever makes passwords by chance makes none of that form.
func ordinary(value string) bool {
	const longest = 12
	if len(value) > longest || value == "" {
		return false
	}
	for _, c := range []byte(value) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	lower := strings.ToLower(value)
	return value[1:] == lower[1:] || value == strings.ToUpper(value)
}

// slot is a placeholder in the text that is gone through.
func (w *walk) slot(what string) string { return "${" + what + w.filters + "}" }
