package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
)

// TestReplayInterrupted: a signal ends the story under way, and what was played before is reported.
func TestReplayInterrupted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no signals here")
	}
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) { replayInterrupted(t, func() error { return self.Signal(sig) }) })
	}
}

func replayInterrupted(t *testing.T, interrupt func() error) {
	var requests atomic.Int32
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) == 1 {
			return
		}
		if err := interrupt(); err != nil { // the replay has long asked for it
			t.Error(err)
			return
		}
		<-r.Context().Done()
	}))
	defer target.Close()
	dir := t.TempDir()
	const story = "format: soapstone/1\nsystem: unknown\n-- 1 request --\nGET /x HTTP/1.1\nHost: h\n-- 1 response --\nHTTP/1.1 200 OK\n"
	for _, name := range []string{"1.txtar", "2.txtar", "3.txtar"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(story), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	junit, lines := filepath.Join(dir, "junit.xml"), filepath.Join(dir, "lines.json")
	var out, log bytes.Buffer
	code := run([]string{"replay", "--target", target.URL, "--junit", junit, "--json=" + lines, dir}, strings.NewReader(""), &out, &log)
	if code != exitCannot || !strings.HasPrefix(out.String(), "1 story, 1 answer: 1 passed\n") || !strings.Contains(log.String(), "replay: interrupted: transcripts that were played: 1 of 3") {
		t.Errorf("exit code %d\n%s%s", code, &out, &log)
	}
	const skipped = `> <skipped message="interrupted before it was played to its end"/> </testcase>`
	text, err := os.ReadFile(junit)
	if err != nil || !strings.Contains(string(text), `tests="3" failures="0" errors="0" skipped="2"`) ||
		strings.Count(strings.Join(strings.Fields(string(text)), " "), skipped) != 2 {
		t.Errorf("junit: %s, %v", text, err)
	}
	text, err = os.ReadFile(lines)
	if err != nil || strings.Count(string(text), `"verdict":"not run","reason":"interrupted before`) != 2 || !strings.Contains(string(text), `"stories":3,"passed":1,"differ":0,"failed":0,"notRun":2,`) {
		t.Errorf("json: %s, %v", text, err)
	}
	if n := requests.Load(); n != 2 {
		t.Errorf("%d requests, want 2", n)
	}
}
