package bolt

import (
	"sync"

	"github.com/soapstone-dev/soapstone/store"
)

const (
	maxSeen     = 1024    // records that are remembered at most
	maxSeenSize = 4 << 10 // bytes of the stored form of one that is
)

// seen remembers records that were read, as they are but for touches in memory. The same few sessions are looked at again and
// again, and the call that looks at one mostly touches it, too.
type seen struct {
	mu   sync.Mutex
	base uint64 // of the pictures in which they were read
	m    map[string]seenRecord
}

// A seenRecord is good for every picture with the same base in which the deltas say the same of it.
type seenRecord struct {
	says
	sight
}

// says is what the deltas of a picture say of a record: nil for nothing.
type says struct{ record, touch *version }

// says returns what the deltas say of the record with the encoded key k.
func (p *picture) says(k []byte) says {
	return says{p.find(recordBucket, k, p.number), p.find(touchBucket, k, p.number)}
}

// sight is a record: its head as it was put, and the record with the touch that is kept with it.
type sight struct {
	head    head
	rec     store.Record
	size    int    // of the stored form
	picture uint64 // the number of the picture that it belongs to
}

// keep remembers a record that was read in a picture.
func (s *seen) keep(p *picture, key string, said says, v sight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.base < s.base {
		return
	}
	if s.m == nil {
		s.m = make(map[string]seenRecord)
	}
	if p.base > s.base || len(s.m) >= maxSeen {
		clear(s.m)
	}
	s.base = p.base
	s.m[key] = seenRecord{said, v}
}

// find returns a record as it is in a picture, if it was read before. It is shared: clone what is handed on.
func (s *seen) find(p *picture, key []byte, said says) (sight, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.base != s.base {
		return sight{}, false
	}
	v, ok := s.m[string(key)]
	v.sight.picture = p.number
	return v.sight, ok && v.says == said
}

// glimpse returns a record of a picture without looking at the file, and says whether that could be done. It also returns what
// the deltas say.
func (h *Handle) glimpse(p *picture, k []byte, key store.Key) (s sight, said says, ok bool, err error) {
	said = p.says(k)
	if s, ok := h.seen.find(p, k, said); ok {
		return s, said, true, nil
	}
	if said.record == nil {
		return sight{}, said, false, nil
	}
	var touch []byte
	if said.touch != nil { // if not, then none is in the file either: whatever puts a record deletes its touch
		touch = said.touch.value
	}
	s, err = h.remember(p, k, key, said, said.record.value, touch)
	return s, said, true, err
}

// remember makes a record of what is stored of it in a picture, for the next glimpse.
func (h *Handle) remember(p *picture, k []byte, key store.Key, said says, record, touch []byte) (sight, error) {
	text := string(k) // the caller's key may not live as long as the record
	s, err := readSight(text, key, record, touch)
	s.picture = p.number
	if err == nil && s.size <= maxSeenSize {
		h.seen.keep(p, text, said, s)
	}
	return s, err
}

// readSight makes a record of what is stored under its key, which is encoded in text: the record, and the last touch.
func readSight(text string, key store.Key, record, touch []byte) (sight, error) {
	if record == nil {
		return sight{}, notFound(key)
	}
	h, rec, err := decode(record)
	if err != nil {
		return sight{}, damaged(key, err)
	}
	id := text[len(text)-len(key.ID):]
	kind := text[len(text)-len(id)-len(key.Kind) : len(text)-len(id)]
	system := text[1 : 1+len(key.System)]
	rec.Key = store.Key{System: system, Kind: kind, ID: id}
	if touch != nil {
		if rec.LastUsed, err = touchedAt(key, touch); err != nil {
			return sight{}, err
		}
	}
	return sight{head: h, rec: rec, size: len(record)}, nil
}
