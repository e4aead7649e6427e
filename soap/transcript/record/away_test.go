package record

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
)

// small is a book that has to let go of each conversation when the next exchange comes, and keeps what some of their files do
// not say.
func small(t *testing.T, exact bool) *Book {
	t.Helper()
	b, err := OpenBook(BookOptions{Dir: t.TempDir(), System: "mft", By: correlate.ByClient, MaxMemory: 700, Exact: exact, Show: exact})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// keepOne keeps an exchange of a client.
func keepOne(b *Book, client, path string, more Exchange) {
	more.Client = correlate.Client{Connection: client, Address: client}
	more.Request = transcript.Message{Start: "POST " + path + " HTTP/1.1"}
	if !more.HungUp {
		more.Response = &transcript.Message{Start: "HTTP/1.1 200 OK"}
	}
	b.Begin(&more)
	b.End(&more)
	b.Count() // it is kept
}

// the only story of a book.
func onlyStory(t *testing.T, b *Book) (text string, s *transcript.Story) {
	t.Helper()
	if err := b.Flush(); err != nil {
		t.Fatal(err)
	}
	text = files(t, b.o.Dir)
	s, err := transcript.Parse("story", []byte(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return text, s
}

// What is not as it was is still told of a story that goes on when it was only in its file.
func TestNotesStay(t *testing.T) {
	b := small(t, false)
	keepOne(b, "one", "/1", Exchange{})
	keepOne(b, "one", "/2", Exchange{Notes: []string{"its body is left out", "all of it"}})
	keepOne(b, "one", "/3", Exchange{})
	text, _ := onlyStory(t, b)
	if !strings.Contains(text, "\n# exchange 2: its body is left out\n# exchange 2: all of it\n-- ") {
		t.Errorf("the notes are gone:\n%s", text)
	}
}

// Exchanges of two conversations that were only in their files stand in the order in which they came when these become one.
func TestJoinedStandInOrder(t *testing.T) {
	b := small(t, false)
	for _, c := range []struct{ client, path string }{{"one", "/1"}, {"one", "/2"}, {"two", "/3"}, {"two", "/4"}, {"one", "/5"}, {"two", "/6"}} {
		keepOne(b, c.client, c.path, Exchange{})
	}
	b.join(b.talks[1], b.talks[2])
	text, s := onlyStory(t, b)
	var got []string
	for _, e := range s.Events {
		switch e := e.(type) {
		case *transcript.Request:
			got = append(got, strings.Fields(e.Start)[1])
		case *transcript.Response:
			got = append(got, "answered")
		}
	}
	want := []string{"/1", "answered", "/2", "answered", "/3", "answered", "/4", "answered", "/5", "answered", "/6", "answered"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s in\n%s", diff, text)
	}
}

// A story that cannot be played to the byte, since something in it waited, cannot be when it was only in its file either.
func TestWaitedStays(t *testing.T) {
	b := small(t, true)
	now := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	for i, waited := range []bool{false, true, false} {
		keepOne(b, "one", "/", Exchange{Now: now.Add(time.Duration(i) * time.Second), Seed: new(soap.Seed), waited: waited})
	}
	text, s := onlyStory(t, b)
	if s.Exact() || !slices.ContainsFunc(s.Events, func(e transcript.Event) bool { g, ok := e.(*transcript.Given); return ok && g.Seed != nil }) {
		t.Errorf("it is said to be exact, or has no seeds:\n%s", text)
	}
}

// A story in which the emulated time stood still says where, in the server's zone: at a replay it stands as well. One in which it
// ran at times does not.
func TestStandingClock(t *testing.T) {
	at := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		stood []bool
		want  time.Time
	}{
		{[]bool{true, true, true}, at},
		{[]bool{true, true, false}, time.Time{}},
	} {
		b := small(t, false)
		b.o.Zone = time.FixedZone("", 2*60*60)
		for i, stood := range tt.stood {
			keepOne(b, "one", "/", Exchange{Now: at.Add(time.Duration(i) * time.Hour), stood: stood})
		}
		text, s := onlyStory(t, b)
		if !s.Clock.Equal(tt.want) || s.Exact() || !tt.want.IsZero() && !strings.Contains(text, "\nclock: 2026-11-21T12:00:00+02:00\n") {
			t.Errorf("stood %v: the clock is %v, want %v in\n%s", tt.stood, s.Clock, tt.want, text)
		}
	}
}

// A file that somebody has shortened or made longer stays as it is, and its story goes on in another.
func TestChangedFileStays(t *testing.T) {
	for _, events := range []int{1, 4} {
		b := small(t, false)
		keepOne(b, "", "/1", Exchange{})
		keepOne(b, "", "/2", Exchange{})
		name := b.talks[1].file
		s, err := transcript.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		more := &transcript.Request{Number: 3, Message: transcript.Message{Start: "GET / HTTP/1.1"}}
		s.Events = append(s.Events, more)[:events+events/4]
		changed := transcript.Format(s)
		if err := os.WriteFile(name, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		keepOne(b, "", "/3", Exchange{})
		if err := b.Flush(); err == nil || !strings.Contains(err.Error(), name+" cannot go on: somebody has changed it") {
			t.Errorf("error %v", err)
		}
		if got, err := os.ReadFile(name); err != nil || string(got) != string(changed) {
			t.Errorf("%v: it is\n%s", err, got)
		}
		if all := files(t, b.o.Dir); strings.Count(all, "POST /3 ") != 1 {
			t.Errorf("the exchange behind it is lost:\n%s", all)
		}
	}
}

// A story that goes on without end would be read and written whole with each exchange, and take the memory for that: what comes
// when it is too large is in another one, and nothing is lost.
func TestStoryIsBounded(t *testing.T) {
	b, err := OpenBook(BookOptions{Dir: t.TempDir(), System: "mft", By: correlate.ByClient, MaxStory: 64 << 10})
	if err != nil {
		t.Fatal(err)
	}
	body := []byte("<a>" + strings.Repeat("x", 10<<10) + "</a>")
	for i := range 30 {
		x := Exchange{Client: correlate.Client{Connection: "one", Address: "one"}, Request: transcript.Message{Start: fmt.Sprintf("POST /%d HTTP/1.1", i), Body: body}}
		b.Begin(&x)
		b.End(&x)
	}
	if err := b.Flush(); err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadDir(b.o.Dir)
	if err != nil || len(list) < 4 {
		t.Errorf("%d stories, %v", len(list), err)
	}
	for _, f := range list {
		if info, err := f.Info(); err != nil || info.Size() > 80<<10 {
			t.Errorf("%s has %d bytes, %v", f.Name(), info.Size(), err)
		}
	}
	all := files(t, b.o.Dir)
	for i := range 30 {
		if strings.Count(all, fmt.Sprintf("POST /%d HTTP/1.1\n", i)) != 1 {
			t.Errorf("request %d is not there once", i)
		}
	}
	if stories, exchanges := b.Count(); stories != len(list) || exchanges != 30 || b.size > 64<<10 {
		t.Errorf("it counts %d stories and %d exchanges, and %d bytes", stories, exchanges, b.size)
	}
}

// What is kept of conversations that are only in their files takes memory, too: of too much, those that were silent longest
// are over, and who comes back begins another story.
func TestAwayIsBounded(t *testing.T) {
	b := small(t, false)
	const clients = 20
	for i := range clients {
		keepOne(b, fmt.Sprint(i), "/", Exchange{Notes: []string{"its body is left out"}})
	}
	var away int64
	for _, talk := range b.talks {
		for _, trace := range talk.away {
			away += trace.weight()
		}
	}
	if len(b.talks) < 2 || away > b.o.MaxMemory || b.size != away {
		t.Errorf("of %d conversations %d go on, of which %d bytes are kept, and %d counted", clients, len(b.talks), away, b.size)
	}
	keepOne(b, fmt.Sprint(clients-1), "/again", Exchange{})
	keepOne(b, "0", "/again", Exchange{})
	if stories, exchanges := b.Count(); stories != clients+1 || exchanges != clients+2 {
		t.Errorf("%d stories with %d exchanges, want another one for the client that was silent longest alone", stories, exchanges)
	}
	if err := b.Flush(); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(files(t, b.o.Dir), "POST /"); n != clients+2 {
		t.Errorf("%d of %d requests are in files", n, clients+2)
	}
}
