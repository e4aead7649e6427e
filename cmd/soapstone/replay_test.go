package main

import (
	"bufio"
	"bytes"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/setting"
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
		Passwords: []string{setting.DemoPassword},
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

// pausing is a story of a recording: between two requests nobody said anything for half an hour.
const pausing = `format: soapstone/1
system: futurama
evidence: observed
-- 1 given --
now: 2026-11-21T07:20:51Z
-- 1 request --
POST /rest/webapi HTTP/1.1
Host: 127.0.0.1
Content-Type: application/json

{"folder":"Savingsaccount"}
-- 1 response --
HTTP/1.1 200 OK
Content-Type: application/json; charset=utf-8

{"Message":"success","NextTimeout":"2026-11-21T07:40:51.1038776+00:00","sessionID":"2palpthhh2vj0vwvrpd5oych"}
-- 2 given --
now: 2026-11-21T07:50:51Z
-- 2 request --
POST /rest/webapi/SessionKeepAlive HTTP/1.1
Host: 127.0.0.1
Content-Type: application/json

{"sessionID":"2palpthhh2vj0vwvrpd5oych"}
-- 2 response --
HTTP/1.1 200 OK
Content-Type: application/json; charset=utf-8

{"Message":"Session '2palpthhh2vj0vwvrpd5oych' does not exist or has expired.","NextTimeout":null}
`

// TestReplayAPause: an operator lets as much time pass as passed in a recording.
func TestReplayAPause(t *testing.T) {
	url, admin := replayServer(t)
	file := filepath.Join(t.TempDir(), "pause.txtar")
	if err := os.WriteFile(file, []byte(pausing), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, got, people := replayed(t, "--target", url, "--admin", admin, file); code != exitFine || got.Passed != 1 {
		t.Errorf("exit code %d, %+v\n%s", code, got, people)
	}
	if code, got, people := replayed(t, "--target", url, file); code != exitDifferences || got.Differ != 1 {
		t.Errorf("without an operator: exit code %d, %+v\n%s", code, got, people)
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
