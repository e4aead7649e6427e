package capture_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/transcript/capture"
)

// A large archive is read one entry at a time: 150 MB of it, of which most is a page's parts, never make the heap grow by a
// third of that.
func TestLargeHAR(t *testing.T) {
	if testing.Short() {
		t.Skip("it writes 150 MB")
	}
	name := filepath.Join(t.TempDir(), "large.har")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	picture := strings.Repeat("iVBORw0KGgoAAAANSUhEUgAA", 1<<20/24)
	fmt.Fprint(w, `{"log":{"version":"1.2","creator":{"name":"test","version":"1"},"entries":[`)
	const parts = 150
	for n := range parts {
		fmt.Fprintf(w, `{"startedDateTime":"2026-01-02T10:00:00Z","time":1,"_resourceType":"image","request":{"method":"GET","url":"http://h/%d.png","headers":[]},"response":{"status":200,"headers":[],"content":{"mimeType":"image/png","encoding":"base64","text":%q}}},`, n, picture)
		if n%10 == 0 {
			fmt.Fprint(w, entry(body(`,"text":"<a/>"`), content(`,"text":"<b/>"`)), ",")
		}
	}
	fmt.Fprint(w, entry(body(`,"text":"<a/>"`), content(`,"text":"<b/>"`)), `]}}`)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var most atomic.Uint64
	done, watched := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			most.Store(max(most.Load(), now.HeapAlloc))
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	}()
	m := importAll(t, "", []capture.Input{{Name: name}}, open())
	close(done)
	<-watched
	check(t, "problems", m.problems(), []string(nil))
	check(t, "steps", m.Steps, parts/10+1)
	check(t, "left out", m.LeftOut, []capture.Count{{Reason: "images, fonts, styles and scripts", N: parts}})
	if grown := int64(most.Load()) - int64(before.HeapAlloc); grown > 50<<20 {
		t.Errorf("the heap grew by %d MB", grown>>20)
	}
}
