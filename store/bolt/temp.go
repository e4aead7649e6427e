package bolt

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	bbolt "go.etcd.io/bbolt"
)

// The temporary folders, and the file in each. Nobody would name a file of their own so, in a folder called so.
const (
	tempFolder = "soapstone-*"
	tempFile   = "temporary.db"
)

// OpenTemp opens an empty file in a temporary folder of its own, which Close
// removes. It does not wait for the disk. It also removes the folders of
// processes that were killed before they could.
func OpenTemp() (*DB, error) {
	removeAbandoned()
	dir, err := os.MkdirTemp("", tempFolder)
	if err != nil {
		return nil, fmt.Errorf("bolt: make a temporary folder: %w", err)
	}
	db, err := Open(filepath.Join(dir, tempFile), Options{NoSync: true})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	db.temp = dir
	return db, nil
}

// removeAbandoned removes the temporary files that nobody has open. What cannot
// be removed stays: it is another user's, or another process removes it, too.
func removeAbandoned() {
	files, err := filepath.Glob(filepath.Join(os.TempDir(), tempFolder, tempFile))
	if err != nil {
		return // the name of the temporary folder is no pattern
	}
	for _, name := range files {
		if !abandoned(name) || os.Remove(name) != nil {
			continue
		}
		for n := range len(journal{}.segments) {
			_ = os.Remove(segmentPath(name, n)) // there is none where it was closed
		}
		_ = os.Remove(filepath.Dir(name)) // fails when something else is in it, which is not ours
	}
}

// abandoned says whether nobody has a file open any more. Whoever makes one has its
// lock before there is a byte in it, and until the end: so there is no moment in
// which a file that has some is about to be used.
func abandoned(name string) bool {
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return false
	}
	b, err := bbolt.Open(name, 0o600, &bbolt.Options{ReadOnly: true, Timeout: time.Nanosecond, NoStatistics: true})
	return err == nil && b.Close() == nil
}
