package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// recording is the key of a script's recording.
type recording struct{}

// scriptRecord comes back when the banner has been read, which is when requests are passed on.
func scriptRecord(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("record cannot be negated: use ends")
	}
	c := ts.Value(recording{}).(*child)
	cmd := exec.Command(program(ts), append([]string{"record", "--listen=localhost:0", "--stop-on-stdin-eof"}, args...)...)
	cmd.Env = append(os.Environ(), "HTTP_PROXY="+ts.Getenv("HTTP_PROXY"))
	c.launch(ts, "recording", cmd)
	ts.Setenv("RECORD", c.says(ts, "soapstone: listening on "))
	c.says(ts, "") // where it passes them on to
}

// scriptRecorded ends a recording, which has to exit with that code; stdout and stderr are its own.
func scriptRecorded(ts *testscript.TestScript, neg bool, args []string) {
	c := ts.Value(recording{}).(*child)
	if neg || len(args) != 1 || c.Cmd == nil {
		ts.Fatalf("usage: recorded CODE, after record")
	}
	ts.Check(c.stdin.Close())
	c.ended(ts, args[0])
}

// scriptKept looks for a text in what was recorded, also in bodies that stand there in base64.
func scriptKept(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: kept TEXT")
	}
	files, err := filepath.Glob(ts.MkAbs("traffic/*"))
	ts.Check(err)
	all := ""
	for _, name := range files {
		text, err := os.ReadFile(name)
		ts.Check(err)
		story, err := transcript.Parse(name, text)
		ts.Check(err)
		all += string(text)
		for _, e := range story.Events {
			switch e := e.(type) {
			case *transcript.Request:
				all += string(e.Body)
			case *transcript.Response:
				all += string(e.Body)
			}
		}
	}
	if strings.Contains(all, args[0]) == neg {
		ts.Fatalf("whether %q stands in %s is otherwise:\n%s", args[0], files, all)
	}
}
