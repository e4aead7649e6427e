package main

import (
	"fmt"
	"io"
	"time"

	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

// progress is the line that a person sees during a long run.
type progress struct {
	out   io.Writer // nil shows none
	begin time.Time
	at    time.Time // when it was shown last
	shown bool
}

// longRun is after what time progress is shown, and betweenProgress how often.
const (
	longRun         = time.Second
	betweenProgress = 200 * time.Millisecond
)

// show says how far a run has come.
func (p *progress) show(counts *diff.Counts, all int) {
	now := time.Now()
	if p.out == nil || now.Sub(p.begin) < longRun || now.Sub(p.at) < betweenProgress {
		return
	}
	p.at, p.shown = now, true
	fmt.Fprintf(p.out, "\r\x1b[K%d of %d, %d different, %d not played", counts.Stories(), all, counts.Differ, counts.Failed+counts.NotRun)
}

// clear makes room for what is to stay.
func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.out, "\r\x1b[K")
		p.shown = false
	}
}
