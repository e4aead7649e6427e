package gate_test

import (
	"path/filepath"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/world"
)

// The stories play with the answers that lie beside them.
func TestStories(t *testing.T) {
	const answers = "../../testdata/answers"
	files, err := filepath.Glob(answers + "/stories/*.txtar")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d stories, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			s, err := transcript.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			cfg := world.Default()
			cfg.Answers = []string{answers}
			stage, err := soaptest.Open(cfg, s, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := stage.Close(); err != nil {
					t.Error(err)
				}
			}()
			report, err := transcript.Run(t.Context(), s, stage)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range report.Differences {
				t.Error(d)
			}
		})
	}
}

// The answers of the stories are whole.
func TestAnswersAreWhole(t *testing.T) {
	cfg := world.Default()
	cfg.Answers = []string{"../../testdata/answers"}
	all, err := cfg.CheckAnswers()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if a.Answers == 0 || a.Damaged != nil {
			t.Errorf("%s: %d answers, damaged: %v", a.System, a.Answers, a.Damaged)
		}
	}
}
