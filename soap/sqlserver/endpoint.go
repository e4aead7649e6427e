package sqlserver

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/stream"
)

// Endpoint is an HTTP endpoint as CREATE ENDPOINT … FOR SOAP makes it, in the words of that statement, in lower
// case. What is empty or zero has the default that is named.
type Endpoint struct {
	Path           string `yaml:"path"`           // PATH, where the endpoint is: /sql/demo
	Name           string `yaml:"name"`           // the endpoint's name, which its WSDL bears; the end of the path
	Namespace      string `yaml:"namespace"`      // NAMESPACE of the WSDL; http://tempuri.org
	State          string `yaml:"state"`          // STATE: started, stopped or disabled; started
	Sessions       string `yaml:"sessions"`       // SESSIONS: enabled or disabled; disabled
	SessionTimeout string `yaml:"sessionTimeout"` // SESSION_TIMEOUT: seconds or never; choices.defaultSessionTimeout
	LoginType      string `yaml:"loginType"`      // LOGIN_TYPE: windows or mixed; windows
	Batches        string `yaml:"batches"`        // BATCHES: enabled or disabled; disabled
	WSDL           string `yaml:"wsdl"`           // WSDL: default or none; default
	Database       string `yaml:"database"`       // DATABASE: a name; empty: the login's default
	Schema         string `yaml:"schema"`         // SCHEMA: standard or none; standard
	CharacterSet   string `yaml:"characterSet"`   // CHARACTER_SET: xml or sql; xml
	HeaderLimit    int    `yaml:"headerLimit"`    // HEADER_LIMIT, in bytes; 8192

	WebMethods []WebMethod `yaml:"webmethods"` // WEBMETHOD

	Authentication     Schemes `yaml:"authentication"`     // AUTHENTICATION: basic, digest, integrated, ntlm, kerberos; basic
	Verify             string  `yaml:"verify"`             // not of the vendor: password, or name, which takes any; password
	AuthRealm          string  `yaml:"authRealm"`          // AUTH_REALM, of digest; empty: the request's Host
	DefaultLogonDomain string  `yaml:"defaultLogonDomain"` // DEFAULT_LOGON_DOMAIN, of users who name none
}

// settings is what an endpoint's configuration comes to. Nobody changes it once it is made.
type settings struct {
	source      Endpoint // as it was configured, for the next ALTER ENDPOINT
	state       string
	sessions    bool
	cap         time.Duration // of the idle time; zero: never
	mixed       bool
	login       authentication
	batches     bool
	wsdl        bool
	database    string
	headerLimit int
	stream      stream.Style
	served      descriptions // as the rest has it, once the endpoint has taken it
}

const (
	defaultNamespace   = "http://tempuri.org"
	defaultHeaderLimit = 8192
	maxTimeout         = 1<<31 - 1 // xs:int, in seconds
)

// settings reads the endpoint's configuration.
func (e Endpoint) settings(c *Config) (*settings, error) {
	s := &settings{source: e, database: e.Database, headerLimit: e.HeaderLimit}
	if err := e.named().Check(); err != nil {
		return nil, e.wrong(err)
	}
	var err error
	if s.cap, err = parseTimeout(cmp.Or(e.SessionTimeout, c.Choices.DefaultSessionTimeout)); err != nil {
		return nil, e.wrong(setting.Errorf("sessionTimeout", "%w", err))
	}
	if s.login, err = e.authentication(); err != nil {
		return nil, e.wrong(err)
	}
	if s.headerLimit == 0 {
		s.headerLimit = defaultHeaderLimit
	}
	if _, err := batch.NewSession(batch.Config{Databases: c.Databases}, e.Database, ""); err != nil {
		return nil, e.wrong(setting.Errorf("database", "%q is not there: add it to databases", e.Database))
	}
	s.state = cmp.Or(e.State, "started")
	s.sessions = e.Sessions == "enabled"
	s.mixed = e.LoginType == "mixed"
	s.batches = e.Batches == "enabled"
	s.wsdl = e.WSDL != "none"
	s.stream = stream.Style{Schema: e.Schema != "none", Loose: e.CharacterSet == "sql"}
	if c.Choices.XMLValues == "markup" {
		s.stream.Markup = xmlMarkup
	}
	return s, nil
}

// wrong says which endpoint an error is about, for people.
func (e *Endpoint) wrong(err error) error { return fmt.Errorf("endpoint %s: %w", e.Path, err) }

// named are the settings that can be changed by name. Path, name and namespace stay what they are.
func (e *Endpoint) named() setting.List {
	return setting.List{
		setting.Number("headerLimit", &e.HeaderLimit, 0, 1<<31-1),
		setting.Word("state", &e.State, "", "started", "stopped", "disabled"),
		setting.Word("sessions", &e.Sessions, "", "enabled", "disabled"),
		setting.Any("sessionTimeout", &e.SessionTimeout), // see settings
		setting.Word("loginType", &e.LoginType, "", "windows", "mixed"),
		setting.Any("authentication", (*string)(&e.Authentication)), // see authentication
		setting.Word("verify", &e.Verify, "", "password", "name"),
		setting.Any("authRealm", &e.AuthRealm),
		setting.Any("defaultLogonDomain", &e.DefaultLogonDomain), // see authentication
		setting.Word("batches", &e.Batches, "", "enabled", "disabled"),
		setting.Checked("wsdl", &e.WSDL, checkWSDL),
		setting.Any("database", &e.Database),
		setting.Word("schema", &e.Schema, "", "standard", "none"),
		setting.Word("characterSet", &e.CharacterSet, "", "xml", "sql"),
	}
}

// checkWSDL refuses what only the real server can do.
func checkWSDL(s string) error {
	switch s {
	case "", "default", "none":
		return nil
	}
	return fmt.Errorf("%q: a procedure that writes the WSDL cannot run here: give default or none", soap.Clip(s))
}

// set changes one setting.
func (e *Endpoint) set(name, value string) error {
	return e.named().SetOwn("an endpoint", name, value)
}

// parseTimeout reads a SESSION_TIMEOUT; zero is never.
func parseTimeout(s string) (time.Duration, error) {
	if strings.EqualFold(s, "never") {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > maxTimeout {
		return 0, fmt.Errorf("%q is neither never nor a number of seconds from 1 to %d", s, maxTimeout)
	}
	return time.Duration(n) * time.Second, nil
}
