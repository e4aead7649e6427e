package sqlserver

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/setting"
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
	XMLValues             string `yaml:"xmlValues"`
	WSDLNoneStatus        string `yaml:"wsdlNoneStatus"`
	StoppedStatus         string `yaml:"stoppedStatus"`
	ForeignSessionCode    string `yaml:"foreignSessionCode"`
	SessionsDisabledCode  string `yaml:"sessionsDisabledCode"`
	TwoHeadersCode        string `yaml:"twoHeadersCode"`
	OptionOnEnlistCode    string `yaml:"optionOnEnlistCode"`
	TransactionCode       string `yaml:"transactionCode"`
	TimeoutCode           string `yaml:"timeoutCode"`
	CharacterCode         string `yaml:"characterCode"`
}

func defaultChoices() Choices {
	return Choices{
		FaultHeader: "terminate", HTTPSNamespaces: "answer", InitiateWithID: "refuse", InitiateWithTerminate: "refuse",
		TimeoutOnEnlist: "ignore", TimeoutBelowOne: "refuse", DefaultSessionTimeout: "60", EmptyBody: "session",
		WithoutDescriptor: "open", BasicOverHTTP: "loopback", NTLMResponses: "v2",
		DigestAlgorithm: "MD5-sess", DigestNonceLifetime: "36000", Declaration: "write", ContentType12: "application/soap+xml",
		DataSets: "any", XMLValues: "markup", WSDLNoneStatus: "404", StoppedStatus: "503",
		ForeignSessionCode: "SessionIdIsInvalid", SessionsDisabledCode: "SessionsDisabled",
		TwoHeadersCode: "DuplicateHeader", OptionOnEnlistCode: "OptionRequiresInitiate",
		TransactionCode: "TransactionDescriptorIsInvalid", TimeoutCode: "SessionTimeoutIsInvalid",
		CharacterCode: "InvalidXml",
	}
}

// settings are the choices by their names.
func (c *Choices) settings() setting.List {
	return setting.Choices(
		setting.Word("faultHeader", &c.FaultHeader, "terminate", "terminate+id", "none"),
		setting.Word("httpsNamespaces", &c.HTTPSNamespaces, "answer", "ignore"),
		setting.Word("initiateWithId", &c.InitiateWithID, "refuse", "accept"),
		setting.Word("initiateWithTerminate", &c.InitiateWithTerminate, "refuse", "run"),
		setting.Word("timeoutOnEnlist", &c.TimeoutOnEnlist, "ignore", "refuse"),
		setting.Word("timeoutBelowOne", &c.TimeoutBelowOne, "refuse", "cap"),
		setting.Word("emptyBody", &c.EmptyBody, "session", "answer", "fault"),
		setting.Word("withoutDescriptor", &c.WithoutDescriptor, "open", "refuse"),
		setting.Word("basicOverHTTP", &c.BasicOverHTTP, "loopback", "always", "never"),
		setting.Word("ntlmResponses", &c.NTLMResponses, "v2", "any"),
		setting.Word("digestAlgorithm", &c.DigestAlgorithm, "MD5-sess", "MD5"),
		setting.Word("declaration", &c.Declaration, "write", "omit"),
		setting.Word("dataSets", &c.DataSets, "any", "schema"),
		setting.Word("xmlValues", &c.XMLValues, "markup", "text"),
		setting.Word("contentType12", &c.ContentType12, "application/soap+xml", "text/xml"),
		setting.Checked("defaultSessionTimeout", &c.DefaultSessionTimeout, checkTimeout),
		setting.Checked("digestNonceLifetime", &c.DigestNonceLifetime, checkSeconds),
		setting.Checked("wsdlNoneStatus", &c.WSDLNoneStatus, checkStatus),
		setting.Checked("stoppedStatus", &c.StoppedStatus, checkStatus),
		setting.Checked("foreignSessionCode", &c.ForeignSessionCode, checkCode),
		setting.Checked("sessionsDisabledCode", &c.SessionsDisabledCode, checkCode),
		setting.Checked("twoHeadersCode", &c.TwoHeadersCode, checkCode),
		setting.Checked("optionOnEnlistCode", &c.OptionOnEnlistCode, checkCode),
		setting.Checked("transactionCode", &c.TransactionCode, checkCode),
		setting.Checked("timeoutCode", &c.TimeoutCode, checkCode),
		setting.Checked("characterCode", &c.CharacterCode, checkCode),
	)
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
