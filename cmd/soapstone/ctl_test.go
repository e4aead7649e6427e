package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// ctl runs a command against a server, and returns its exit code and what it printed.
func ctl(s *server, args ...string) (code int, out, log string) {
	var stdout, stderr bytes.Buffer
	code = run(append([]string{"ctl", "--admin", s.admin.url("http")}, args...), strings.NewReader(""), &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// sessions are those that ctl lists.
func sessions(t *testing.T, s *server) []world.Session {
	t.Helper()
	code, out, log := ctl(s, "sessions")
	var page world.Page
	if err := json.Unmarshal([]byte(out), &page); code != exitFine || err != nil {
		t.Fatalf("exit code %d, %v: %s%s", code, err, out, log)
	}
	return page.Sessions
}

// initiate begins a session.
func initiate(t *testing.T, s *server) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, s.emulated.url("http")+"/sql/demo", strings.NewReader(
		`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>`+
			`<o:sqlSession xmlns:o="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options" initiate="true"/></e:Header><e:Body/></e:Envelope>`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "text/xml")
	r.SetBasicAuth("alice", "soapstone")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatal(answer.Status)
	}
}

func TestCtlSessions(t *testing.T) {
	s := start(t, serveOptions{})
	initiate(t, s)
	initiate(t, s)
	list := sessions(t, s)
	if len(list) != 2 {
		t.Fatalf("%d sessions, want 2", len(list))
	}
	if code, _, log := ctl(s, "sessions", "end", list[0].Key); code != exitFine {
		t.Fatalf("end: exit code %d: %s", code, log)
	}
	if code, _, log := ctl(s, "sessions", "end", list[0].Key); code != exitCannot || !strings.Contains(log, "is not there, or no longer") {
		t.Errorf("end again: exit code %d: %s", code, log)
	}
	if left := sessions(t, s); len(left) != 1 || left[0].Key != list[1].Key {
		t.Errorf("left is %+v, want the second", left)
	}
	if code, out, log := ctl(s, "sessions", "age", list[1].Key, "59s"); code != exitFine || !strings.Contains(out, `"owner": "http:alice"`) {
		t.Fatalf("age: exit code %d: %s%s", code, out, log)
	}
	if left := sessions(t, s); len(left) != 1 {
		t.Errorf("aged within its time, it is gone: %+v", left)
	}
	if code, _, log := ctl(s, "sessions", "age", list[1].Key, "1h"); code != exitFine {
		t.Fatalf("age: exit code %d: %s", code, log)
	}
	if left := sessions(t, s); len(left) != 0 {
		t.Errorf("aged beyond its time, it is still there: %+v", left)
	}
}

// Off a running server, every command of ctl says that none is there, and how to get one.
func TestCtlWithoutAServer(t *testing.T) {
	s := start(t, serveOptions{})
	if err := s.close(nil); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"systems", "clock", "clock freeze", "clock advance 1s", "sessions", "sessions end x", "faults", "faults add sqlserver", "journal", "journal clear",
		"reset", "reset sqlserver a=b", "restart sqlserver", "alter /sql/demo", "alter model204", "shutdown",
	} {
		if code, out, log := ctl(s, strings.Fields(line)...); code != exitCannot || out != "" || !strings.Contains(log, "no soapstone answers at") {
			t.Errorf("%s: exit code %d: %s%s", line, code, out, log)
		}
	}
}

// A container has one variable for serve, which listens on all addresses, and for its health check.
func TestHealthOfAllAddresses(t *testing.T) {
	s := start(t, serveOptions{})
	t.Setenv("SOAPSTONE_ADMIN", fmt.Sprintf(":%d", s.admin.port))
	for _, args := range [][]string{{"health"}, {"ctl", "clock"}} {
		var stdout, stderr bytes.Buffer
		if code := run(args, strings.NewReader(""), &stdout, &stderr); code != exitFine {
			t.Errorf("%s: exit code %d: %s", args, code, stderr.String())
		}
	}
}

// What help shows can be done.
// "localhost" is where serve listens for it, also where nothing resolves the name.
func TestCtlLocalhost(t *testing.T) {
	for address, want := range map[string][]string{
		"localhost:8081":   {"127.0.0.1:8081", "[::1]:8081"},
		"LOCALHOST:8081":   {"127.0.0.1:8081", "[::1]:8081"},
		"[::1]:8081":       {"[::1]:8081"},
		"soap.example:443": {"soap.example:443"},
	} {
		if got := places(address); !slices.Equal(got, want) {
			t.Errorf("%s is at %q, want %q", address, got, want)
		}
	}
	at, err := openSocket("--admin", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range at.listeners {
		defer l.Close()
		c, err := dialThere(t.Context(), "tcp", fmt.Sprintf("localhost:%d", at.port))
		if err != nil {
			t.Fatal(err)
		}
		if got := c.RemoteAddr().String(); got != l.Addr().String() {
			t.Errorf("connected to %s, want %s", got, l.Addr())
		}
		c.Close()
		l.Close() // now the next one is all there is
	}
}

func TestCtlExamples(t *testing.T) {
	s := start(t, serveOptions{})
	ran := 0
	var visit func(*cobra.Command)
	visit = func(cmd *cobra.Command) {
		for line := range strings.Lines(cmd.Example) {
			args, found := strings.CutPrefix(strings.TrimSpace(line), "soapstone ctl ")
			if !found {
				t.Errorf("%s: %q is no command of ctl", cmd.CommandPath(), line)
				continue
			}
			if code, _, log := ctl(s, strings.Fields(args)...); code != exitFine {
				t.Errorf("%s: %s: exit code %d: %s", cmd.CommandPath(), args, code, log)
			}
			ran++
		}
		for _, c := range cmd.Commands() {
			visit(c)
		}
	}
	visit(newCtl())
	if ran == 0 {
		t.Error("there are no examples")
	}
}

// A session that was made without a client is one that a client can send a request in.
func TestCtlMadeSessionIsUsed(t *testing.T) {
	s := start(t, serveOptions{})
	code, out, log := ctl(s, "sessions", "make", "sqlserver", "user=alice")
	var made world.Session
	if err := json.Unmarshal([]byte(out), &made); code != exitFine || err != nil {
		t.Fatalf("exit code %d, %v: %s%s", code, err, out, log)
	}
	r, err := http.NewRequest(http.MethodPost, s.emulated.url("http")+"/sql/demo", strings.NewReader(
		`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>`+
			`<o:sqlSession xmlns:o="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options" sessionId="`+made.ID+`"/></e:Header><e:Body>`+
			`<s:sqlbatch xmlns:s="http://schemas.microsoft.com/sqlserver/2004/SOAP"><s:BatchCommands>SELECT 42</s:BatchCommands></s:sqlbatch>`+
			`</e:Body></e:Envelope>`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "text/xml")
	r.SetBasicAuth("alice", "soapstone")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(string(text), ">42<") {
		t.Errorf("%s, %v: %s", answer.Status, err, text)
	}
}

// Help names what sessions are made of, as the rooms have it.
func TestCtlMakeHelp(t *testing.T) {
	var out bytes.Buffer
	if code := run([]string{"ctl", "sessions", "make", "--help"}, strings.NewReader(""), &out, &out); code != exitFine {
		t.Fatal(code)
	}
	help := strings.Join(strings.Fields(out.String()), " ") // texts may go on in another line
	for _, system := range world.Names() {
		options := world.SessionOptions(system)
		if len(options) == 0 {
			t.Errorf("%s: its sessions are made of nothing", system)
		}
		for _, o := range options {
			if !strings.Contains(help, o.Name+" "+o.Text) {
				t.Errorf("%s: %s is missing in\n%s", system, o.Name, out.String())
			}
		}
	}
}
