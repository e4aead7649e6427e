package record

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
)

// What could not be written is in memory alone, and stays there until it can be. When that becomes too much, the recording
// pauses: the oldest is kept and the newest is not, as with any recorder that is full. No story has a hole for that: what
// comes after a pause begins stories of its own, and those of before are whole up to it.

// again is how long nobody tries, in real time, to write what could not be written: that costs as much as writing it.
const again = time.Second

// attempt is when something was tried in vain.
type attempt struct{ at time.Time }

// soon says whether that was too short a time before now. Where nobody knows the time it was not.
func (a attempt) soon(now time.Time) bool {
	return !a.at.IsZero() && now.Sub(a.at).Abs() < again
}

// shrink lets go of the stories that were silent longest until the rest fits. They are in their files; one that could not be
// written stays, since it is nowhere else.
func (b *Book) shrink(now time.Time) {
	if b.size <= b.o.MaxMemory || b.stuck.soon(now) {
		return
	}
	const most = 3 // failures: the others would fail, too
	failures := 0
	longest := func(a, b *talk) int { return cmp.Compare(a.used, b.used) }
	talks := slices.SortedFunc(maps.Values(b.talks), longest)
	b.endAway(talks)
	for _, t := range talks {
		if b.size <= b.o.MaxMemory || failures == most {
			break
		}
		if len(t.exchanges) == 0 {
			continue
		}
		if err := b.write(t); err != nil {
			b.note(err)
			failures++
			continue
		}
		b.letGo(t)
		if t.over {
			b.drop(t)
		}
	}
	b.stuck = attempt{}
	if b.size > b.o.MaxMemory {
		b.stuck = attempt{now}
	}
}

// endAway ends conversations that are only in their files, the longest silent first, while what those files do not say takes
// more than half of the memory: the other half is for the stories that go on. Who comes back begins another story.
func (b *Book) endAway(talks []*talk) {
	var left int64
	for _, t := range talks {
		left += t.left
	}
	for _, t := range talks {
		if left <= b.o.MaxMemory/2 {
			return
		}
		if len(t.exchanges) == 0 {
			left -= t.left
			b.splitter.Forget(t.number)
			b.drop(t)
		}
	}
}

// endLarge ends a story that is too large to go on, once it is written.
func (b *Book) endLarge(t *talk, now time.Time) {
	if t.size < b.o.MaxStory || t.stuck.soon(now) || t.kept < len(t.exchanges) && !b.try(t, now) {
		return
	}
	b.o.Log.Warn("a transcript is over for its size: the conversation goes on in another one", "file", t.file, "limit", b.o.MaxStory)
	b.size -= t.size
	b.splitter.Forget(t.number)
	b.drop(t)
}

// drop ends a conversation that is in its file.
func (b *Book) drop(t *talk) {
	b.size -= t.left
	delete(b.talks, t.number)
}

// pauses says whether an exchange can no longer be kept. It ends the pause when what waited could be written.
func (b *Book) pauses(now time.Time) bool {
	if !b.paused {
		return false
	}
	if b.shrink(now); b.size > b.o.MaxMemory {
		b.missed++
		return true
	}
	b.paused = false
	b.o.Log.Warn("the recording goes on, in new transcripts", "missed requests", b.missed)
	return false
}

// pauseIfFull begins a pause when too much could not be written. All conversations are over with it.
func (b *Book) pauseIfFull() {
	if b.size <= b.o.MaxUnwritten {
		return
	}
	b.paused = true
	b.o.Log.Error("the recording pauses: too much could not be written; requests are answered and not kept until there is room in the folder",
		"waiting bytes", b.size, "limit", b.o.MaxUnwritten)
	talks := b.talks
	b.talks = map[int]*talk{}
	for _, t := range talks {
		if len(t.exchanges) == 0 { // it is in its file
			b.size -= t.left
			continue
		}
		b.over++
		t.over, t.number = true, -b.over // numbers of those that go on are above zero
		b.talks[t.number] = t
	}
	b.splitter = correlate.NewSplitter(b.o.By)
}

// try writes the story of a conversation, and keeps in mind when that was in vain.
func (b *Book) try(t *talk, now time.Time) (written bool) {
	err := b.write(t)
	b.note(err)
	t.stuck = attempt{}
	if err != nil {
		t.stuck = attempt{now}
	}
	return err == nil
}

// forget ends the conversations that were silent longest while there are too many.
func (b *Book) forget(now time.Time) {
	for len(b.talks) > b.o.MaxTalks {
		var oldest *talk
		for _, t := range b.talks {
			if t.used > 0 && (oldest == nil || t.used < oldest.used) { // the new one was not used yet
				oldest = t
			}
		}
		if len(oldest.exchanges) > 0 {
			// One that cannot be written stays. It may be large, so not each conversation that begins tries it again.
			if oldest.stuck.soon(now) || !b.try(oldest, now) {
				return
			}
			b.size -= oldest.size
		}
		b.splitter.Forget(oldest.number)
		b.drop(oldest)
	}
}

// Missed is how many requests were not kept by now because what came before could not be written.
func (b *Book) Missed() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.missed
}
