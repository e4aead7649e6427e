package salesforce

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/xerces"
)

// The catalogue of everything that is refused, one constructor each. A refusal of the service itself has a code of its own
// in sf, and in the typed APIs a detail with code and message apart; one of the SOAP stack is a soapenv:Client without a
// detail. Texts are those of captures unless something else is said.

// The elements of details. Their xsi:type is their own name, without which WSC fails.
const (
	loginFault       = "LoginFault"
	unexpectedFault  = "UnexpectedErrorFault"
	invalidIDFault   = "InvalidIdFault"
	newPasswordFault = "InvalidNewPasswordFault"
	oldPasswordFault = "InvalidOldPasswordFault"
)

func (a *api) unexpected(code, message string) *soap.Fault {
	return a.fault(unexpectedFault, code, message)
}

// sessionGone is the answer to a session that is unknown, expired or ended: which of these is not told.
func (a *api) sessionGone(id string) *soap.Fault {
	const prefix = "Invalid Session ID found in SessionHeader: Illegal Session"
	if !looksLikeSessionID(id) {
		return a.unexpected("INVALID_SESSION_ID", prefix)
	}
	message := prefix + ". Session not found, missing session "
	switch a.room.config.Choices.SessionNotFound {
	case notFoundKey:
		message += "key: " + id
	case notFoundDecoder:
		message += "hash: " + hex.EncodeToString(sessionHash(id)) + "\nThis error usually occurs after a session expires or a user logs out. Decoder: DataInDbSessionKeyDecoder"
	default:
		message += "hash: " + base64.StdEncoding.EncodeToString(sessionHash(id)) + "\nThis error usually occurs after a session expires or a user logs out. "
	}
	f := a.unexpected("INVALID_SESSION_ID", message)
	f.Text = prefix + ". Session not found"
	return f
}

// notForAPI is a session that was not made for the API.
func (a *api) notForAPI() *soap.Fault {
	return a.unexpected("INVALID_SESSION_ID", "This session is not valid for use with the API")
}

func (a *api) passwordExpired() *soap.Fault {
	return a.unexpected("INVALID_OPERATION_WITH_EXPIRED_PASSWORD",
		"The users password has expired, you must call SetPassword before attempting any other API operations")
}

func (a *api) invalidLogin() *soap.Fault {
	return a.fault(loginFault, "INVALID_LOGIN", "Invalid username, password, security token; or user locked out.")
}

// invalidScopedLogin is invalidLogin for who sent a LoginScopeHeader, as portals do.
func (a *api) invalidScopedLogin() *soap.Fault {
	return a.fault(loginFault, "INVALID_LOGIN", "Invalid username or password, locked out or Self-Service portal is not enabled")
}

// tokenMissing is the right password without the security token, in the words of 2016 and 2021 (jsforce issue 487, EMP-Connector
// issue 70). In 2015 they ended otherwise: "To receive a new security token, log in to salesforce.com at
// http://login.salesforce.com and click Setup | My Personal Information | Reset Security Token." (Analytics-Cloud-Dataset-Utils
// issue 7). The apostrophe is no ASCII in either.
func (a *api) tokenMissing() *soap.Fault {
	return a.fault(loginFault, "LOGIN_MUST_USE_SECURITY_TOKEN", "Invalid username, password, security token; or user locked out. "+
		"Are you at a new location? When accessing Salesforce--either via a desktop client or the API--from outside of your company\u2019s trusted networks, "+
		"you must add a security token to your password to log in. To get your new security token, log in to Salesforce. "+
		"From your personal settings, enter Reset My Security Token in the Quick Find box, then select Reset My Security Token.")
}

// soapLoginOff is an organisation without login(). The element of the detail is not known.
func (a *api) soapLoginOff() *soap.Fault {
	return a.fault(loginFault, "INVALID_OPERATION",
		"SOAP API login() is disabled by default in this org. Contact the org administrator to enable SOAP API login().")
}

// loginGone is a login of a version that has none any more (wsc issue 363). The element of the detail is not known.
func (a *api) loginGone(version string) *soap.Fault {
	return a.fault(loginFault, "INVALID_OPERATION", fmt.Sprintf(
		"The SOAP Login operation is not available in the API version specified (%s). Refer to the documentation for supported versions.", version))
}

// loginRefused is a login with one of the codes that the Guide lists.
func (a *api) loginRefused(code string) *soap.Fault {
	return a.fault(loginFault, code, refusal(code))
}

// refusal is the text of a code with which logins are refused. Observed are that for a time (dataloadercliq issue 84), for a
// domain (MavensMate-SublimeText issue 797), and for a user whose profile is not for the API, in what Microsoft's and Marketo's
// help say of it; others are a choice.
func refusal(code string) string {
	switch code {
	case "LOGIN_DURING_RESTRICTED_TIME":
		return "cannot log in during restricted time"
	case "LOGIN_DURING_RESTRICTED_DOMAIN":
		return "cannot log in from current domain"
	case "API_CURRENTLY_DISABLED":
		return "API is disabled for this User"
	}
	return "The login was refused."
}

// apiOff is a call to an organisation whose API is switched off. The codes are documented, the text is a choice.
func (a *api) apiOff(element, api string) *soap.Fault {
	if api == apiCurrentlyDisabled {
		return a.fault(element, "API_CURRENTLY_DISABLED", "API is currently disabled for this organization")
	}
	return a.fault(element, "API_DISABLED_FOR_ORG", "API is not enabled for this Organization or Partner")
}

func (a *api) tooManyIDs() *soap.Fault {
	return a.unexpected("EXCEEDED_ID_LIMIT", fmt.Sprintf("record limit reached. cannot submit more than %d records into this call", maxSessionIDs))
}

func (a *api) requestLimit() *soap.Fault {
	return a.unexpected("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
}

// unknownVersion is a version that is too new, or none. Apex says where it stands (ForceCLI issue 70).
func (a *api) unknownVersion(call *soap.Call) *soap.Fault {
	const text = "Invalid Api version specified on URL"
	if a.letter != "s" {
		return a.unexpected("UNSUPPORTED_API_VERSION", text)
	}
	f := a.unexpected("UNSUPPORTED_API_VERSION", text+" : /s/"+clip(a.behind(call)))
	f.Text = text
	return f
}

func (a *api) retiredVersion(asked, lowest string) *soap.Fault {
	return a.unexpected("UNSUPPORTED_API_VERSION", retired(asked, lowest))
}

// retired is said of a version that is retired: observed for SOAP, for the other APIs a choice.
func retired(asked, lowest string) string {
	return fmt.Sprintf("The API version that was specified (%s) is below the minimum supported (%s). Change the version number and run the request again.", asked, lowest)
}

// wrongHost is a call that is no login on a host that serves login alone.
func (a *api) wrongHost() *soap.Fault {
	return a.unexpected("UNKNOWN_EXCEPTION", "Destination URL not reset. The URL returned from login must be set in the SforceService")
}

// noAccess is what only an administrator may do. The code is documented, the text is a choice.
func (a *api) noAccess() *soap.Fault {
	return a.unexpected("INSUFFICIENT_ACCESS", "insufficient access rights")
}

// malformedID is what is no id. Element and code are documented (Guide, "Core Data Types"), the text is a choice.
func (a *api) malformedID(id string) *soap.Fault {
	f := a.fault(invalidIDFault, "MALFORMED_ID", "malformed id "+clip(id))
	f.Text = "malformed id"
	return f
}

// noSuchUser is an id of the right form that is no user's: "correctly formatted, but is not valid, for example, it is an ID of the
// wrong type, or the object it identifies no longer exists" (Guide, "Core Data Types"). The text is a choice.
func (a *api) noSuchUser(id string) *soap.Fault {
	f := a.fault(invalidIDFault, "INVALID_ID_FIELD", "invalid id "+clip(id))
	f.Text = "invalid id"
	return f
}

// newPassword is a password that cannot be set. Element and code are documented, the texts are choices.
func (a *api) newPassword(why string) *soap.Fault {
	return a.fault(newPasswordFault, "INVALID_NEW_PASSWORD", why)
}

// oldPassword is a wrong old password. The element is documented, the code is inferred from it, the text is a choice.
func (a *api) oldPassword() *soap.Fault {
	return a.fault(oldPasswordFault, "INVALID_OLD_PASSWORD", "Your old password is invalid.")
}

// internal is what nobody expected. The code is documented, the text is a choice.
func (a *api) internal() *soap.Fault {
	return a.unexpected("UNKNOWN_EXCEPTION", "An unexpected error occurred. Please try again.")
}

func (a *api) noOperation(name string) *soap.Fault {
	return client("No operation available for request " + name + ", please check the WSDL for the service.")
}

func (a *api) wrongContentType() *soap.Fault {
	return client("content-type of the request should be text/xml")
}

func (a *api) noSOAPAction() *soap.Fault { return client("SOAPAction HTTP header missing") }

// fault is a refusal of the service.
func (a *api) fault(element, code, message string) *soap.Fault {
	return &soap.Fault{
		Code: "sf:" + code, Text: message,
		Write: func(w *soap.Writer, call *soap.Call) {
			w.Open("soapenv:Fault")
			w.Leaf("faultcode", a.faultPrefix(call)+code)
			w.Leaf("faultstring", code+": "+message)
			if a.typed {
				w.Open("detail")
				w.Open("sf:" + element)
				w.Attr("xsi:type", "sf:"+element)
				w.Leaf("sf:exceptionCode", code)
				w.Leaf("sf:exceptionMessage", message)
				w.Close()
				w.Close()
			}
			w.Close()
		},
	}
}

// faultPrefix is the prefix of a fault's code.
func (a *api) faultPrefix(call *soap.Call) string {
	if a.room.config.Choices.LoginFaultCode == faultCodeBare && (call.Operation == "login" || a.isLateLogin(call) || a.room.isLoginHost(call)) {
		return ""
	}
	return "sf:"
}

// client is a refusal of the SOAP stack.
func client(text string) *soap.Fault {
	return &soap.Fault{
		Code: "soapenv:Client", Text: text,
		Namespaces: []soap.Namespace{{}}, // the envelope's own alone
		Write: func(w *soap.Writer, _ *soap.Call) {
			w.Open("soapenv:Fault")
			w.Leaf("faultcode", "soapenv:Client")
			w.Leaf("faultstring", text)
			w.Close()
		},
	}
}

// word words an error.
func (a *api) word(call *soap.Call, err error) *soap.Fault {
	call.Version = soap.SOAP11 // the API speaks no other: also a SOAP 1.2 envelope is answered in this one
	var (
		read     *soap.ReadError
		envelope *soap.EnvelopeError
		decode   *soap.DecodeError
		body     *soap.BodyError
	)
	switch {
	case errors.As(err, &read):
		return a.unreadable(call, read)
	case errors.As(err, &envelope):
		return client("the request is no SOAP 1.1 envelope: element " + clip(envelope.Name.Local))
	case errors.As(err, &decode):
		return client(fmt.Sprintf("element %s at line %d, column %d is not as the WSDL has it", clip(decode.Name.Local), decode.Line, decode.Column))
	case errors.As(err, &body):
		return client(body.Reason)
	case errors.Is(err, soap.ErrEmptyBody):
		return a.noOperation("null")
	case errors.Is(err, soap.ErrNoOperation):
		return a.noOperation(a.requested(call))
	case errors.Is(err, soap.ErrInternal):
		return a.internal()
	}
	return nil
}

// requested is the operation that a request asks for, as the SOAP stack names it.
func (a *api) requested(call *soap.Call) string {
	if call.Envelope == nil || call.Envelope.Payload == nil {
		return "null"
	}
	n := call.Envelope.Payload.Name
	return "{" + clip(n.Space) + "}" + clip(n.Local)
}

// unreadable is a body that the vendor's parser cannot read, which is Xerces. Observed are the sentences about references that
// are none, as in passwords that clients put into their XML as they are (postman-salesforce-apis issue 26 has the whole answer,
// MavensMate-SublimeText issue 26, SublimeApex issue 22, RForcecom issue 17 and forcex pull request 30 the sentences), and the one
// for an empty body, which is a refusal of the SOAP stack. That all else that is not well-formed has Xerces's sentence is inferred;
// the texts for what is well-formed and refused all the same are choices.
func (a *api) unreadable(call *soap.Call, e *soap.ReadError) *soap.Fault {
	const code = "UNKNOWN_EXCEPTION"
	switch e.Kind {
	case soap.Empty:
		return client("Premature end of file.")
	case soap.Encoding:
		return a.unexpected(code, "The encoding of the document is not known, or its bytes are not of it.")
	case soap.Doctype:
		return a.unexpected(code, "DOCTYPE is not allowed.")
	case soap.TooLarge, soap.TooDeep, soap.TooMany, soap.NameTooLong:
		return a.unexpected(code, "The request exceeds a limit of this server.")
	}
	return a.unexpected(code, xerces.Text(e, call.UTF8()))
}

// clip shortens what a client wrote before it is said back, and outlives the call.
func clip(s string) string {
	const most = 200
	for i := range s {
		if i > most {
			return s[:i] + "..."
		}
	}
	return strings.Clone(s)
}
