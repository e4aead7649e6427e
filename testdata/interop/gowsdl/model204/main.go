// Sessions of Model 204 from login to logoff with the client that gowsdl made of the served WSDL, which is the package m204.
//
//	gowsdl http://127.0.0.1:8080 http://127.0.0.1:8081
//
// The first address is that of the services, the second that of the operator's API, which moves the clock. Prints what each
// step saw, one line per step; what does not look as it must ends the program.
package main

import (
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/hooklift/gowsdl/soap"

	"github.com/soapstone-dev/soapstone/testdata/interop/gowsdl/model204/m204"
	"github.com/soapstone-dev/soapstone/testdata/interop/gowsdl/step"
)

var server = os.Args[1]

// thread is the header of a thread. gowsdl makes a string of it, which has neither the name nor the namespace.
type thread struct {
	XMLName xml.Name `xml:"urn:m204:janus:session:v1 Thread"`
	Token   string   `xml:",chardata"`
}

// front is a thread, or nobody's or somebody's calls without one.
type front struct{ m204.M204SessionPort }

func on(token string, options ...soap.Option) front {
	client := soap.NewClient(server+"/m204/session", options...)
	if token != "" {
		client.AddHeader(&thread{Token: token})
	}
	return front{m204.NewM204SessionPort(client)}
}

func user(userid, password string) (*m204.LoginResponse, error) {
	return on("").Login(&m204.Login{Userid: userid, Password: password})
}

func login(saying, userid string) front {
	answer, err := user(userid, "soapstone")
	step.Must(err == nil && len(answer.Thread) == 32, answer, err)
	privileged := ""
	if answer.Privileged {
		privileged = ", privileged"
	}
	step.Say(saying, fmt.Sprintf("user %d%s", answer.UserNumber, privileged))
	return on(answer.Thread)
}

// fault is what a call failed with: the code and the text, and what the detail says. gowsdl's client reads no fault when the
// status is 500, but returns the answer, which its users then read with the types of its package soap.
func fault(err error) string {
	var status *soap.HTTPError
	step.Must(errors.As(err, &status), err)
	if status.StatusCode != http.StatusInternalServerError {
		return fmt.Sprint(status.StatusCode)
	}
	var d detail
	f := soap.SOAPFault{Detail: &d}
	err = xml.Unmarshal(status.ResponseBody, &soap.SOAPEnvelopeResponse{Body: soap.SOAPBodyResponse{Content: &struct{}{}, Fault: &f}})
	step.Must(err == nil, err)
	saw := "fault " + f.Code + ", " + f.String
	if d.Cancelled != nil {
		saw += ", " + d.Cancelled.Function + " " + d.Cancelled.Reason
	}
	return saw
}

// detail is the detail of a fault, with gowsdl's type of what is in it.
type detail struct {
	Cancelled *m204.RequestCancelled `xml:"urn:m204:janus:session:v1 RequestCancelled"`
}

func (d *detail) ErrorString() string { return "" }
func (d *detail) HasData() bool       { return d.Cancelled != nil }

// rc is the return code of a call that went well, or what it failed with.
func rc[A any](answer *A, err error, code func(*A) int32) string {
	if err != nil {
		return fault(err)
	}
	return fmt.Sprint(code(answer))
}

func (f front) create(c m204.Session_Create) string {
	answer, err := f.Session_Create(&c)
	return rc(answer, err, func(a *m204.Session_CreateResponse) int32 { return a.Rc })
}

func (f front) open(sesid, owner string, timeout int32) string {
	answer, err := f.Session_Open(&m204.Session_Open{Sesid: sesid, Owner: owner, Timeout: timeout})
	return rc(answer, err, func(a *m204.Session_OpenResponse) int32 { return a.Rc })
}

func (f front) closes(sesid, owner string, timeout int32) string {
	answer, err := f.Session_Close(&m204.Session_Close{Sesid: sesid, Owner: owner, Timeout: timeout})
	return rc(answer, err, func(a *m204.Session_CloseResponse) int32 { return a.Rc })
}

func (f front) deletes(sesid, owner string) string {
	answer, err := f.Session_Delete(&m204.Session_Delete{Sesid: sesid, Owner: owner})
	return rc(answer, err, func(a *m204.Session_DeleteResponse) int32 { return a.Rc })
}

func (f front) logoff() string {
	answer, err := f.Logoff(&m204.Logoff{})
	return rc(answer, err, func(a *m204.LogoffResponse) int32 { return a.Rc })
}

func (f front) list(owner string) string {
	answer, err := f.Session_List(&m204.Session_List{Owner: owner})
	step.Must(err == nil && int(answer.Rc) == len(answer.Item), answer, err)
	saw := fmt.Sprint(answer.Rc)
	for _, item := range answer.Item {
		saw += " [" + string(*item) + "]" // of an item gowsdl has the text alone
	}
	return saw
}

// state says what the functions without arguments say.
func (f front) state() string {
	session, err := f.Session(&m204.Session{})
	if err != nil {
		return fault(err)
	}
	id, err := f.Session_Id(&m204.Session_Id{})
	step.Must(err == nil, err)
	owner, err := f.Session_Owner(&m204.Session_Owner{})
	step.Must(err == nil, err)
	timeout, err := f.Session_Timeout(&m204.Session_Timeout{})
	step.Must(err == nil, err)
	return fmt.Sprintf("%d, %s, %s, %d", session.Result, or(id.Result, "-"), or(owner.Result, "-"), timeout.Result)
}

func or(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

func (f front) set(name, value string) string {
	_, err := f.SetSession(&m204.SetSession{Name: name, Value: value})
	step.Must(err == nil, err)
	return "done"
}

// get says a value. gowsdl does not know none from an empty one.
func (f front) get(name string) string {
	answer, err := f.GetSession(&m204.GetSession{Name: name})
	if err != nil {
		return fault(err)
	}
	return or(answer.Value, "none")
}

func (f front) discard(name string) string {
	_, err := f.DiscardSession(&m204.DiscardSession{Name: name})
	step.Must(err == nil, err)
	return "done"
}

func main() {
	step.Operator(http.MethodPut, "/clock?frozen=true&now=2024-01-31T10:15:00Z")
	_, err := user("HARPO", "wrong")
	step.Say("login, wrong password", fault(err))
	_, err = user("GUMMO", "soapstone")
	step.Say("login, no such user", fault(err))
	step.Say("not logged in", on("none").state())
	harpo, second := login("HARPO", "HARPO"), login("HARPO", "harpo")
	zeppo, sysadm := login("ZEPPO", "ZEPPO"), login("SYSADM", "SYSADM")
	first(harpo, second)
	several(harpo, second)
	public(harpo, zeppo, sysadm)
	deleted(zeppo)
	silent(harpo)
	withoutThread()
	limited()
}

func first(harpo, second front) {
	step.Say("nothing open", harpo.state())
	step.Say("close", harpo.closes("", "", 0))
	step.Say("get", harpo.get("horn"))
	step.Say("open", harpo.open("NOPE", "", 0))
	step.Say("create without an id", harpo.create(m204.Session_Create{}))
	step.Say("create, timeout -2", harpo.create(m204.Session_Create{Sesid: "A", Timeout: -2}))
	step.Say("create, neither OPEN nor NOOPEN", harpo.create(m204.Session_Create{Sesid: "A", Opts: "MAYBE"}))
	step.Say("create for ZEPPO", harpo.create(m204.Session_Create{Sesid: "A", Owner: "ZEPPO"}))
	step.Say("create A", harpo.create(m204.Session_Create{Sesid: "A"}))
	step.Say("state", harpo.state())
	step.Say("create B as well", harpo.create(m204.Session_Create{Sesid: "B"}))
	step.Say("set", harpo.set("horn", "Zoë & <Co>"))
	step.Say("get", harpo.get("horn"))
	step.Say("list", harpo.list(""))
	step.Say("second thread opens A", second.open("A", "", 0))
	step.Operator(http.MethodPut, "/clock?frozen=false")
	began := time.Now()
	step.Say("second thread waits 1 s", second.open("A", "", 1))
	step.Must(time.Since(began) > 900*time.Millisecond, "waited")
	step.Operator(http.MethodPut, "/clock?frozen=true&now=2024-01-31T10:16:00Z")
}

func several(harpo, second front) {
	step.Say("close as B", harpo.closes("B", "", 0))
	step.Say("state", harpo.state())
	step.Say("open A", harpo.open("A", "", 0))
	step.Say("second thread opens B", second.open("B", "", 0))
	step.Say("state", second.state())
	step.Say("get", second.get("horn"))
	step.Say("get another", second.get("harp"))
	step.Say("discard", second.discard("horn"))
	step.Say("get", second.get("horn"))
	step.Say("create B", harpo.create(m204.Session_Create{Sesid: "B", Opts: "NOOPEN"}))
	step.Say("create C", harpo.create(m204.Session_Create{Sesid: "C", Opts: "NOOPEN"}))
	step.Say("close for 60 s", second.closes("", "", 60))
	step.Advance("59s")
	step.Say("closed for 59 s of 60", harpo.open("B", "", 0))
	step.Say("state", harpo.state())
	step.Say("close", harpo.closes("", "", 0))
	step.Advance("60s")
	step.Say("closed for 60 s", harpo.open("B", "", 0))
}

func public(harpo, zeppo, sysadm front) {
	step.Say("create C", harpo.create(m204.Session_Create{Sesid: "C", Timeout: 3600}))
	step.Say("set", harpo.set("horn", "honk"))
	step.Say("close for everyone", harpo.closes("", "*", 0))
	step.Say("ZEPPO lists what is public", zeppo.list(`"*`))
	step.Say("ZEPPO opens C", zeppo.open("C", "", 0))
	step.Say("ZEPPO opens the public C", zeppo.open("C", "*", 0))
	step.Say("state", zeppo.state())
	step.Say("get", zeppo.get("horn"))
	step.Say("HARPO opens it", harpo.open("C", "*", 0))
	step.Say("ZEPPO closes it as his own", zeppo.closes("", "ZEPPO", 0))
	step.Say("HARPO opens ZEPPO's", harpo.open("C", "ZEPPO", 0))
	step.Say("HARPO deletes ZEPPO's", harpo.deletes("C", "ZEPPO"))
	step.Say("SYSADM opens ZEPPO's", sysadm.open("C", "ZEPPO", 0))
	step.Say("state", sysadm.state())
	step.Say("SYSADM closes", sysadm.closes("", "", 0))
	step.Say("SYSADM creates D for ZEPPO", sysadm.create(m204.Session_Create{Sesid: "D", Owner: "ZEPPO"}))
}

func deleted(zeppo front) {
	step.Say("ZEPPO opens C", zeppo.open("C", "", 0))
	step.Say("deletes it", zeppo.deletes("C", ""))
	step.Say("state", zeppo.state())
	step.Say("deletes it", zeppo.deletes("C", ""))
	step.Say("closes", zeppo.closes("", "", 0))
	step.Say("opens C", zeppo.open("C", "", 0))
	step.Say("creates E", zeppo.create(m204.Session_Create{Sesid: "E", Opts: "NOOPEN"}))
	step.Say("deletes it", zeppo.deletes("E", ""))
	step.Say("deletes it", zeppo.deletes("E", ""))
}

func silent(harpo front) {
	step.Say("create F", harpo.create(m204.Session_Create{Sesid: "F"}))
	step.Advance("4m59s")
	step.Say("silent for 4m59s of 5m", harpo.state())
	step.Advance("5m")
	step.Say("silent for 5m", harpo.state())
	harpo = login("HARPO", "HARPO")
	step.Say("open F", harpo.open("F", "", 0))
	step.Say("logoff", harpo.logoff())
	step.Say("after it", harpo.state())
}

func withoutThread() {
	basic := on("", soap.WithBasicAuth("HARPO", "soapstone"))
	step.Say("HARPO by Basic, open F", basic.open("F", "", 0))
	step.Say("state", basic.state())
	step.Say("close", basic.closes("", "", 0))
	step.Say("wrong password", on("", soap.WithBasicAuth("HARPO", "wrong")).state())
	step.Say("nobody, create W", on("").create(m204.Session_Create{Sesid: "W"}))
	step.Say("list", on("").list(""))
}

func limited() {
	step.Operator(http.MethodPost, "/systems/model204/reset?set=publicLimit=1")
	harpo := login("HARPO", "HARPO")
	step.Say("create a public P", harpo.create(m204.Session_Create{Sesid: "P", Owner: "*", Opts: "NOOPEN"}))
	step.Say("create a public Q", harpo.create(m204.Session_Create{Sesid: "Q", Owner: "*", Opts: "NOOPEN"}))
	step.Say("create P", harpo.create(m204.Session_Create{Sesid: "P"}))
	step.Say("close as the public P", harpo.closes("", "*", 0))
	step.Say("close as a public Q", harpo.closes("Q", "*", 0))
	step.Say("close", harpo.closes("", "", 0))
	step.Say("open the public P", harpo.open("P", "*", 0))
	step.Say("close as P", harpo.closes("", "HARPO", 0))
	step.Say("close as R", harpo.closes("R", "HARPO", 0))
	step.Say("state", harpo.state())
}
