package record_test

import (
	"encoding/base64"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/Azure/go-ntlmssp"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/clients"
	"github.com/soapstone-dev/soapstone/soap/internal/loopback"
	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
	"github.com/soapstone-dev/soapstone/soap/transcript/record"
	"github.com/soapstone-dev/soapstone/soap/transcript/replay"
	"github.com/soapstone-dev/soapstone/soap/world"
)

// conversations are those of a client of each system, and ways to log in, behind the system's name.
func conversations() map[string]func(c *clients.Client) {
	all := clients.Talks()
	all["sqlserver over NTLM"] = func(c *clients.Client) {
		c.HTTP.Transport = ntlmssp.Negotiator{RoundTripper: c.HTTP.Transport}
		const batch = `<sql:sqlbatch xmlns:sql="http://schemas.microsoft.com/sqlserver/2004/SOAP"><sql:BatchCommands>SELECT 1</sql:BatchCommands></sql:sqlbatch>`
		for range 2 {
			c.Call("batch", "/sql/other", clients.TextXML, clients.Envelope("", batch), "Authorization", clients.Basic("alice")) // what the library makes NTLM of
		}
	}
	return all
}

// The whole conversation of a client of each system goes through the proxy. What was recorded holds no secret, and plays
// against the same server and against another one with no difference.
func TestSystems(t *testing.T) {
	for name, talk := range conversations() {
		t.Run(name, func(t *testing.T) {
			server := clients.Serve(t, clients.Settings(), soap.NewClock())
			p := start(t, server.URL, record.BookOptions{}, record.ProxyOptions{})
			c := &clients.Client{T: t, Base: p.URL, HTTP: &http.Client{Transport: &loopback.Line{}}}
			talk(c)
			c.HTTP.CloseIdleConnections()
			wanted := p.book.Wanted()
			texts, stories := p.stories(t)
			system, _, _ := strings.Cut(name, " ")
			if len(stories) != 1 || stories[0].System != system || !strings.HasPrefix(filepath.Base(stories[0].Name), system+"-127.0.0.1-20") {
				t.Fatalf("%d stories, of %s: %s", len(stories), stories[0].System, stories[0].Name)
			}
			for _, secret := range append(c.IDs, clients.Password, clients.Password+clients.Token, "alice:"+clients.Password, "admin:"+clients.Password) {
				for _, spelt := range spellings(secret) {
					if strings.Contains(texts[0], spelt) {
						t.Errorf("%q stands in\n%s", spelt, texts[0])
					}
				}
			}
			if name == "sqlserver over NTLM" {
				checkNTLM(t, texts[0], stories[0])
			}
			to := map[string]*httptest.Server{"another server": clients.Serve(t, clients.Settings(), soap.NewClock())}
			if system != "salesforce" && system != "model204" { // whose answers count the calls and the users there were
				to["the same server"] = server
			}
			for where, to := range to {
				play(t, where, to.URL, stories[0], texts[0], func(name string) (string, bool) {
					if name == "a@example.com.password" {
						return clients.Password + clients.Token, true
					}
					return clients.Password, slices.Contains(wanted, name)
				})
			}
		})
	}
}

func play(t *testing.T, where, base string, s *transcript.Story, text string, secrets mask.Lookup) {
	t.Helper()
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	result := (&replay.Player{Target: replay.Target{URL: u}, Secrets: secrets}).Play(t.Context(), s)
	if result.Verdict() != diff.Passed {
		t.Errorf("%s: %s %s%s", where, result.Verdict(), result.Error, result.NotRun)
		for _, step := range result.Steps {
			for _, d := range step.Differences {
				t.Errorf("%s: %d: %s", where, step.Number, d)
			}
		}
		t.Log(text)
	}
}

// spellings are the ways in which a secret could stand in a file.
func spellings(s string) []string {
	return []string{
		s, html.EscapeString(s), url.QueryEscape(s), url.PathEscape(s), strings.ReplaceAll(s, "&", "&amp;"),
		base64.StdEncoding.EncodeToString([]byte(s)), strings.TrimRight(base64.URLEncoding.EncodeToString([]byte(s)), "="),
	}
}

// The rounds of NTLM are one step, with the user's name, and what follows on the connection has it, too.
func checkNTLM(t *testing.T, text string, s *transcript.Story) {
	t.Helper()
	got := steps(s)
	want := []string{"NTLM ${ntlm alice}", "HTTP/1.1 200 OK", "NTLM ${ntlm alice}", "HTTP/1.1 200 OK"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q in\n%s", got, want, text)
	}
}

// The stories of every system go through the proxy as well, with all that clients do wrong. Two sessions of a story can act on
// each other, so all of it is one conversation here.
func TestStories(t *testing.T) {
	for _, name := range world.Names() {
		files, err := filepath.Glob("../../../testdata/" + name + "/*.txtar")
		if err != nil || len(files) == 0 {
			t.Fatalf("%s has no stories: %v", name, err)
		}
		for _, file := range files {
			story, err := transcript.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(filepath.Base(file), "wait") || filepath.Base(file) == "reset-password.txtar" || strings.Contains(string(transcript.Format(story)), "\nremote: ") {
				continue // it takes the time it waits, has a new password that looks like a word, or tells clients apart that the proxy makes one
			}
			now := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC) // of both servers: lists say when their sessions were made
			t.Run(name+"/"+filepath.Base(file), func(t *testing.T) {
				t.Parallel()
				p := start(t, clients.Serve(t, world.Default(), soap.NewFrozenClock(now)).URL, record.BookOptions{By: "nothing", Show: true, Run: mask.NewRun(mask.Options{Show: true})}, record.ProxyOptions{})
				u, err := url.Parse(p.URL)
				if err != nil {
					t.Fatal(err)
				}
				first := (&replay.Player{Target: replay.Target{URL: u}}).Play(t.Context(), story)
				if strings.Contains(first.NotRun, "only the operator of the systems can do") {
					t.Skip(first.NotRun)
				}
				if first.NotRun+first.Error != "" {
					t.Fatal(first.NotRun, first.Error)
				}
				texts, stories := p.stories(t)
				if len(stories) != 1 {
					t.Errorf("%d stories were recorded, want 1", len(stories))
				}
				for i, s := range stories {
					play(t, "again", clients.Serve(t, world.Default(), soap.NewFrozenClock(now)).URL, s, texts[i], nil)
				}
			})
		}
	}
}
