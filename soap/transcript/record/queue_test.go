package record

import (
	"os"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// Nobody waits for secrets to be hidden and stories to be written, but for who flushes. A fault in one exchange loses that
// one alone.
func TestNobodyWaits(t *testing.T) {
	dir := t.TempDir()
	b, err := OpenBook(BookOptions{Dir: dir, System: "mft"})
	if err != nil {
		t.Fatal(err)
	}
	b.mu.Lock() // as the goroutine has it that hides and writes
	for _, path := range []string{"/first", "/second"} {
		x := &Exchange{Request: transcript.Message{Start: "GET " + path + " HTTP/1.1", Fields: []transcript.Field{{Name: "Authorization", Value: "Basic YWxpY2U6VHIwdWI0ZG9y"}}}}
		b.Begin(x)
		b.End(x) // which would hang here
	}
	b.queue.add(0, func(int) { panic("a fault of ours") })
	b.mu.Unlock()
	err = b.Flush()
	if err == nil || !strings.Contains(err.Error(), "a fault of ours") {
		t.Errorf("flushed with %v, want it to tell of the fault", err)
	}
	if _, exchanges := b.Count(); exchanges != 2 {
		t.Errorf("%d exchanges, want 2", exchanges)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		text, err := os.ReadFile(dir + "/" + f.Name())
		if err != nil || strings.Contains(string(text), "YWxpY2U6VHIwdWI0ZG9y") {
			t.Errorf("%v in\n%s", err, text)
		}
	}
}

// What waits is bounded.
func TestQueueIsBounded(t *testing.T) {
	q := queue{most: 10, failed: func(any) {}}
	hold, added := make(chan struct{}), make(chan struct{})
	q.add(10, func(int) { <-hold })
	go func() {
		q.add(1, func(int) {})
		close(added)
	}()
	select {
	case <-added:
		t.Error("more was added than may wait")
	case hold <- struct{}{}: // the first has begun, and can end now
	}
	<-added
	q.wait()
	if q.size != 0 || q.running {
		t.Errorf("%d bytes are left, running: %t", q.size, q.running)
	}
}
