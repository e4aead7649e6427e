package record

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// mostNames is of how many beginnings of names the last number is known.
const mostNames = 1000

// create writes a new file whose name begins so, and takes the first number that no file has and that the book has not given
// yet: conversations of one second, or without a time, may be many. It has three digits, so that a listing, and a replay of
// the folder, has them in their order. The number is looked for before anything is written, so that the temporary file, which
// stays when the process is killed, is there for a moment only.
func (b *Book) create(base string, text []byte, mode fs.FileMode) (name string, err error) {
	numbered := func(n int) string { return filepath.Join(b.o.Dir, fmt.Sprintf("%s-%03d.txtar", base, n)) }
	n := b.numbers[base] + 1
	for ; ; n++ {
		if _, err := os.Lstat(numbered(n)); err != nil {
			break // nothing is there, or writing says what is wrong
		}
	}
	temp, err := write(b.o.Dir, text, mode)
	if err != nil {
		return "", err
	}
	for ; ; n++ { // another process may be faster
		name = numbered(n)
		err := Publish(temp, name)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", fmt.Errorf("record: %w", errors.Join(err, os.Remove(temp)))
		}
		if len(b.numbers) >= mostNames {
			clear(b.numbers) // those of long ago
		}
		b.numbers[base] = n
		return name, nil
	}
}

// Publish gives the file of a story, which is written as a whole, another name in the same file system. Where there is a file
// of that name the error is [fs.ErrExist], and nothing has changed. A link does that at once, so that nobody ever sees a part
// of a story; where the file system has no links the name is taken first, and stands for an empty file until the rename. Where
// that fails the name is free again.
func Publish(temp, name string) error {
	err := os.Link(temp, name)
	if err == nil {
		_ = os.Remove(temp) // another name of what is written: no story is lost with it
		return nil
	}
	if errors.Is(err, fs.ErrExist) {
		return err
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	made, err := f.Stat()
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(temp, name)
	}
	if err == nil {
		return nil
	}
	// A rename over a network may have been done and have failed all the same: the story stays then.
	if there, gone := os.Lstat(name); gone == nil && made != nil && os.SameFile(made, there) {
		err = errors.Join(err, os.Remove(name))
	}
	return err
}

// replace writes a file anew, all at once.
func replace(name string, text []byte, mode fs.FileMode) error {
	temp, err := write(filepath.Dir(name), text, mode)
	if err != nil {
		return err
	}
	if err := os.Rename(temp, name); err != nil {
		return fmt.Errorf("record: %w", errors.Join(err, os.Remove(temp)))
	}
	return nil
}

// write writes a file under a name that no story has. Of its mode the user's umask takes away what it does: what real clients have
// said is for no more people than the user's other files.
func write(dir string, text []byte, mode fs.FileMode) (temp string, err error) {
	f, err := os.OpenFile(filepath.Join(dir, ".soapstone-"+rand.Text()), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return "", fmt.Errorf("record: %w", err)
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", fmt.Errorf("record: %w", errors.Join(err, os.Remove(f.Name())))
	}
	return f.Name(), nil
}

// trace is what the file of a story does not say of an exchange.
type trace struct {
	begun, ended int
	waited       bool
	stood        bool
	notes        []string
}

// weight is how much memory a trace takes, in bytes.
func (t *trace) weight() int64 {
	const itself, note = 48, 16
	n := itself
	for _, text := range t.notes {
		n += note + len(text)
	}
	return int64(n)
}

// letGo keeps of the exchanges of a conversation, which are in its file, no more than that does not say.
func (b *Book) letGo(t *talk) {
	slices.SortFunc(t.exchanges, func(a, b *Exchange) int { return cmp.Compare(a.begun, b.begun) })
	t.away = make([]trace, len(t.exchanges))
	for i, x := range t.exchanges {
		t.away[i] = trace{x.begun, x.ended, x.waited, x.stood, x.Notes}
		t.left += t.away[i].weight()
	}
	t.exchanges = nil
	b.size += t.left - t.size
}

// load reads back a story of which only the file is left. When that fails the file stays as it is, and the story goes on in
// another.
func (b *Book) load(t *talk) error {
	if len(t.away) == 0 {
		return nil
	}
	away := t.away
	b.size -= t.left
	t.away, t.left = nil, 0
	s, err := transcript.ReadFile(t.file)
	if err == nil {
		t.exchanges, err = b.readBack(s, away)
	}
	if err != nil {
		err = fmt.Errorf("record: the story in %s cannot go on: %w", t.file, err)
		t.file, t.size, t.inFile, t.kept = "", 0, 0, 0
		return err
	}
	b.size += t.size
	return nil
}

// readBack makes exchanges of a story and of what it does not say of them.
func (b *Book) readBack(s *transcript.Story, away []trace) (list []*Exchange, err error) {
	var given *transcript.Given
	lost := 0
	for _, e := range s.Events {
		switch e := e.(type) {
		case *transcript.Given:
			given = e
		case *transcript.Loss:
			lost = e.Number
		case *transcript.Request:
			if e.Number > len(away) {
				return nil, errors.New("somebody has changed it")
			}
			was := away[e.Number-1]
			x := &Exchange{
				Request: e.Message, Lost: lost == e.Number, Notes: was.notes,
				begun: was.begun, ended: was.ended, waited: was.waited, stood: was.stood, revision: -1,
			}
			if given != nil {
				x.Began, x.Client.Address = given.Now, given.Remote
				if b.o.Exact {
					x.Now, x.Seed = given.Now, given.Seed
				}
				given = nil
			}
			list = append(list, x)
		case *transcript.Response:
			list[e.Number-1].Response = &e.Message
		case *transcript.HangUp:
			list[e.Number-1].HungUp = true
		}
	}
	if len(list) < len(away) {
		return nil, errors.New("somebody has changed it")
	}
	return list, nil
}
