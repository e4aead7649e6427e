package bolt

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	// segmentSize is how long one segment of a journal gets at most, and so how much is in memory before a checkpoint.
	segmentSize = 4 << 20
	// segmentStep is by how much a segment grows at once, with zeros: to write over what is there costs the disk half of
	// what it costs to write behind its end.
	segmentStep = 256 << 10

	segmentMagic = "soapstone journal 1\n"
	segmentHead  = 64
)

// A journal takes what each commit wrote, and is waited for instead of the file. It is two segments, beside the file, that are
// filled in turn: while a checkpoint brings into the file what is in one of them, commits go on in the other.
//
// A sector is written again where a frame begins in the one that the last frame ended in. As SQLite and others do, this
// trusts a disk that loses its power not to spoil a sector with it.
type journal struct {
	id       journalID
	path     string // of the file that it is beside
	noSync   bool
	max      int64 // of a segment
	segments [2]segment
	current  int
	last     uint64 // number of the last frame, or of the last update that is in the file for sure
}

type segment struct {
	file   segmentFile
	opened os.FileInfo // when it was made; nil where it is no file of the system's
	size   int64       // that is there on the disk
	end    int64       // of the last frame
}

// A segmentFile is what a journal does with a file.
type segmentFile interface {
	io.WriterAt
	io.Closer
	Sync() error     // waits until all is on the disk
	SyncData() error // waits, unless the file has grown
}

// A diskFile is a file of the system's.
type diskFile struct{ *os.File }

// createSegment makes a new file, where there is one in its place: that may be somebody's who still writes to it, since the data
// file that it is of was taken away meanwhile.
func createSegment(path string) (segmentFile, error) {
	if there, err := os.Lstat(path); err == nil && !there.IsDir() {
		if err := os.Remove(path); err != nil {
			return nil, err
		}
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	return diskFile{f}, nil
}

// errUnsure is what a commit may or may not have been kept after.
var errUnsure = errors.New("the disk does not say whether it has what was written")

func segmentPath(path string, n int) string { return fmt.Sprintf("%s.journal-%d", path, n+1) }

// newJournal makes an empty journal beside a file, in place of one that may be there.
func newJournal(path string, o Options) (j *journal, err error) {
	j = &journal{path: path, max: cmp.Or(o.segment, segmentSize), noSync: o.NoSync}
	create, folder := o.create, o.folder
	if create == nil {
		create = createSegment
	}
	if folder == nil {
		folder = syncFolder
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, j.remove())
		}
	}()
	rand.Read(j.id[:]) // never fails
	for n := range j.segments {
		s := &j.segments[n]
		if s.file, err = create(segmentPath(path, n)); err != nil {
			return j, err
		}
		if f, ok := s.file.(diskFile); ok {
			if s.opened, err = f.Stat(); err != nil {
				return j, err
			}
		}
		if _, err = s.file.WriteAt(segmentHeader(j.id), 0); err != nil {
			return j, err
		}
		s.end, s.size = segmentHead, segmentHead
		if !o.NoSync {
			if err = s.file.Sync(); err != nil {
				return j, err
			}
		}
	}
	if !o.NoSync {
		err = folder(filepath.Dir(path))
	}
	return j, err
}

func segmentHeader(id journalID) []byte {
	b := make([]byte, segmentHead)
	copy(b[copy(b, segmentMagic):], id[:])
	return b
}

// readSegment returns the frames of a segment of the journal with an ID.
func readSegment(path string, id journalID) ([]framed, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if len(b) < segmentHead || string(b[:segmentHead]) != string(segmentHeader(id)) {
		return nil, fmt.Errorf("%s is damaged, or belongs to another file", path)
	}
	return readFrames(b[segmentHead:], id), nil
}

// fits says whether there is room for a frame: in the segment that is being filled, and in an empty one.
func (j *journal) fits(frame []byte) (now, ever bool) {
	n := int64(len(frame) + frameAlign)
	return j.segments[j.current].end+n <= j.max, segmentHead+n <= j.max
}

// turn goes on at the beginning of the other segment, of which all is in the file.
func (j *journal) turn() {
	j.current = 1 - j.current
	j.segments[j.current].end = segmentHead
}

// append makes a frame durable. With an errUnsure nobody can say whether it is; with any other error it is not, and the
// next is written in its place.
func (j *journal) append(frame []byte) error {
	s := &j.segments[j.current]
	end := s.end + int64(len(frame))
	if err := j.grow(s, end); err != nil {
		return err
	}
	if n, err := s.file.WriteAt(frame, s.end); err != nil {
		if n == 0 {
			return err
		}
		if e := j.blot(s); e != nil {
			return fmt.Errorf("%w: %w, and then %w", errUnsure, err, e)
		}
		return err
	}
	if !j.noSync {
		if err := s.file.SyncData(); err != nil {
			return fmt.Errorf("%w: %w", errUnsure, err)
		}
	}
	s.end = end
	return nil
}

// grow has the segment reach to the end of a frame.
func (j *journal) grow(s *segment, end int64) error {
	if end <= s.size || j.noSync {
		return nil
	}
	size := min((end+segmentStep-1)/segmentStep*segmentStep, max(j.max, end))
	if _, err := s.file.WriteAt(make([]byte, size-s.size), s.size); err != nil {
		size = end // there may be room for this frame
		if _, err := s.file.WriteAt(make([]byte, size-s.size), s.size); err != nil {
			return err
		}
	}
	if err := s.file.Sync(); err != nil {
		return err
	}
	s.size = size
	return nil
}

// blot makes sure that what was begun to be written is no frame.
func (j *journal) blot(s *segment) error {
	if _, err := s.file.WriteAt(make([]byte, frameHead), s.end); err != nil {
		return err
	}
	if j.noSync {
		return nil
	}
	return s.file.Sync()
}

// close leaves the journal as it is.
func (j *journal) close() (err error) {
	for n := range j.segments {
		if f := j.segments[n].file; f != nil {
			err = errors.Join(err, f.Close())
		}
	}
	return err
}

// remove removes a journal, of which all is in the file. What somebody else has removed is not missed.
func (j *journal) remove() (err error) {
	err = j.close()
	for n, s := range j.segments {
		if s.file != nil {
			if e := os.Remove(segmentPath(j.path, n)); !errors.Is(e, fs.ErrNotExist) {
				err = errors.Join(err, e)
			}
		}
	}
	return err
}
