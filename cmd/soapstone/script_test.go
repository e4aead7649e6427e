package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){"soapstone": main})
}

type tests struct{ *testing.M }

// Run has hangups come, which whoever runs the tests under nohup ignores, and so would every program that they start.
func (m tests) Run() int {
	if signal.Ignored(syscall.SIGHUP) {
		signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	}
	return m.M.Run()
}

// TestScripts tells the command line's stories. Beside testscript's own commands there are:
//
//	ends CODE PROGRAM ARG...      run a program, which has to exit with that code
//	serve ARG...                  start soapstone serve on free ports, with --stop-on-stdin-eof, and read its banner into $URL and $ADMIN, and
//	                              of the first into $ADDRESS and $PORT; with $IGNORES set, as a program that inherited that this signal, INT or HUP, is ignored
//	http METHOD URL [HEADER:VALUE]... [FILE]   send a request; stdout is the status, the head and the body
//	eof                           end the server's stdin
//	interrupt, terminate, hangup  send the server a signal
//	hold ADDRESS                  begin a request that never ends
//	refused ADDRESS               wait until nobody listens there any more
//	killed                        end the server without its knowing
//	ended CODE                    wait for the server, which has to exit with that code; stdout and stderr are its own
//	found NUMBER PATTERN          that many files have to match
//	record ARG...                 start soapstone record on a free port, with --stop-on-stdin-eof, and read its address into $RECORD
//	recorded CODE                 end its stdin and wait for it; stdout and stderr are its own
//	kept TEXT                     the text stands in a transcript of the folder traffic; ! kept: in none
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Values[running{}], e.Values[recording{}] = &child{}, &child{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"ends": scriptEnds, "serve": scriptServe, "http": scriptHTTP, "ended": scriptEnded,
			"hold": scriptHold, "refused": scriptRefused, "found": scriptFound,
			"record": scriptRecord, "recorded": scriptRecorded, "kept": scriptKept,
			"eof": func(ts *testscript.TestScript, _ bool, _ []string) { ts.Check(serving(ts).stdin.Close()) },
			"interrupt": func(ts *testscript.TestScript, _ bool, _ []string) {
				ts.Check(serving(ts).Process.Signal(os.Interrupt))
			},
			"killed": func(ts *testscript.TestScript, _ bool, _ []string) {
				c := serving(ts)
				ts.Check(c.Process.Kill())
				_ = c.Wait() // the exit code is that of the signal
				c.Cmd = nil
			},
			"terminate": func(ts *testscript.TestScript, _ bool, _ []string) {
				ts.Check(serving(ts).Process.Signal(syscall.SIGTERM))
			},
			"hangup": func(ts *testscript.TestScript, _ bool, _ []string) {
				ts.Check(serving(ts).Process.Signal(syscall.SIGHUP))
			},
		},
	})
}

// running is the key of a script's server.
type running struct{}

func serving(ts *testscript.TestScript) *child {
	c := ts.Value(running{}).(*child)
	if c.Cmd == nil {
		ts.Fatalf("no server runs")
	}
	return c
}

func scriptEnds(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: ends CODE PROGRAM ARG...")
	}
	checkCode(ts, ts.Exec(args[1], args[2:]...), args[0])
}

func checkCode(ts *testscript.TestScript, err error, want string) {
	code := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode() // -1 when a signal ended it
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != want {
		ts.Fatalf("exit code %d, want %s", code, want)
	}
}

// scriptServe comes back when the banner has been read, which is when requests are answered.
func scriptServe(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("serve cannot be negated: use ends")
	}
	c := ts.Value(running{}).(*child)
	args = append([]string{"serve", "--listen=localhost:0", "--admin=localhost:0", "--stop-on-stdin-eof"}, args...)
	cmd := exec.Command(program(ts), args...)
	if signal := ts.Getenv("IGNORES"); signal != "" {
		cmd = exec.Command("sh", append([]string{"-c", `trap "" ` + signal + `; exec "$0" "$@"`, program(ts)}, args...)...)
	}
	cmd.Env = os.Environ()
	for _, name := range []string{"HOME", "TMPDIR", "TMP"} { // what a killed server leaves goes with the script
		if value := ts.Getenv(name); value != "" {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	c.launch(ts, "server", cmd)
	ts.Setenv("URL", c.says(ts, "soapstone: listening on "))
	ts.Setenv("ADMIN", c.says(ts, "soapstone: admin on "))
	_, address, _ := strings.Cut(ts.Getenv("URL"), "://")
	_, port, _ := net.SplitHostPort(address)
	ts.Setenv("ADDRESS", address)
	ts.Setenv("PORT", port)
}

func scriptEnded(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: ended CODE")
	}
	serving(ts).ended(ts, args[0])
}

// scriptHold comes back when the server waits for the request's body.
func scriptHold(ts *testscript.TestScript, _ bool, args []string) {
	conn, err := net.Dial("tcp", args[0])
	ts.Check(err)
	ts.Defer(func() { conn.Close() })
	fmt.Fprintf(conn, "POST /sql/demo HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic YWxpY2U6c29hcHN0b25l\r\n"+
		"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n")
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		ts.Fatalf("%q, %v", line, err)
	}
}

func scriptRefused(_ *testscript.TestScript, _ bool, args []string) {
	for {
		conn, err := net.Dial("tcp", args[0])
		if err != nil {
			return
		}
		conn.Close()
	}
}

func scriptFound(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: found NUMBER PATTERN")
	}
	files, err := filepath.Glob(args[1])
	ts.Check(err)
	if strconv.Itoa(len(files)) != args[0] {
		ts.Fatalf("there are %d: %s", len(files), files)
	}
}

func scriptHTTP(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: http METHOD URL [HEADER:VALUE]... [FILE]")
	}
	var body io.Reader
	rest := args[2:]
	if n := len(rest); n > 0 && !strings.Contains(rest[n-1], ":") {
		body = strings.NewReader(ts.ReadFile(rest[n-1]))
		rest = rest[:n-1]
	}
	r, err := http.NewRequest(args[0], args[1], body)
	ts.Check(err)
	for _, h := range rest {
		name, value, _ := strings.Cut(h, ":")
		if name == "Host" {
			r.Host = value
		}
		r.Header.Add(name, value)
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		fmt.Fprintf(ts.Stdout(), "no answer: %v\n", err)
		return
	}
	defer answer.Body.Close()
	fmt.Fprintln(ts.Stdout(), answer.Status)
	ts.Check(answer.Header.Write(ts.Stdout()))
	_, err = io.Copy(ts.Stdout(), answer.Body)
	ts.Check(err)
}
