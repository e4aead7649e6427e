package futurama

import "github.com/soapstone-dev/soapstone/soap"

const (
	// namespace is that of the contract, to the letter ("WebAPI Session management").
	namespace = "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"
	// actions is what the SOAPAction of each operation begins with ("Retrieving Resources using Web API").
	actions = namespace + "IWebAPIService/"

	// noAddressing is where WCF keeps Action and To of a message that has no addressing, and takes none from the wire.
	noAddressing = "http://schemas.microsoft.com/ws/2005/05/addressing/none"
)

// The content types of answers, to the letter.
const (
	typeSOAP = "text/xml; charset=utf-8"
	typeWSDL = "text/xml; charset=UTF-8"
	typePage = "text/html; charset=UTF-8"
	typeJSON = "application/json; charset=utf-8"
	typeXML  = "application/xml; charset=utf-8"
)

// The forms of NextTimeout: the round-trip form of .NET, with seven digits at most. A local time has its offset, also
// where that is zero, and a UTC one has Z.
const (
	layoutLocal = "2006-01-02T15:04:05.9999999-07:00"
	layoutUTC   = "2006-01-02T15:04:05.9999999Z07:00"
)

// heads are the fields of IIS and ASP.NET (inferred).
func heads() []soap.Field {
	return []soap.Field{
		{Name: "Cache-Control", Value: "private"},
		{Name: "Server", Value: "Microsoft-IIS/8.5"},
		{Name: "X-AspNet-Version", Value: "4.0.30319"},
		{Name: "X-Powered-By", Value: "ASP.NET"},
	}
}

// style is how WCF with basicHttpBinding writes and reads: no XML declaration, all on one line, the contract's
// namespace as the default one; operations by SOAPAction, names exact, what is unknown passed over.
func (r *Room) style() soap.Style {
	s := soap.Style{
		Prefix11: "s", Prefix12: "s",
		ContentType11: typeSOAP, ContentType12: typeSOAP,
		HTTP:     heads(),
		Dispatch: soap.ByAction,
		Encoding: soap.AllAgree,
	}
	s.Body.Binding = soap.DefaultHere
	s.Body.XSI, s.Body.DeclareXSI = "i", true
	s.Body.NilOptional, s.Body.ShortEmpty = true, true
	s.Body.DateTime = r.layout()
	return s
}

func (r *Room) layout() string {
	if r.config.Choices.NextTimeoutKind == "utc" {
		return layoutUTC
	}
	return layoutLocal
}
