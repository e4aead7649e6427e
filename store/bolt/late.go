package bolt

import (
	"cmp"
	"container/heap"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// A lateness is when a record is due whose expiry entry stands earlier.
type lateness struct {
	due time.Time
	id  string
}

func (l lateness) compare(due time.Time, id string) int {
	return cmp.Or(l.due.Compare(due), cmp.Compare(l.id, id))
}

// later holds, as a heap, the records that a View's Due met too early. It holds
// no more of them than it takes to find them again, since they may be all that
// there are.
type later []lateness

var _ heap.Interface = (*later)(nil)

func (l later) Len() int           { return len(l) }
func (l later) Less(i, j int) bool { return l[i].compare(l[j].due, l[j].id) < 0 }
func (l later) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }
func (l *later) Push(x any)        { *l = append(*l, x.(lateness)) }

func (l *later) Pop() any {
	last := len(*l) - 1
	x := (*l)[last]
	*l = (*l)[:last]
	return x
}

// before reports whether the first of them comes before a place in the order of Due.
func (l later) before(due time.Time, id string) bool {
	return len(l) > 0 && l[0].compare(due, id) < 0
}

// next takes the first of them out and returns its record as it was when it
// was met, whatever touch came since.
func (l *later) next(t *tx, system, kind string) (store.Record, error) {
	if t.finished {
		return store.Record{}, errEnded()
	}
	first := heap.Pop(l).(lateness)
	key := store.Key{System: system, Kind: kind, ID: first.id}
	_, rec, err := t.load(recordKey(key), key)
	if err != nil {
		return store.Record{}, err
	}
	rec.LastUsed = first.due.Add(-rec.Timeout)
	return rec, nil
}
