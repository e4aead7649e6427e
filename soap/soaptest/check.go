package soaptest

import (
	"context"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// Check plays transcripts under the settings of the server, each in an empty system of its own beside it, at the time and
// with the chance that the file names, and reports every byte that differs. What the server has seen so far does not
// matter, and nothing in it changes. Without files there is nothing that could differ, and the test fails: a pattern may
// have found none.
func (s *Server) Check(tb TB, files ...string) {
	tb.Helper()
	if len(files) == 0 {
		tb.Errorf("soaptest: check: there is no transcript: name the files, such as testdata/login.txtar")
	}
	for _, name := range files {
		story, err := transcript.ReadFile(name)
		if err != nil {
			tb.Errorf("soaptest: %v", err)
			continue
		}
		s.play(tb, story)
	}
}

func (s *Server) play(tb TB, story *transcript.Story) {
	tb.Helper()
	stage, err := Open(s.world.Config(), story, nil)
	if err != nil {
		tb.Errorf("soaptest: %v", err)
		return
	}
	defer func() {
		if err := stage.Close(); err != nil {
			tb.Errorf("soaptest: %s: %v", story.Name, err)
		}
	}()
	report, err := transcript.Run(context.Background(), story, stage)
	if err != nil {
		tb.Errorf("soaptest: %v", err)
		return
	}
	for _, d := range report.Differences {
		tb.Errorf("soaptest: %s: %s", story.Name, d)
	}
}
