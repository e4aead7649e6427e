package gate

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/natural"
)

// What is read of answers at most. They are the operator's own files: this is for mistakes, such as a home folder.
const (
	mostFiles = 10_000
	mostBytes = 256 << 20 // of all files of a system
	mostFile  = 16 << 20
)

// Damage is a file that answers nothing, and why.
type Damage struct {
	File   string
	Line   int // from 1; 0 when no line is to blame
	Reason string
}

// Error words it as "file:line: reason".
func (d Damage) Error() string {
	if d.Line == 0 {
		return d.File + ": " + d.Reason
	}
	return fmt.Sprintf("%s:%d: %s", d.File, d.Line, d.Reason)
}

// source is a folder or a transcript that the settings name.
type source struct {
	path    string
	shared  bool     // it is for all systems
	systems []string // that a shared one may have folders for
}

// folder is where a system's pairs are, "" for a transcript.
func (s source) folder(system string) string {
	switch {
	case filepath.Ext(s.path) == transcriptSuffix:
		return ""
	case s.shared:
		return filepath.Join(s.path, system)
	}
	return s.path
}

// library is what the files of a system say. It is never changed.
type library struct {
	entries    []*entry // in the order of sources and names
	operations map[string][]*entry
	damaged    []Damage
	common     []Damage // those of damaged that the other systems find as well

	stamps []stamp
	read   time.Time // when it was looked at, in real time
}

// stamp is what tells that a folder or a file has changed.
type stamp struct {
	path  string
	there bool
	size  int64
	at    time.Time
}

func stampOf(path string) stamp {
	info, err := os.Stat(path)
	if err != nil {
		return stamp{path: path}
	}
	return stamp{path: path, there: true, size: info.Size(), at: info.ModTime()}
}

// settled is how old a change must be for its instant to tell it from a later one. File systems count in ticks: two
// changes may have one instant. And ahead is by how much the clock of a file system may be ahead of ours. An instant beyond
// that, as files get in an archive from another zone, is none that a change would have now.
const (
	settled = 2 * time.Second
	ahead   = time.Minute
)

// current says whether the files are as they were when they were read.
func (l *library) current() bool {
	for _, was := range l.stamps {
		if age := l.read.Sub(was.at); was.there && age < settled && age > -ahead {
			return false
		}
		if now := stampOf(was.path); now.there != was.there || now.size != was.size || !now.at.Equal(was.at) {
			return false
		}
	}
	return true
}

// manyFiles is from how many files on a call need not look at all of them.
const manyFiles = 500

// rest is for how long nobody looks at many files again, by how long the look took: so most calls need not wait for it.
func (l *library) rest(took time.Duration) time.Duration {
	if len(l.stamps) < manyFiles {
		return 0
	}
	return min(5*took, 100*time.Millisecond)
}

// same says whether two libraries say the same.
func (l *library) same(o *library) bool {
	return slices.Equal(l.damaged, o.damaged) && slices.EqualFunc(l.entries, o.entries, func(a, b *entry) bool {
		return a.name == b.name && bytes.Equal(a.source, b.source)
	})
}

// loader reads the files of a system.
type loader struct {
	system string
	into   *library
	files  int
	bytes  int64
}

// load reads everything anew.
func load(system string, sources []source) *library {
	l := loader{system: system, into: &library{operations: map[string][]*entry{}, read: time.Now()}}
	for _, s := range sources {
		if s.folder(system) == "" {
			l.transcript(s.path, s.shared)
			continue
		}
		if s.shared {
			systems := s.systems
			if len(systems) == 0 {
				systems = []string{system}
			}
			l.folder(s.path, systems)
			l.strangers(s)
		} else {
			l.nested(s.path)
		}
		l.folder(s.folder(system), nil)
	}
	firsts := map[[sha256.Size]byte]*entry{}
	for _, e := range l.into.entries {
		if e.first = e; e.request != nil {
			digest := e.digest()
			if firsts[digest] == nil {
				firsts[digest] = e
			}
			e.first = firsts[digest]
		}
		for _, operation := range e.operations {
			l.into.operations[operation] = append(l.into.operations[operation], e)
		}
	}
	return l.into
}

// digest is what an entry's request and operations are.
func (e *entry) digest() [sha256.Size]byte {
	h := sha256.New()
	fmt.Fprintf(h, "%q %t %q %q ", e.operations, e.isSOAP, e.request.Start, e.request.Value("Content-Type"))
	h.Write(e.request.Body)
	return [sha256.Size]byte(h.Sum(nil))
}

func (l *loader) damage(file string, line int, format string, args ...any) {
	l.into.damaged = append(l.into.damaged, Damage{file, line, fmt.Sprintf(format, args...)})
}

// commonDamage is damage that every system finds.
func (l *loader) commonDamage(file string, line int, format string, args ...any) {
	l.damage(file, line, format, args...)
	l.into.common = append(l.into.common, l.into.damaged[len(l.into.damaged)-1])
}

// folder reads a folder. One for several systems has a folder for each, and only transcripts of its own; nil: it is this system's.
func (l *loader) folder(dir string, systems []string) {
	shared := systems != nil
	l.into.stamps = append(l.into.stamps, stampOf(dir))
	list, err := os.ReadDir(dir)
	if err != nil {
		if shared {
			l.commonDamage(dir, 0, "the folder cannot be read: %v", errors.Unwrap(err))
		} else if !errors.Is(err, fs.ErrNotExist) { // a system need not have answers
			l.damage(dir, 0, "the folder cannot be read: %v", errors.Unwrap(err))
		}
		return
	}
	var names []string
	for _, f := range list {
		if !strings.HasPrefix(f.Name(), ".") {
			names = append(names, f.Name())
		}
	}
	slices.SortFunc(names, natural.Compare)
	pairs := pairs{}
	for _, name := range names {
		path := filepath.Join(dir, name)
		switch {
		case filepath.Ext(name) == transcriptSuffix:
			l.transcript(path, shared)
		case !shared:
			pairs.add(path, name)
		case strings.Contains(name, requestMark+".") || strings.Contains(name, responseMark+"."):
			l.commonDamage(path, 0, "it is nobody's here: move it into the folder of its system, which is %s in %s", oneOf(systems), dir)
		}
	}
	for _, name := range slices.SortedFunc(maps.Keys(pairs), natural.Compare) {
		l.namesakes(pairs[name])
	}
}

// oneOf are words for a person to choose from.
func oneOf(words []string) string {
	if last := len(words) - 1; last > 0 {
		return strings.Join(words[:last], ", ") + " or " + words[last]
	}
	return words[0]
}

// strangers names the folders with answers in a shared one that are no system's, such as one that is misspelt.
func (l *loader) strangers(s source) {
	if len(s.systems) == 0 {
		return
	}
	list, _ := os.ReadDir(s.path) // folder has said why it cannot be read
	for _, f := range list {
		if slices.Contains(s.systems, f.Name()) || strings.HasPrefix(f.Name(), ".") {
			continue
		}
		if dir := filepath.Join(s.path, f.Name()); l.hasAnswers(dir) {
			l.commonDamage(dir, 0, "no system has this name, so that nobody looks into it: call it one of %s, or begin its name with a full stop", strings.Join(s.systems, ", "))
		}
	}
}

// nested names a folder for the system in one that is the system's already.
func (l *loader) nested(own string) {
	if dir := filepath.Join(own, l.system); l.hasAnswers(dir) {
		l.damage(dir, 0, "nobody looks into it, since %s is this system's already: move its files up, or name that folder in answers at the top of the configuration", own)
	}
}

// hasAnswers says whether a folder has files that are named as answers are, which transcripts are not: they may be for
// anybody. A folder that has any is looked at again; there may be many others, as in a home folder.
func (l *loader) hasAnswers(dir string) bool {
	s := stampOf(dir)
	list, _ := os.ReadDir(dir) // a file is none, nor is what is not there
	has := slices.ContainsFunc(list, func(f os.DirEntry) bool { return strings.Contains(f.Name(), responseMark+".") })
	if has {
		l.into.stamps = append(l.into.stamps, s)
	}
	return has
}

// file reads a file, or says why not.
func (l *loader) file(path string) ([]byte, bool) {
	l.files++
	if l.files > mostFiles {
		if l.files == mostFiles+1 {
			l.damage(path, 0, "this file and the ones after it are left out: there are more than %d", mostFiles)
		}
		return nil, false
	}
	s := stampOf(path)
	l.into.stamps = append(l.into.stamps, s)
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		l.damage(path, 0, "this is no file")
		return nil, false
	}
	if s.size > mostFile || l.bytes+s.size > mostBytes {
		l.damage(path, 0, "the file is left out: it has %d bytes, and a file may have %d, all together %d", s.size, mostFile, mostBytes)
		return nil, false
	}
	text, err := os.ReadFile(path)
	if err != nil {
		l.damage(path, 0, "the file cannot be read: %v", errors.Unwrap(err))
		return nil, false
	}
	l.bytes += int64(len(text))
	return text, true
}
