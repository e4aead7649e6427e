package bolt

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// ErrGone is a file that was deleted, moved or replaced by another while it was open. Systems that permit this go on with the
// one that was opened as if nothing were, until nobody has it open any more.
var ErrGone = errors.New("it was deleted, moved or replaced while it was open")

// ErrJournalGone is a segment of the journal that was deleted, moved or replaced while the file was open. Close still brings
// everything into the file.
var ErrJournalGone = errors.New("it was deleted, moved or replaced while the data file was open")

// InPlace returns nil while the file is where it was opened, and its journal beside it, so that the next Open finds what is kept in
// them; and an ErrGone or an ErrJournalGone otherwise. A temporary file is never missed, nor is a journal that Close may have
// removed. It costs a look at the folder.
func (db *DB) InPlace() error {
	if err := db.fileInPlace(); err != nil || db.temp != "" {
		return err
	}
	db.mu.Lock()
	defer db.mu.Unlock() // so that Close does not begin meanwhile
	if db.ending {
		return nil
	}
	for n, s := range db.journal.segments {
		if s.opened == nil {
			continue
		}
		if err := inPlace(segmentPath(db.journal.path, n), s.opened); err != nil {
			return fmt.Errorf("bolt: %s, a part of the journal of %s, is not in its place any more (%w): %w: if the program is killed now, the data file cannot be opened again; if it stops in order, all is in it",
				segmentPath(db.journal.path, n), db.path, err, ErrJournalGone)
		}
	}
	return nil
}

// inPlace returns nil while a file is where it was opened.
func inPlace(path string, opened os.FileInfo) error {
	found, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrPermission): // it may well be there
		return nil
	case err == nil && os.SameFile(found, opened):
		return nil
	case err == nil:
		return errors.New("there is another file")
	}
	return err
}

// fileInPlace is InPlace of the file alone.
func (db *DB) fileInPlace() error {
	if db.temp != "" {
		return nil
	}
	err := inPlace(db.path, db.opened)
	if err == nil {
		return nil
	}
	return fmt.Errorf("bolt: %s is not in its place any more (%w): %w: what was kept is only in the file that was opened, and lost if that was deleted: bring back the file or a copy of it", db.path, err, ErrGone)
}
