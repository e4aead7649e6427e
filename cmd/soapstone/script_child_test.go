package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// child is a soapstone that a script started.
type child struct {
	*exec.Cmd
	stdin  io.Closer
	stdout *bufio.Reader
	banner string // as far as it has been read
	stderr bytes.Buffer
}

// launch starts a command, which ends with the script if not before. What it is called is for the script's log.
func (c *child) launch(ts *testscript.TestScript, called string, cmd *exec.Cmd) {
	*c = child{Cmd: cmd}
	c.Dir, c.Stderr = ts.MkAbs("."), &c.stderr
	stdin, err := c.StdinPipe()
	ts.Check(err)
	stdout, err := c.StdoutPipe()
	ts.Check(err)
	c.stdin, c.stdout = stdin, bufio.NewReader(stdout)
	ts.Check(c.Start())
	ts.Defer(func() {
		if c.Cmd != nil {
			_ = c.stdin.Close() // the script was done with it, or failed
			_ = c.Wait()
			ts.Logf("the %s said:\n%s", called, c.stderr.String())
		}
	})
}

// says reads the banner's next line, which has to begin so, and returns the rest of the line.
func (c *child) says(ts *testscript.TestScript, begin string) string {
	line, err := c.stdout.ReadString('\n')
	text := line
	var record struct{ Msg string }
	if json.Unmarshal([]byte(line), &record) == nil { // --log-format json
		text = "soapstone: " + record.Msg
	}
	rest, found := strings.CutPrefix(text, begin)
	if err != nil || !found {
		_ = c.Wait() // its stderr is complete then
		ts.Fatalf("the banner has %q, %v; the log has\n%s", line, err, c.stderr.String())
	}
	c.banner += line
	return strings.TrimSpace(rest)
}

// ended waits for it. Its exit code has to be that one; stdout and stderr are its own.
func (c *child) ended(ts *testscript.TestScript, code string) {
	rest, err := io.ReadAll(c.stdout)
	ts.Check(err)
	err = c.Wait()
	c.Cmd = nil
	fmt.Fprint(ts.Stdout(), c.banner, string(rest))
	fmt.Fprint(ts.Stderr(), c.stderr.String())
	checkCode(ts, err, code)
}

// program is where testscript has put soapstone.
func program(ts *testscript.TestScript) string {
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		name := filepath.Join(dir, "soapstone")
		if runtime.GOOS == "windows" {
			name += ".exe"
		}
		if _, err := os.Stat(name); err == nil {
			return name
		}
	}
	ts.Fatalf("soapstone is not in PATH")
	return ""
}
