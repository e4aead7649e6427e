package gate

import (
	"crypto/x509"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

// ForwardConfig says where the work of a system's clients goes that no file answers.
type ForwardConfig struct {
	URL      string `yaml:"url"`      // of the far side; empty: nothing is forwarded
	CA       string `yaml:"ca"`       // a PEM file of who vouches for the far side; empty: the system's own list
	Insecure bool   `yaml:"insecure"` // nobody needs to vouch for it
	TLSMin   string `yaml:"tls-min"`  // the oldest version of TLS that is spoken, a word of setting.TLSVersions; empty: 1.2

	// Exchange swaps the ids of sessions: the far side has sessions of its own.
	Exchange bool   `yaml:"exchange-session"`
	User     string `yaml:"user"` // who logs in there; empty: whoever the call names, where calls do
	Password string `yaml:"password"`
	Refused  string `yaml:"refused"` // a pattern of what the far side says of a session that is gone; empty: what is known of the system

	Timeout ForwardTimeout `yaml:"timeout"`
}

// ForwardTimeout is how long the far side may take, each as "30s" or "1m30s".
type ForwardTimeout struct {
	Connect string `yaml:"connect"` // to take a connection and to agree on TLS; empty: 10s
	Answer  string `yaml:"answer"`  // until the head of an answer is there, connection and all; empty: 60s
	Idle    string `yaml:"idle"`    // without a byte of an answer that has begun; empty: 60s
}

// The timeouts that hold when nobody says otherwise.
const (
	defaultConnect = 10 * time.Second
	defaultAnswer  = 60 * time.Second
	defaultIdle    = 60 * time.Second
)

// longestTimeout is the most that a timeout can be.
const longestTimeout = 24 * time.Hour

// Validate returns what is wrong with the settings. It looks for no file.
func (c *ForwardConfig) Validate() error {
	if *c == (ForwardConfig{}) {
		return nil
	}
	if c.URL == "" {
		return invalid("forward.url", "there is none: write http:// or https:// and a host, or leave out forward")
	}
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return invalid("forward.url", "%q is no address: write http:// or https:// and a host, such as http://localhost:9090", redacted(c.URL))
	case u.User != nil:
		return invalid("forward.url", "the address has a user in it: write user and password beside url")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return invalid("forward.url", "%q: leave out what begins with ? or #: each call has its own", redacted(c.URL))
	case u.Scheme == "http" && (c.CA != "" || c.Insecure || c.TLSMin != ""):
		return invalid("forward.url", "%q has no TLS: write https://, or leave out ca, insecure and tls-min", c.URL)
	case c.CA != "" && c.Insecure:
		return invalid("forward.insecure", "with ca there is no need for it: leave out one of them")
	case !c.Exchange && (c.User != "" || c.Password != "" || c.Refused != ""):
		return invalid("forward.exchange-session", "user, password and refused are for it: write exchange-session: true, or leave them out")
	case (c.User == "") != (c.Password == ""):
		return invalid("forward.user", "user and password go together: write both, or none")
	}
	return nil
}

// settings are all by their names in the system's block. Whether URL is an address, Validate says.
func (c *ForwardConfig) settings() setting.List {
	list := setting.List{
		setting.Any("forward.url", &c.URL),
		setting.Any("forward.ca", &c.CA),
		setting.Flag("forward.insecure", &c.Insecure),
		setting.Word("forward.tls-min", &c.TLSMin, append(setting.TLSVersions(), "")...),
		setting.Flag("forward.exchange-session", &c.Exchange),
		setting.Any("forward.user", &c.User),
		setting.Any("forward.password", &c.Password),
		setting.Checked("forward.refused", &c.Refused, checkRefused),
	}
	for _, t := range c.Timeout.all() {
		list = append(list, setting.Read("forward.timeout."+t.name, t.value, readTimeout))
	}
	return list
}

func checkRefused(s string) error {
	if _, err := regexp.Compile(s); err != nil {
		return fmt.Errorf("%q is no pattern: %w", s, err)
	}
	return nil
}

// redacted is an address as it may be shown: what stands before an @ may be a password.
func redacted(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address
	}
	return "…" + address[at:]
}

// timeout is one of the timeouts with its name.
type timeout struct {
	name      string
	value     *string
	byDefault time.Duration
}

func (c *ForwardTimeout) all() []timeout {
	return []timeout{{"connect", &c.Connect, defaultConnect}, {"answer", &c.Answer, defaultAnswer}, {"idle", &c.Idle, defaultIdle}}
}

func (t timeout) read() (time.Duration, error) {
	if *t.value == "" {
		return t.byDefault, nil
	}
	d, err := readTimeout(*t.value)
	if err != nil {
		return 0, invalid("forward.timeout."+t.name, "%w", err)
	}
	return d, nil
}

// readTimeout reads a timeout, which may be empty.
func readTimeout(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 || d > longestTimeout {
		return 0, fmt.Errorf("%q is no time: write one such as 30s, up to %s", s, longestTimeout)
	}
	return d, nil
}

// Resolve looks for relative paths in a folder.
func (c *ForwardConfig) Resolve(dir string) {
	if c.CA != "" && !filepath.IsAbs(c.CA) {
		c.CA = filepath.Join(dir, c.CA)
	}
}

// CheckPaths looks whether the file is there that the settings name, and has certificates.
func (c *ForwardConfig) CheckPaths() error {
	_, err := c.roots()
	return err
}

// roots are those who vouch for the far side, nil for the system's own list.
func (c *ForwardConfig) roots() (*x509.CertPool, error) {
	if c.CA == "" {
		return nil, nil
	}
	text, err := os.ReadFile(c.CA)
	if err != nil {
		return nil, invalid("forward.ca", "%v", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, invalid("forward.ca", "%q has no certificate in PEM form", c.CA)
	}
	return pool, nil
}

// UnmarshalYAML reads a URL, or a group of settings.
func (c *ForwardConfig) UnmarshalYAML(unmarshal func(any) error) error {
	var url string
	if err := unmarshal(&url); err == nil {
		*c = ForwardConfig{URL: url}
		return nil
	}
	type group ForwardConfig
	return unmarshal((*group)(c))
}
