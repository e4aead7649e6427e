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
)

var server, admin = os.Args[1], os.Args[2]

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

func login(step, userid string) front {
	answer, err := user(userid, "soapstone")
	must(err == nil && len(answer.Thread) == 32, answer, err)
	privileged := ""
	if answer.Privileged {
		privileged = ", privileged"
	}
	say(step, fmt.Sprintf("user %d%s", answer.UserNumber, privileged))
	return on(answer.Thread)
}

// fault is what a call failed with: the code and the text, and what the detail says. gowsdl's client reads no fault when the
// status is 500, but returns the answer, which its users then read with the types of its package soap.
func fault(err error) string {
	var status *soap.HTTPError
	must(errors.As(err, &status), err)
	if status.StatusCode != http.StatusInternalServerError {
		return fmt.Sprint(status.StatusCode)
	}
	var d detail
	f := soap.SOAPFault{Detail: &d}
	err = xml.Unmarshal(status.ResponseBody, &soap.SOAPEnvelopeResponse{Body: soap.SOAPBodyResponse{Content: &struct{}{}, Fault: &f}})
	must(err == nil, err)
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
	must(err == nil && int(answer.Rc) == len(answer.Item), answer, err)
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
	must(err == nil, err)
	owner, err := f.Session_Owner(&m204.Session_Owner{})
	must(err == nil, err)
	timeout, err := f.Session_Timeout(&m204.Session_Timeout{})
	must(err == nil, err)
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
	must(err == nil, err)
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
	must(err == nil, err)
	return "done"
}

func must(holds bool, saw ...any) {
	if !holds {
		fmt.Fprintln(os.Stderr, "not as it must be:", saw)
		os.Exit(1)
	}
}

func operator(method, call string) {
	request, err := http.NewRequest(method, admin+call, nil)
	must(err == nil, err)
	answer, err := http.DefaultClient.Do(request)
	must(err == nil, err)
	answer.Body.Close()
	must(answer.StatusCode == http.StatusOK, answer.Status)
}

func advance(by string) { operator(http.MethodPost, "/clock/advance?by="+by) }

func say(step, saw string) { fmt.Printf("%s: %s\n", step, saw) }

func main() {
	operator(http.MethodPut, "/clock?frozen=true&now=2024-01-31T10:15:00Z")
	_, err := user("HARPO", "wrong")
	say("login, wrong password", fault(err))
	_, err = user("GUMMO", "soapstone")
	say("login, no such user", fault(err))
	say("not logged in", on("none").state())
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
	say("nothing open", harpo.state())
	say("close", harpo.closes("", "", 0))
	say("get", harpo.get("horn"))
	say("open", harpo.open("NOPE", "", 0))
	say("create without an id", harpo.create(m204.Session_Create{}))
	say("create, timeout -2", harpo.create(m204.Session_Create{Sesid: "A", Timeout: -2}))
	say("create, neither OPEN nor NOOPEN", harpo.create(m204.Session_Create{Sesid: "A", Opts: "MAYBE"}))
	say("create for ZEPPO", harpo.create(m204.Session_Create{Sesid: "A", Owner: "ZEPPO"}))
	say("create A", harpo.create(m204.Session_Create{Sesid: "A"}))
	say("state", harpo.state())
	say("create B as well", harpo.create(m204.Session_Create{Sesid: "B"}))
	say("set", harpo.set("horn", "Zoë & <Co>"))
	say("get", harpo.get("horn"))
	say("list", harpo.list(""))
	say("second thread opens A", second.open("A", "", 0))
	operator(http.MethodPut, "/clock?frozen=false")
	began := time.Now()
	say("second thread waits 1 s", second.open("A", "", 1))
	must(time.Since(began) > 900*time.Millisecond, "waited")
	operator(http.MethodPut, "/clock?frozen=true&now=2024-01-31T10:16:00Z")
}

func several(harpo, second front) {
	say("close as B", harpo.closes("B", "", 0))
	say("state", harpo.state())
	say("open A", harpo.open("A", "", 0))
	say("second thread opens B", second.open("B", "", 0))
	say("state", second.state())
	say("get", second.get("horn"))
	say("get another", second.get("harp"))
	say("discard", second.discard("horn"))
	say("get", second.get("horn"))
	say("create B", harpo.create(m204.Session_Create{Sesid: "B", Opts: "NOOPEN"}))
	say("create C", harpo.create(m204.Session_Create{Sesid: "C", Opts: "NOOPEN"}))
	say("close for 60 s", second.closes("", "", 60))
	advance("59s")
	say("closed for 59 s of 60", harpo.open("B", "", 0))
	say("state", harpo.state())
	say("close", harpo.closes("", "", 0))
	advance("60s")
	say("closed for 60 s", harpo.open("B", "", 0))
}

func public(harpo, zeppo, sysadm front) {
	say("create C", harpo.create(m204.Session_Create{Sesid: "C", Timeout: 3600}))
	say("set", harpo.set("horn", "honk"))
	say("close for everyone", harpo.closes("", "*", 0))
	say("ZEPPO lists what is public", zeppo.list(`"*`))
	say("ZEPPO opens C", zeppo.open("C", "", 0))
	say("ZEPPO opens the public C", zeppo.open("C", "*", 0))
	say("state", zeppo.state())
	say("get", zeppo.get("horn"))
	say("HARPO opens it", harpo.open("C", "*", 0))
	say("ZEPPO closes it as his own", zeppo.closes("", "ZEPPO", 0))
	say("HARPO opens ZEPPO's", harpo.open("C", "ZEPPO", 0))
	say("HARPO deletes ZEPPO's", harpo.deletes("C", "ZEPPO"))
	say("SYSADM opens ZEPPO's", sysadm.open("C", "ZEPPO", 0))
	say("state", sysadm.state())
	say("SYSADM closes", sysadm.closes("", "", 0))
	say("SYSADM creates D for ZEPPO", sysadm.create(m204.Session_Create{Sesid: "D", Owner: "ZEPPO"}))
}

func deleted(zeppo front) {
	say("ZEPPO opens C", zeppo.open("C", "", 0))
	say("deletes it", zeppo.deletes("C", ""))
	say("state", zeppo.state())
	say("deletes it", zeppo.deletes("C", ""))
	say("closes", zeppo.closes("", "", 0))
	say("opens C", zeppo.open("C", "", 0))
	say("creates E", zeppo.create(m204.Session_Create{Sesid: "E", Opts: "NOOPEN"}))
	say("deletes it", zeppo.deletes("E", ""))
	say("deletes it", zeppo.deletes("E", ""))
}

func silent(harpo front) {
	say("create F", harpo.create(m204.Session_Create{Sesid: "F"}))
	advance("4m59s")
	say("silent for 4m59s of 5m", harpo.state())
	advance("5m")
	say("silent for 5m", harpo.state())
	harpo = login("HARPO", "HARPO")
	say("open F", harpo.open("F", "", 0))
	say("logoff", harpo.logoff())
	say("after it", harpo.state())
}

func withoutThread() {
	basic := on("", soap.WithBasicAuth("HARPO", "soapstone"))
	say("HARPO by Basic, open F", basic.open("F", "", 0))
	say("state", basic.state())
	say("close", basic.closes("", "", 0))
	say("wrong password", on("", soap.WithBasicAuth("HARPO", "wrong")).state())
	say("nobody, create W", on("").create(m204.Session_Create{Sesid: "W"}))
	say("list", on("").list(""))
}

func limited() {
	operator(http.MethodPost, "/systems/model204/reset?set=publicLimit=1")
	harpo := login("HARPO", "HARPO")
	say("create a public P", harpo.create(m204.Session_Create{Sesid: "P", Owner: "*", Opts: "NOOPEN"}))
	say("create a public Q", harpo.create(m204.Session_Create{Sesid: "Q", Owner: "*", Opts: "NOOPEN"}))
	say("create P", harpo.create(m204.Session_Create{Sesid: "P"}))
	say("close as the public P", harpo.closes("", "*", 0))
	say("close as a public Q", harpo.closes("Q", "*", 0))
	say("close", harpo.closes("", "", 0))
	say("open the public P", harpo.open("P", "*", 0))
	say("close as P", harpo.closes("", "HARPO", 0))
	say("close as R", harpo.closes("R", "HARPO", 0))
	say("state", harpo.state())
}
