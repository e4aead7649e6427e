package model204

import "github.com/soapstone-dev/soapstone/soap"

// namespace is the contract's own.
const namespace = "urn:m204:janus:session:v1"

// actionStem stands before the name of an operation in its SOAPAction.
const actionStem = namespace + "#"

const (
	envelopePrefix = "soapenv"
	contentType    = "text/xml; charset=utf-8"
)

// threadName is the name of the header block that says for which thread a request is.
func threadName() soap.Name { return soap.Name{Space: namespace, Local: "Thread"} }

// style is how the front writes and reads. All of it is a choice: requests in any order of elements, unknown ones
// refused, an empty number the same as none.
func style() soap.Style {
	s := soap.Style{
		Prefix11: envelopePrefix, Prefix12: envelopePrefix,
		ContentType11: contentType, ContentType12: contentType,
		Dispatch:   soap.ByElement,
		Understood: []soap.Name{threadName()},
	}
	s.Body.Binding, s.Body.Prefix, s.Body.ShortEmpty = soap.Prefixed, "m", true
	s.Read.Names, s.Read.Refuse = soap.ExactNames, true
	s.Read.EmptyAbsent, s.Read.AllowMissing = true, true
	return s
}
