package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestRecordOnFullDisk: what cannot be written is in no file, and not in half of one that a replay would stumble over.
func TestRecordOnFullDisk(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no ulimit")
	}
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, strings.Repeat("x", 4<<10))
	}))
	defer target.Close()
	program, out := filepath.Join(buildProgram(t), "soapstone"), filepath.Join(t.TempDir(), "traffic")
	cmd := exec.CommandContext(t.Context(), "sh", "-c", `ulimit -f 1 && exec "$0" "$@"`,
		program, "record", "--target", target.URL, "--out", out, "--listen", "127.0.0.1:0", "--stop-on-stdin-eof")
	var log bytes.Buffer
	cmd.Stderr = &log
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewReader(stdout)
	line, _ := said.ReadString('\n')
	url := strings.TrimPrefix(strings.TrimSpace(line), "soapstone: listening on ")
	answer, err := http.Get(url)
	if err != nil {
		t.Fatalf("while nothing can be written: %v", err)
	}
	if n, err := io.Copy(io.Discard, answer.Body); n != 4<<10 || err != nil { // all of it: else the story is a small one
		t.Errorf("while nothing can be written: %d bytes, %v", n, err)
	}
	answer.Body.Close()
	stdin.Close()
	summary, err := io.ReadAll(said)
	if want := "soapstone: 0 requests, 0 conversations in " + out + "\nsoapstone: 1 request lost, which could not be written; of 1 conversation there is no file\n"; err != nil || !strings.Contains(string(summary), want) {
		t.Errorf("it says %q, %v", summary, err)
	}
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != exitCannot || !strings.Contains(log.String(), "could not be kept") {
		t.Errorf("%v:\n%s", err, &log)
	}
	left, err := os.ReadDir(out)
	if err != nil || len(left) > 0 {
		t.Errorf("left are %v, %v", left, err)
	}
}
