package model204

import (
	"fmt"
	"slices"
	"strings"
)

// Choices are behaviours that the pages leave open, each with the words it takes. The evidence for each stands in
// config.yaml.
type Choices struct {
	NotPermitted string `yaml:"notPermitted"`
	FailedClose  string `yaml:"failedClose"`
	UseridCase   string `yaml:"useridCase"`
	SesidCase    string `yaml:"sesidCase"`
	ListColumns  string `yaml:"listColumns"`
}

// word is a choice: one of a few words.
type word struct {
	name    string
	value   *string
	allowed []string
}

func (c *Choices) words() []word {
	return []word{
		{"notPermitted", &c.NotPermitted, []string{"notFound", "cancel"}},
		{"failedClose", &c.FailedClose, []string{"keep", "close"}},
		{"useridCase", &c.UseridCase, []string{"upper", "exact"}},
		{"sesidCase", &c.SesidCase, []string{"exact", "upper"}},
		{"listColumns", &c.ListColumns, []string{"right", "left"}},
	}
}

func (w word) check(value string) error {
	if !slices.Contains(w.allowed, value) {
		return fmt.Errorf("choices.%s: %q is not one of %s", w.name, value, strings.Join(w.allowed, ", "))
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
		if w.name == name {
			if err := w.check(value); err != nil {
				return true, err
			}
			*w.value = value
			return true, nil
		}
	}
	return false, nil
}
