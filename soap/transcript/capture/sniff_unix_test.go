//go:build unix

package capture_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/transcript/capture"
)

// A pipe that nobody writes into keeps nobody waiting.
func TestPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	summary, err := capture.Import(t.Context(), []capture.Input{{Name: pipe, Found: true}}, capture.Options{Dir: filepath.Join(t.TempDir(), "out")})
	if err != nil {
		t.Fatal(err)
	}
	if len(summary.Problems) != 1 || !strings.Contains(summary.Problems[0].What, "no file with contents") {
		t.Errorf("problems: %v", summary.Problems)
	}
}
