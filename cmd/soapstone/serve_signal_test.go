//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestSignalWhileItStarts holds the start up at the token, which comes through a pipe, and sends the signal there: it is
// caught, and stops the program in order as soon as it has started.
func TestSignalWhileItStarts(t *testing.T) {
	t.Parallel()
	for _, sig := range []os.Signal{syscall.SIGTERM, os.Interrupt, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			token, ready, temp := filepath.Join(folder, "token"), filepath.Join(folder, "ready"), filepath.Join(folder, "temp")
			if err := syscall.Mkfifo(token, 0o600); err != nil {
				t.Skipf("no pipe with a name can be made here: %v", err)
			}
			if err := os.Mkdir(temp, 0o700); err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			cmd := exec.CommandContext(t.Context(), "soapstone", "serve", "--listen=localhost:0", "--admin=localhost:0",
				"--admin-token-file", token, "--ready-file", ready)
			cmd.Env, cmd.Stderr = append(os.Environ(), "TMPDIR="+temp), &out
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			pipe, err := os.OpenFile(token, os.O_WRONLY, 0) // waits until the program has opened it
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			if _, err := pipe.WriteString("a long random word\n"); err != nil && !strings.Contains(err.Error(), "broken pipe") {
				t.Error(err)
			}
			pipe.Close()
			if err := cmd.Wait(); err != nil {
				t.Errorf("the program ended with %v:\n%s", err, out.String())
			}
			for _, left := range []string{ready, filepath.Join(temp, "*")} {
				if names, err := filepath.Glob(left); err != nil || len(names) > 0 {
					t.Errorf("left behind: %q, %v", names, err)
				}
			}
		})
	}
}
