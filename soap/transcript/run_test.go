package transcript_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

const (
	vendor = "\nContent-Type: text/plain\nX-Vendor: a\nX-Vendor: a\n"
	ok     = "HTTP/1.1 200 OK" + vendor
	host   = " HTTP/1.1\nHost: a\n"
)

// TestRun plays stories that are as they say.
func TestRun(t *testing.T) {
	chance := fmt.Sprintf("%x", rand.NewChaCha8([32]byte{31: 1}).Uint64())
	for name, events := range map[string]string{
		"one exchange": "-- 1 request --\nPOST /echo" + host + "\nhi\n-- 1 response --\n" + ok + "\nhi\n",
		"a wait that a later request overlaps": "-- 1 request --\nPOST /wait" + host + "\n30s\n" +
			"-- 2 request --\nPOST /echo" + host + "\nhi\n-- 2 response --\n" + ok + "\nhi\n" +
			"-- clock +1m0s --\n-- 1 response --\n" + ok + "\n10:00:30\n",
		"two waits, woken in their order": "-- 1 request --\nPOST /wait" + host + "\n30s\n-- 2 request --\nPOST /wait" + host + "\n20s\n" +
			"-- clock 2005-11-07T11:00:00Z --\n-- 2 response --\n" + ok + "\n10:00:20\n-- 1 response --\n" + ok + "\n10:00:30\n",
		"a client that hangs up": "-- 1 request --\nPOST /wait" + host + "\n30s\n-- hang up 1 --\n-- clock +1h0m0s --\n" +
			"-- 2 request --\nPOST /wait" + host + "\n0s\n-- 2 response --\n" + ok + "\n11:00:00\n",
		"a lost answer":                        "-- lose 1 --\n-- 1 request --\nPOST /echo" + host + "\nhi\n-- 2 request --\nPOST /echo" + host + "\nhi\n-- 2 response --\n" + ok + "\nhi\n",
		"a seed that is given":                 "-- 1 given --\nseed: " + strings.Repeat("00", 31) + "01\n-- 1 request --\nPOST /chance" + host + "-- 1 response --\n" + ok + "\n" + chance + "\n",
		"a restart":                            "-- restart --\n-- 1 request --\nPOST /greet" + host + "-- 1 response --\n" + ok + "\nrestarted\n",
		"settings that change":                 "-- alter /x --\nsessions = on\n-- 1 request --\nPOST /greet" + host + "-- 1 response --\n" + ok + "\n/x on\n",
		"chunked and gzip":                     "-- 1 request --\nPOST /echo" + host + "Transfer-Encoding: chunked\nContent-Encoding: gzip\n\nhi\n-- 1 response --\n" + ok + "\nhi\n",
		"bytes":                                "-- 1 request base64 --\nPOST /echo" + host + "\n/w0KCg==\n-- 1 response base64 --\n" + ok + "\n/w0KCg==\n",
		"HTTP/1.0":                             "-- 1 request --\nPOST /proto HTTP/1.0\n-- 1 response --\nHTTP/1.0 200 OK" + vendor + "\nHTTP/1.0\n",
		"no body":                              "-- 1 request --\nPOST /nothing" + host + "-- 1 response --\n" + ok,
		"names of head fields in another case": "-- 1 request --\nPOST /nothing" + host + "-- 1 response --\n" + strings.ReplaceAll(ok, "X-Vendor", "x-vendor"),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				story := parse(t, events)
				report, err := transcript.Run(t.Context(), story, newStage(t, story))
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range report.Differences {
					t.Error(d)
				}
				if d := cmp.Diff(string(transcript.Format(story)), strings.ReplaceAll(string(transcript.Format(report.Actual)), "X-Vendor", vendorAs(events))); d != "" {
					t.Errorf("what came is otherwise written (-want +got):\n%s", d)
				}
			})
		})
	}
}

// vendorAs is how a story spells the field X-Vendor.
func vendorAs(events string) string {
	if strings.Contains(events, "x-vendor") {
		return "x-vendor"
	}
	return "X-Vendor"
}

// TestDifferences: each part that is otherwise is reported, and what came is a story that can be read and played.
func TestDifferences(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		story := parse(t, "-- 1 request --\nPOST /echo"+host+"\nhi\n-- 1 response --\nHTTP/1.1 500 No\nContent-Type: text/plain\nX-Vendor: a\nX-Old: b\n\nho\n"+
			"-- 2 request --\nPOST /echo"+host+"\nhi\n")
		report, err := transcript.Run(t.Context(), story, newStage(t, story))
		if err != nil {
			t.Fatal(err)
		}
		want := []transcript.Difference{
			{Number: 1, Part: "status", Want: "HTTP/1.1 500 No", Got: "HTTP/1.1 200 OK"},
			{Number: 1, Part: "head", Want: "X-Old: b", Got: "X-Vendor: a"},
			{Number: 1, Part: "body", Want: "ho", Got: "hi"},
		}
		if d := cmp.Diff(want, report.Differences); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
		text := transcript.Format(report.Actual)
		if strings.Contains(string(text), "2 response") {
			t.Errorf("an answer that nobody expected was written down:\n%s", text)
		}
		again, err := transcript.Parse("again", text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if report, err = transcript.Run(t.Context(), again, newStage(t, again)); err != nil || len(report.Differences) > 0 {
			t.Errorf("played again: %v, %v", report.Differences, err)
		}
	})
}

// TestRunFails: a story that cannot be played says where, and keeps what it was.
func TestRunFails(t *testing.T) {
	const echo = "-- 1 request --\nPOST /echo" + host + "\nhi\n"
	for _, tt := range []struct{ name, events, want string }{
		{"a wait that nothing ends", "-- 1 request --\nPOST /wait" + host + "\n30s\n-- 1 response --\n" + ok + "\n10:00:30\n", "1 response: no answer came"},
		{"a body that is shorter than it says", "-- 1 request --\nPOST /echo" + host + "Content-Length: 9\n\nhi\n-- 1 response --\n" + ok,
			"1 response: no answer came: the server waits for the 9 bytes of its Content-Length, and it has 2: leave the field out"},
		{"a hang up too late", echo + "-- hang up 1 --\n", "hang up 1: it was answered before"},
		{"an answer that was lost", "-- lose 1 --\n" + echo + "-- 1 response --\n" + ok + "\nhi\n", "1 response: the connection ended without an answer"},
		{"an encoding nobody writes", "-- 1 request --\nPOST /echo" + host + "Content-Encoding: br\n\nhi\n-- 1 response --\n" + ok, `1 response: the content encoding "br" cannot be written`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // time there is not real: patience costs nothing
				story := parse(t, tt.events)
				report, err := transcript.Run(t.Context(), story, newStage(t, story))
				if err == nil || !strings.Contains(err.Error(), "transcript: story: "+tt.want) {
					t.Errorf("got %v, want it to say %q", err, tt.want)
				}
				if d := cmp.Diff(string(transcript.Format(story)), string(transcript.Format(report.Actual))); d != "" {
					t.Errorf("the story was changed:\n%s", d)
				}
			})
		})
	}
}

func TestLostAnswerThatCame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		story := parse(t, "-- lose 1 --\n-- 1 request --\nPOST /echo"+host+"\nhi\n")
		stage := newStage(t, story)
		stage.deaf = true
		if _, err := transcript.Run(t.Context(), story, stage); err == nil || !strings.Contains(err.Error(), "was to be lost, and came") {
			t.Errorf("got %v", err)
		}
	})
}

// TestPatience: a story that hangs is given up after its patience and no later.
func TestPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		story := parse(t, "-- 1 request --\nPOST /wait"+host+"\n30s\n-- 1 response --\n"+ok+"\n10:00:30\n")
		start := time.Now()
		if _, err := transcript.Run(context.Background(), story, newStage(t, story)); err == nil {
			t.Error("it did not fail")
		}
		if took := time.Since(start); took != 30*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

func TestInexactStoriesAreNotRun(t *testing.T) {
	if _, err := transcript.Run(t.Context(), &transcript.Story{Name: "x"}, nil); err == nil || !strings.Contains(err.Error(), "no clock or no seed") {
		t.Errorf("got %v", err)
	}
}

// TestStoriesByHand: a story that no file held may be senseless, and does not panic.
func TestStoriesByHand(t *testing.T) {
	for _, e := range []transcript.Event{&transcript.Response{Number: 7}, &transcript.HangUp{Number: 7}} {
		synctest.Test(t, func(t *testing.T) {
			story := parse(t, "")
			story.Events = []transcript.Event{e}
			if _, err := transcript.Run(t.Context(), story, newStage(t, story)); err == nil || !strings.Contains(err.Error(), "no such request") {
				t.Errorf("got %v", err)
			}
		})
	}
}
