package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"html"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
)

// talkOfClient is a conversation that a client not written by us has with a system, which any server can have again.
type talkOfClient struct {
	interopClient
	system  string
	secrets string // for a replay, as its user writes them down: also the wrong passwords
}

func conversations() []talkOfClient {
	zeep, php := []string{"python3", "/usr/bin/python3"}, []string{"php"}
	of := func(folder, system, secrets string) talkOfClient {
		c := talkOfClient{interopClient{folder, php, []string{"-r", probePHP}, "php-cli php-soap", "php/conversation/" + system + ".php", nil, nil}, system, secrets}
		if folder == "zeep" {
			c.commands, c.probe, c.packages, c.program = zeep, []string{"-c", "import zeep"}, "python3-zeep", "zeep/conversation/"+system+".py"
		}
		return c
	}
	const alice = `alice@example.com.password = wrong
alice@example.com.password.2 = soapstone
bob@example.com.password = soapstone
expired@example.com.password = soapstone
`
	return []talkOfClient{
		of("php", "sqlserver", `alice.password = soapstone
alice.password.2 = wrong
bob.password = soapstone
app.password = soapstone
app.password.2 = so & so
`),
		of("php", "mft", `admin.password = soapstone
admin.password.2 = wrong
nobody.password = soapstone
TransferUser.password = soapstone
HelpDeskUser.password = soapstone
`),
		of("php", "futurama", ``),
		of("php", "salesforce", alice),
		of("zeep", "salesforce", alice),
		of("zeep", "model204", `HARPO.password = wrong
HARPO.password.2 = soapstone
harpo.password = soapstone
GUMMO.password = soapstone
ZEPPO.password = soapstone
`),
	}
}

// TestInteropRecord lets real clients have their conversations through a recording, which they do not notice, and plays what
// was recorded against a fresh server and against the same one again: there is no difference, and nothing was edited.
func TestInteropRecord(t *testing.T) {
	for _, c := range conversations() {
		for _, how := range []string{"apart", "together"} {
			t.Run(c.name+" "+c.system+" "+how, func(t *testing.T) {
				t.Parallel()
				command := c.find(t)
				program := filepath.Join("../../testdata/interop", c.program)
				direct, _ := interopServer(t)
				want := interopRun(t, command, program, direct, how)
				// The server keeps the conversation as well, and hides nothing: that says what the recording has to hide.
				dir := t.TempDir()
				open := filepath.Join(dir, "open")
				live, _ := replayServer(t, "--record", open, "--show-values")
				out := filepath.Join(dir, "traffic")
				var flags []string
				if how == "together" { // sessions that see each other can be played again together alone
					flags = []string{"--split", "nothing"}
				}
				base, end := recordServer(t, append(flags, "--target", live, "--out", out)...)
				got := interopRun(t, command, program, base, how)
				end()
				if diff := cmp.Diff(want, got); diff != "" || got == "" {
					t.Errorf("the client saw something else than without the recording:\n%s", diff)
				}
				searchSecrets(t, open, out)
				secrets := filepath.Join(dir, "secrets")
				if err := os.WriteFile(secrets, []byte(c.secrets), 0o600); err != nil {
					t.Fatal(err)
				}
				fresh, _ := interopServer(t)
				steered, admin := interopServer(t)
				for _, flags := range [][]string{{"--target", fresh}, {"--target", live}, {"--target", live}, {"--target", steered, "--admin", admin}} {
					code, last, people := replayed(t, append(flags, "--secrets", secrets, out)...)
					if code != exitFine || last.Stories == 0 || last.Passed != last.Stories {
						t.Errorf("exit code %d: %+v\n%s", code, last, people)
					}
				}
			})
		}
	}
}

// recordServer runs soapstone record, and returns its address and what ends it and waits for it.
func recordServer(t *testing.T, flags ...string) (url string, end func()) {
	t.Helper()
	stdin, stop := io.Pipe()
	banner, stdout := io.Pipe()
	var log bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(append([]string{"record", "--listen=localhost:0", "--stop-on-stdin-eof"}, flags...), stdin, stdout, &log)
		stdout.Close()
	}()
	lines := bufio.NewReader(banner)
	line, _ := lines.ReadString('\n')
	url, found := strings.CutPrefix(strings.TrimSpace(line), "soapstone: listening on ")
	if !found {
		stop.Close()
		banner.Close()
		t.Fatalf("banner has %q; exit code %d, log:\n%s", line, <-code, log.String())
	}
	return url, func() {
		stop.Close()
		_, _ = io.Copy(io.Discard, lines)
		if c := <-code; c != exitFine {
			t.Errorf("record: exit code %d: %s", c, log.String())
		}
	}
}

// searchSecrets looks for the passwords and for the ids that stand in one folder of stories in those of another, in every
// spelling.
func searchSecrets(t *testing.T, open, masked string) {
	t.Helper()
	secrets := []string{"soapstone", "so & so"}
	for _, story := range storiesIn(t, open) {
		for _, id := range correlate.Ids(story) {
			if ofSession.MatchString(id.Place.String()) {
				secrets = append(secrets, id.Text)
			}
		}
	}
	if len(secrets) < 3 {
		t.Fatalf("no id in %s", open)
	}
	for _, story := range storiesIn(t, masked) {
		for _, m := range messagesOf(story) {
			text := m.Start + "\n"
			for _, f := range m.Fields {
				text += f.Value + "\n"
			}
			text += string(m.Body)
			for _, spelt := range spellings(text) {
				for _, secret := range secrets {
					if strings.Contains(spelt, secret) {
						t.Errorf("%s has %q:\n%s", story.Name, secret, text)
					}
				}
			}
		}
	}
}

// ofSession is where the ids of sessions stand.
var ofSession = regexp.MustCompile(`(?i)session|thread`)

// storiesIn reads the stories in a folder, into which a server may still be writing.
func storiesIn(t *testing.T, dir string) (all []*transcript.Story) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("nothing was recorded: %v", err)
	}
	for _, name := range files {
		story, err := transcript.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			return storiesIn(t, dir) // it has become a part of another one
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, story)
	}
	return all
}

func messagesOf(s *transcript.Story) (all []*transcript.Message) {
	for _, e := range s.Events {
		switch e := e.(type) {
		case *transcript.Request:
			all = append(all, &e.Message)
		case *transcript.Response:
			all = append(all, &e.Message)
		}
	}
	return all
}

// spellings are a text, what its escapes stand for, and what its base64 says.
func spellings(text string) []string {
	all := []string{text, html.UnescapeString(text)}
	if plain, err := url.QueryUnescape(strings.ReplaceAll(text, "%%", "")); err == nil {
		all = append(all, plain)
	}
	for _, word := range base64Words.FindAllString(text, -1) {
		if raw, err := base64.RawStdEncoding.DecodeString(word); err == nil {
			all = append(all, string(raw))
		}
	}
	return all
}

var base64Words = regexp.MustCompile(`[A-Za-z0-9+/]{8,}`)
