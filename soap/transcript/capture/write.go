package capture

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/natural"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
	"github.com/soapstone-dev/soapstone/soap/transcript/record"
)

// mostOpen is how many exchanges are told as overlapping at most.
const mostOpen = 32

// write reads a group for the second time, and writes its stories. The book keeps them in a folder of their own until they
// have their names.
func (i *importer) write(g *group) (err error) {
	if len(g.plan) == 0 {
		return nil
	}
	if err := os.MkdirAll(i.o.Dir, 0o755); err != nil {
		return fmt.Errorf("capture: %w", err)
	}
	dir, err := os.MkdirTemp(i.o.Dir, ".soapstone-import-*")
	if err != nil {
		return fmt.Errorf("capture: nothing can be written into %s: %w", i.o.Dir, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	book, err := record.OpenBook(record.BookOptions{
		Dir: dir, Run: i.o.Run, Show: i.o.Show, System: i.o.System, Source: oneLine(i.o.Run.Text(g.origin())), By: g.by, MaxBody: i.o.MaxBody,
	})
	if err != nil {
		return err
	}
	err = i.fill(book, g)
	if ended := i.ctx.Err(); ended != nil {
		return errors.Join(ended, book.Flush()) // which writes while the folder is there
	}
	if err != nil {
		i.problem(g.file, "", plain(err))
	}
	if err := book.Flush(); err != nil {
		return err
	}
	return i.publish(dir, g)
}

// fill hands the exchanges to the book, in the order in which they began and ended.
func (i *importer) fill(book *record.Book, g *group) error {
	src, err := g.open()
	if err != nil {
		return err
	}
	defer src.close()
	last := map[string]int{}
	for n, s := range g.plan {
		last[s.connection] = n
	}
	type running struct {
		step
		n int
		x *record.Exchange
	}
	var open []running
	end := func(until func(running) bool) {
		slices.SortStableFunc(open, func(a, b running) int { return a.ended.Compare(b.ended) })
		for len(open) > 0 && until(open[0]) {
			book.End(open[0].x)
			if c := open[0].connection; c != "" && last[c] == open[0].n {
				book.Closed(c)
			}
			open = open[1:]
		}
	}
	for n, s := range g.plan {
		if err := i.ctx.Err(); err != nil {
			return err
		}
		x, err := i.kept(src, s)
		if err != nil {
			i.problem(g.file, "", plain(err))
			continue
		}
		end(func(r running) bool { return len(open) >= mostOpen || !r.overlaps(s) })
		book.Begin(x)
		open = append(open, running{s, n, x})
	}
	end(func(running) bool { return true })
	return nil
}

// kept is an exchange as the book takes it.
func (i *importer) kept(src source, s step) (*record.Exchange, error) {
	x, err := src.load(s.ref)
	if err != nil {
		return nil, err
	}
	i.refine(x)
	if s.login >= 0 {
		if round, err := src.load(s.login); err == nil {
			set(&x.request, "Authorization", round.request.Value("Authorization"))
		}
	}
	x.client.User = correlate.User(x.request.Value("Authorization"))
	if s.challenged && s.open {
		x.notes = append(x.notes, "the login behind this answer is not in the capture: add Authorization: NTLM ${ntlm USER} to the requests that had it")
	}
	out := &record.Exchange{Client: x.client, Began: serverTime(x), Request: x.request, Response: x.response, Open: x.open, Notes: append(x.notes, x.problems...)}
	if x.response == nil && len(out.Notes) == 0 {
		out.Notes = []string{"the capture has no answer to it, so none is expected"}
	}
	return out, nil
}

// serverTime is when an exchange began by the server's clock, if its Date tells that the client's goes wrong.
func serverTime(x *exchange) time.Time {
	if x.began.IsZero() || x.date.IsZero() {
		return x.began
	}
	end := x.began
	if x.ended.After(end) {
		end = x.ended
	}
	if early, late := x.began.Sub(x.date), x.date.Sub(end); early > 2*time.Second || late > 2*time.Second {
		return x.date
	}
	return x.began
}

// publish gives the stories of a book their names and their place. No file that is there is touched.
func (i *importer) publish(dir string, g *group) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil {
		return err
	}
	slices.SortFunc(files, natural.Compare)
	for _, file := range files {
		if err := i.ctx.Err(); err != nil {
			return err
		}
		s, err := transcript.ReadFile(file)
		if err != nil {
			i.problem(g.file, "", "a conversation cannot be told as a story: "+strings.TrimPrefix(err.Error(), file+":"))
			continue
		}
		if g.starred {
			unstar(s)
		}
		if err := i.place(file, s, g); err != nil {
			return err
		}
		g.conversations++
		for _, e := range s.Events {
			if _, ok := e.(*transcript.Request); ok {
				g.steps++
			}
		}
	}
	return nil
}

func (i *importer) place(file string, s *transcript.Story, g *group) error {
	mode := fs.FileMode(0o644)
	if i.o.Show {
		mode = 0o600
	}
	base := s.System + "-" + wordOf(g.name)
	for _, e := range s.Events {
		if given, ok := e.(*transcript.Given); ok {
			base += "-" + given.Now.UTC().Format("20060102T150405Z")
			break
		}
	}
	if i.o.Run.Text(base) != base {
		base = s.System
	}
	if err := os.WriteFile(file, transcript.Format(s), mode); err != nil {
		return fmt.Errorf("capture: %w", err)
	}
	for n := i.names[base] + 1; ; n++ { // those before are taken
		name := filepath.Join(i.o.Dir, fmt.Sprintf("%s-%d.txtar", base, n))
		err := record.Publish(file, name)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("capture: %w", err)
		}
		i.names[base] = n
		return nil
	}
}

// wordOf is a name as a part of a file's name.
func wordOf(name string) string {
	word := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '.', r == '_':
			return r
		}
		return '-'
	}, name)
	word = strings.Trim(word[:min(len(word), 60)], "-.")
	if word == "" {
		return "capture"
	}
	return word
}
