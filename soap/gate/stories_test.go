package gate_test

import (
	"path/filepath"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/soaptest"
	"github.com/soapstone-dev/soapstone/soap/world"
)

// The stories play with the answers that lie beside them.
func TestStories(t *testing.T) {
	const answers = "../../testdata/answers"
	files, err := filepath.Glob(answers + "/stories/*.txtar")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d stories, %v", len(files), err)
	}
	srv := soaptest.Start(t, soaptest.Set("answers = "+answers))
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			srv.Check(t, name)
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
