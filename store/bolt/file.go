package bolt

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"syscall"
	"time"

	bbolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// A schema numbers the layout of the file: buckets, keys and their meaning. The
// form of a record has a number of its own in each record.
const (
	complete  = 1 // the file is complete in itself
	journaled = 2 // its latest changes are in the journal that it names, and a soapstone that knows of none must not open it
)

// leftover is what a file says of the process that had it before.
type leftover struct {
	number  uint64     // of the last update in the file
	journal *journalID // there is more in this one; nil where the file was closed
}

// lockWait is how long Open waits for another process to let go of the file,
// which one that is just ending does.
const lockWait = time.Second

// openFile opens and checks the file.
func openFile(path string, noSync bool) (*bbolt.DB, os.FileInfo, leftover, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && !info.IsDir() { // to open a pipe is to wait for a writer
		return nil, nil, leftover{}, fmt.Errorf("bolt: %s is no file that keeps what is written to it, but a pipe, a socket or a device: choose another file", path)
	}
	if err := checkLength(path); err != nil {
		return nil, nil, leftover{}, err
	}
	b, opened, err := openPages(path, &bbolt.Options{
		Timeout:      lockWait,
		NoSync:       noSync,
		NoStatistics: true,                    // they cost every View two locks
		FreelistType: bbolt.FreelistArrayType, // takes the first free pages, so that those of a commit lie together
	})
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, nil, leftover{}, fmt.Errorf("bolt: %s is in use by another process: stop that one first, or choose another file", path)
	case errors.As(err, new(syscall.Errno)): // no such folder, no permission, no room
		return nil, nil, leftover{}, fmt.Errorf("bolt: data file %s: %w: name a file that this user may read and write, in a folder that exists, on a disk with room", path, err)
	case err != nil:
		return nil, nil, leftover{}, fmt.Errorf("bolt: %s is not a soapstone data file, or is damaged (%w): bring back a copy of it, or choose another file", path, err)
	}
	left, err := prepare(b)
	if err != nil {
		return nil, nil, leftover{}, errors.Join(fmt.Errorf("bolt: %s %w", path, err), b.Close())
	}
	return b, opened, left, nil
}

// openPages opens the file and looks whether its pages hang together, while nobody else can write to it. Where bbolt itself
// meets one that is damaged it panics, or reads behind the end of what it has mapped. It also returns which file it is.
func openPages(path string, o *bbolt.Options) (b *bbolt.DB, opened os.FileInfo, err error) {
	defer guardPages(&err)()
	if b, err = bbolt.Open(path, 0o600, o); err != nil {
		return nil, nil, err
	}
	f, err := os.Open(path)
	if err == nil {
		opened, err = f.Stat()
		err = errors.Join(err, checkPages(f, latestMeta(f)), f.Close())
	}
	if err != nil {
		return nil, nil, errors.Join(err, b.Close())
	}
	return b, opened, nil
}

// guardPages makes an error of what happens to the goroutine until the function returned runs, deferred, when it meets a
// damaged page: a panic of bbolt's, or a fault of the memory that the file is mapped to.
func guardPages(err *error) func() {
	before := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(before)
		if p := recover(); p != nil {
			*err = fmt.Errorf("a page is %w: %v", errPage, p)
		}
	}
}

func schemaKey() []byte  { return []byte("schema") }
func journalKey() []byte { return []byte("journal") }

// markComplete notes that there is no journal.
func markComplete(meta *bbolt.Bucket) error {
	return errors.Join(meta.Delete(journalKey()), putSchema(meta, complete))
}

// markJournaled notes that there is one.
func markJournaled(id journalID) func(meta *bbolt.Bucket) error {
	return func(meta *bbolt.Bucket) error {
		return errors.Join(meta.Put(journalKey(), id[:]), putSchema(meta, journaled))
	}
}

func putSchema(meta *bbolt.Bucket, n int) error {
	return meta.Put(schemaKey(), []byte(strconv.Itoa(n)))
}

// prepare makes the buckets of a new file, and refuses one of another layout
// without a change to it. Its errors go on after the name of the file.
func prepare(b *bbolt.DB) (left leftover, err error) {
	fresh := false
	err = b.View(func(tx *bbolt.Tx) error {
		meta := tx.Bucket(metaBucket.name())
		if meta == nil {
			k, _ := tx.Cursor().First()
			fresh = k == nil
			if !fresh {
				return errors.New("is a data file of another program: choose another file")
			}
			return nil
		}
		n, err := strconv.Atoi(string(meta.Get(schemaKey())))
		switch {
		case err != nil || n < 1:
			return errors.New("does not say which version wrote it: choose another file")
		case n > journaled:
			return fmt.Errorf("was written by a newer soapstone (its schema is %d, this one knows up to %d): use the newer one, or choose another file", n, journaled)
		case n == journaled:
			left.journal = new(journalID)
			if id := meta.Get(journalKey()); copy(left.journal[:], id) != len(left.journal) || len(id) != len(left.journal) {
				return errors.New("does not say which journal goes with it, and is damaged: choose another file")
			}
		}
		for b := range buckets {
			if tx.Bucket(b.name()) == nil {
				return fmt.Errorf("lacks its part %q and is damaged: choose another file", b.name())
			}
		}
		left.number = tx.Bucket(recordBucket.name()).Sequence()
		return nil
	})
	if err != nil || !fresh {
		return left, err
	}
	err = b.Update(func(tx *bbolt.Tx) error {
		for b := range buckets {
			if _, err := tx.CreateBucket(b.name()); err != nil {
				return err
			}
		}
		return putSchema(tx.Bucket(metaBucket.name()), complete)
	})
	if err != nil {
		return leftover{}, fmt.Errorf("cannot be made ready: %w", err)
	}
	return leftover{}, nil
}
