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

// schema numbers the layout of the file: buckets, keys and their meaning. The
// form of a record has a number of its own in each record.
const schema = 1

// lockWait is how long Open waits for another process to let go of the file,
// which one that is just ending does.
const lockWait = time.Second

// openFile opens and checks the file and returns the number of the last update
// in it.
func openFile(path string, noSync bool) (*bbolt.DB, uint64, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && !info.IsDir() { // to open a pipe is to wait for a writer
		return nil, 0, fmt.Errorf("bolt: %s is no file that keeps what is written to it, but a pipe, a socket or a device: choose another file", path)
	}
	if err := checkLength(path); err != nil {
		return nil, 0, err
	}
	b, err := openPages(path, &bbolt.Options{
		Timeout:      lockWait,
		NoSync:       noSync,
		NoStatistics: true,                    // they cost every View two locks
		FreelistType: bbolt.FreelistArrayType, // takes the first free pages, so that those of a commit lie together
	})
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, 0, fmt.Errorf("bolt: %s is in use by another process: stop that one first, or choose another file", path)
	case errors.As(err, new(syscall.Errno)): // no such folder, no permission, no room
		return nil, 0, fmt.Errorf("bolt: data file %s: %w: name a file that this user may read and write, in a folder that exists, on a disk with room", path, err)
	case err != nil:
		return nil, 0, fmt.Errorf("bolt: %s is not a soapstone data file, or is damaged (%w): bring back a copy of it, or choose another file", path, err)
	}
	seq, err := prepare(b)
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("bolt: %s %w", path, err), b.Close())
	}
	return b, seq, nil
}

// openPages opens the file and looks whether its pages hang together, while nobody else can write to it. Where bbolt itself
// meets one that is damaged it panics, or reads behind the end of what it has mapped.
func openPages(path string, o *bbolt.Options) (b *bbolt.DB, err error) {
	defer guardPages(&err)()
	if b, err = bbolt.Open(path, 0o600, o); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err == nil {
		err = errors.Join(checkPages(f, latestMeta(f)), f.Close())
	}
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
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

func schemaKey() []byte { return []byte("schema") }

// prepare makes the buckets of a new file, and refuses one of another layout
// without a change to it. Its errors go on after the name of the file.
func prepare(b *bbolt.DB) (seq uint64, err error) {
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
		case n > schema:
			return fmt.Errorf("was written by a newer soapstone (its schema is %d, this one knows up to %d): use the newer one, or choose another file", n, schema)
		}
		for b := range buckets {
			if tx.Bucket(b.name()) == nil {
				return fmt.Errorf("lacks its part %q and is damaged: choose another file", b.name())
			}
		}
		seq = tx.Bucket(recordBucket.name()).Sequence()
		return nil
	})
	if err != nil || !fresh {
		return seq, err
	}
	err = b.Update(func(tx *bbolt.Tx) error {
		for b := range buckets {
			if _, err := tx.CreateBucket(b.name()); err != nil {
				return err
			}
		}
		return tx.Bucket(metaBucket.name()).Put(schemaKey(), []byte(strconv.Itoa(schema)))
	})
	if err != nil {
		return 0, fmt.Errorf("cannot be made ready: %w", err)
	}
	return 0, nil
}
