package salesforce

import (
	"fmt"
	"slices"
	"strings"
)

// Choices are the behaviours that the vendor's documents leave open, each with the words it takes. The evidence for
// each stands in config.yaml.
type Choices struct {
	SessionReuse     string `yaml:"sessionReuse"`
	LimitInfoHeader  string `yaml:"limitInfoHeader"`
	InvalidateOthers string `yaml:"invalidateOthers"`
	SessionNotFound  string `yaml:"sessionNotFound"`
	OverRequestLimit string `yaml:"overRequestLimit"`
}

// The words of choices.
const (
	reuseOff     = "off"
	reuseUser    = "user"
	reuseAddress = "user+address"
	reuseClient  = "user+address+client"

	limitOn = "on"

	othersOrg = "org"
	othersOwn = "own"

	notFoundHash    = "hash"
	notFoundDecoder = "hash+decoder"
	notFoundKey     = "key"

	requestsCount  = "count"
	requestsRefuse = "refuse"
)

func defaultChoices() Choices {
	return Choices{
		SessionReuse: reuseClient, LimitInfoHeader: limitOn, InvalidateOthers: othersOrg,
		SessionNotFound: notFoundHash, OverRequestLimit: requestsCount,
	}
}

// word is a setting that takes one of a few words.
type word struct {
	name    string
	value   *string
	allowed []string
}

func (w word) check(value string) error {
	if !slices.Contains(w.allowed, value) {
		return fmt.Errorf("%s: %q is not one of %s", w.name, value, strings.Join(w.allowed, ", "))
	}
	return nil
}

func (c *Choices) words() []word {
	return []word{
		{"choices.sessionReuse", &c.SessionReuse, []string{reuseClient, reuseAddress, reuseUser, reuseOff}},
		{"choices.limitInfoHeader", &c.LimitInfoHeader, []string{limitOn, "off"}},
		{"choices.invalidateOthers", &c.InvalidateOthers, []string{othersOrg, othersOwn}},
		{"choices.sessionNotFound", &c.SessionNotFound, []string{notFoundHash, notFoundDecoder, notFoundKey}},
		{"choices.overRequestLimit", &c.OverRequestLimit, []string{requestsCount, requestsRefuse}},
	}
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
	name = "choices." + strings.TrimPrefix(name, "choices.")
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
