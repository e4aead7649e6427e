package record

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
)

// said keeps an exchange of a connection of its own, and returns its conversation.
func said(t *testing.T, b *Book, path, body string) *talk {
	t.Helper()
	x := &Exchange{
		Client:  correlate.Client{Connection: path, Address: path},
		Request: transcript.Message{Start: "POST " + path + " HTTP/1.1", Body: []byte(body)},
	}
	b.Begin(x)
	b.End(x)
	b.Count() // it is kept
	for _, k := range b.talks {
		if len(k.exchanges) == 1 && k.exchanges[0] == x {
			return k
		}
	}
	t.Fatalf("the conversation of %s is not there", path)
	return nil
}

// files returns what is in all files of a folder.
func files(t *testing.T, dir string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// A process that is killed at any time leaves each story that was in a file in a file.
func TestJoinedStaysInAFile(t *testing.T) {
	dir := t.TempDir()
	b, err := OpenBook(BookOptions{Dir: dir, System: "mft", By: correlate.ByClient})
	if err != nil {
		t.Fatal(err)
	}
	large := said(t, b, "/large", strings.Repeat("x", 300<<10))
	small := said(t, b, "/small", "<a/>")
	b.join(large, small)
	if got := files(t, dir); !strings.Contains(got, "POST /small ") {
		t.Error("the story that became a part of another is in no file")
	}
	if !large.due() {
		t.Error("what a story has taken in waits to be written")
	}
	if err := b.write(large); err != nil {
		t.Fatal(err)
	}
	if got := files(t, dir); strings.Count(got, "POST /small ") != 1 || strings.Count(got, "POST /large ") != 1 {
		t.Errorf("%d bytes of files do not have each request once", len(got))
	}
}

// A story that cannot be written stays in memory until it can be, also when there is too much of it.
func TestUnwrittenStays(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "stories")
	b, err := OpenBook(BookOptions{Dir: dir, System: "mft", By: correlate.ByClient, MaxMemory: 8 << 10, MaxTalks: 2})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/a", "/b", "/c"} {
		said(t, b, path, strings.Repeat("x", 5<<10))
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := b.Flush(); err == nil {
		t.Error("nobody learns that a write failed")
	}
	got := files(t, dir)
	for _, want := range []string{"POST /a ", "POST /b ", "POST /c "} {
		if !strings.Contains(got, want) {
			t.Errorf("%sis lost", want)
		}
	}
}

// What is in no file is counted, also of a story that had been written before more of it came, or that took in another.
func TestUnwritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "stories")
	b, err := OpenBook(BookOptions{Dir: dir, System: "mft", By: correlate.ByClient})
	if err != nil {
		t.Fatal(err)
	}
	count := func(wantStories, wantExchanges int) {
		t.Helper()
		if stories, exchanges := b.Unwritten(); stories != wantStories || exchanges != wantExchanges {
			t.Errorf("%d exchanges are in no file, and nothing of %d stories: want %d and %d", exchanges, stories, wantExchanges, wantStories)
		}
	}
	a := said(t, b, "/a", "<a/>")
	count(0, 0)
	if err := os.Rename(dir, dir+"-away"); err != nil {
		t.Fatal(err)
	}
	c := said(t, b, "/c", "<c/>")
	said(t, b, "/d", "<d/>")
	count(2, 2)
	b.join(a, c)
	count(1, 2)
	if err := b.Flush(); err == nil {
		t.Error("nobody learns that a write failed")
	}
	count(1, 2)
	if err := os.Rename(dir+"-away", dir); err != nil {
		t.Fatal(err)
	}
	if err := b.Flush(); err == nil {
		t.Error("nobody learns that a write failed")
	}
	count(0, 0)
}

// While nothing can be written, not each conversation that begins tries the oldest again. Later all that are too many go.
func TestForgetTriesLater(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "stories")
	var log strings.Builder
	b, err := OpenBook(BookOptions{
		Dir: dir, System: "mft", By: correlate.ByClient, MaxTalks: 2, Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	begin := func(client string) {
		x := &Exchange{Client: correlate.Client{Connection: client, Address: client}, Began: now, Request: transcript.Message{Start: "POST / HTTP/1.1"}}
		b.Begin(x)
		b.End(x)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	const many = 20
	for i := range many {
		begin(fmt.Sprint(i))
		now = now.Add(time.Millisecond)
	}
	b.Count() // all is done
	if n := strings.Count(log.String(), "could not be kept"); n != many {
		t.Errorf("%d attempts to write, want %d: one for each conversation", n, many)
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Minute)
	begin("last")
	b.Count()
	if len(b.talks) != 2 {
		t.Errorf("%d conversations go on, want 2", len(b.talks))
	}
	if err := b.Flush(); err == nil {
		t.Error("nobody learns that a write failed")
	}
	if n := strings.Count(files(t, dir), "POST / "); n != many+1 {
		t.Errorf("%d of %d requests are in files", n, many+1)
	}
}

// What cannot be written is bounded: the recording pauses, says so, and goes on in new stories when there is room.
func TestPause(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "stories")
	var log strings.Builder
	b, err := OpenBook(BookOptions{
		Dir: dir, System: "mft", By: correlate.ByClient, MaxMemory: 8 << 10, MaxUnwritten: 20 << 10,
		Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	keep := func(client, path string, after time.Duration) {
		t.Helper()
		now = now.Add(after)
		x := &Exchange{
			Client: correlate.Client{Connection: client, Address: client}, Began: now,
			Request: transcript.Message{Start: "POST " + path + " HTTP/1.1", Body: []byte(strings.Repeat("x", 5<<10))},
		}
		b.Begin(x)
		b.End(x)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		keep("one", fmt.Sprintf("/one/%d", i), time.Millisecond)
		keep("two", fmt.Sprintf("/two/%d", i), time.Millisecond)
	}
	b.Count() // all is done
	if missed := b.Missed(); missed != 196 || b.size > 30<<10 {
		t.Errorf("%d requests are missed, and %d bytes are in memory", missed, b.size)
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	keep("one", "/soon", 0) // nobody tries again so soon
	keep("one", "/late", time.Minute)
	keep("one", "/later", 0)
	if err := b.Flush(); err == nil {
		t.Error("nobody learns that a write failed")
	}
	if stories, exchanges := b.Count(); b.Missed() != 197 || stories != 3 || exchanges != 6 {
		t.Errorf("%d requests are missed, %d are kept in %d stories", b.Missed(), exchanges, stories)
	}
	got := map[string]bool{}
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		s, err := transcript.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var paths []string
		for _, e := range s.Events {
			if r, ok := e.(*transcript.Request); ok {
				paths = append(paths, strings.Fields(r.Start)[1])
			}
		}
		got[strings.Join(paths, " ")] = true
	}
	want := map[string]bool{"/one/0 /one/1": true, "/two/0 /two/1": true, "/late /later": true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stories (-want +got):\n%s", diff)
	}
	for _, want := range []string{`msg="the recording pauses: too much could not be written`, `msg="the recording goes on, in new transcripts" "missed requests"=197`} {
		if strings.Count(log.String(), want) != 1 {
			t.Errorf("the log does not have %s once:\n%s", want, log.String())
		}
	}
	if n := strings.Count(log.String(), "could not be kept"); n > 4 {
		t.Errorf("the log tells of %d attempts within a second", n)
	}
}

// A name that is taken stays with the file that has it, and what was to have it stays where it is.
func TestPublish(t *testing.T) {
	dir := t.TempDir()
	temp, taken, free := filepath.Join(dir, "temp"), filepath.Join(dir, "taken"), filepath.Join(dir, "free")
	for name, text := range map[string]string{temp: "new", taken: "old"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := Publish(temp, taken); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over another file: %v", err)
	}
	if err := Publish(temp, free); err != nil {
		t.Error(err)
	}
	for name, want := range map[string]string{taken: "old", free: "new"} {
		if text, err := os.ReadFile(name); err != nil || string(text) != want {
			t.Errorf("%s has %q, %v", name, text, err)
		}
	}
	if _, err := os.Stat(temp); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the temporary name: %v", err)
	}
	// What can be neither linked nor renamed leaves no empty story.
	folder, name := filepath.Join(dir, "folder"), filepath.Join(dir, "name")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, from := range []string{temp, folder} {
		if err := Publish(from, name); err == nil {
			t.Errorf("%s is published", from)
		}
		if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s leaves something under the name: %v", from, err)
		}
	}
}

// A number that was given is not looked for again, and one that another file has is passed over.
func TestNumbers(t *testing.T) {
	dir := t.TempDir()
	b, err := OpenBook(BookOptions{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	create := func(base string) {
		t.Helper()
		name, err := b.create(base, []byte(base), 0o600)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, filepath.Base(name))
	}
	create("a")
	create("a")
	if err := os.Remove(filepath.Join(dir, "a-001.txtar")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a-003.txtar", "b-001.txtar"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("another's"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	create("a")
	create("b")
	create("a")
	if diff := cmp.Diff([]string{"a-001.txtar", "a-002.txtar", "a-004.txtar", "b-002.txtar", "a-005.txtar"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for i := range mostNames {
		create(fmt.Sprint("c", i))
	}
	if len(b.numbers) > mostNames {
		t.Errorf("%d numbers are known", len(b.numbers))
	}
	for _, name := range []string{"a-003.txtar", "b-001.txtar"} {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(text) != "another's" {
			t.Errorf("%s has %q, %v", name, text, err)
		}
	}
	if rest, err := filepath.Glob(filepath.Join(dir, ".soapstone-*")); err != nil || len(rest) > 0 {
		t.Errorf("temporary files stay: %v, %v", rest, err)
	}
}
