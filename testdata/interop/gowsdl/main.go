// Salesforce sessions from login to login with the client that gowsdl made of the served WSDL, which is the package partner.
//
//	gowsdl http://127.0.0.1:8080 http://127.0.0.1:8081 u/58.0
//
// The first address is that of the services, the second that of the operator's API, which moves the clock; the last is
// the API and its version. Prints what each step saw, one line per step; what does not look as it must ends the program.
package main

import (
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hooklift/gowsdl/soap"

	"github.com/soapstone-dev/soapstone/testdata/interop/gowsdl/partner"
	"github.com/soapstone-dev/soapstone/testdata/interop/gowsdl/step"
)

var server, api = os.Args[1], os.Args[3]

// connection is one user's connection, which goes on where the login says.
type connection struct {
	user, password string
	login          *partner.LoginResult
	id             string
	partner.Soap
}

func connect(user, password string) *connection {
	return &connection{user: user, password: password}
}

func (c *connection) logIn() (string, error) {
	service := partner.NewSoap(soap.NewClient(server + "/services/Soap/" + api))
	answer, err := service.Login(&partner.Login{Username: c.user, Password: c.password})
	if err != nil {
		return "", err
	}
	c.login = answer.Result
	c.is(*c.login.SessionId)
	return c.id, nil
}

// is goes on with a session.
func (c *connection) is(id string) {
	client := soap.NewClient(*c.login.ServerUrl)
	client.AddHeader(&partner.SessionHeader{SessionId: id})
	c.id, c.Soap = id, partner.NewSoap(client)
}

func (c *connection) userName() (string, error) {
	answer, err := c.GetUserInfo(&partner.GetUserInfo{})
	if err != nil {
		return "", err
	}
	return answer.Result.UserName, nil
}

// invalidate says what became of each of some sessions.
func (c *connection) invalidate(ids ...string) (string, error) {
	answer, err := c.InvalidateSessions(&partner.InvalidateSessions{SessionIds: ids})
	if err != nil {
		return "", err
	}
	saw := []string{}
	for _, r := range answer.Result {
		step.Must(r.Success == (len(r.Errors) == 0), r)
		if r.Success {
			saw = append(saw, "true")
			continue
		}
		step.Must(len(r.Errors) == 1 && r.Errors[0].Message != "", r)
		saw = append(saw, "false "+string(*r.Errors[0].StatusCode))
	}
	return strings.Join(saw, ", "), nil
}

func (c *connection) logOut() (string, error) {
	_, err := c.Logout(&partner.Logout{})
	return "done", err
}

// saw is what a call that must not fail saw.
func saw(text string, err error) string {
	step.Must(err == nil, err)
	return text
}

// detail is the detail of a fault: one element, whose name is its type.
type detail struct {
	Fault struct {
		XMLName xml.Name
		Code    string `xml:"exceptionCode"`
		Message string `xml:"exceptionMessage"`
	} `xml:",any"`
}

func (d *detail) ErrorString() string { return d.Fault.Message }
func (d *detail) HasData() bool       { return false }

// fault is what a call that must fail failed with. gowsdl's client reads no fault when the status is 500, but returns
// the answer, which its users then read with the types of its package soap.
func fault(text string, err error) string {
	var status *soap.HTTPError
	step.Must(errors.As(err, &status) && status.StatusCode == http.StatusInternalServerError, text, err)
	var d detail
	f := soap.SOAPFault{Detail: &d}
	err = xml.Unmarshal(status.ResponseBody, &soap.SOAPEnvelopeResponse{Body: soap.SOAPBodyResponse{Content: &struct{}{}, Fault: &f}})
	step.Must(err == nil, err)
	step.Must(f.String == d.Fault.Code+": "+d.Fault.Message && d.Fault.XMLName.Space == "urn:fault.partner.soap.sforce.com", f, d)
	return "fault " + f.Code + ", " + strings.ReplaceAll(f.String, "\n", `\n`) + ", " + d.Fault.XMLName.Local
}

func main() {
	step.Operator(http.MethodPut, "/clock?frozen=true&now=2026-01-02T03:04:05Z")

	step.Say("login, wrong password", fault(connect("alice@example.com", "wrong").logIn()))
	alice := connect("alice@example.com", "soapstone")
	first := saw(alice.logIn())
	step.Must(!alice.login.PasswordExpired && *alice.login.UserId == *alice.login.UserInfo.UserId, alice.login)
	org, _, _ := strings.Cut(first, "!")
	address, err := url.Parse(*alice.login.ServerUrl)
	step.Must(err == nil, err)
	step.Say("login", fmt.Sprintf("%d characters of %s, %s", len(first), org, address.Path))
	step.Must(saw(alice.logIn()) == first, alice.id)
	step.Say("login again", "the same session")
	info, err := alice.GetUserInfo(&partner.GetUserInfo{})
	step.Must(err == nil, err)
	step.Must(cmp.Equal(info.Result, alice.login.UserInfo) && info.Result.SessionSecondsValid == 7200, info.Result)
	step.Say("user", info.Result.UserName+" of "+info.Result.OrganizationName)
	stamp, err := alice.GetServerTimestamp(&partner.GetServerTimestamp{})
	step.Must(err == nil, err)
	step.Say("server timestamp", stamp.Result.Timestamp.ToGoTime().Format("2006-01-02T15:04:05.000Z07:00"))

	anotherAndItsOwn(alice)
	logOutAndExpire(alice)
	newPassword()
}

func anotherAndItsOwn(alice *connection) {
	bob, first := connect("bob@example.com", "soapstone"), alice.id
	step.Must(saw(bob.logIn()) != first, bob.id)
	step.Say("invalidate another and an unknown one", saw(alice.invalidate(bob.id, "abc")))
	step.Say("the other", fault(bob.userName()))
	step.Say("the other invalidates", fault(bob.invalidate(alice.id)))
	saw(bob.logIn())
	step.Say("the other logs in", saw(bob.userName()))
	step.Say("invalidate another and its own", saw(alice.invalidate(bob.id, alice.id)))
	step.Say("its own", fault(alice.userName()))
	step.Say("its own again", fault(alice.invalidate(alice.id)))
	step.Must(saw(alice.logIn()) != first, alice.id)
	step.Say("login after it", saw(alice.userName()))
	step.Say("201 ids", fault(alice.invalidate(strings.Fields(strings.Repeat(alice.id+" ", 201))...)))
}

func logOutAndExpire(alice *connection) {
	step.Say("logout", saw(alice.logOut()))
	step.Say("logout again", fault(alice.logOut()))
	step.Say("call after it", fault(alice.userName()))
	alice.is("abc")
	step.Say("no session id at all", fault(alice.userName()))

	saw(alice.logIn())
	step.Operator(http.MethodPost, "/clock/advance?by="+(7199*time.Second).String())
	step.Say("idle for 7199 s of 7200", saw(alice.userName()))
	step.Operator(http.MethodPost, "/clock/advance?by="+(7200*time.Second).String())
	step.Say("idle for 7200 s", fault(alice.userName()))
	saw(alice.logIn())
	step.Say("login after it", saw(alice.userName()))
}

func newPassword() {
	expired := connect("expired@example.com", "soapstone")
	saw(expired.logIn())
	step.Say("login, password expired", fmt.Sprint(expired.login.PasswordExpired))
	step.Say("before a new one", fault(expired.userName()))
	_, err := expired.SetPassword(&partner.SetPassword{UserId: expired.login.UserId, Password: "soapstone2"})
	step.Must(err == nil, err)
	step.Say("with a new one", saw(expired.userName()))
	step.Say("login with the old one", fault(expired.logIn()))
}
