// Package bolt keeps a [store.Store] in a bbolt file, with a journal beside it
// while it is open.
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
// One goroutine, which Close stops and waits for, is the writer. It takes every
// Update that waits into one commit, so that callers share the cost of the
// disk; no timer holds a lone caller back, who does the writer's work in its own
// goroutine and wakes nobody. Each function runs in its caller's goroutine when
// its turn comes, so a panic unwinds the caller's own stack. What a function
// wrote can be taken back singly.
//
// While the disk takes a commit, the functions of the next run already, on top of
// what it wrote. Nobody else sees that yet; and if the disk refuses it, both come
// to nothing.
//
// What is written goes into a delta, in memory, and at the commit into the
// journal, which is waited for: one sync of a few hundred bytes, where a commit
// of bbolt takes two, and a page for nearly each key. A checkpoint brings a delta
// into the file, in the background: with each Tick, when a segment of the journal
// is full, when an update has written much, which then waits for it, and at Close,
// which removes the journal. What began and ended since the last one never gets
// there. Whoever reads has a picture: the file, over it the delta that is on its
// way there, over that the one that is being written, and a number up to which
// they count. So a View sees what there was when it began, whatever happens
// meanwhile.
//
// After a crash, Open brings what the journal has into the file. The file names
// its journal, and is not opened without it. A frame has a sum, and the number of
// the one before: the last may be there in part, which nobody was told was kept;
// if any other is, or is missing, the file is refused.
//
// A Touch is a note in memory, written when Options.Tick says so, at Flush and
// at Close: many touches of one second then share a page that each commit
// would have written anew. Views and Updates read such notes with the record; a
// Put that ages a record overrules its notes. In the file a touch lies beside
// the record, and the record's place in the expiry index stays where it was;
// the next Due that meets it there moves it on. Nothing else of a record is
// kept in memory, but the last that were looked at.
//
// # Caveats
//
// The layout of the file is private to this package and may change with any
// version: use it through this package. A file written by a newer version is
// refused; so is a file that another process has open.
//
// The file does not shrink when records go; their pages are used again. It
// must lie on a local disk, since bbolt maps it into memory and locks it, and in
// a folder where the journal can be made beside it. A copy of it is one only if
// it was made after Close.
//
// A View that is held open keeps in memory what came after it, and everybody
// waiting when the file must be mapped anew, since it has doubled: for that bbolt
// waits until every View has ended, and keeps others from beginning.
package bolt
