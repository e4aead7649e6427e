package mft

import (
	"fmt"
	"slices"
	"strings"
)

// Choices are the behaviours that the vendor's documents leave open, each with the words it takes. The evidence for
// each stands in config.yaml.
type Choices struct {
	BasicOnEveryCall string `yaml:"basicOnEveryCall"`
	BadCredentials   string `yaml:"badCredentials"`
	FaultClass       string `yaml:"faultClass"`

	DepartmentRule  string `yaml:"departmentRule"`
	AdminGetSession string `yaml:"adminGetSession"`
	ValidateSession string `yaml:"validateSession"`
	CloseUnknown    string `yaml:"closeUnknown"`
	CloseExpired    string `yaml:"closeExpired"`
	DeleteOwn       string `yaml:"deleteOwn"`
	FTTerminator    string `yaml:"ftTerminator"`
	BWNothingFound  string `yaml:"bwNothingFound"`
	TerminatorYes   string `yaml:"terminatorYes"`
	TerminatorNo    string `yaml:"terminatorNo"`
	Beans           string `yaml:"beans"`
	ArrayItems      string `yaml:"arrayItems"`
	WSDLAddress     string `yaml:"wsdlAddress"`
	NewAlias        string `yaml:"newAlias"`
	AuthFailedText  string `yaml:"authFailedText"`
	InvalidText     string `yaml:"invalidText"`
	NoRightText     string `yaml:"noRightText"`
	NotFoundText    string `yaml:"notFoundText"`
}

func defaultChoices() Choices {
	return Choices{
		BasicOnEveryCall: "ignore", BadCredentials: "fault", FaultClass: "RemoteException",
		DepartmentRule: "strict", AdminGetSession: "keep", ValidateSession: "look",
		CloseUnknown: "answer", CloseExpired: "close", DeleteOwn: "allow",
		FTTerminator: "add", BWNothingFound: "empty", TerminatorYes: "Y", TerminatorNo: "N",
		Beans: "multiRef", ArrayItems: "return", WSDLAddress: "direct", NewAlias: "serve",
		AuthFailedText: "User authentication failed", InvalidText: "Session is not valid",
		NoRightText: "User does not have the right to perform this function", NotFoundText: "Session ID not found",
	}
}

// word is a choice: one of a few words, or any text when none is named.
type word struct {
	name    string
	value   *string
	allowed []string
}

func (c *Choices) words() []word {
	return []word{
		{"basicOnEveryCall", &c.BasicOnEveryCall, []string{"ignore", "require", "owner"}},
		{"badCredentials", &c.BadCredentials, []string{"fault", "401"}},
		{"faultClass", &c.FaultClass, []string{"RemoteException", "AxisFault"}},
		{"departmentRule", &c.DepartmentRule, []string{"strict", "scoped"}},
		{"adminGetSession", &c.AdminGetSession, []string{"keep", "purge"}},
		{"validateSession", &c.ValidateSession, []string{"look", "renew"}},
		{"closeUnknown", &c.CloseUnknown, []string{"answer", "fault"}},
		{"closeExpired", &c.CloseExpired, []string{"close", "keep"}},
		{"deleteOwn", &c.DeleteOwn, []string{"allow", "refuse"}},
		{"ftTerminator", &c.FTTerminator, []string{"add", "omit"}},
		{"bwNothingFound", &c.BWNothingFound, []string{"empty", "nil"}},
		{"terminatorYes", &c.TerminatorYes, nil},
		{"terminatorNo", &c.TerminatorNo, nil},
		{"beans", &c.Beans, []string{"multiRef", "inline"}},
		{"arrayItems", &c.ArrayItems, []string{"return", "item"}},
		{"wsdlAddress", &c.WSDLAddress, []string{"direct", "control"}},
		{"newAlias", &c.NewAlias, []string{"serve", "off"}},
		{"authFailedText", &c.AuthFailedText, nil},
		{"invalidText", &c.InvalidText, nil},
		{"noRightText", &c.NoRightText, nil},
		{"notFoundText", &c.NotFoundText, nil},
	}
}

// maxText is how long a choice that is a text may be.
const maxText = 500

// check says what is wrong with a value for the choice.
func (w word) check(value string) error {
	switch {
	case w.allowed != nil && !slices.Contains(w.allowed, value):
		return fmt.Errorf("choices.%s: %q is not one of %s", w.name, value, strings.Join(w.allowed, ", "))
	case value == "":
		return fmt.Errorf("choices.%s: it is empty: give a text", w.name)
	case len(value) > maxText:
		return fmt.Errorf("choices.%s: it has %d bytes: give a text of at most %d", w.name, len(value), maxText)
	case !printable(value):
		return fmt.Errorf("choices.%s: %q cannot stand in XML: give a text of one line", w.name, value)
	}
	return nil
}

func (c *Choices) validate() error {
	for _, w := range c.words() {
		if err := w.check(*w.value); err != nil {
			return err
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
		if err := w.check(value); err != nil {
			return true, err
		}
		*w.value = value
		return true, nil
	}
	return false, nil
}
