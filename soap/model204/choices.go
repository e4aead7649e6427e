package model204

import "github.com/soapstone-dev/soapstone/soap/setting"

// Choices are behaviours that the pages leave open, each with the words it takes. The evidence for each stands in
// config.yaml.
type Choices struct {
	NotPermitted string `yaml:"notPermitted"`
	FailedClose  string `yaml:"failedClose"`
	UseridCase   string `yaml:"useridCase"`
	SesidCase    string `yaml:"sesidCase"`
	ListColumns  string `yaml:"listColumns"`
}

// settings are the choices by their names.
func (c *Choices) settings() setting.List {
	return setting.Choices(
		setting.Word("notPermitted", &c.NotPermitted, "notFound", "cancel"),
		setting.Word("failedClose", &c.FailedClose, "keep", "close"),
		setting.Word("useridCase", &c.UseridCase, "upper", "exact"),
		setting.Word("sesidCase", &c.SesidCase, "exact", "upper"),
		setting.Word("listColumns", &c.ListColumns, "right", "left"),
	)
}
