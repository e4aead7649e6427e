package sqlserver

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Choices are the behaviours that the vendor's documents leave open, each with the words it takes. The
// evidence for each stands in config.yaml.
type Choices struct {
	FaultHeader           string `yaml:"faultHeader"`
	HTTPSNamespaces       string `yaml:"httpsNamespaces"`
	InitiateWithID        string `yaml:"initiateWithId"`
	InitiateWithTerminate string `yaml:"initiateWithTerminate"`
	TimeoutOnEnlist       string `yaml:"timeoutOnEnlist"`
	TimeoutBelowOne       string `yaml:"timeoutBelowOne"`
	DefaultSessionTimeout string `yaml:"defaultSessionTimeout"`
	EmptyBody             string `yaml:"emptyBody"`
	WithoutDescriptor     string `yaml:"withoutDescriptor"`
	BasicOverHTTP         string `yaml:"basicOverHTTP"`
	NTLMResponses         string `yaml:"ntlmResponses"`
	DigestAlgorithm       string `yaml:"digestAlgorithm"`
	DigestNonceLifetime   string `yaml:"digestNonceLifetime"`
	Declaration           string `yaml:"declaration"`
	ContentType12         string `yaml:"contentType12"`
	DataSets              string `yaml:"dataSets"`
	WSDLNoneStatus        string `yaml:"wsdlNoneStatus"`
	StoppedStatus         string `yaml:"stoppedStatus"`
	ForeignSessionCode    string `yaml:"foreignSessionCode"`
	SessionsDisabledCode  string `yaml:"sessionsDisabledCode"`
	TwoHeadersCode        string `yaml:"twoHeadersCode"`
	OptionOnEnlistCode    string `yaml:"optionOnEnlistCode"`
	TransactionCode       string `yaml:"transactionCode"`
	TimeoutCode           string `yaml:"timeoutCode"`
}

func defaultChoices() Choices {
	return Choices{
		FaultHeader: "terminate", HTTPSNamespaces: "answer", InitiateWithID: "refuse", InitiateWithTerminate: "refuse",
		TimeoutOnEnlist: "ignore", TimeoutBelowOne: "refuse", DefaultSessionTimeout: "60", EmptyBody: "session",
		WithoutDescriptor: "open", BasicOverHTTP: "loopback", NTLMResponses: "v2",
		DigestAlgorithm: "MD5-sess", DigestNonceLifetime: "36000", Declaration: "write", ContentType12: "application/soap+xml",
		DataSets: "any", WSDLNoneStatus: "404", StoppedStatus: "503",
		ForeignSessionCode: "SessionIdIsInvalid", SessionsDisabledCode: "SessionsDisabled",
		TwoHeadersCode: "DuplicateHeader", OptionOnEnlistCode: "OptionRequiresInitiate",
		TransactionCode: "TransactionDescriptorIsInvalid", TimeoutCode: "SessionTimeoutIsInvalid",
	}
}

// words are the choices that take one of a few words.
func (c *Choices) words() []word {
	return []word{
		{"faultHeader", &c.FaultHeader, []string{"terminate", "terminate+id", "none"}},
		{"httpsNamespaces", &c.HTTPSNamespaces, []string{"answer", "ignore"}},
		{"initiateWithId", &c.InitiateWithID, []string{"refuse", "accept"}},
		{"initiateWithTerminate", &c.InitiateWithTerminate, []string{"refuse", "run"}},
		{"timeoutOnEnlist", &c.TimeoutOnEnlist, []string{"ignore", "refuse"}},
		{"timeoutBelowOne", &c.TimeoutBelowOne, []string{"refuse", "cap"}},
		{"emptyBody", &c.EmptyBody, []string{"session", "answer", "fault"}},
		{"withoutDescriptor", &c.WithoutDescriptor, []string{"open", "refuse"}},
		{"basicOverHTTP", &c.BasicOverHTTP, []string{"loopback", "always", "never"}},
		{"ntlmResponses", &c.NTLMResponses, []string{"v2", "any"}},
		{"digestAlgorithm", &c.DigestAlgorithm, []string{"MD5-sess", "MD5"}},
		{"declaration", &c.Declaration, []string{"write", "omit"}},
		{"dataSets", &c.DataSets, []string{"any", "schema"}},
		{"contentType12", &c.ContentType12, []string{"application/soap+xml", "text/xml"}},
	}
}

// checked is a choice whose values cannot all be named.
type checked struct {
	name  string
	value *string
	check func(string) error
}

func (c *Choices) checked() []checked {
	return []checked{
		{"defaultSessionTimeout", &c.DefaultSessionTimeout, checkTimeout},
		{"digestNonceLifetime", &c.DigestNonceLifetime, checkSeconds},
		{"wsdlNoneStatus", &c.WSDLNoneStatus, checkStatus},
		{"stoppedStatus", &c.StoppedStatus, checkStatus},
		{"foreignSessionCode", &c.ForeignSessionCode, checkCode},
		{"sessionsDisabledCode", &c.SessionsDisabledCode, checkCode},
		{"twoHeadersCode", &c.TwoHeadersCode, checkCode},
		{"optionOnEnlistCode", &c.OptionOnEnlistCode, checkCode},
		{"transactionCode", &c.TransactionCode, checkCode},
		{"timeoutCode", &c.TimeoutCode, checkCode},
	}
}

func checkTimeout(s string) error {
	_, err := parseTimeout(s)
	return err
}

func checkSeconds(s string) error {
	if n, err := strconv.Atoi(s); err != nil || n < 1 || n > maxTimeout {
		return fmt.Errorf("%q is no number of seconds from 1 to %d", s, maxTimeout)
	}
	return nil
}

// seconds is a choice that checkSeconds found right.
func seconds(s string) time.Duration {
	n, _ := strconv.Atoi(s)
	return time.Duration(n) * time.Second
}

func checkStatus(s string) error {
	if n, err := strconv.Atoi(s); err != nil || n < 400 || n > 599 {
		return fmt.Errorf("%q is no HTTP status of an error: give a number from 400 to 599", s)
	}
	return nil
}

// status is a choice that checkStatus found right.
func status(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func checkCode(s string) error {
	if s == "" || len(s) > 100 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return fmt.Errorf("%q is no fault code: give letters, such as SessionIdIsInvalid", s)
	}
	return nil
}

func (c *Choices) validate() error {
	for _, w := range c.words() {
		if *w.value == "" {
			return fmt.Errorf("choices.%s: it is empty: give one of %s", w.name, strings.Join(w.allowed, ", "))
		}
		if err := oneOf(w.name, *w.value, w.allowed); err != nil {
			return fmt.Errorf("choices.%w", err)
		}
	}
	for _, x := range c.checked() {
		if err := x.check(*x.value); err != nil {
			return fmt.Errorf("choices.%s: %w", x.name, err)
		}
	}
	return nil
}

// set changes one choice; found says whether there is one of that name.
func (c *Choices) set(name, value string) (found bool, err error) {
	for _, w := range c.words() {
		if w.name != name {
			continue
		}
		if value == "" {
			return true, fmt.Errorf("choices.%s: it is empty: give one of %s", name, strings.Join(w.allowed, ", "))
		}
		if err := oneOf(name, value, w.allowed); err != nil {
			return true, fmt.Errorf("choices.%w", err)
		}
		*w.value = value
		return true, nil
	}
	for _, x := range c.checked() {
		if x.name != name {
			continue
		}
		if err := x.check(value); err != nil {
			return true, fmt.Errorf("choices.%s: %w", name, err)
		}
		*x.value = value
		return true, nil
	}
	return false, nil
}
