package bolt

import "time"

// held has some calls wait for the disk, and others come meanwhile, which may run on what the first wrote. Then the disk goes on,
// or fails, or the power is lost.
func (h *history) held() {
	g, what := h.disk.syncs, "sync"
	if h.chance.IntN(2) == 0 {
		g, what = h.disk.writes, "write"
	}
	if h.chance.IntN(3) == 0 {
		h.disk.pages.close()
		h.note("a checkpoint is slow")
		h.tick <- time.Time{}
		h.touchSome()
	}
	defer h.disk.pages.open()
	g.close()
	first := h.calls(1 + h.chance.IntN(h.chance.IntN(4)+1))
	h.note("%d calls wait for the disk to %s", len(first), what)
	if len(first) == 1 && h.chance.IntN(3) > 0 {
		h.begin(first[0]) // which does the writer's work, if that has nothing to do
	} else {
		h.together(first)
	}
	held := func() bool { return g.holds() || allReturned(first) }
	yield(held)
	if !held() { // they wait for the checkpoint
		h.disk.pages.open()
		until(held)
	}
	if !g.holds() { // nothing of them was for the journal
		h.note("they do not")
		g.open()
		return
	}
	h.Held++
	h.showsNothing("while the disk has not said that it has it")
	h.touchSome()
	second := h.calls(h.chance.IntN(4))
	h.note("%d more", len(second))
	for _, c := range second {
		h.begin(c)
	}
	yield(func() bool { return h.ahead(second) == len(second) })
	ahead := h.ahead(second)
	h.Ahead += ahead
	h.showsNothing("while more wait for the disk")
	if len(second) > 0 {
		if ahead == len(second) {
			h.touchSome()
		} else if h.chance.IntN(3) == 0 {
			second[0].stop()
		}
	}
	switch h.chance.IntN(12) {
	case 0:
		h.crash()
		return
	case 1, 2:
		h.looksAtImage()
	}
	h.disk.pages.open()
	if h.chance.IntN(2) == 0 && !h.goesOn(g, first, second) {
		return
	}
	if g.holds() && h.chance.IntN(2) == 0 {
		h.fails(g == h.disk.syncs)
	}
	g.open()
}

// showsNothing looks whether nobody sees what waits for the journal. Where a segment is small, some of it may be too large for one,
// and is in the file already.
func (h *history) showsNothing(when string) {
	if h.segment == 0 {
		h.shows(when)
	}
}

// touchSome touches some later than anything was used.
func (h *history) touchSome() {
	for range h.chance.IntN(3) {
		h.touchLate(anyKey(h.chance))
	}
}

// goesOn has the first be durable, and says whether the disk is waited for again.
func (h *history) goesOn(g *gate, first, second []*call) bool {
	h.note("the first go on")
	g.one(nil)
	until(func() bool { return g.holds() || allReturned(first) })
	if !allReturned(first) { // one of them goes to the disk twice, or waits for a checkpoint
		return true
	}
	h.account()
	if h.segment == 0 { // or some may be too large for the journal, and need not wait for it
		h.shows("while the second wait for the disk")
	} else if seen := h.glimpse(0); seen.err == nil {
		h.glimpses = append(h.glimpses, seen)
	}
	if g.holds() && h.chance.IntN(4) == 0 { // or the file might go on meanwhile
		h.looksAtImage()
	}
	return true
}

// fails has whoever waits for the disk be told that it fails.
func (h *history) fails(sync bool) {
	h.mayFail, h.Failed = true, h.Failed+1
	err := []error{errDisk, errTorn, errLate}[h.chance.IntN(3)]
	if sick := h.chance.IntN(3) == 0; sick {
		h.disk.sick.Store(true)
		h.mayBeUnsure = true
		h.note("it goes on failing")
	}
	h.mayBeUnsure = h.mayBeUnsure || sync
	g := h.disk.writes
	if sync {
		g = h.disk.syncs
	}
	h.note("%v", err)
	g.one(err)
}
