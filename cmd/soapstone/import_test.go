package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/transcript/capture"
)

// What many files have in common is told once, with a count and an example, in the order of the files.
func TestImportProblems(t *testing.T) {
	i := &importing{transcripts: transcripts{out: "out"}}
	got := i.report(&capture.Summary{More: 5, Files: []capture.File{{Name: "x", Format: "pairs", Count: 4}, {Name: "y.saz", Format: "saz", Count: 1}}, Problems: []capture.Problem{
		{File: "x", Entry: "1.request.xml", What: "nothing tells where it was sent"},
		{File: "y.saz", What: "it is encrypted"},
		{File: "x", Entry: "2.request.xml", What: "nothing tells where it was sent"},
	}})
	want := `x: pairs, 0 conversations, 0 steps
y.saz: saz, 0 conversations, 0 steps
could not be imported:
  2 times, such as x: 1.request.xml: nothing tells where it was sent
  y.saz: it is encrypted
  and 5 more
soapstone: 5 files, 0 conversations, 0 steps in out
`
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
