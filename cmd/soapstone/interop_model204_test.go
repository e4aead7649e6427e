package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// interopModel204Story is what every client of Model 204 says, typed from the m204wiki's pages of the functions and of
// SESDEFTO, SESDEFOW and SESUMAX. The front is ours, and with it faults, texts and user numbers; so are the pools of public
// sessions and the place of numbers in the columns of a list. CANCEL is a cancelled request.
const interopModel204Story = `login, wrong password: fault CLIENT, Login failed
login, no such user: fault CLIENT, Login failed
not logged in: fault CLIENT, Not logged in
HARPO: user 1
HARPO: user 2
ZEPPO: user 3
SYSADM: user 4, privileged
nothing open: 0, -, -, -1
close: -1
get: CANCEL(GetSession NOSESSION no session is open)
open: 1
create without an id: CANCEL($Session_Create ARGREQ the session id is required)
create, timeout -2: CANCEL($Session_Create BADARG the timeout may not be less than -1)
create, neither OPEN nor NOOPEN: CANCEL($Session_Create BADARG the options may be OPEN or NOOPEN)
create for ZEPPO: CANCEL($Session_Create NOTAUTH only a system administrator may create a private session for another user)
create A: 0
state: 1, A, HARPO, 900
create B as well: CANCEL($Session_Create ALREADYOPEN a session is already open on this thread)
set: done
get: Zoë & <Co>
list: 1 [HARPO        9002024013110150020240131101500     1A]
second thread opens A: 2
second thread waits 1 s: 2
close as B: 0
state: 0, -, -, -1
open A: 1
second thread opens B: 0
state: 1, B, HARPO, 900
get: Zoë & <Co>
get another: none
discard: done
get: none
create B: 1
create C: 3
close for 60 s: 0
closed for 59 s of 60: 0
state: 1, B, HARPO, 60
close: 0
closed for 60 s: 1
create C: 0
set: done
close for everyone: 0
ZEPPO lists what is public: 1 [*           36002024013110175920240131101759      C]
ZEPPO opens C: 1
ZEPPO opens the public C: 0
state: 1, C, *, 3600
get: honk
HARPO opens it: 2
ZEPPO closes it as his own: 0
HARPO opens ZEPPO's: 1
HARPO deletes ZEPPO's: 1
SYSADM opens ZEPPO's: 0
state: 1, C, ZEPPO, 3600
SYSADM closes: 0
SYSADM creates D for ZEPPO: 3
ZEPPO opens C: 0
deletes it: 2
state: 1, C, ZEPPO, 3600
deletes it: 2
closes: 0
opens C: 1
creates E: 0
deletes it: 0
deletes it: 1
create F: 0
silent for 4m59s of 5m: 1, F, HARPO, 900
silent for 5m: fault CLIENT, Not logged in
HARPO: user 1
open F: 0
logoff: 0
after it: fault CLIENT, Not logged in
HARPO by Basic, open F: 0
state: 0, -, -, -1
close: -1
wrong password: 401
nobody, create W: 0
list: 1 [WEBUSER      9002024013110275820240131102758      W]
HARPO: user 1
create a public P: 0
create a public Q: 2
create P: 0
close as the public P: 1
close as a public Q: 2
close: 0
open the public P: 0
close as P: 1
close as R: 3
state: 1, P, *, 900
`

// model204Story is the story with the prefix of fault codes that a client shows.
func model204Story(prefix string) string {
	lines := strings.Split(strings.ReplaceAll(interopModel204Story, "CLIENT", prefix+":Client"), "\n")
	for i, line := range lines {
		if step, cancelled, found := strings.Cut(line, "CANCEL("); found {
			words := strings.SplitN(strings.TrimSuffix(cancelled, ")"), " ", 3)
			lines[i] = step + "fault " + prefix + ":Server, CANCELLING REQUEST: " + words[0] + ": " + words[2] + ", " + words[0] + " " + words[1]
		}
	}
	return strings.Join(lines, "\n")
}

// TestInteropModel204 lets real clients that read the WSDL as they run do the whole life of sessions of Model 204.
func TestInteropModel204(t *testing.T) {
	for _, client := range []struct {
		interopClient
		prefix string
	}{
		{interopClient{
			name: "zeep", commands: []string{"python3", "/usr/bin/python3"}, probe: []string{"-c", "import zeep"},
			packages: "python3-zeep", program: "zeep/model204.py",
		}, "soapenv"},
		{interopClient{
			name: "php", commands: []string{"php"}, probe: []string{"-r", probePHP},
			packages: "php-cli php-soap", program: "php/model204.php",
		}, "soapenv"},
	} {
		t.Run(client.name, func(t *testing.T) {
			t.Parallel()
			command := client.find(t)
			url, admin := interopServer(t)
			got := interopRun(t, command, filepath.Join("../../testdata/interop", client.program), url, admin)
			interopCell(t, client.cell(t, command, "model204", documentLiteral), model204Story(client.prefix), got)
		})
	}
}

// TestInteropGSOAP lets the client do the same that gSOAP makes of the served WSDL, in C and with a strict reader.
func TestInteropGSOAP(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"wsdl2h", "soapcpp2", "gcc"} {
		if _, err := exec.LookPath(tool); err != nil {
			interopMissing(t, "gsoap libgsoap-dev gcc")
		}
	}
	url, admin := interopServer(t)
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	interopRun(t, "wsdl2h", "-c", "-o", in("session.h"), url+"/m204/session?wsdl")
	interopRun(t, "soapcpp2", "-C", "-c", "-L", "-x", "-d", dir, "-I/usr/share/gsoap/import", in("session.h"))
	if t.Failed() {
		return // there is nothing to compile
	}
	program := "../../testdata/interop/gsoap/model204.c"
	interopRun(t, "gcc", "-I", dir, "-o", in("model204"), program, in("soapC.c"), in("soapClient.c"), "-lgsoap")
	if t.Failed() {
		return // there is nothing to run
	}
	got := interopRun(t, in("model204"), url, admin)
	interopCell(t, cell{"gSOAP", versionOf(t, "soapcpp2", "-V"), "wsdl2h, soapcpp2", "model204", documentLiteral}, model204Story("SOAP-ENV"), got)
}
