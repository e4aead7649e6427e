package salesforce

import "github.com/soapstone-dev/soapstone/soap/setting"

// Choices are the behaviours that the vendor's documents leave open, each with the words it takes. The evidence for
// each stands in config.yaml.
type Choices struct {
	SessionReuse     string `yaml:"sessionReuse"`
	LimitInfoHeader  string `yaml:"limitInfoHeader"`
	InvalidateOthers string `yaml:"invalidateOthers"`
	SessionNotFound  string `yaml:"sessionNotFound"`
	OverRequestLimit string `yaml:"overRequestLimit"`
	LoginFaultCode   string `yaml:"loginFaultCode"`
	VersionWithV     string `yaml:"versionWithV"`
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

	faultCodePrefixed = "sf"
	faultCodeBare     = "bare"

	vIsSeven   = "7.0"
	vIsRefused = "refuse"
)

func defaultChoices() Choices {
	return Choices{
		SessionReuse: reuseClient, LimitInfoHeader: limitOn, InvalidateOthers: othersOrg,
		SessionNotFound: notFoundHash, OverRequestLimit: requestsCount, LoginFaultCode: faultCodePrefixed, VersionWithV: vIsSeven,
	}
}

// settings are the choices by their names.
func (c *Choices) settings() setting.List {
	return setting.Choices(
		setting.Word("sessionReuse", &c.SessionReuse, reuseClient, reuseAddress, reuseUser, reuseOff),
		setting.Word("limitInfoHeader", &c.LimitInfoHeader, limitOn, "off"),
		setting.Word("invalidateOthers", &c.InvalidateOthers, othersOrg, othersOwn),
		setting.Word("sessionNotFound", &c.SessionNotFound, notFoundHash, notFoundDecoder, notFoundKey),
		setting.Word("overRequestLimit", &c.OverRequestLimit, requestsCount, requestsRefuse),
		setting.Word("loginFaultCode", &c.LoginFaultCode, faultCodePrefixed, faultCodeBare),
		setting.Word("versionWithV", &c.VersionWithV, vIsSeven, vIsRefused),
	)
}
