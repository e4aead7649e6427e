package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// adminOf is the address of the operator's API of a child process, which its second line tells.
func (v *victim) adminOf(t *testing.T, readyFile string) string {
	t.Helper()
	text, err := os.ReadFile(readyFile)
	if err != nil {
		t.Fatal(err)
	}
	var found struct{ Admin string }
	if err := json.Unmarshal(text, &found); err != nil {
		t.Fatal(err)
	}
	return found.Admin
}

// get returns the status and the text at an address.
func get(t *testing.T, url string) string {
	t.Helper()
	answer, text := fetch(t, url)
	return answer.Status + " " + text
}

// refusedStart runs the program, which must not start, and returns what it says.
func refusedStart(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != exitCannot {
		t.Errorf("it ended with %v, want exit code %d:\n%s", err, exitCannot, &said)
	}
	return said.String()
}

func serveOn(t *testing.T, program, data string) *exec.Cmd {
	return exec.CommandContext(t.Context(), program, "serve", "--listen=127.0.0.1:0", "--admin=127.0.0.1:0", "--data", data)
}

// someSessions makes a data file with sessions, and returns their ids.
func someSessions(t *testing.T, program, data string, n int) (ids []string) {
	t.Helper()
	v := startVictim(t, program, "--data", data)
	defer v.kill()
	c, mft := newCaller(v.url), mftLife()
	defer c.http.CloseIdleConnections()
	for i := range n {
		id, err := mft.begin(c, i)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	return ids
}

// TestSecondProcess: the second on a file is told so, and the first goes on.
func TestSecondProcess(t *testing.T) {
	t.Parallel()
	program, data := filepath.Join(buildProgram(t), "soapstone"), filepath.Join(t.TempDir(), "sessions.db")
	v := startVictim(t, program, "--data", data)
	said := refusedStart(t, serveOn(t, program, data))
	if !strings.Contains(said, "is in use by another process: stop that one first, or choose another file") {
		t.Error(said)
	}
	c := newCaller(v.url)
	defer c.http.CloseIdleConnections()
	if _, err := mftLife().begin(c, 1); err != nil {
		t.Errorf("the first: %v", err)
	}
}

// TestDamagedFile: what is no whole data file any more is refused with what to do, and stays as it is.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	program, folder := filepath.Join(buildProgram(t), "soapstone"), t.TempDir()
	good := filepath.Join(folder, "good.db")
	ids := someSessions(t, program, good, 200)
	text, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	page := os.Getpagesize()
	over := func(from, to int) []byte {
		spoilt := bytes.Clone(text)
		for i := from; i < to; i++ {
			spoilt[i] ^= 0xa5
		}
		return spoilt
	}
	for name, damaged := range map[string][]byte{
		"a byte":                text[:1],
		"half of a page":        text[:page/2],
		"two pages":             text[:2*page],
		"half of it":            text[:len(text)/2/page*page],
		"all but a few pages":   text[:len(text)/4],
		"other bytes in front":  over(0, 2*page),
		"a page of zeros":       make([]byte, page),
		"text":                  []byte(strings.Repeat("these are no sessions\n", 5000)),
		"another format's file": append([]byte("SQLite format 3\x00"), make([]byte, 4*page)...),
	} {
		data := filepath.Join(folder, "damaged.db")
		if err := os.WriteFile(data, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		said := refusedStart(t, serveOn(t, program, data))
		if !strings.Contains(said, data) || !strings.Contains(said, "choose another file") || strings.Contains(said, "goroutine") {
			t.Errorf("%s: %s", name, said)
		}
		if now, err := os.ReadFile(data); err != nil || !bytes.Equal(now, damaged) {
			t.Errorf("%s: the file was changed", name)
		}
	}
	v := startVictim(t, program, "--data", good)
	c := newCaller(v.url)
	defer c.http.CloseIdleConnections()
	for i, id := range ids {
		if alive, err := mftLife().alive(c, i, id); err != nil || !alive {
			t.Fatalf("session %d of the file that nobody damaged: %v, %v", i, alive, err)
		}
	}
}

// TestDiskFull fills the disk of a server, which is told that it may write no larger file. What it cannot keep it does not
// acknowledge, what it has acknowledged is there, and the probe says what is wrong; with room again, all of it is as before.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no ulimit")
	}
	program, folder := filepath.Join(buildProgram(t), "soapstone"), t.TempDir()
	data, ready := filepath.Join(folder, "sessions.db"), filepath.Join(folder, "ready.json")
	limited := filepath.Join(folder, "limited")
	script := fmt.Sprintf("#!/bin/sh\nulimit -f 256 && exec '%s' \"$@\"\n", program)
	if err := os.WriteFile(limited, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	v := startVictim(t, limited, "--data", data, "--ready-file", ready)
	admin := v.adminOf(t, ready)
	if said := get(t, admin+"/readyz"); !strings.HasPrefix(said, "200") {
		t.Errorf("with room, the probe says %s", said)
	}
	c, mft := newCaller(v.url), mftLife()
	defer c.http.CloseIdleConnections()
	var kept []string
	for len(kept) < 20_000 {
		id, err := mft.begin(c, 1)
		if errors.Is(err, errNoAnswer) {
			t.Fatalf("it does not answer any more: %v\n%s", err, v.log)
		}
		if err != nil {
			break
		}
		kept = append(kept, id)
	}
	if len(kept) < 10 || len(kept) == 20_000 {
		t.Fatalf("%d sessions were kept", len(kept))
	}
	check := func(c *caller) {
		t.Helper()
		for i, id := range kept {
			if alive, err := mft.alive(c, i, id); err != nil || !alive {
				t.Fatalf("session %d of %d: %v, %v", i, len(kept), alive, err)
			}
		}
	}
	check(c)
	if said := get(t, admin+"/readyz"); !strings.HasPrefix(said, "503") || !strings.Contains(said, "the store cannot write: see to the disk") {
		t.Errorf("when a session could not be kept, the probe says %s", said)
	}
	if tool, err := exec.LookPath("prlimit"); err != nil {
		t.Log("without prlimit, nothing shows here what the probe says of a disk that takes no byte")
	} else {
		// What is larger than the room that is left says so, too: from now on there is none.
		if out, err := exec.CommandContext(t.Context(), tool, fmt.Sprint("--pid=", v.cmd.Process.Pid), "--fsize=1").CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		said := get(t, admin+"/readyz")
		for begin := time.Now(); strings.HasPrefix(said, "200") && time.Since(begin) < 10*probeEvery; { // what it found before is good for a while
			said = get(t, admin+"/readyz")
		}
		if !strings.HasPrefix(said, "503") || !strings.Contains(said, "the store cannot write: see to the disk") {
			t.Errorf("on a full disk, the probe says %s", said)
		}
		check(c)
	}
	v.kill()
	v = startVictim(t, program, "--data", data, "--ready-file", ready)
	again := newCaller(v.url)
	defer again.http.CloseIdleConnections()
	check(again)
	if _, err := mft.begin(again, 1); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if said := get(t, v.adminOf(t, ready)+"/readyz"); !strings.HasPrefix(said, "200") {
		t.Errorf("with room again, the probe says %s", said)
	}
}

// TestStopUnderLoad stops a server by SIGTERM while clients of all systems begin sessions, each on a connection of its own:
// it ends well, and not one session was begun whose client was not told of it.
func TestStopUnderLoad(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no SIGTERM")
	}
	program, folder := filepath.Join(buildProgram(t), "soapstone"), t.TempDir()
	data, ready, config := filepath.Join(folder, "sessions.db"), filepath.Join(folder, "ready.json"), filepath.Join(folder, "c.yaml")
	if err := os.WriteFile(config, []byte("model204:\n  privateLimit: 1000000\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	v := startVictim(t, program, "--config", config, "--data", data, "--shutdown-timeout=1m")
	c := newCaller(v.url)
	c.http.Transport.(*http.Transport).DisableKeepAlives = true
	var (
		all   sync.WaitGroup
		mu    sync.Mutex
		begun = map[string]int{}
		next  int
		once  sync.Once
	)
	enough := make(chan struct{})
	for _, life := range lives() {
		for range crashCallers {
			all.Go(func() {
				for {
					mu.Lock()
					next++
					n := next
					mu.Unlock()
					_, err := life.begin(c, n)
					if err != nil {
						if !errors.Is(err, errNoAnswer) {
							t.Errorf("%s: %v", life.system, err)
						}
						return
					}
					mu.Lock()
					begun[life.system]++
					if next >= 400 {
						once.Do(func() { close(enough) })
					}
					mu.Unlock()
				}
			})
		}
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		all.Wait()
	}()
	select {
	case <-enough:
	case <-gone: // something went wrong
		v.kill() // its log is complete then
		t.Fatalf("no client is left after %d sessions:\n%s", next, v.log)
	}
	if err := v.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-gone
	v.once.Do(func() {
		if err := v.cmd.Wait(); err != nil {
			t.Errorf("it ended with %v:\n%s", err, v.log)
		}
	})
	v = startVictim(t, program, "--config", config, "--data", data, "--ready-file", ready)
	admin := v.adminOf(t, ready)
	for system, want := range begun {
		got, after := 0, ""
		for {
			var page struct {
				Sessions []json.RawMessage
				Next     string
			}
			_, text, _ := strings.Cut(get(t, admin+"/sessions?system="+system+"&after="+url.QueryEscape(after)), "{")
			if err := json.Unmarshal([]byte("{"+text), &page); err != nil || page.Sessions == nil {
				t.Fatalf("%v: %s", err, text)
			}
			got += len(page.Sessions)
			if after = page.Next; after == "" {
				break
			}
		}
		if got != want {
			t.Errorf("%s: %d sessions were begun, and %d clients were told", system, got, want)
		}
	}
}

// TestFileThatCannotBeWritten: it is said at the start, with what to do.
func TestFileThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	program, folder := filepath.Join(buildProgram(t), "soapstone"), t.TempDir()
	places := map[string]string{"a folder": folder, "in a folder that is none": filepath.Join(folder, "none", "sessions.db")}
	if os.Geteuid() > 0 { // root may write everything
		places["read only"] = filepath.Join(folder, "sessions.db")
		someSessions(t, program, places["read only"], 1)
		if err := os.Chmod(places["read only"], 0o400); err != nil {
			t.Fatal(err)
		}
	}
	for name, data := range places {
		said := refusedStart(t, serveOn(t, program, data))
		if !strings.Contains(said, data) || !strings.Contains(said, "name a file that this user may read and write") {
			t.Errorf("%s: %s", name, said)
		}
	}
}
