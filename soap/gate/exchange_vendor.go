package gate

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// vendor is what a system's sessions are like at the far side: how they begin, and how one hears that they are gone.
type vendor struct {
	// login begins a session, and returns its id. Where the ticket has one already, it is that which is to be made fit.
	login func(ctx context.Context, x *exchange, t ticket) (string, error)
	// prepare changes a message before ids are swapped in it, where more is to be done, and says whether it ends the session.
	prepare func(x *exchange, call *soap.Call, m *message, theirs string) (last bool, err error)
	// refused is what stands in an answer when the session is gone.
	refused *regexp.Regexp
	// refusesByReply says that such an answer need not be a fault.
	refusesByReply bool
	// needsUser says that no call names somebody who could log in.
	needsUser bool
	// basic says that each call is to have the credentials of who logged in.
	basic bool
}

// vendorOf is how a system's sessions are. What they say when they are gone is documented or observed for Salesforce and
// SQL Server, for the others it is what our own rooms say and what comes near it (choice): see ForwardConfig.Refused.
func vendorOf(system string) vendor {
	gone := `(?i)session\b[^<"]{0,200}\b(?:not valid|invalid|expired|unknown|not found|does not exist)|(?i)invalid session`
	switch system {
	case "salesforce":
		return vendor{login: loginSalesforce, prepare: prepareSalesforce, refused: regexp.MustCompile(`\b(?:INVALID_SESSION_ID|InvalidSessionId)\b`), needsUser: true}
	case "mft":
		return vendor{login: loginMFT, refused: regexp.MustCompile(gone), basic: true}
	case "futurama":
		return vendor{
			login: loginFuturama, basic: true, refusesByReply: true,
			refused: regexp.MustCompile(`(?:<(?:\w+:)?Message\b[^>]*>|"Message"\s*:\s*")\s*(?:` + gone + `)`),
		}
	case "model204":
		return vendor{login: loginModel204, prepare: prepareModel204, refused: regexp.MustCompile(`(?i)not logged in`), needsUser: true, basic: true}
	case "sqlserver":
		return vendor{login: loginSQLServer, prepare: prepareSQLServer, refused: regexp.MustCompile(`\bSessionIdIsInvalid\b`), basic: true}
	}
	return vendor{}
}

// ticket is what a login needs to know of the call that wants it. The call may be over before the login is.
type ticket struct {
	path, query    string // of the call, escaped and without the far side's own
	user, password string // "" for none
	authorization  string // "" for none
	security       []byte // a block of WS-Security, nil for none
	theirs         string // the session that there is already at the far side, "" for none
	open           opened // what is to be open in it
	now            time.Time
}

// opened is what is open in a session that can have something open: a $Session on a thread of Model 204.
type opened struct {
	id, owner string // "" for nothing
	timeout   int
}

// opener is what a room's own part of a call offers where something can be open.
type opener interface {
	OpenSession() (id, owner string, timeout int)
}

// name is who logs in, for messages.
func (t ticket) name() string {
	switch {
	case t.user != "":
		return t.user
	case t.authorization != "" || t.security != nil:
		return "the client"
	}
	return "nobody"
}

// ticket takes from a call what a login needs. Where nobody is configured, the call's own credentials do it.
func (x *exchange) ticket(call *soap.Call, m *message) ticket {
	t := ticket{path: call.HTTP.URL.EscapedPath(), query: call.HTTP.URL.RawQuery, user: x.user, password: x.password, now: call.Now}
	if x.vendor.basic {
		t.authorization = m.header.Get("Authorization")
	}
	if block := securityOf(call); block != nil && x.user == "" {
		t.security = block.AppendTo(nil)
	}
	if o, ok := call.Room.(opener); ok {
		id, owner, timeout := o.OpenSession()
		t.open = opened{strings.Clone(id), strings.Clone(owner), timeout}
	}
	return t
}

// securityNamespace is that of WS-Security 1.0.
const securityNamespace = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"

// securityOf is the WS-Security block of a call, nil when there is none.
func securityOf(call *soap.Call) *soap.Element {
	if call.Envelope == nil {
		return nil
	}
	for b := range call.Envelope.Blocks() {
		if b.Name == (soap.Name{Space: securityNamespace, Local: "Security"}) {
			return b
		}
	}
	return nil
}

func basicOf(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// ask sends an envelope to the far side and returns the envelope that it answers. A fault is an error with its text, and a
// *refusal, as are the statuses that refuse somebody.
func (x *exchange) ask(ctx context.Context, t ticket, path, query, action, header, body string) ([]byte, error) {
	h := http.Header{"Content-Type": {"text/xml; charset=utf-8"}, "SOAPAction": {`"` + action + `"`}, "User-Agent": {"soapstone"}}
	if t.authorization != "" {
		h["Authorization"] = []string{t.authorization}
	}
	x.forward.sign(h)
	if header != "" {
		header = "<S:Header>" + header + "</S:Header>"
	}
	m := &message{method: http.MethodPost, url: x.forward.at(path, query, false), header: h, body: []byte(
		`<?xml version="1.0" encoding="utf-8"?><S:Envelope xmlns:S="` + soap.Namespace11 + `">` + header + `<S:Body>` + body + `</S:Body></S:Envelope>`)}
	a, err := x.forward.roundTrip(ctx, m)
	if err != nil {
		return nil, err
	}
	defer a.Close()
	const most = 1 << 20
	text := a.peek(most)
	if a.err != nil && !errors.Is(a.err, io.EOF) {
		return nil, a.err
	}
	if a.status != http.StatusOK {
		if fault := soap.Clip(textOf(text, "faultstring", "Text")); fault != "" {
			return nil, &refusal{fmt.Sprintf("the answer is %d, %s", a.status, fault)}
		}
		text := fmt.Sprintf("the answer is %d %s", a.status, http.StatusText(a.status))
		if a.status == http.StatusUnauthorized || a.status == http.StatusForbidden {
			return nil, &refusal{text}
		}
		return nil, errors.New(text)
	}
	return text, nil
}

// newDecoder reads an answer of the far side, which may be in any encoding that the systems read themselves. One that is not
// quite XML is read as far as it goes.
func newDecoder(text []byte) *xml.Decoder {
	if doc, err := reader.Read(text, reader.Options{}); err == nil {
		text = bytes.Clone(doc.Bytes()) // in UTF-8
		doc.Release()
	}
	d := xml.NewDecoder(bytes.NewReader(text))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return d
}

// textOf is the text of the first element with one of these local names, "" when there is none.
func textOf(text []byte, names ...string) string {
	d := newDecoder(text)
	for {
		token, err := d.Token()
		if err != nil {
			return ""
		}
		start, ok := token.(xml.StartElement)
		if !ok || !slices.Contains(names, start.Name.Local) {
			continue
		}
		var found string
		if d.DecodeElement(&found, &start) != nil {
			return ""
		}
		return strings.TrimSpace(found)
	}
}

// escaped is a text as it stands in XML.
func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder takes everything
	return b.String()
}
