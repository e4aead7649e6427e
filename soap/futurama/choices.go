package futurama

import (
	"fmt"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

// Choices are the behaviours that the vendor's pages leave open, each with the words it takes. The evidence for each
// stands in config.yaml.
type Choices struct {
	StartSession    string `yaml:"startSession"`
	RESTDates       string `yaml:"restDates"`
	NextTimeoutKind string `yaml:"nextTimeoutKind"`
	FailedTimeout   string `yaml:"failedTimeout"`
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
		StartSession: "serve", RESTDates: "iso", NextTimeoutKind: "local", FailedTimeout: "nil", DeadPage: "new", MissingRequest: "answer", IDSpace: "trim", WSDL: "flat",
		MissingText:  "No SessionID specified.",
		UnknownText:  "Session '" + idMark + "' does not exist or has expired.",
		DisabledText: "WebAPI is not enabled.",
		DocumentText: "The document does not exist.",
		ResourceText: "The resource does not exist.",
	}
}

// settings are the choices by their names.
func (c *Choices) settings() setting.List {
	return setting.Choices(
		setting.Word("startSession", &c.StartSession, "serve", "off"),
		setting.Word("restDates", &c.RESTDates, "iso", "wcf"),
		setting.Word("nextTimeoutKind", &c.NextTimeoutKind, "local", "utc"),
		setting.Word("failedTimeout", &c.FailedTimeout, "nil", "minimum"),
		setting.Word("deadPage", &c.DeadPage, "new", "error"),
		setting.Word("missingRequest", &c.MissingRequest, "answer", "fault"),
		setting.Word("idSpace", &c.IDSpace, "trim", "keep"),
		setting.Word("wsdl", &c.WSDL, "flat", "split"),
		setting.Checked("missingText", &c.MissingText, checkError),
		setting.Checked("unknownText", &c.UnknownText, checkError),
		setting.Checked("disabledText", &c.DisabledText, checkError),
		setting.Checked("documentText", &c.DocumentText, checkError),
		setting.Checked("resourceText", &c.ResourceText, checkError),
	)
}

// checkError checks the text of an error.
func checkError(s string) error {
	if s == success {
		return fmt.Errorf("%q is what clients take for success: give another text", s)
	}
	return setting.CheckText(s)
}
