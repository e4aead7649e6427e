package futurama

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Choices are the behaviours that the vendor's pages leave open, each with the words it takes. The evidence for each
// stands in config.yaml.
type Choices struct {
	StartSession    string `yaml:"startSession"`
	RESTDates       string `yaml:"restDates"`
	NextTimeoutKind string `yaml:"nextTimeoutKind"`
	DeadPage        string `yaml:"deadPage"`
	MissingRequest  string `yaml:"missingRequest"`
	IDSpace         string `yaml:"idSpace"`
	WSDL            string `yaml:"wsdl"`

	MissingText  string `yaml:"missingText"`
	UnknownText  string `yaml:"unknownText"`
	DisabledText string `yaml:"disabledText"`
	DocumentText string `yaml:"documentText"`
	ResourceText string `yaml:"resourceText"`
}

// idMark stands for the id in UnknownText.
const idMark = "{id}"

func defaultChoices() Choices {
	return Choices{
		StartSession: "serve", RESTDates: "iso", NextTimeoutKind: "local", DeadPage: "new", MissingRequest: "answer", IDSpace: "trim", WSDL: "flat",
		MissingText:  "No SessionID specified.",
		UnknownText:  "Session '" + idMark + "' does not exist or has expired.",
		DisabledText: "WebAPI is not enabled.",
		DocumentText: "The document does not exist.",
		ResourceText: "The resource does not exist.",
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
		{"startSession", &c.StartSession, []string{"serve", "off"}},
		{"restDates", &c.RESTDates, []string{"iso", "wcf"}},
		{"nextTimeoutKind", &c.NextTimeoutKind, []string{"local", "utc"}},
		{"deadPage", &c.DeadPage, []string{"new", "error"}},
		{"missingRequest", &c.MissingRequest, []string{"answer", "fault"}},
		{"idSpace", &c.IDSpace, []string{"trim", "keep"}},
		{"wsdl", &c.WSDL, []string{"flat", "split"}},
		{"missingText", &c.MissingText, nil},
		{"unknownText", &c.UnknownText, nil},
		{"disabledText", &c.DisabledText, nil},
		{"documentText", &c.DocumentText, nil},
		{"resourceText", &c.ResourceText, nil},
	}
}

// maxText is how many bytes a choice that is a text may have.
const maxText = 500

// check says what is wrong with a value for the choice.
func (w word) check(value string) error {
	switch {
	case w.allowed != nil && !slices.Contains(w.allowed, value):
		return fmt.Errorf("choices.%s: %q is not one of %s", w.name, value, strings.Join(w.allowed, ", "))
	case value == "":
		return fmt.Errorf("choices.%s: it is empty: give a text", w.name)
	case value == success:
		return fmt.Errorf("choices.%s: %q is what clients take for success: give another text", w.name, value)
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

// printable says whether a text can stand on one line of XML.
func printable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return r < ' ' || r == 0x7f || r == 0xfffe || r == 0xffff
	})
}
