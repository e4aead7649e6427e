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

// InPlace returns nil while the file is where it was opened, so that the next Open finds what is kept in it, and an ErrGone
// otherwise. A temporary file is never missed. It costs a look at the folder.
func (db *DB) InPlace() error {
	if db.temp != "" {
		return nil
	}
	found, err := os.Stat(db.path)
	switch {
	case errors.Is(err, fs.ErrPermission): // it may well be there
		return nil
	case err == nil && os.SameFile(found, db.opened):
		return nil
	case err == nil:
		err = errors.New("there is another file")
	}
	return fmt.Errorf("bolt: %s is not in its place any more (%w): %w: what was kept is only in the file that was opened, and lost if that was deleted: bring back the file or a copy of it", db.path, err, ErrGone)
}
