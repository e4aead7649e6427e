package capture

import (
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// filler fills in the expansions of one request, and keeps those that nothing tells.
type filler struct {
	scope   *scope
	missing []string
}

func (f *filler) fill(s string) string {
	s, missing := f.scope.expand(s)
	for _, m := range missing {
		if !slices.Contains(f.missing, m) {
			f.missing = append(f.missing, m)
		}
	}
	return s
}

// report names what nothing tells.
func (f *filler) report(x *exchange) {
	if len(f.missing) > 0 {
		x.open = f.missing
		x.problems = append(x.problems, fmt.Sprintf("the project does not say what %s stands for: write the value into the transcript", strings.Join(f.missing, ", ")))
	}
}

// start makes an exchange of what all requests have: the body, the head fields and the login.
func start(c *call, f *filler) *exchange {
	x := &exchange{}
	if c.Request != nil {
		text, err := f.scope.of.plainText(c.Request.Text, c.Request.Compression)
		if err != nil {
			x.unsendable(err.Error())
		}
		x.request.Body = []byte(f.fill(text))
	}
	x.request.Fields = requestHeaders(c.Settings, f)
	login(x, c, f)
	if len(c.Attachments) > 0 {
		x.notes = append(x.notes, "its attachments are not imported")
	}
	if c.Outgoing != "" {
		x.notes = append(x.notes, "SoapUI adds a WS-Security header to it ("+c.Outgoing+"), which is not imported")
	}
	return x
}

func soapRequest(c *call, i *interfaceOf, o *operation, scope *scope) *exchange {
	f := &filler{scope: scope}
	x := start(c, f)
	x.method, x.target = "POST", f.fill(strings.TrimSpace(c.Endpoint))
	action := c.Addressing.Action
	if o != nil {
		action = cmp.Or(o.Action, action)
	}
	if i != nil && x.target == "" && len(i.Endpoints) > 0 {
		x.target = f.fill(strings.TrimSpace(i.Endpoints[0]))
	}
	encoding := cmp.Or(strings.ToUpper(c.Encoding), "UTF-8")
	contentType := "text/xml;charset=" + encoding
	if isEnvelope(x.request.Body) && outlineOf(x.request.Body).root.Space == soap.Namespace12 || i != nil && i.Version == "1_2" {
		contentType = "application/soap+xml;charset=" + encoding
	}
	body, note := encode(string(x.request.Body), contentType)
	if note != "" {
		x.notes = append(x.notes, note)
	}
	x.request.Body = body
	soapHead(&x.request, contentType, f.fill(action))
	if len(x.request.Body) == 0 {
		x.unsendable("its request is empty")
	}
	f.report(x)
	return x
}

func restRequest(c *call, method, path string, declared []parameter, scope *scope) *exchange {
	f := &filler{scope: scope}
	x := start(c, f)
	x.method = strings.ToUpper(method)
	parameters := restParameters(c, declared, f)
	path = f.fill(path)
	var query []string
	for _, p := range parameters {
		switch {
		case strings.Contains(path, "{"+p.name+"}"):
			path = strings.ReplaceAll(path, "{"+p.name+"}", url.PathEscape(p.value))
		case p.style == "HEADER":
			set(&x.request, p.name, p.value)
		default:
			query = append(query, url.QueryEscape(p.name)+"="+url.QueryEscape(p.value))
		}
	}
	x.target = withQuery(restTarget(c, path, f), strings.Join(query, "&"))
	if x.method == "GET" || x.method == "HEAD" {
		x.request.Body = nil
	}
	if len(x.request.Body) > 0 && x.request.Value("Content-Type") == "" {
		set(&x.request, "Content-Type", cmp.Or(c.MediaType, contentTypeOf(x.request.Body)))
	}
	f.report(x)
	return x
}

// restParameter is a parameter with its value, and how it travels, "" when nobody says it.
type restParameter struct{ name, value, style string }

// restParameters are those that have a value, in the order in which they get one. What stands later holds.
func restParameters(c *call, declared []parameter, f *filler) (list []restParameter) {
	values, styles := map[string]string{}, map[string]string{}
	var names []string
	put := func(name, value string) {
		if _, known := values[name]; !known {
			names = append(names, name)
		}
		values[name] = f.fill(value)
	}
	for _, p := range slices.Concat(declared, c.Parameters.Parameters) {
		if p.Style != "" {
			styles[p.Name] = p.Style
		}
		if value := cmp.Or(p.Value, p.Default); value != "" {
			put(p.Name, value)
		}
	}
	for _, e := range c.Parameters.Entries {
		put(e.Key, e.Value)
	}
	for _, name := range names {
		list = append(list, restParameter{name, values[name], styles[name]})
	}
	return list
}

// restTarget is where a request goes: the path at its endpoint, or its whole address.
func restTarget(c *call, path string, f *filler) string {
	endpoint := f.fill(strings.TrimSpace(c.Endpoint))
	switch {
	case endpoint == "":
		return f.fill(c.URI)
	case path == "":
		return endpoint
	}
	return strings.TrimSuffix(endpoint, "/") + path
}

func withQuery(target, query string) string {
	switch {
	case query == "":
		return target
	case strings.Contains(target, "?"):
		return target + "&" + query
	}
	return target + "?" + query
}

// requestHeaders are the head fields that a request sets, which stand as XML in a setting.
func requestHeaders(settings []setting, f *filler) (list []transcript.Field) {
	for _, s := range settings {
		if !strings.HasSuffix(s.ID, "@request-headers") {
			continue
		}
		d := xml.NewDecoder(strings.NewReader(s.Text))
		d.Strict = false
		for {
			token, err := d.RawToken()
			if err != nil {
				break
			}
			if e, ok := token.(xml.StartElement); ok && e.Name.Local == "entry" {
				var field transcript.Field
				for _, a := range e.Attr {
					switch a.Name.Local {
					case "key":
						field.Name = a.Value
					case "value":
						field.Value = f.fill(a.Value)
					}
				}
				list = append(list, field)
			}
		}
	}
	return list
}

// login is how a request logs in.
func login(x *exchange, c *call, f *filler) {
	user, password := f.fill(c.Credentials.User), f.fill(c.Credentials.Password)
	kind := strings.ToLower(c.Credentials.Type)
	switch {
	case user == "" || strings.Contains(kind, "no authorization") || strings.Contains(kind, "oauth"):
	case strings.Contains(kind, "ntlm"):
		set(&x.request, "Authorization", "NTLM "+ntlmLogin(f.fill(c.Credentials.Domain), user))
	case strings.Contains(kind, "spnego"), strings.Contains(kind, "kerberos"):
		x.notes = append(x.notes, "it logs in by Kerberos, which is not imported")
	default:
		set(&x.request, "Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(user+":"+password)))
	}
}

// ntlmLogin is the message that ends a handshake ([MS-NLMP], section 2.2.1.3), with a user and no proof. What hides secrets
// tells the user from it, as it does of one that was recorded, and a replay makes the handshake anew.
func ntlmLogin(domain, user string) string {
	const head, domainAt, userAt, flagsAt = 64, 28, 36, 60
	little := binary.LittleEndian
	message := make([]byte, head)
	copy(message, "NTLMSSP\x00\x03")
	for at := 12; at < flagsAt; at += 8 { // responses, names and key: empty, and behind the head
		little.PutUint32(message[at+4:], head)
	}
	put := func(at int, text string) {
		units := utf16.Encode([]rune(text))
		units = units[:min(len(units), 256)]
		little.PutUint16(message[at:], uint16(2*len(units)))
		little.PutUint16(message[at+2:], uint16(2*len(units)))
		little.PutUint32(message[at+4:], uint32(len(message)))
		for _, unit := range units {
			message = little.AppendUint16(message, unit)
		}
	}
	put(domainAt, domain)
	put(userAt, user)
	little.PutUint32(message[flagsAt:], 1) // UTF-16
	return base64.StdEncoding.EncodeToString(message)
}
