package main

import (
	"net/url"
	"path/filepath"
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
