package main

import (
	"bufio"
	"bytes"
	"io"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
	"github.com/soapstone-dev/soapstone/soap/transcript/replay"
)

// TestReplayEveryStory plays the stories of all five systems against a soapstone of its own, over the network, with
// ids of its own.
func TestReplayEveryStory(t *testing.T) {
	base, admin := interopServer(t)
	target, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	player := &replay.Player{
		Target: replay.Target{URL: target, KeepHosts: true}, Operator: &operator{client: &client{address: admin}},
		Passwords: []string{demoPassword},
		Compare:   diff.Options{Strict: diff.Times, Plain: true, Headers: []string{"*"}},
	}
	for _, system := range []string{"sqlserver", "mft", "salesforce", "futurama", "model204"} {
		files, err := filepath.Glob(filepath.Join("../../testdata", system, "*.txtar"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no story of %s: %v", system, err)
		}
		for _, name := range files {
			t.Run(system+"/"+filepath.Base(name), func(t *testing.T) {
				story, err := transcript.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				result := player.Play(t.Context(), story)
				if result.Verdict() != diff.Passed {
					t.Errorf("%s %s%s", result.Verdict(), result.Error, result.NotRun)
				}
				for _, step := range result.Steps {
					for _, d := range step.Differences {
						t.Errorf("%d: %s", step.Number, d)
					}
				}
			})
		}
	}
}

// replayServer runs soapstone serve with further flags until the end of a test.
func replayServer(t *testing.T, flags ...string) (url, admin string) {
	t.Helper()
	stdin, stop := io.Pipe()
	banner, stdout := io.Pipe()
	var log bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(append([]string{"serve", "--listen=localhost:0", "--admin=localhost:0", "--stop-on-stdin-eof"}, flags...), stdin, stdout, &log)
		stdout.Close()
	}()
	lines := bufio.NewScanner(banner)
	for _, address := range []*string{&url, &admin} {
		if !lines.Scan() {
			t.Fatalf("exit code %d: %s", <-code, log.String())
		}
		*address = lines.Text()[strings.LastIndexByte(lines.Text(), ' ')+1:]
	}
	read := make(chan struct{})
	go func() {
		for lines.Scan() { // so that nobody waits to write it
		}
		close(read)
	}()
	t.Cleanup(func() {
		stop.Close()
		if c := <-code; c != exitFine {
			t.Errorf("serve: exit code %d: %s", c, log.String())
		}
		<-read
	})
	return url, admin
}
