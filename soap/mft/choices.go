package mft

import "github.com/soapstone-dev/soapstone/soap/setting"

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
	ServicesPage    string `yaml:"servicesPage"`
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
		Beans: "multiRef", ArrayItems: "return", WSDLAddress: "direct", NewAlias: "serve", ServicesPage: "list",
		AuthFailedText: "User authentication failed", InvalidText: "Session is not valid",
		NoRightText: "User does not have the right to perform this function", NotFoundText: "Session ID not found",
	}
}

// settings are the choices by their names.
func (c *Choices) settings() setting.List {
	return setting.Choices(
		setting.Word("basicOnEveryCall", &c.BasicOnEveryCall, "ignore", "require", "owner"),
		setting.Word("badCredentials", &c.BadCredentials, "fault", "401"),
		setting.Word("faultClass", &c.FaultClass, "RemoteException", "AxisFault"),
		setting.Word("departmentRule", &c.DepartmentRule, "strict", "scoped"),
		setting.Word("adminGetSession", &c.AdminGetSession, "keep", "purge"),
		setting.Word("validateSession", &c.ValidateSession, "look", "renew"),
		setting.Word("closeUnknown", &c.CloseUnknown, "answer", "fault"),
		setting.Word("closeExpired", &c.CloseExpired, "close", "keep"),
		setting.Word("deleteOwn", &c.DeleteOwn, "allow", "refuse"),
		setting.Word("ftTerminator", &c.FTTerminator, "add", "omit"),
		setting.Word("bwNothingFound", &c.BWNothingFound, "empty", "nil"),
		setting.Text("terminatorYes", &c.TerminatorYes),
		setting.Text("terminatorNo", &c.TerminatorNo),
		setting.Word("beans", &c.Beans, "multiRef", "inline"),
		setting.Word("arrayItems", &c.ArrayItems, "return", "item"),
		setting.Word("wsdlAddress", &c.WSDLAddress, "direct", "control"),
		setting.Word("newAlias", &c.NewAlias, "serve", "off"),
		setting.Word("servicesPage", &c.ServicesPage, "list", "off"),
		setting.Text("authFailedText", &c.AuthFailedText),
		setting.Text("invalidText", &c.InvalidText),
		setting.Text("noRightText", &c.NoRightText),
		setting.Text("notFoundText", &c.NotFoundText),
	)
}
