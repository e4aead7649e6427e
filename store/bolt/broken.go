package bolt

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// isBroken returns why the file cannot be used any more, nil while it can.
func (db *DB) isBroken() error {
	if err := db.broken.Load(); err != nil {
		return *err
	}
	return nil
}

// breaks has every call from now on fail: what bbolt has in memory does not fit the file, and what it would write next
// might lose what is left. The first time it tells Options.Broken.
func (db *DB) breaks(p any) error {
	if isFault(p) {
		p = "a part of it cannot be read"
	}
	err := fmt.Errorf("bolt: %s was damaged while it was open, by the disk or another program (%v): stop soapstone, bring back a copy of the file or choose another, and start again", db.path, p)
	return db.givesUp(err)
}

// fails has every call from now on fail, since the disk failed in a way that leaves open what it has.
func (db *DB) fails(err error) error {
	return db.givesUp(fmt.Errorf("bolt: %s: %w: this update may have been kept or not, and no other is; see to the disk, and start soapstone again", db.path, err))
}

func (db *DB) givesUp(err error) error {
	if db.broken.CompareAndSwap(nil, &err) && db.whenBroken != nil {
		db.whenBroken(err)
	}
	return db.isBroken()
}

// guard makes an error of what happens to the goroutine until the function returned runs, deferred, when it meets a page
// that was damaged since Open: a panic of bbolt's, or a fault of the memory that the file is mapped to. Any other panic goes
// on.
func (db *DB) guard(err *error) func() {
	before := debug.SetPanicOnFault(true)
	return func() {
		p := recover()
		debug.SetPanicOnFault(before)
		switch {
		case p == nil:
		case !ofFile(p):
			panic(p)
		default:
			*err = db.breaks(p)
		}
	}
}

// sticks is deferred around a call of bbolt's, and notes that it did not end: where it panics it keeps its locks.
func (db *DB) sticks(unless *bool) {
	if !*unless {
		db.stuck.Store(true)
	}
}

// isFault says whether a panic is a fault of memory at an address, which that of a nil pointer is not.
func isFault(p any) bool {
	_, fault := p.(interface{ Addr() uintptr })
	return fault
}

// ofFile says whether a panic, which has just been recovered from, came of the file: it is a fault of memory at an address,
// or began in bbolt.
func ofFile(p any) bool {
	if isFault(p) {
		return true
	}
	var callers [64]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers[:])])
	panicked := false
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			panicked = true
		case panicked && !strings.HasPrefix(f.Function, "runtime."):
			return strings.HasPrefix(f.Function, "go.etcd.io/bbolt")
		}
	}
	return false
}
