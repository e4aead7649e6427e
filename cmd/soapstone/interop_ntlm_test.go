package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// interopLogin is a way of curl's to log in.
type interopLogin struct {
	name   string
	set    string // as POST /systems/sqlserver/alter takes it
	args   []string
	needs  []string // files without which curl cannot
	wanted string   // package of Debian that has them
}

// interopLogins log in as CORP\alice, an account that the server knows as alice. The library of --negotiate takes the
// password from a file.
func interopLogins(passwords string) []interopLogin {
	const libraries = "/usr/lib/*/gssntlmssp/gssntlmssp.so"
	password := []string{"--user", `CORP\alice:soapstone`}
	return []interopLogin{
		{"ntlm", `"authentication": "integrated"`, append([]string{"--ntlm"}, password...), nil, ""},
		{"ntlm alone", `"authentication": "ntlm, basic"`, append([]string{"--ntlm"}, password...), nil, ""},
		{"by name", `"authentication": "ntlm", "verify": "name"`, []string{"--ntlm", "--user", `CORP\alice:whatever`}, nil, ""},
		{"negotiate", `"authentication": "integrated"`, []string{"--negotiate", "--user", `CORP\alice:`}, []string{libraries, passwords}, "gss-ntlmssp"},
		{"digest", `"authentication": "digest", "verify": "password", "authRealm": "CORP"`, append([]string{"--digest"}, password...), nil, ""},
	}
}

// TestInteropLogin has curl log in by every scheme, over connection after connection, and live a session. Behind a
// status stands how many connections were made.
func TestInteropLogin(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		interopMissing(t, "curl")
	}
	url, admin := interopServer(t)
	passwords := filepath.Join(t.TempDir(), "passwords")
	if err := os.WriteFile(passwords, []byte("CORP:alice:soapstone\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, login := range interopLogins(passwords) {
		t.Run(login.name, func(t *testing.T) {
			for _, pattern := range login.needs {
				if found, err := filepath.Glob(pattern); err != nil || len(found) == 0 {
					interopMissing(t, login.wanted)
				}
			}
			interopPost(t, admin+"/systems/sqlserver/alter", `{"path": "/sql/demo", "set": {`+login.set+"}}")
			curl := func(more ...string) string {
				args := append([]string{"NTLM_USER_FILE=" + passwords, "curl", "--silent", "--show-error", "--write-out", "\n%{http_code} %{num_connects}\n"},
					login.args...)
				return interopRun(t, "env", append(args, more...)...)
			}
			endpoint := url + "/sql/demo"
			batch := func(session, text string, more ...string) string {
				return curl(append(more, "--header", "Content-Type: text/xml; charset=utf-8", "--data-binary", interopEnvelope(session, text), endpoint)...)
			}
			_, rest, _ := strings.Cut(batch(`initiate="true"`, "SET LANGUAGE French"), `sessionId="`)
			id, _, found := strings.Cut(rest, `"`)
			if !found {
				t.Fatalf("no session was made: %s", rest)
			}
			id = fmt.Sprintf("sessionId=%q", id)
			got := interopSeen(batch(id, "SELECT @@LANGUAGE AS language", endpoint)) + // twice: curl sends to each address
				interopSeen(batch(`terminate="true" `+id, "")) +
				interopSeen(batch(id, "")) +
				interopSeen(curl(endpoint+"?wsdl"))
			want := "Français, 200 1; Français, 200 0; 200 1; BAD, 500 1; wsdl, 200 1; "
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// interopEnvelope is a batch in a session.
func interopEnvelope(session, batch string) string {
	return `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><o:sqlSession ` +
		`xmlns:o="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options" ` + session + `/></e:Header><e:Body>` +
		`<sqlbatch xmlns="http://schemas.microsoft.com/sqlserver/2004/SOAP"><BatchCommands>` + batch + `</BatchCommands></sqlbatch></e:Body></e:Envelope>`
}

// interopSeen is what matters in what curl wrote: status, new connections, and what is in the answers.
func interopSeen(out string) (seen string) {
	for _, line := range strings.Split(strings.TrimSpace(out), "\n") {
		for _, mark := range []struct{ text, name string }{{"Français", "Français, "}, {"SessionIdIsInvalid", "BAD, "}, {"<wsdl:definitions", "wsdl, "}} {
			if strings.Contains(line, mark.text) {
				seen += mark.name
			}
		}
		if len(line) == len("200 1") {
			seen += line + "; "
		}
	}
	return seen
}

// interopDigestStory is what clients say that use a nonce again. The numbers count its uses. PHP does not ask for another
// one when the server says stale=true.
func interopDigestStory(renewed string) string {
	return `first: 1 us_english
second: 2 us_english
third: 3 us_english
a nonce too old: ` + renewed + `
wrong password: Unauthorized
`
}

// TestInteropDigest has clients use a nonce again, and be told that it is too old.
func TestInteropDigest(t *testing.T) {
	for _, client := range []struct {
		interopClient
		renewed string
	}{
		{interopClient{name: "requests", commands: []string{"python3", "/usr/bin/python3"}, probe: []string{"-c", "import requests"},
			packages: "python3-requests", program: "zeep/digest.py"}, "1 us_english"},
		{interopClient{name: "php", commands: []string{"php"}, probe: []string{"-r", probePHP},
			packages: "php-cli php-soap", program: "php/digest.php"}, "Unauthorized"},
	} {
		t.Run(client.name, func(t *testing.T) {
			t.Parallel()
			command := client.find(t)
			url, admin := interopServer(t)
			interopPost(t, admin+"/systems/sqlserver/alter", `{"path": "/sql/demo", "set": {"authentication": "digest"}}`)
			got := interopRun(t, command, filepath.Join("../../testdata/interop", client.program), url, admin)
			if diff := cmp.Diff(strings.Split(interopDigestStory(client.renewed), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("%s (-want +got):\n%s", client.program, diff)
			}
		})
	}
}
