package capture

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
	"github.com/soapstone-dev/soapstone/soap/transcript/record"
)

// Input is a file to be read.
type Input struct {
	Name string
	// Found says that nobody named the file itself: it lay in a folder. Then it is no problem when it is no capture.
	Found bool
}

// Options are how captures are imported.
type Options struct {
	// Dir is the folder of the stories, which is made if it is not there.
	Dir string
	// Run hides secrets. Nil makes one that knows no more names than the usual.
	Run *mask.Run
	// Show says that Run hides nothing: then only the owner may read the stories.
	Show bool
	// System is what the stories name as their system; empty: what their paths and namespaces say.
	System string
	// By is how conversations are told apart where a capture does not say it; empty: by sessions.
	By correlate.By
	// Hosts are patterns of which one has to fit the host of a request, with or without its port; none: any host.
	Hosts []string
	// All keeps what is neither SOAP nor XML nor JSON, too.
	All bool
	// URL is where requests went of which only the body is there; empty: nobody knows.
	URL string
	// MaxBody is the most bytes of a body, MaxEntry of an entry of a HAR or a journal, or of an archive, MaxTotal of all that an
	// archive holds when it is unpacked, and of all that packed bodies of an import are unpacked to; zero: the defaults.
	MaxBody, MaxEntry, MaxTotal int64
}

// The limits that hold when nobody says otherwise, in bytes.
const (
	DefaultMaxBody  = record.DefaultMaxBody
	DefaultMaxEntry = 64 << 20
	DefaultMaxTotal = 8 << 30
)

// Summary is what came of an import.
type Summary struct {
	Files         []File
	Conversations int
	Steps         int
	// LeftOut is what was not meant to be imported, by reason, the most frequent first.
	LeftOut []Count
	// Problems are what could not be imported, in the order of the files, the first MostProblems of them; More is how many
	// there were beyond.
	Problems []Problem
	More     int
	// Wanted are the names of the secrets that the stories want at a replay.
	Wanted []string
}

// MostProblems is how many problems a summary names.
const MostProblems = 1000

// File is what came of a file, or of a folder of request and response files.
type File struct {
	Name          string
	Format        string
	Count         int // of files, more than one in a folder
	Conversations int
	Steps         int
}

// Count is how many things were left out for a reason.
type Count struct {
	Reason string
	N      int
}

// Problem is something that could not be imported, or not whole.
type Problem struct {
	File  string
	Entry string // where in the file, empty when it is about all of it
	What  string // what is wrong, and the way out
	Part  bool   // all else of the entry was imported
}

// String words it.
func (p Problem) String() string {
	if p.Entry == "" {
		return p.File + ": " + p.What
	}
	return p.File + ": " + p.Entry + ": " + p.What
}

// importer is one import.
type importer struct {
	ctx     context.Context // of the import, for what takes none
	o       Options
	summary Summary
	leftOut map[string]int
	names   map[string]int // of stories: the last number that was taken
	left    int64          // how much packed bodies may still be unpacked to, in this reading
}

// Import reads captures and writes their conversations as stories. The error says why nothing could be done at all, or that the
// context ended it; what could not be imported of a file is in the summary.
func Import(ctx context.Context, inputs []Input, o Options) (*Summary, error) {
	o.By = cmp.Or(o.By, correlate.BySession)
	o.MaxBody = cmp.Or(o.MaxBody, DefaultMaxBody)
	o.MaxEntry = cmp.Or(o.MaxEntry, DefaultMaxEntry)
	o.MaxTotal = cmp.Or(o.MaxTotal, DefaultMaxTotal)
	if o.Run == nil {
		o.Run = mask.NewRun(mask.Options{Show: o.Show})
	}
	i := &importer{ctx: ctx, o: o, leftOut: map[string]int{}, names: map[string]int{}}
	groups, err := i.groups(inputs)
	if err != nil {
		return nil, err
	}
	// All is read twice: a secret may come before its name gives it away, and what is written must not hold it.
	i.left = o.MaxTotal
	for _, g := range groups {
		i.survey(g)
	}
	i.left = o.MaxTotal
	for n, g := range groups {
		if err := ctx.Err(); err != nil {
			return nil, i.interrupted(groups[:n], err)
		}
		if err := i.write(g); err != nil && ctx.Err() != nil {
			return nil, i.interrupted(groups[:n+1], err)
		} else if err != nil {
			return nil, err
		}
	}
	return i.finish(groups), nil
}

// interrupted says what is left of an import that did not come to its end.
func (i *importer) interrupted(groups []*group, err error) error {
	written := 0
	for _, g := range groups {
		written += g.conversations
	}
	if written == 0 {
		return fmt.Errorf("capture: interrupted before anything was written: %w", err)
	}
	return fmt.Errorf("capture: interrupted with %s written to %s: take out what was written before you import all again: %w", count(written, "conversation"), i.o.Dir, err)
}

// finish sums up.
func (i *importer) finish(groups []*group) *Summary {
	s := &i.summary
	for _, g := range groups {
		at := slices.IndexFunc(s.Files, func(f File) bool { return f.Name == g.file })
		if at < 0 {
			at = len(s.Files)
			s.Files = append(s.Files, File{Name: g.file, Format: g.format})
			if g.files == 0 {
				s.Files[at].Count = 1 // however many groups are in it
			}
		}
		s.Files[at].Count += g.files
		s.Files[at].Conversations += g.conversations
		s.Files[at].Steps += g.steps
		s.Conversations += g.conversations
		s.Steps += g.steps
	}
	for reason, n := range i.leftOut {
		s.LeftOut = append(s.LeftOut, Count{reason, n})
	}
	slices.SortFunc(s.LeftOut, func(a, b Count) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Reason, b.Reason)) })
	s.Wanted = i.o.Run.Wanted()
	for n := range s.Problems {
		s.Problems[n].What = i.o.Run.Text(s.Problems[n].What)
	}
	return s
}

// problem names what could not be imported.
func (i *importer) problem(file, entry, what string) {
	i.add(Problem{File: file, Entry: entry, What: what})
}

func (i *importer) add(p Problem) {
	if len(i.summary.Problems) == MostProblems {
		i.summary.More++
		return
	}
	p.What = oneLine(p.What)
	i.summary.Problems = append(i.summary.Problems, p)
}

// groups finds out what the files are.
func (i *importer) groups(inputs []Input) (groups []*group, err error) {
	var loose []message
	paired := partners(inputs)
	for _, input := range inputs {
		kind, err := sniff(input.Name)
		switch {
		case err != nil:
			i.problem(input.Name, "", plain(err))
		case kind == isHAR:
			groups = append(groups, i.harGroup(input.Name))
		case kind == isJournal:
			groups = append(groups, i.journalGroup(input.Name))
		case kind == isZIP:
			groups = append(groups, i.sazGroup(input.Name))
		case kind == isSoapUI:
			more, err := i.soapUIGroups(input.Name)
			if err != nil {
				i.problem(input.Name, "", plain(err))
			}
			groups = append(groups, more...)
		case kind == isHTTP || kind == isBody:
			if kind == isHTTP && !paired(input.Name) {
				if g := i.streamGroup(input.Name); g != nil {
					groups = append(groups, g)
					continue
				}
			}
			loose = append(loose, message{name: input.Name, raw: kind == isHTTP, found: input.Found})
		case kind == isStory:
			i.leftOut["transcripts, which need no import"]++
		case input.Found:
			i.leftOut["files in a folder that are no captures"]++
		default:
			i.problem(input.Name, "", cmp.Or(foreign(input.Name), "it is in none of the formats that can be imported: `soapstone import --list` names them"))
		}
	}
	return append(groups, i.pairGroups(loose)...), nil
}

// plain is an error without the package's name, since the summary says what it is about.
func plain(err error) string { return strings.TrimPrefix(err.Error(), "capture: ") }

// oneLine is a text for a line of a terminal or of a comment.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}

// Format is a format that can be imported.
type Format struct{ Name, What string }

// Formats are the formats that can be imported.
func Formats() []Format {
	return []Format{
		{"HAR", "HTTP Archive 1.1 and 1.2, as browsers and proxies save it, also where they save it wrong"},
		{"SAZ", "Fiddler's session archive: a zip with raw/N_c.txt, raw/N_s.txt and raw/N_m.xml, without password"},
		{"SoapUI", "projects of SoapUI and ReadyAPI in one file: test cases, requests, and the responses of mock services"},
		{"pairs", "a request and its response in a file each: NAME.request.xml and NAME.response.xml, or folders request and response"},
		{"HTTP", "messages as they went over the wire, head and body, in a file each, paired in the same way; or a whole conversation in one file, as of Wireshark's \"follow stream\" (saved raw)"},
		{"journal", "the JSON that soapstone's GET /journal answers, or `soapstone ctl journal` prints"},
	}
}

// group is what belongs together: a file, a test case, a folder of pairs.
type group struct {
	file   string // for messages and the summary
	format string
	files  int           // how many, where there is more than one
	name   string        // for the names of stories
	origin func() string // for the source of the stories, once the file was read
	by     correlate.By
	open   func() (source, error)

	starred bool // secrets are stars in it

	plan                 []step
	conversations, steps int
}

// source is where exchanges are read from.
type source interface {
	// scan visits every exchange in the order of the file, with a number by which load finds it again. What cannot be read it
	// tells to problem. The error says why there are no more.
	scan(visit func(ref int, x *exchange), problem func(entry, what string)) error
	load(ref int) (*exchange, error)
	close() error
}

// origin is one that is known beforehand.
func origin(text string) func() string { return func() string { return text } }
