package bolt

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
)

// start brings into the file what the process before left in its journal, and makes a new one.
func (db *DB) start(left leftover, o Options) (err error) {
	number, d := left.number, newDelta()
	path, err := filepath.EvalSymlinks(db.path) // by whatever name it is opened next time
	if err != nil {
		return fmt.Errorf("bolt: %w", err)
	}
	if left.journal != nil {
		if number, err = replayJournal(path, left, d); err != nil {
			return err
		}
		if err := db.checkpoint(d, number, markComplete); err != nil {
			return fmt.Errorf("bolt: data file %s: %w: look whether the disk is full or failing: what was not written is still in the journal", db.path, err)
		}
	}
	if db.journal, err = newJournal(path, o); err != nil {
		return fmt.Errorf("bolt: data file %s: its journal cannot be made beside it: %w: name a file in a folder where this user may make others, on a disk with room", db.path, err)
	}
	if err := db.checkpoint(newDelta(), number, markJournaled(db.journal.id)); err != nil {
		return errors.Join(fmt.Errorf("bolt: data file %s: %w: name a file that this user may write, on a disk with room", db.path, err), db.journal.close())
	}
	db.seq, db.journal.last = number, number
	db.now.Store(&picture{number: number, deltas: [2]*delta{newDelta()}})
	return nil
}

// replayJournal puts into a delta what is in the journal of a file and not in the file, and returns the number of the last
// update of all. The last frame may be there in part: nobody was told that it was kept, and what it has is dropped. Any
// other that is missing or damaged is an error, since what came after it was acknowledged.
func replayJournal(path string, left leftover, d *delta) (number uint64, err error) {
	var frames []framed
	for n := range len(journal{}.segments) {
		name := segmentPath(path, n)
		found, err := readSegment(name, *left.journal)
		if errors.Is(err, fs.ErrNotExist) {
			return 0, fmt.Errorf("bolt: %s was not closed, and %s, which may have its latest changes, is not beside it: bring that back, or choose another file", path, name)
		}
		if err != nil {
			return 0, fmt.Errorf("bolt: %s was not closed, and its latest changes cannot be read: %w: bring back the whole of both, or choose another file", path, err)
		}
		frames = append(frames, found...)
	}
	slices.SortFunc(frames, func(a, b framed) int { return cmp.Compare(a.number, b.number) })
	number = left.number
	for _, f := range frames {
		if f.number <= number { // in the file since a checkpoint
			continue
		}
		if f.before > number {
			return 0, fmt.Errorf("bolt: %s was not closed, and its journal, %s and %s, is damaged: it has changes that follow on some that it lacks: bring back the whole of all three, or choose another file",
				path, segmentPath(path, 0), segmentPath(path, 1))
		}
		if err := f.replay(d); err != nil {
			return 0, fmt.Errorf("bolt: %s was not closed, and its journal is damaged: %w: bring back the whole of both, or choose another file", path, err)
		}
		number = f.number
	}
	return number, nil
}
