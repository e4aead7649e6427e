package record

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
)

// The limits that hold when nobody says otherwise, in bytes.
const (
	DefaultMaxBody      = 16 << 20
	DefaultMaxMemory    = 256 << 20
	DefaultMaxUnwritten = 1 << 30
	DefaultMaxStory     = 128 << 20
)

// DefaultMaxTalks is how many conversations can go on when nobody says otherwise.
const DefaultMaxTalks = 10_000

// BookOptions are how stories are kept.
type BookOptions struct {
	// Dir is the folder of the stories, which is made if it is not there.
	Dir string
	// Run hides secrets. Nil makes one that knows no more names than the usual.
	Run *mask.Run
	// Show says that Run hides nothing: then only the owner may read the files.
	Show bool
	// System is what the stories name as their system; empty: what their paths and namespaces say.
	System string
	// Source is where the answers come from, for the stories' headers.
	Source string
	// By is how conversations are told apart; empty: by sessions.
	By correlate.By
	// Exact keeps of each request when it was read and what its chance came from, where these are given, so that a story can be
	// played to the byte. The ids of a story follow from that, so it is for stories that show them.
	Exact bool
	// Zone is the zone of the server whose emulated time is known; nil: UTC. Stands says whether that time stands still: a story
	// in which it does all along names its clock, so that it does at a replay as well; nil: it runs.
	Zone   *time.Location
	Stands func() bool
	// MaxBody is the most bytes of a body that are kept, MaxMemory of all stories together until they are only in
	// their files, of which something stays in memory, too: when that is half of it, conversations end; zero: the defaults.
	MaxBody, MaxMemory int64
	// MaxStory is from how many bytes on a story is over, and what its conversation goes on with begins another one: each
	// exchange has it read and written whole, which takes some ten times its size in memory; zero: the default.
	MaxStory int64
	// MaxTalks is how many conversations can go on, since nobody says when one has ended; zero: DefaultMaxTalks.
	MaxTalks int
	// MaxUnwritten is the most bytes of all stories together while they cannot be written, because the disk is full, say:
	// they stay in memory beyond MaxMemory and MaxTalks, and are tried again. When it is reached the recording pauses, and
	// what comes is not kept until they could be written; zero: the default. No less than MaxMemory.
	MaxUnwritten int64
	// Log takes what goes wrong while nobody waits for an answer; nil: nothing.
	Log *slog.Logger
}

// Book keeps conversations, a story each, in files that grow with them. Any number of goroutines may use it at once.
type Book struct {
	o     BookOptions
	queue queue

	mu       sync.Mutex
	splitter *correlate.Splitter
	talks    map[int]*talk
	numbers  map[string]int // the last that a file got, by what its name begins with
	size     int64          // of what is in memory
	stuck    attempt
	paused   bool
	missed   int // exchanges, in pauses
	over     int // conversations that ended with a pause
	stories  int
	written  int // exchanges
	failed   error
}

// OpenBook opens a folder for stories. What is in it stays: a story never takes the name of a file that is there.
func OpenBook(o BookOptions) (*Book, error) {
	if o.Run == nil {
		o.Run = mask.NewRun(mask.Options{Show: o.Show})
	}
	o.By = cmp.Or(o.By, correlate.BySession)
	o.MaxBody = cmp.Or(o.MaxBody, DefaultMaxBody)
	o.MaxMemory = cmp.Or(o.MaxMemory, DefaultMaxMemory)
	o.MaxStory = cmp.Or(o.MaxStory, DefaultMaxStory)
	o.MaxTalks = cmp.Or(o.MaxTalks, DefaultMaxTalks)
	o.MaxUnwritten = max(cmp.Or(o.MaxUnwritten, DefaultMaxUnwritten), o.MaxMemory)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if err := checkDir(o.Dir); err != nil {
		return nil, err
	}
	b := &Book{o: o, splitter: correlate.NewSplitter(o.By), talks: map[int]*talk{}, numbers: map[string]int{}}
	b.queue.most, b.queue.failed = o.MaxMemory/4, b.panicked
	return b, nil
}

// checkDir makes the folder, and finds out whether files can be written there before anything was recorded.
func checkDir(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		if errors.Is(err, fs.ErrExist) || errors.Is(err, syscall.ENOTDIR) {
			return fmt.Errorf("record: %s is a file: name a folder for the transcripts", dir)
		}
		return fmt.Errorf("record: %w", err)
	}
	f, err := os.CreateTemp(dir, ".soapstone-*")
	if err != nil {
		return fmt.Errorf("record: nothing can be written into %s: %w", dir, err)
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// Begin gives an exchange its place among the others. Call it when the request begins.
func (b *Book) Begin(x *Exchange) { x.begun = b.queue.tick() }

// End keeps an exchange. Call it before the client can have the end of the answer: then whatever the client does next comes
// later here, too. Its secrets are hidden and its story is written afterwards, in the order of the ends, since that takes
// seconds for large bodies and nobody should wait for it; End waits only while a quarter of MaxMemory is still to be done.
// The exchange is the book's own from then on.
func (b *Book) End(x *Exchange) {
	size := int64(len(x.Request.Body))
	if x.Response != nil {
		size += int64(len(x.Response.Body))
	}
	b.queue.add(size, func(place int) {
		x.ended = cmp.Or(x.ended, place)
		b.keep(x)
	})
}

// keep hides the secrets of an exchange, and writes its story.
func (b *Book) keep(x *Exchange) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.pauses(x.Began) {
		return
	}
	number, joined := b.splitter.Request(x.Client, &x.Request)
	if x.Response != nil {
		b.splitter.Response(number, x.Response)
	}
	t := b.talks[number]
	if t == nil {
		t = &talk{number: number, began: x.Began, client: x.Client.Address}
		b.talks[number] = t
		b.stories++
		b.forget(x.Began)
	}
	t.used = max(t.used, x.ended)
	if t.system == "" || t.system == unknown {
		t.system = cmp.Or(b.o.System, correlate.System(&x.Request), unknown)
	}
	b.hide(x, t)
	for _, n := range joined {
		b.join(t, b.talks[n])
	}
	b.note(b.load(t))
	t.exchanges = append(t.exchanges, x)
	t.size += x.size
	b.size += x.size
	b.written++
	if t.due() && !t.stuck.soon(x.Began) {
		b.try(t, x.Began)
	}
	b.endLarge(t, x.Began)
	b.shrink(x.Began)
	b.pauseIfFull()
}

// panicked says that an exchange is lost by a fault of ours. The recording goes on.
func (b *Book) panicked(what any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.note(fmt.Errorf("record: an exchange could not be kept: %v", what))
}

// Closed says that a client closed a connection.
func (b *Book) Closed(connection string) {
	b.queue.add(0, func(int) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.splitter.Closed(connection)
	})
}

// join makes one conversation a part of another, as it turned out to be.
func (b *Book) join(t, other *talk) {
	if other == nil {
		return
	}
	b.note(errors.Join(b.load(t), b.load(other)))
	t.exchanges = append(t.exchanges, other.exchanges...)
	slices.SortFunc(t.exchanges, func(a, b *Exchange) int { return cmp.Compare(a.begun, b.begun) })
	t.size += other.size
	t.kept += other.kept
	if other.began.Before(t.began) {
		t.began, t.client = other.began, other.client
	}
	if other.file != "" {
		t.old = append(t.old, other.file)
	}
	t.old = append(t.old, other.old...)
	delete(b.talks, other.number)
	b.stories--
}

// note keeps the first thing that went wrong: recording goes on, for the client's sake.
func (b *Book) note(err error) {
	if err == nil {
		return
	}
	b.o.Log.Error("a story could not be kept", "error", b.o.Run.Text(err.Error()))
	if b.failed == nil {
		b.failed = err
	}
}

// Flush waits until all is done that has ended, and writes what is not in the files yet.
func (b *Book) Flush() error {
	b.queue.wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, n := range slices.Sorted(maps.Keys(b.talks)) {
		if t := b.talks[n]; len(t.exchanges) > 0 {
			b.note(b.write(t))
		}
	}
	return b.failed
}

// Count says how many stories and exchanges were kept. It waits for those that have ended.
func (b *Book) Count() (stories, exchanges int) {
	b.queue.wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stories, b.written
}

// Unwritten says how many exchanges are in no file, and how many stories of which nothing is in one. After Flush they are lost.
func (b *Book) Unwritten() (stories, exchanges int) {
	b.queue.wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range b.talks {
		missing := len(t.exchanges) - t.kept
		if missing <= 0 { // all are in the file, maybe there alone
			continue
		}
		exchanges += missing
		if t.kept == 0 {
			stories++
		}
	}
	return stories, exchanges
}

// Wanted are the names of the secrets that the stories want at a replay. It waits for what has ended.
func (b *Book) Wanted() []string {
	b.queue.wait()
	return b.o.Run.Wanted()
}
