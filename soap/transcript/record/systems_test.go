package record_test

import (
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/Azure/go-ntlmssp"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/loopback"
	"github.com/soapstone-dev/soapstone/soap/mask"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
	"github.com/soapstone-dev/soapstone/soap/transcript/record"
	"github.com/soapstone-dev/soapstone/soap/transcript/replay"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// secretPassword is of every account, and stands nowhere else.
const secretPassword = `Tr0ub4dor&<3>`

// emulated is a running soapstone with everything in it.
func emulated(t *testing.T, cfg world.Config, clock *soap.Clock) *httptest.Server {
	t.Helper()
	db, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	w, err := world.New(cfg, db.Handle(), clock, world.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(w.Handler())
	s.Config.ConnContext = soap.ConnContext
	s.Start()
	t.Cleanup(func() {
		clock.Stop()
		s.CloseClientConnections()
		s.Close()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func ownPasswords() world.Config {
	cfg := world.Default()
	for i := range cfg.SQLServer.Users {
		cfg.SQLServer.Users[i].Password = secretPassword
	}
	for i := range cfg.SQLServer.Logins {
		cfg.SQLServer.Logins[i].Password = secretPassword
	}
	for i := range cfg.MFT.Accounts {
		cfg.MFT.Accounts[i].Password = secretPassword
	}
	for i := range cfg.Salesforce.Users {
		cfg.Salesforce.Users[i].Password = secretPassword
	}
	for i := range cfg.Model204.Accounts {
		cfg.Model204.Accounts[i].Password = secretPassword
	}
	for i := range cfg.SQLServer.Endpoints {
		if cfg.SQLServer.Endpoints[i].Path == "/sql/other" {
			cfg.SQLServer.Endpoints[i].Authentication = "ntlm, integrated"
		}
	}
	return cfg
}

// caller is a client of one system.
type caller struct {
	t      *testing.T
	base   string
	client *http.Client
	ids    []string // what was issued
}

func (c *caller) send(method, path, contentType, body string, fields ...string) string {
	c.t.Helper()
	target := path
	if !strings.HasPrefix(path, "http") {
		target = c.base + path
	}
	r, err := http.NewRequest(method, target, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("User-Agent", "a client")
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for i := 0; i < len(fields); i += 2 {
		r.Header.Set(fields[i], fields[i+1])
	}
	answer, err := c.client.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		c.t.Fatalf("%s %s: %s, %v: %s", method, path, answer.Status, err, text)
	}
	return string(text)
}

// issued is the text of an element, a member or an attribute, which is an id.
func (c *caller) issued(answer, name string) string {
	c.t.Helper()
	found := regexp.MustCompile(name + `(?:="|":"|(?: [^>]*)?>)([^<"]+)`).FindStringSubmatch(answer)
	if found == nil {
		c.t.Fatalf("there is no %s in %s", name, answer)
	}
	c.ids = append(c.ids, found[1])
	return found[1]
}

func envelope(header, body string) string {
	return `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header>` + header + `</soapenv:Header><soapenv:Body>` + body + `</soapenv:Body></soapenv:Envelope>`
}

func basicOf(user string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+secretPassword))
}

const textXML = "text/xml; charset=utf-8"

// conversations are those of clients such as there are, one for each system.
var conversations = map[string]func(c *caller){
	"sqlserver": func(c *caller) {
		const batch = `<sql:sqlbatch xmlns:sql="http://schemas.microsoft.com/sqlserver/2004/SOAP"><sql:BatchCommands>%s</sql:BatchCommands></sql:sqlbatch>`
		session := func(attributes string) string {
			return `<o:sqlSession xmlns:o="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options" ` + attributes + `/>`
		}
		c.send("GET", "/sql/demo?wsdl", "", "", "Authorization", basicOf("alice"))
		call := func(header, text string) string {
			return c.send("POST", "/sql/demo", textXML, envelope(header, fmt.Sprintf(batch, text)), "Authorization", basicOf("alice"))
		}
		id := c.issued(call(session(`initiate="true" timeout="50"`), ""), "sessionId")
		call(session(`sessionId="`+id+`"`), "SELECT 1")
		call(session(`sessionId="`+id+`" terminate="true"`), "")
	},
	"sqlserver over NTLM": func(c *caller) {
		c.client.Transport = ntlmssp.Negotiator{RoundTripper: c.client.Transport}
		const batch = `<sql:sqlbatch xmlns:sql="http://schemas.microsoft.com/sqlserver/2004/SOAP"><sql:BatchCommands>SELECT 1</sql:BatchCommands></sql:sqlbatch>`
		for range 2 {
			c.send("POST", "/sql/other", textXML, envelope("", batch), "Authorization", basicOf("alice")) // what the library makes NTLM of
		}
	},
	"mft": func(c *caller) {
		const path = "/cfcc/control?view=services/AdministratorService"
		c.send("GET", path+"?wsdl", "", "", "Authorization", basicOf("admin"))
		call := func(operation, parameters string) string {
			return c.send("POST", path, textXML, envelope("", `<n:`+operation+` xmlns:n="http://administratorService.soap.sift.proginet.com">`+parameters+`</n:`+operation+`>`),
				"SOAPAction", `""`, "Authorization", basicOf("admin"))
		}
		id := c.issued(call("getSession", ""), "getSessionReturn")
		call("validateSession", "<in0>"+id+"</in0>")
		call("closeSession", "<in0>"+id+"</in0>")
	},
	"salesforce": func(c *caller) {
		login := c.send("POST", "/services/Soap/u/58.0", textXML, envelope("", `<p:login xmlns:p="urn:partner.soap.sforce.com"><p:username>a@example.com</p:username><p:password>`+
			html.EscapeString(secretPassword)+`securityToken42</p:password></p:login>`), "SOAPAction", `""`)
		id, at := c.issued(login, "sessionId"), c.issued(login, "<serverUrl")
		c.ids = c.ids[:1] // the URL is no secret
		if !strings.HasPrefix(at, c.base+"/") {
			c.t.Fatalf("the login sends the client away, to %s", at)
		}
		header := `<p:SessionHeader xmlns:p="urn:partner.soap.sforce.com"><p:sessionId>` + id + `</p:sessionId></p:SessionHeader>`
		c.send("POST", at, textXML, envelope(header, `<p:getUserInfo xmlns:p="urn:partner.soap.sforce.com"/>`), "SOAPAction", `""`)
		c.send("GET", "/services/data/v58.0/limits", "", "", "Authorization", "Bearer "+id)
		c.send("POST", at, textXML, envelope(header, `<p:logout xmlns:p="urn:partner.soap.sforce.com"/>`), "SOAPAction", `""`)
	},
	"futurama": func(c *caller) {
		const ns = "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"
		call := func(operation, request string) string {
			return c.send("POST", "/WebAPIService.svc", textXML, envelope("", `<`+operation+` xmlns="`+ns+`"><request>`+request+`</request></`+operation+`>`),
				"SOAPAction", `"`+ns+`IWebAPIService/`+operation+`"`)
		}
		id := c.issued(call("StartSession", "<Folder>Savingsaccount</Folder>"), "SessionID")
		call("SessionKeepAlive", "<SessionID>"+id+"</SessionID>")
		c.send("POST", "/rest/webapi/SessionKeepAlive", "application/json", `{"sessionID":"`+id+`"}`)
		call("SessionEnd", "<SessionID>"+id+"</SessionID>")
	},
	"model204": func(c *caller) {
		thread := ""
		call := func(operation, parameters string) string {
			header := ""
			if thread != "" {
				header = `<m:Thread xmlns:m="urn:m204:janus:session:v1">` + thread + `</m:Thread>`
			}
			return c.send("POST", "/m204/session", textXML, envelope(header, `<m:`+operation+` xmlns:m="urn:m204:janus:session:v1">`+parameters+`</m:`+operation+`>`),
				"SOAPAction", `"urn:m204:janus:session:v1#`+operation+`"`)
		}
		thread = c.issued(call("Login", "<m:userid>HARPO</m:userid><m:password>"+html.EscapeString(secretPassword)+"</m:password>"), "<m:thread")
		call("Session_Create", "<m:sesid>A</m:sesid>")
		call("Session_Close", "")
		call("Session_Open", "<m:sesid>A</m:sesid>")
		call("Session_Close", "")
		call("Session_Delete", "<m:sesid>A</m:sesid>")
	},
}

// The whole conversation of a client of each system goes through the proxy. What was recorded holds no secret, and plays
// against the same server and against another one with no difference.
func TestSystems(t *testing.T) {
	for name, talk := range conversations {
		t.Run(name, func(t *testing.T) {
			server := emulated(t, ownPasswords(), soap.NewClock())
			p := start(t, server.URL, record.BookOptions{}, record.ProxyOptions{})
			c := &caller{t: t, base: p.URL, client: &http.Client{Transport: &loopback.Line{}}}
			talk(c)
			c.client.CloseIdleConnections()
			wanted := p.book.Wanted()
			texts, stories := p.stories(t)
			system, _, _ := strings.Cut(name, " ")
			if len(stories) != 1 || stories[0].System != system || !strings.HasPrefix(filepath.Base(stories[0].Name), system+"-127.0.0.1-20") {
				t.Fatalf("%d stories, of %s: %s", len(stories), stories[0].System, stories[0].Name)
			}
			for _, secret := range append(c.ids, secretPassword, secretPassword+"securityToken42", "alice:"+secretPassword, "admin:"+secretPassword) {
				for _, spelt := range spellings(secret) {
					if strings.Contains(texts[0], spelt) {
						t.Errorf("%q stands in\n%s", spelt, texts[0])
					}
				}
			}
			if name == "sqlserver over NTLM" {
				checkNTLM(t, texts[0], stories[0])
			}
			to := map[string]*httptest.Server{"another server": emulated(t, ownPasswords(), soap.NewClock())}
			if system != "salesforce" && system != "model204" { // whose answers count the calls and the users there were
				to["the same server"] = server
			}
			for where, to := range to {
				play(t, where, to.URL, stories[0], texts[0], func(name string) (string, bool) {
					if name == "a@example.com.password" {
						return secretPassword + "securityToken42", true
					}
					return secretPassword, slices.Contains(wanted, name)
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
	systems := 0
	for name := range conversations { // of which one is a way to log in
		files, err := filepath.Glob("../../../testdata/" + name + "/*.txtar")
		if err != nil {
			t.Fatal(err)
		}
		if len(files) > 0 {
			systems++
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
				p := start(t, emulated(t, world.Default(), soap.NewFrozenClock(now)).URL, record.BookOptions{By: "nothing", Show: true, Run: mask.NewRun(mask.Options{Show: true})}, record.ProxyOptions{})
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
					play(t, "again", emulated(t, world.Default(), soap.NewFrozenClock(now)).URL, s, texts[i], nil)
				}
			})
		}
	}
	if systems != 5 {
		t.Errorf("%d systems have stories, want 5", systems)
	}
}
