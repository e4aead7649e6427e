package bolt_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/soapstone-dev/soapstone/store/bolt"
)

// TestOpenTempInAnotherProcess is no test, but the process that TestOpenTempRemovesWhatKilledProcessesLeft kills.
func TestOpenTempInAnotherProcess(t *testing.T) {
	if os.Getenv("SOAPSTONE_TEST_TEMP") == "" {
		t.Skip("it runs in another test")
	}
	if _, err := bolt.OpenTemp(); err != nil {
		t.Fatal(err)
	}
	fmt.Println("opened")
	_, _ = io.Copy(io.Discard, os.Stdin) // until it is killed, or the other test has ended
}

// openTempElsewhere opens a temporary file in another process.
func openTempElsewhere(t *testing.T) (kill func()) {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestOpenTempInAnotherProcess$")
	c.Env = append(os.Environ(), "SOAPSTONE_TEST_TEMP=yes")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	kill = func() {
		_ = c.Process.Kill() // or it has ended
		_ = c.Wait()         // with the signal
	}
	t.Cleanup(kill)
	said := make([]byte, len("opened"))
	if n, err := out.Read(said); err != nil || !bytes.Equal(said[:n], []byte("opened")) {
		t.Fatalf("it said %q, %v", said[:n], err)
	}
	return kill
}

func TestOpenTempRemovesWhatKilledProcessesLeft(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("TMP", os.Getenv("TMPDIR")) // Windows
	folders := func() int {
		t.Helper()
		list, err := filepath.Glob(filepath.Join(os.TempDir(), "soapstone-*", "temporary.db"))
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	journals := func() int {
		t.Helper()
		list, err := filepath.Glob(filepath.Join(os.TempDir(), "soapstone-*", "temporary.db.journal-*"))
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	kill := openTempElsewhere(t)
	openTempElsewhere(t) // lives until the end
	others := map[string]string{"soapstone-1/soapstone.db": "somebody's own", "soapstone-2/temporary.db": ""}
	for name, text := range others {
		name = filepath.Join(os.TempDir(), name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := folders(); got != 3 {
		t.Fatalf("%d temporary files, want 3", got)
	}
	kill()
	db, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	if got := folders(); got != 3 { // the living process's, the new one, and the one that is being made
		t.Errorf("%d temporary files after the kill, want 3", got)
	}
	if got := journals(); got != 2*2 {
		t.Errorf("%d files of journals after the kill, want two of each that lives", got)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if got := folders(); got != 2 {
		t.Errorf("%d temporary files at the end, want 2", got)
	}
	for name, text := range others {
		if got, err := os.ReadFile(filepath.Join(os.TempDir(), name)); err != nil || string(got) != text {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
