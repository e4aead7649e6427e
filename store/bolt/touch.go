package bolt

import (
	"context"
	"math"
	"sync"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// A touch raises the record that was born then to at.
type touch struct {
	at    time.Time
	born  uint64
	count uint64 // how many touches the handle had taken with it
	until uint64 // the update with a Put that overruled it; MaxUint64 for none
}

// over returns which of two touches of one key stays.
func (t touch) over(u touch) bool {
	if t.born != u.born {
		return t.born > u.born
	}
	return t.at.After(u.at)
}

// raises reports whether the touch counts for a record.
func (t touch) raises(h *head) bool {
	return t.born == h.born && !t.at.Before(h.created) && t.at.After(h.lastUsed)
}

// overruled reports whether the picture shows a Put that the touch is no longer over.
func (t *touch) overruled(picture uint64) bool { return picture >= t.until }

// A layer holds touches by record key. The update with the number until writes
// all of them that count, so from there on they are to be read from the
// picture, where a later Put or Delete may have overruled them.
type layer struct {
	m     map[string]*touch
	until uint64
}

// touches are those of one handle that are not in a picture yet. A View takes both
// layers before it has a picture, and keeps them: whatever is committed
// meanwhile, each touch made before the View is either in the picture that it
// gets or in a layer that still counts for it. An Update takes those of every
// handle when its turn comes.
type touches struct {
	mu     sync.Mutex
	closed bool
	count  uint64 // of touches taken
	hot    *layer // takes new touches
	frozen *layer // being written, or nil
}

func newLayer() *layer {
	return &layer{m: make(map[string]*touch), until: math.MaxUint64}
}

func (ts *touches) add(key []byte, t touch) error {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if ts.closed {
		return errClosed()
	}
	ts.count++
	t.count, t.until = ts.count, math.MaxUint64
	switch old := ts.hot.m[string(key)]; {
	case old == nil || old.until != math.MaxUint64:
		ts.hot.m[string(key)] = new(t)
	case t.over(*old):
		*old = t // under the key that is there already
	}
	return nil
}

func (ts *touches) pending() int {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	return len(ts.hot.m)
}

// capture returns the layers for a View that is about to begin.
func (ts *touches) capture() (layers [2]*layer) {
	layers, _ = ts.captureAt()
	return layers
}

// captureAt returns the layers for an Update whose turn has come, and how many
// touches were taken so far.
func (ts *touches) captureAt() (layers [2]*layer, count uint64) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	layers[0] = ts.frozen
	if len(ts.hot.m) > 0 {
		layers[1] = ts.hot
	}
	return layers, ts.count
}

// overrule has a Put of the update with the number id overrule the touch
// of its record that would raise it, unless that came later than the function
// began, when there were so many. It returns the touch, nil for none.
func (ts *touches) overrule(key []byte, h *head, count, id uint64) *touch {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	t := ts.hot.m[string(key)]
	if t == nil || t.count > count || t.until != math.MaxUint64 || !t.raises(h) {
		return nil
	}
	t.until = id
	return t
}

// reinstate takes back that touches were overruled, by record key.
func (ts *touches) reinstate(overruled map[string]*touch) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	for _, t := range overruled {
		t.until = math.MaxUint64
	}
	ts.again(overruled)
}

// again has touches be pending again, but for those in whose place there is a later one.
func (ts *touches) again(pending map[string]*touch) {
	for key, t := range pending {
		if newer := ts.hot.m[key]; newer == nil || t.over(*newer) {
			ts.hot.m[key] = t
		}
	}
}

// applied returns the record of a sight with the touches that are not in its file.
func (ts *touches) applied(layers [2]*layer, key []byte, s sight) store.Record {
	if layers[0] == nil && layers[1] == nil {
		return s.rec
	}
	h := s.head
	h.lastUsed = s.rec.LastUsed
	ts.mu.Lock()
	defer ts.mu.Unlock()
	for _, l := range layers {
		if l == nil || s.picture >= l.until {
			continue
		}
		if t := l.m[string(key)]; t != nil && !t.overruled(s.picture) && t.raises(&h) {
			h.lastUsed = t.at
		}
	}
	s.rec.LastUsed = h.lastUsed
	return s.rec
}

// freeze hands what is to be written to the update with the number id, or
// returns nil when there is nothing.
func (ts *touches) freeze(id uint64) *layer {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if len(ts.hot.m) == 0 {
		return nil
	}
	ts.hot.until = id
	ts.frozen, ts.hot = ts.hot, newLayer()
	return ts.frozen
}

// settle ends what freeze began. Touches that could not be written are pending
// again.
func (ts *touches) settle(written bool) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if ts.frozen == nil {
		return
	}
	if !written {
		ts.frozen.until = math.MaxUint64 // for those who read on with it
		ts.again(ts.frozen.m)
	}
	ts.frozen = nil
}

// close lets no more touches in; what is there is still to be written.
func (ts *touches) close() {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.closed = true
}

// Touch implements store.Store. It costs one look at the record and a note.
func (h *Handle) Touch(ctx context.Context, key store.Key, at time.Time) error {
	if err := h.usable(ctx); err != nil {
		return err
	}
	if key.Validate() != nil {
		return notFound(key)
	}
	var few [256]byte
	k := appendRecordKey(few[:0], key)
	s, _, known, err := h.glimpse(h.db.now.Load(), k, key)
	if err != nil {
		return err
	}
	rec := s.head
	if !known {
		if rec, err = h.head(k, key); err != nil {
			return err
		}
	}
	t := touch{at: at.Round(0).UTC(), born: rec.born}
	if !t.raises(&rec) {
		return nil
	}
	return h.touches.add(k, t)
}
