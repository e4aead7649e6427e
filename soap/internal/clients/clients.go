// Package clients is for tests: what a client of each system says in a whole conversation, and a server that it says it
// to. Its accounts have a password that stands nowhere else, so that it can be looked for.
package clients

import (
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// Password is that of every account of Settings. Clients of Salesforce send Token behind it.
const (
	Password = `Tr0ub4dor&<3>`
	Token    = "securityToken42"
)

// Settings are the default ones, but for Password and for /sql/other, which takes NTLM.
func Settings() world.Config {
	cfg := world.Default()
	for i := range cfg.SQLServer.Users {
		cfg.SQLServer.Users[i].Password = Password
	}
	for i := range cfg.SQLServer.Logins {
		cfg.SQLServer.Logins[i].Password = Password
	}
	for i := range cfg.MFT.Accounts {
		cfg.MFT.Accounts[i].Password = Password
	}
	for i := range cfg.Salesforce.Users {
		cfg.Salesforce.Users[i].Password = Password
	}
	for i := range cfg.Model204.Accounts {
		cfg.Model204.Accounts[i].Password = Password
	}
	for i := range cfg.SQLServer.Endpoints {
		if cfg.SQLServer.Endpoints[i].Path == "/sql/other" {
			cfg.SQLServer.Endpoints[i].Authentication = "ntlm, integrated"
		}
	}
	return cfg
}

// Serve is a running soapstone with everything in it.
func Serve(t testing.TB, cfg world.Config, clock *soap.Clock) *httptest.Server {
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

// Client is a client of one system.
type Client struct {
	T    testing.TB
	Base string // where the systems are
	HTTP *http.Client
	IDs  []string       // that were issued to it
	Seen func(Exchange) // is told of each exchange; nil: nobody is

	// OnlyCalls leaves out what is no call of an operation: contracts and lists that are got.
	OnlyCalls bool
}

// Exchange is a request and its answer as a tool between client and server sees them.
type Exchange struct {
	Name         string // of the step, another one each
	Method, URL  string
	Fields       []transcript.Field
	Body         string
	Status       int
	Reason       string
	Answer       http.Header
	Reply        string
	Began, Ended time.Time
}

// Call sends a body to a path or an address, with fields, names and values in turn, and returns what is answered.
func (c *Client) Call(name, path, contentType, body string, fields ...string) string {
	c.T.Helper()
	return c.send(name, http.MethodPost, path, body, append(fields, "Content-Type", contentType))
}

func (c *Client) get(path string, fields ...string) {
	c.T.Helper()
	if !c.OnlyCalls {
		c.send(path, http.MethodGet, path, "", fields)
	}
}

func (c *Client) send(name, method, path, body string, fields []string) string {
	c.T.Helper()
	if !strings.HasPrefix(path, "http") {
		path = c.Base + path
	}
	x := Exchange{Name: name, Method: method, URL: path, Body: body, Began: time.Now()}
	r, err := http.NewRequest(method, path, strings.NewReader(body))
	if err != nil {
		c.T.Fatal(err)
	}
	r.Header.Set("User-Agent", "a client")
	x.Fields = append(x.Fields, transcript.Field{Name: "Host", Value: r.Host})
	for i := 0; i < len(fields); i += 2 {
		r.Header.Set(fields[i], fields[i+1])
		x.Fields = append(x.Fields, transcript.Field{Name: fields[i], Value: fields[i+1]})
	}
	answer, err := c.HTTP.Do(r)
	if err != nil {
		c.T.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		c.T.Fatalf("%s %s: %s, %v: %s", method, path, answer.Status, err, text)
	}
	x.Status, x.Answer, x.Reply, x.Ended = answer.StatusCode, answer.Header, string(text), time.Now()
	_, x.Reason, _ = strings.Cut(answer.Status, " ")
	if c.Seen != nil {
		c.Seen(x)
	}
	return x.Reply
}

// issued is the text of an element, a member or an attribute, which is an id.
func (c *Client) issued(answer, name string) string {
	c.T.Helper()
	id := c.find(answer, name)
	c.IDs = append(c.IDs, id)
	return id
}

func (c *Client) find(answer, name string) string {
	c.T.Helper()
	found := regexp.MustCompile(name + `(?:="|":"|(?: [^>]*)?>)([^<"]+)`).FindStringSubmatch(answer)
	if found == nil {
		c.T.Fatalf("there is no %s in %s", name, answer)
	}
	return found[1]
}

// TextXML is the content type of envelopes.
const TextXML = "text/xml; charset=utf-8"

// Envelope is one of SOAP 1.1.
func Envelope(header, body string) string {
	return `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header>` + header + `</soapenv:Header><soapenv:Body>` + body + `</soapenv:Body></soapenv:Envelope>`
}

// Basic is the value of Authorization for a user.
func Basic(user string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+Password))
}
