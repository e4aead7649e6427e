package capture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"golang.org/x/text/encoding/unicode"
)

// entryFile is a file of JSON with entries, of which one is read at a time.
type entryFile struct {
	*entryPlaces
	limit  int64
	read   func(number int, text []byte) (*exchange, error)
	file   io.ReaderAt
	closer io.Closer
	size   int64
}

// entryPlaces are what the first reading of a file tells the second one.
type entryPlaces struct {
	spans   []span // by number of the entry, from 1 on
	creator []byte // of a HAR
}

// openEntries opens a file of entries. One in UTF-16 is turned into UTF-8 first, if it is not large.
func openEntries(name string, places *entryPlaces, limit int64, read func(int, []byte) (*exchange, error)) (*entryFile, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, withoutName(err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(withoutName(err), f.Close())
	}
	e := &entryFile{entryPlaces: places, limit: limit, read: read, file: f, closer: f, size: info.Size()}
	mark := make([]byte, 2)
	if n, _ := f.ReadAt(mark, 0); n == 2 && (mark[0] == 0xff && mark[1] == 0xfe || mark[0] == 0xfe && mark[1] == 0xff) {
		err := errors.New("it is in UTF-16 and too large for that: save it in UTF-8")
		if e.size <= limit {
			err = e.narrow(f)
		}
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
	}
	return e, nil
}

func (e *entryFile) narrow(f io.Reader) error {
	text, err := io.ReadAll(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(f))
	if err != nil {
		return withoutName(err)
	}
	e.file, e.size = bytes.NewReader(text), int64(len(text))
	return nil
}

func (e *entryFile) scan(visit func(int, *exchange), problem func(entry, what string)) error {
	e.spans = []span{{}}
	s := entryScan{limit: e.limit, entry: func(number int, where span, text []byte) {
		e.spans = append(e.spans, where)
		x, err := e.read(number, text)
		if err != nil {
			problem(entryName(number), err.Error())
			return
		}
		visit(number, x)
	}, large: func(number int, where span) {
		e.spans = append(e.spans, where)
		problem(entryName(number), fmt.Sprintf("it has %d bytes, which is more than the %d that an entry may have", where.length, e.limit))
	}}
	err := s.run(io.NewSectionReader(e.file, 0, e.size))
	e.creator = s.creator
	return err
}

// load reads an entry again, also where the file was opened anew.
func (e *entryFile) load(number int) (*exchange, error) {
	if number >= len(e.spans) {
		return nil, fmt.Errorf("capture: %s is not there any more: the file has changed", entryName(number))
	}
	text := make([]byte, e.spans[number].length)
	if _, err := e.file.ReadAt(text, e.spans[number].at); err != nil {
		return nil, fmt.Errorf("capture: %s cannot be read again: %w", entryName(number), err)
	}
	return e.read(number, text)
}

func (e *entryFile) close() error { return e.closer.Close() }

func entryName(number int) string { return "entry " + strconv.Itoa(number) }
