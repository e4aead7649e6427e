package gate

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
)

// salesforceVersion finds the version of the API in a path.
var salesforceVersion = regexp.MustCompile(`^/services/(?:Soap/([a-zA-Z])/|data/v|async/)([0-9]+\.[0-9]+)`)

// loginSalesforce logs in with login of the version that the call is for: of the enterprise API where the call is, else of
// the partner API, whose session is good for every other one (SOAP API Developer Guide, "login"). A path of Apex REST names
// no version.
func loginSalesforce(ctx context.Context, x *exchange, t ticket) (string, error) {
	letter, space, version := "u", "urn:partner.soap.sforce.com", "58.0"
	if found := salesforceVersion.FindStringSubmatch(t.path); found != nil {
		version = found[2]
		if found[1] == "c" {
			letter, space = "c", "urn:enterprise.soap.sforce.com"
		}
	}
	answer, err := x.ask(ctx, t, "/services/Soap/"+letter+"/"+version, "", "", "",
		`<login xmlns="`+space+`"><username>`+escaped(t.user)+`</username><password>`+escaped(t.password)+`</password></login>`)
	if err != nil {
		return "", err
	}
	on, err := url.Parse(textOf(answer, "serverUrl"))
	if err == nil && on.Host != "" && on.Host != x.forward.target.Host && x.isNews(on.Host) {
		x.log.Warn("gate: the far side says that its sessions go on at another address: if it refuses them, name that in forward",
			"target", x.forward.name(), "says", on.Scheme+"://"+on.Host)
	}
	return textOf(answer, "sessionId"), nil
}

// loginMFT gets a session of the service that the call is for (TIBCO MFT, "Session Methods").
func loginMFT(ctx context.Context, x *exchange, t ticket) (string, error) {
	if t.authorization == "" {
		return "", errors.New("the call has no credentials of HTTP Basic: write user and password in the configuration")
	}
	answer, err := x.ask(ctx, t, t.path, t.query, "", "", `<getSession xmlns="urn:AdministratorService"/>`)
	return textOf(answer, "getSessionReturn"), err
}

// loginFuturama begins a session with StartSession, which is our extension: no page says how the product's own service
// does it.
func loginFuturama(ctx context.Context, x *exchange, t ticket) (string, error) {
	const (
		space   = "http://www.ActuIT.nl/Futurama/WebAPI/2014/10/"
		service = "/webapiservice.svc"
	)
	path, lower := "/WebAPIService.svc", strings.ToLower(t.path)
	if at := strings.Index(lower, service); at >= 0 {
		path = t.path[:at+len(service)]
	} else if at := strings.Index(lower, "/rest/"); at >= 0 {
		path = t.path[:at] + path
	}
	answer, err := x.ask(ctx, t, path, "", space+"IWebAPIService/StartSession", "", `<StartSession xmlns="`+space+`"><request/></StartSession>`)
	if err != nil {
		return "", err
	}
	id := textOf(answer, "SessionID")
	if message := textOf(answer, "Message"); id == "" && message != "" {
		return "", &refusal{"the answer is: " + soap.Clip(message)}
	}
	return id, nil
}

// janus is the namespace of the $Session functions.
const janus = "urn:m204:janus:session:v1"

// loginModel204 begins a thread with Login, and has the session open there that is open on the thread here.
func loginModel204(ctx context.Context, x *exchange, t ticket) (string, error) {
	t.authorization = "" // it stands in the body
	ask := func(function, result, arguments string) (string, error) {
		header := ""
		if t.theirs != "" {
			header = `<m:Thread xmlns:m="` + janus + `">` + escaped(t.theirs) + `</m:Thread>`
		}
		answer, err := x.ask(ctx, t, t.path, "", janus+"#"+function, header, `<`+function+` xmlns="`+janus+`">`+arguments+`</`+function+`>`)
		if err != nil && function != "Login" {
			err = errors.New(err.Error()) // it is not the account that was refused
		}
		return textOf(answer, result), err
	}
	var err error
	if t.theirs != "" {
		_, err = ask("Session_Close", "rc", "") // there may be none
		if err != nil && x.refused.MatchString(err.Error()) {
			t.theirs = ""
		}
	}
	if t.theirs == "" {
		t.theirs, err = ask("Login", "thread", `<userid>`+escaped(t.user)+`</userid><password>`+escaped(t.password)+`</password>`)
	}
	if err != nil || t.theirs == "" || t.open.id == "" {
		return t.theirs, err
	}
	session := `<sesid>` + escaped(t.open.id) + `</sesid>`
	if t.open.owner == "*" { // else it is the user's own
		session += `<owner>*</owner>`
	}
	const exists = "1"
	rc, err := ask("Session_Create", "rc", session+`<timeout>`+strconv.Itoa(t.open.timeout)+`</timeout>`)
	if err == nil && rc == exists {
		rc, err = ask("Session_Open", "rc", session)
	}
	if err == nil && rc != "0" {
		err = fmt.Errorf("the session %q cannot be opened there: rc %s", t.open.id, soap.Clip(rc))
	}
	return t.theirs, err
}

// sqlOptions is the namespace of SQL Server's header blocks ([MS-SSNWS] 2.2.2.1.2).
const sqlOptions = "http://schemas.microsoft.com/sqlserver/2004/SOAP/Options"

// loginSQLServer initiates a session with an empty Body (Books Online, ms175084).
func loginSQLServer(ctx context.Context, x *exchange, t ticket) (string, error) {
	if t.authorization == "" && t.security == nil {
		return "", errors.New("the call has no credentials that are good there: write user and password in the configuration")
	}
	answer, err := x.ask(ctx, t, t.path, t.query, "", string(t.security)+`<o:sqlSession xmlns:o="`+sqlOptions+`" initiate="true"/>`, "")
	if err != nil {
		return "", err
	}
	return attributeOf(answer, sqlOptions, "sqlSession", "sessionId"), nil
}

// attributeOf is an attribute of the first element of a name, "" when there is none.
func attributeOf(text []byte, space, local, attribute string) string {
	d := newDecoder(text)
	for {
		token, err := d.Token()
		if err != nil {
			return ""
		}
		if start, ok := token.(xml.StartElement); ok && start.Name == (xml.Name{Space: space, Local: local}) {
			for _, a := range start.Attr {
				if a.Name == (xml.Name{Local: attribute}) {
					return a.Value
				}
			}
		}
	}
}

// sqlSessionAttributes are what an sqlSession says of our session, and nothing of the far side's. terminate stays: both end
// together.
var sqlSessionAttributes = regexp.MustCompile(`\s+(?:initiate|timeout|transactionDescriptor|sessionId)\s*=\s*(?:"[^"]*"|'[^']*')`)

// prepareSQLServer makes a request that of a session which there is already: ours may begin with this very request, and
// transactions are ours alone. The far side hears of no other credentials than those of its session.
func prepareSQLServer(x *exchange, call *soap.Call, m *message, theirs string) (last bool, err error) {
	for block := range call.Envelope.Blocks() {
		if block.Name.Local != "sqlSession" || block.Name.Space != sqlOptions {
			continue
		}
		source := block.Source()
		kept := sqlSessionAttributes.ReplaceAllLiteral(source, nil)
		name := 1 + bytes.IndexAny(kept[1:], " \t\r\n/>")
		changed := string(kept[:name]) + ` sessionId="` + escaped(theirs) + `"` + string(kept[name:])
		if m.body, err = replaceBlock(m.body, source, changed); err != nil {
			return false, err
		}
		terminate, _ := block.Attr("", "terminate")
		terminate = strings.TrimSpace(terminate)
		last = terminate == "true" || terminate == "1"
	}
	if block := securityOf(call); block != nil && x.user != "" {
		if m.body, err = replaceBlock(m.body, block.Source(), ""); err != nil {
			return false, err
		}
	}
	return last, nil
}

// replaceBlock puts a text in place of a header block.
func replaceBlock(body, source []byte, with string) ([]byte, error) {
	at := bytes.Index(body, source)
	if at < 0 {
		return nil, errors.New("a request in an encoding other than UTF-8 cannot have another id put into it: send UTF-8")
	}
	out := append(bytes.Clone(body[:at]), with...)
	return append(out, body[at+len(source):]...), nil
}
