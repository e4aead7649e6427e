package capture

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

func (i *importer) sazGroup(name string) *group {
	g := &group{file: name, format: "SAZ", name: stem(name), origin: origin("imported from " + filepath.Base(name)), by: i.o.By}
	g.open = func() (source, error) { return openArchive(name, i.o) }
	return g
}

// archive is a session archive of Fiddler. See "SAZ Files" in Fiddler's documentation: a zip whose folder raw has, for each
// exchange, the request as it went over the wire, the answer, and what is known beside.
type archive struct {
	file     io.Closer
	o        Options
	sessions []session
	unpacked int64 // by now
}

// session is an exchange in an archive.
type session struct {
	number                int
	request, answer, meta *zip.File
}

// mostRatio is how many times as large as it is packed an entry of an archive may be: deflate cannot do much more, and
// what comes close to it is made to.
const mostRatio = 1000

// sessionFile is the name of a file of an exchange. Some tools write other slashes.
var sessionFile = regexp.MustCompile(`^(?i)(?:.*[/\\])?raw[/\\](\d{1,9})_([csm])\.(?:txt|xml)$`)

func openArchive(name string, o Options) (*archive, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, withoutName(err)
	}
	a, err := readArchive(f, o)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	a.file = f
	return a, nil
}

func readArchive(f *os.File, o Options) (*archive, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, withoutName(err)
	}
	z, err := zip.NewReader(f, info.Size())
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // nothing is written by the names in it
		return nil, fmt.Errorf("it is a broken zip: %s", strings.TrimPrefix(err.Error(), "zip: "))
	}
	a := &archive{o: o}
	at := map[int]int{}
	for _, file := range z.File {
		found := sessionFile.FindStringSubmatch(file.Name)
		if found == nil {
			continue
		}
		number, _ := strconv.Atoi(found[1]) // nine digits at most
		n, known := at[number]
		if !known {
			n = len(a.sessions)
			at[number] = n
			a.sessions = append(a.sessions, session{number: number})
		}
		s := &a.sessions[n]
		switch strings.ToLower(found[2]) {
		case "c":
			s.request = file
		case "s":
			s.answer = file
		case "m":
			s.meta = file
		}
	}
	if len(a.sessions) == 0 {
		return nil, errors.New("it is a zip and no session archive of Fiddler: unpack it, and import the captures that are in it")
	}
	slices.SortFunc(a.sessions, func(a, b session) int { return a.number - b.number })
	return a, nil
}

func (a *archive) close() error { return a.file.Close() }

func (a *archive) scan(visit func(int, *exchange), problem func(entry, what string)) error {
	if !slices.ContainsFunc(a.sessions, func(s session) bool { return !s.locked() }) {
		return errors.New("it is encrypted: open it in Fiddler with its password, and save it without one")
	}
	for n, s := range a.sessions {
		if s.locked() {
			problem(s.name(), "it is encrypted: open the archive in Fiddler with its password, and save it without one")
			continue
		}
		x, err := a.load(n)
		if err != nil {
			problem(s.name(), plain(err))
			continue
		}
		visit(n, x)
	}
	a.unpacked = 0
	return nil
}

func (s session) locked() bool { return s.request != nil && s.request.Flags&1 != 0 }

func (s session) name() string { return fmt.Sprintf("raw/%d", s.number) }

func (a *archive) load(n int) (*exchange, error) {
	s := a.sessions[n]
	if s.request == nil {
		return nil, errors.New("it has no request (_c.txt)")
	}
	raw, err := a.unpack(s.request)
	if err != nil {
		return nil, fmt.Errorf("its request cannot be read: %w", err)
	}
	x := &exchange{entry: s.name()}
	if err := x.readRequest(raw); err != nil {
		return nil, fmt.Errorf("its request cannot be read: %w", err)
	}
	a.answer(x, s)
	a.meta(x, s)
	return x, nil
}

func (a *archive) answer(x *exchange, s session) {
	if s.answer == nil {
		return
	}
	raw, err := a.unpack(s.answer)
	if err == nil && len(raw) > 0 {
		err = x.readAnswer(raw)
	}
	if err != nil {
		x.wrong("its response cannot be read: " + plain(err))
	}
}

// unpack reads an entry, within the limits.
func (a *archive) unpack(f *zip.File) ([]byte, error) {
	switch {
	case f.Flags&1 != 0:
		return nil, errors.New("it is encrypted")
	case f.UncompressedSize64 > uint64(a.o.MaxEntry):
		return nil, fmt.Errorf("it has %d bytes, which is more than the %d that an entry may have", f.UncompressedSize64, a.o.MaxEntry)
	case f.UncompressedSize64 > 1<<20 && f.UncompressedSize64/mostRatio > f.CompressedSize64:
		return nil, fmt.Errorf("%d bytes are said to unpack to %d, which is no honest archive", f.CompressedSize64, f.UncompressedSize64)
	case a.unpacked > a.o.MaxTotal:
		return nil, fmt.Errorf("the archive unpacks to more than %d bytes", a.o.MaxTotal)
	}
	r, err := f.Open()
	if err != nil {
		return nil, zipError(err)
	}
	defer r.Close()
	raw, err := io.ReadAll(io.LimitReader(r, a.o.MaxEntry+1))
	a.unpacked += int64(len(raw))
	if err != nil {
		return nil, zipError(err)
	}
	if int64(len(raw)) > a.o.MaxEntry {
		return nil, fmt.Errorf("it has more than the %d bytes that an entry may have", a.o.MaxEntry)
	}
	return raw, nil
}

func zipError(err error) error {
	if errors.Is(err, zip.ErrAlgorithm) {
		return errors.New("it is packed, or encrypted, in a way that is not known here")
	}
	return errors.New(strings.TrimPrefix(err.Error(), "zip: "))
}

// sessionMeta is what Fiddler knows beside the messages.
type sessionMeta struct {
	Timers struct {
		Begin text `xml:"ClientBeginRequest,attr"`
		Read  text `xml:"ClientDoneRequest,attr"`
		End   text `xml:"ClientDoneResponse,attr"`
		Done  text `xml:"ServerDoneResponse,attr"`
	} `xml:"SessionTimers"`
	Flags []struct {
		Name  string `xml:"N,attr"`
		Value string `xml:"V,attr"`
	} `xml:"SessionFlags>SessionFlag"`
}

// meta reads what is known beside the messages, as far as it can be read: an exchange is one without it.
func (a *archive) meta(x *exchange, s session) {
	if s.meta == nil {
		return
	}
	raw, err := a.unpack(s.meta)
	if err != nil {
		x.notes = append(x.notes, "what is known beside its messages cannot be read: "+plain(err))
		return
	}
	var m sessionMeta
	d := xml.NewDecoder(bytes.NewReader(trimStart(asUTF8(raw))))
	d.CharsetReader = charsetReader
	if err := d.Decode(&m); err != nil {
		x.notes = append(x.notes, "what is known beside its messages cannot be read")
		return
	}
	x.began = first(m.Timers.Begin, m.Timers.Read)
	x.ended = first(m.Timers.End, m.Timers.Done)
	var address, port string
	for _, flag := range m.Flags {
		switch strings.ToLower(flag.Name) {
		case "x-clientip":
			address = strings.TrimPrefix(flag.Value, "::ffff:")
		case "x-clientport":
			port = flag.Value
		}
	}
	if net.ParseIP(address) == nil {
		address = ""
	}
	x.client.Address = address
	if port != "" && port != "0" {
		x.client.Connection = net.JoinHostPort(address, port)
	}
}

// first is the first of some instants that is one.
func first(texts ...text) time.Time {
	for _, t := range texts {
		if at := instant(string(t)); !at.IsZero() {
			return at
		}
	}
	return time.Time{}
}
