package correlate

// recent is a set that forgets what was added long ago, so that it stays of one size.
type recent struct{ young, old map[string]bool }

// mostRecent is how many texts half of the set has.
const mostRecent = 50_000

func (r *recent) add(text string) {
	if r.young == nil || len(r.young) >= mostRecent {
		r.young, r.old = map[string]bool{}, r.young
	}
	r.young[text] = true
}

func (r *recent) has(text string) bool { return r.young[text] || r.old[text] }
