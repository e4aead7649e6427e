package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// interopSalesforceStory is what every client says that reads the served WSDL of Salesforce, typed from the SOAP API
// Developer Guide: "login()", "logout()", "invalidateSessions()", "setPassword()", "Session Expiration". The words in
// capitals are faults, whose texts are observed; that more than 200 ids are one is a choice. API is the API and its version.
const interopSalesforceStory = `login, wrong password: LOGIN
login: 112 characters of 00D5e000000SoAP, /services/Soap/API/00D5e000000SoAP
login again: the same session
user: alice@example.com of Soapstone
server timestamp: 2026-01-02T03:04:05.000Z
invalidate another and an unknown one: true, false INVALID_SESSION_ID
the other: GONE
the other invalidates: GONE
the other logs in: bob@example.com
invalidate another and its own: true, true
its own: GONE
its own again: GONE
login after it: alice@example.com
201 ids: LIMIT
logout: done
logout again: GONE
call after it: GONE
no session id at all: SHORT
idle for 7199 s of 7200: alice@example.com
idle for 7200 s: GONE
login after it: alice@example.com
login, password expired: true
before a new one: EXPIRED
with a new one: expired@example.com
login with the old one: LOGIN
`

// interopRenewalStory is what the Force.com Web Service Connector says at its end. The numbers count its renewals.
const interopRenewalStory = `renewal, alive: carol@example.com, 0
renewal, logged out elsewhere: carol@example.com, 1
renewal, idle for 7200 s: carol@example.com, 2
renewal, its own invalidated: true
renewal, after it: carol@example.com, 3
renewal, no more needed: carol@example.com, 3
`

// interopJsforceStory is what jsforce says up to the expired password. It makes errors of its own of what login and
// logout answer, from the text alone.
const interopJsforceStory = `login, wrong password: fault Error, text of LOGIN
login: 112 characters of 00D5e000000SoAP, organisation 00D5e000000SoAPEA0
login again: the same session
user: alice@example.com of Soapstone, 7200 s
server timestamp: 2026-01-02T03:04:05.000Z
limit of REST: 15000
invalidate another and an unknown one: true, false INVALID_SESSION_ID
the other: GONE
the other over REST: fault INVALID_SESSION_ID, Session expired or invalid
the other, with its password: bob@example.com, another session
invalidate another and its own: true, true
its own: GONE
its own, with its password: alice@example.com, another session
no session id at all: SHORT
logout: done
logout again: fault Error, text of GONE
call after it: GONE
idle for 7199 s of 7200: alice@example.com, the same session
idle for 7200 s: GONE
idle for 7200 s, with its password: alice@example.com, another session
idle for 7200 s, then REST: 15000
`

// interopSimpleStory is what simple-salesforce says. REST's answer to a session that is gone is observed, as is the
// text for a wrong password at an organisation.
const interopSimpleStory = `login, wrong password: SalesforceAuthenticationFailed INVALID_LOGIN, Invalid username, password, security token; or user locked out.
login at an organisation, wrong password: SalesforceAuthenticationFailed INVALID_LOGIN, Invalid username or password, locked out or Self-Service portal is not enabled
login: 112 characters of 00D5e000000SoAP, login.salesforce.com
login again: the same session
login at an organisation: the same session, test.salesforce.com
login of another client: another session
limits: 15000
shared: 15000
invalidate another and an unknown one: true, false
the other: GONE
the other, with its password: 15000, another session
invalidate another and its own: true, true
its own: GONE
its own, with its password: 15000, another session
logout: done
logout again: 500 sf:INVALID_SESSION_ID
call after it, with its password: 15000, another session
idle for 7199 s of 7200: 15000, the same session
idle for 7200 s: GONE
idle for 7200 s, with its password: 15000, another session
`

// The forms in which clients show a fault.
func asSOAP(kind, code, text string) string {
	return "fault sf:" + code + ", " + code + ": " + text + ", " + kind
}
func asWSC(kind, code, text string) string  { return "fault " + kind + ", " + code + ", " + text }
func asJsforce(_, code, text string) string { return "fault sf:" + code + ", " + code + ": " + text }

// salesforceFaults fills in the faults of a story.
func salesforceFaults(story string, form func(kind, code, text string) string) string {
	const short = "Invalid Session ID found in SessionHeader: Illegal Session"
	var words []string
	for _, f := range []struct{ word, kind, code, text string }{
		{"LOGIN", "LoginFault", "INVALID_LOGIN", "Invalid username, password, security token; or user locked out."},
		{"GONE", "UnexpectedErrorFault", "INVALID_SESSION_ID", short + ". Session not found, missing session hash: HASH" +
			`\nThis error usually occurs after a session expires or a user logs out. `},
		{"SHORT", "UnexpectedErrorFault", "INVALID_SESSION_ID", short},
		{"LIMIT", "UnexpectedErrorFault", "EXCEEDED_ID_LIMIT", "record limit reached. cannot submit more than 200 records into this call"},
		{"EXPIRED", "UnexpectedErrorFault", "INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
			"The users password has expired, you must call SetPassword before attempting any other API operations"},
	} {
		words = append(words, "text of "+f.word, f.code+": "+f.text, ": "+f.word+"\n", ": "+form(f.kind, f.code, f.text)+"\n")
	}
	return strings.NewReplacer(words...).Replace(story)
}

// salesforceHash is the hash of a session that is gone, which is another in every run.
var salesforceHash = regexp.MustCompile(`session hash: [A-Za-z0-9+/]{43}=`)

// salesforceLives runs a program and compares what it says with its story.
func salesforceLives(t *testing.T, c cell, want, command string, args ...string) {
	t.Helper()
	got := salesforceHash.ReplaceAllLiteralString(interopRun(t, command, args...), "session hash: HASH")
	interopCell(t, c, want, got)
}

// salesforceStory is the common story of one API.
func salesforceStory(api string) string {
	return strings.Replace(interopSalesforceStory, "API", api, 1)
}

// TestInteropSalesforce lets clients that read the WSDL as they run live sessions of Salesforce: partner (u) and
// enterprise (c), on both sides of what the versions changed.
func TestInteropSalesforce(t *testing.T) {
	for _, client := range []interopClient{
		{
			name: "zeep", commands: []string{"python3", "/usr/bin/python3"}, probe: []string{"-c", "import zeep"},
			packages: "python3-zeep", program: "zeep/salesforce.py",
		},
		{
			name: "php", commands: []string{"php"}, probe: []string{"-r", probePHP},
			packages: "php-cli php-soap", program: "php/salesforce.php",
		},
	} {
		for _, api := range []string{"u/13.0", "u/28.0", "u/36.0", "u/64.0", "c/20.0", "c/40.0", "c/58.0"} {
			t.Run(client.name+"/"+api, func(t *testing.T) {
				t.Parallel()
				command := client.find(t)
				url, admin := interopServer(t)
				salesforceLives(t, client.cell(t, command, "salesforce", documentLiteral), salesforceFaults(salesforceStory(api), asSOAP), command,
					"../../testdata/interop/"+client.program, url, admin, api)
			})
		}
	}
}

// installed is where .ci/clients has put something.
func installed(t *testing.T, path string) string {
	t.Helper()
	folder, _, _ := strings.Cut(path, "/")
	path, err := filepath.Abs(filepath.Join(interopClientsFolder(), path))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		interopSkip(t, path+": run .ci/clients, which installs below $SOAPSTONE_CLIENTS, an absolute path, or .clients", folder)
	}
	return path
}

// onPath skips a test if the machine does not have a command.
func onPath(t *testing.T, command string) {
	t.Helper()
	if _, err := exec.LookPath(command); err != nil {
		interopSkip(t, command+": run .ci/clients, or install it")
	}
}

// TestInteropJsforce lets both generations of jsforce live sessions. The newer one refuses an expired password, the older
// one goes on with it.
func TestInteropJsforce(t *testing.T) {
	for _, client := range []struct{ folder, version, end string }{
		{"jsforce-1", "42.0", "login, password expired: EXPIRED\nwith a new one: expired@example.com\n"},
		{"jsforce-3", "64.0", "login, password expired: Unable to login because the used password has expired.\n"},
	} {
		t.Run(client.folder, func(t *testing.T) {
			t.Parallel()
			onPath(t, "node")
			folder := installed(t, client.folder)
			url, admin := interopServer(t)
			salesforceLives(t, jsforceCell(t, folder), salesforceFaults(interopJsforceStory+client.end, asJsforce), "node",
				"../../testdata/interop/jsforce/salesforce.js", url, admin, client.version, folder)
		})
	}
}

// jsforceCell is the cell of the jsforce in a folder.
func jsforceCell(t *testing.T, folder string) cell {
	t.Helper()
	version := versionOf(t, "node", "-p", "require(process.argv[1] + '/node_modules/jsforce/package.json').version", folder)
	return cell{Client: "jsforce", Version: version, System: "salesforce", Style: documentLiteral + ", " + restStyle}
}

// TestInteropSimpleSalesforce lets simple-salesforce log in at login.salesforce.com, which is our TLS listener.
func TestInteropSimpleSalesforce(t *testing.T) {
	t.Parallel()
	python := installed(t, "simple-salesforce/bin/python")
	s := start(t, serveOptions{tlsListen: "localhost:0", tlsMin: "1.2"})
	ca := filepath.Join(t.TempDir(), "ca.pem")
	writeDocument(t, ca, s.authority.certificate())
	want := strings.ReplaceAll(interopSimpleStory, "GONE",
		"SalesforceExpiredSession 401, [{'message': 'Session expired or invalid', 'errorCode': 'INVALID_SESSION_ID'}]")
	version := versionOf(t, python, "-c", "import importlib.metadata as m; print(m.version('simple-salesforce'))")
	c := cell{Client: "simple-salesforce", Version: version, System: "salesforce", Style: documentLiteral + ", " + restStyle}
	salesforceLives(t, c, want, python, "../../testdata/interop/simple-salesforce/salesforce.py",
		s.secure.url("https"), s.admin.url("http"), ca)
}
