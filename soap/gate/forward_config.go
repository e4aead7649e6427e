package gate

import "fmt"

// ForwardConfig says where the work of a system's clients goes that no file answers.
type ForwardConfig struct {
	URL string `yaml:"url"` // of the far side; empty: nothing is forwarded
}

// Clone returns a copy that shares nothing with c that can change.
func (c ForwardConfig) Clone() ForwardConfig { return c }

// Validate returns what is wrong with the settings.
func (c *ForwardConfig) Validate() error { return nil }

// Set changes one setting: "" and "url" are the URL.
func (c *ForwardConfig) Set(name, value string) error {
	switch name {
	case "", "url":
		c.URL = value
		return nil
	}
	return fmt.Errorf("gate: there is no setting forward.%s", name)
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
