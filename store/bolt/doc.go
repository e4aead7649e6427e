// Package bolt keeps a [store.Store] in one bbolt file.
//
// Open returns a [DB]; each [Handle] of it is a store of its own over the same
// records, with touches and waiters of its own, as another process would have.
// One is enough for a program.
//
//	db, err := bolt.Open("soapstone.db", bolt.Options{})
//	…
//	defer db.Close()
//	var s store.Store = db.Handle()
//
// # How it works
//
// One goroutine, which Close stops and waits for, owns the write transaction.
// It takes every Update that waits into one commit, so that callers share the
// cost of the disk, and begins the next as soon as that is durable: no timer
// holds a lone caller back. Each function runs in its caller's goroutine when
// its turn comes, so a panic unwinds the caller's own stack. What a function
// wrote can be taken back singly: the old value of every key is kept until the
// commit, and put back when the function fails.
//
// A Touch is a note in memory, written when Options.Tick says so, at Flush and
// at Close: many touches of one second then share a page that each commit
// would have written anew. Views and Updates read such notes with the record; a
// Put that ages a record overrules its notes. In the file a touch lies beside
// the record, and the record's place in the expiry index stays where it was;
// the next Due that meets it there moves it on. Nothing else of a record is
// kept in memory.
//
// # Caveats
//
// The layout of the file is private to this package and may change with any
// version: use it through this package. A file written by a newer version is
// refused; so is a file that another process has open.
//
// The file does not shrink when records go; their pages are used again. It
// must lie on a local disk, since bbolt maps it into memory and locks it.
package bolt
