package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
	"github.com/soapstone-dev/soapstone/soap/transcript/replay"
)

// played is what came of a file.
type played struct {
	name    string
	result  *replay.Result
	leftOut bool // its evidence is too weak
}

// play plays the story in a file.
func (r *replayer) play(ctx context.Context, name string) played {
	story, err := transcript.ReadFile(name)
	if err != nil {
		return played{name: name, result: &replay.Result{Result: diff.Result{Story: name, Error: plain(err)}}}
	}
	if r.report.weaker(story) {
		return played{name: name, leftOut: true}
	}
	return played{name: name, result: r.player.Play(ctx, story)}
}

// ahead is how many results per job may wait for one that takes longer.
const ahead = 4

// playAll plays files, so many at once, and tells what came of them in their order, until it is told to stop.
func (r *replayer) playAll(ctx context.Context, files []string, tell func(played) (more bool, err error)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// A slot is taken for each story in order, so that the results come in that order; a turn bounds how many are played,
	// and the number of slots how far one goes ahead of another.
	slots, turns := make(chan chan played, ahead*r.jobs), make(chan struct{}, r.jobs)
	var workers sync.WaitGroup
	go func() {
		defer close(slots)
		for _, name := range files {
			if ctx.Err() != nil {
				return
			}
			slot := make(chan played, 1)
			select {
			case slots <- slot:
			case <-ctx.Done():
				return
			}
			turns <- struct{}{}
			workers.Go(func() {
				slot <- r.play(ctx, name)
				<-turns
			})
		}
	}()
	var err error
	for slot := range slots {
		p := <-slot
		if ctx.Err() != nil {
			continue
		}
		more, failed := tell(p)
		if failed != nil || !more {
			err = failed
			cancel()
		}
	}
	workers.Wait()
	return err
}

// pace makes the rate that a flag gives; nil for none.
func pace(text string) (func(context.Context) error, error) {
	if text == "" {
		return nil, nil
	}
	number, unit, _ := strings.Cut(text, "/")
	per, known := map[string]time.Duration{"": time.Second, "s": time.Second, "m": time.Minute, "h": time.Hour}[unit]
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || !known || !(n > 0 && n <= 1e6) {
		return nil, fmt.Errorf("%q is no rate: write one such as 5/s, 0.5/s or 100/m", text)
	}
	between := time.Duration(float64(per) / n)
	var mu sync.Mutex
	var next time.Time
	return func(ctx context.Context) error {
		mu.Lock()
		now := time.Now()
		at := next
		if at.Before(now) {
			at = now
		}
		next = at.Add(between)
		mu.Unlock()
		timer := time.NewTimer(at.Sub(now))
		defer timer.Stop()
		select {
		case <-timer.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}, nil
}
