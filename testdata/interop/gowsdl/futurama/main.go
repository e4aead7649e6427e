// The sessions of Futurama's WebAPI from beginning to end with the client that gowsdl made of the served WSDL, which is the
// package webapi, and over REST.
//
//	gowsdl http://127.0.0.1:8080 http://127.0.0.1:8081
//
// The first address is that of the services, the second that of the operator's API, which moves the clock. Prints what each
// step saw, one line per step; what does not look as it must ends the program.
package main

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/hooklift/gowsdl/soap"

	"github.com/soapstone-dev/soapstone/testdata/interop/gowsdl/futurama/webapi"
)

var (
	server, admin = os.Args[1], os.Args[2]
	ids           []string
	service       = webapi.NewIWebAPIService(soap.NewClient(server + "/WebAPIService.svc"))
)

func must(holds bool, saw ...any) {
	if !holds {
		fmt.Fprintln(os.Stderr, "not as it must be:", saw)
		os.Exit(1)
	}
}

func say(step, saw string) { fmt.Printf("%s: %s\n", step, saw) }

// send sends a plain request, which has to be answered with 200.
func send(method, url, contentType, body string) []byte {
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	must(err == nil, err)
	request.Header.Set("Content-Type", contentType)
	answer, err := http.DefaultClient.Do(request)
	must(err == nil, err)
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	must(err == nil && answer.StatusCode == http.StatusOK, answer.Status, err)
	return b
}

func operator(method, call string) { send(method, admin+call, "", "") }
func advance(by string)            { operator(http.MethodPost, "/clock/advance?by="+by) }
func reset(setting string)         { operator(http.MethodPost, "/systems/futurama/reset?set="+setting) }
func rest(path, kind, b string) []byte {
	return send(http.MethodPost, server+"/rest/webapi"+path, kind, b)
}

// shown is a text with the place of an id among those that were issued, instead of the id.
func shown(text string) string {
	for i, id := range ids {
		text = strings.ReplaceAll(text, id, fmt.Sprintf("#%d", i+1))
	}
	return text
}

// until is the end of a session. encoding/xml knows no xsi:nil: what is null has the value of nothing, behind a pointer.
func until(at *soap.XSDDateTime) string {
	if at.ToGoTime().IsZero() {
		return "until none"
	}
	return "until " + at.ToGoTime().UTC().Format(time.TimeOnly)
}

// fault is what a call failed with. gowsdl's client reads no fault when the status is 500, but returns the answer, which its
// users then read with the types of its package soap.
func fault(err error) string {
	var status *soap.HTTPError
	must(errors.As(err, &status) && status.StatusCode == http.StatusInternalServerError, err)
	var f soap.SOAPFault
	err = xml.Unmarshal(status.ResponseBody, &soap.SOAPEnvelopeResponse{Body: soap.SOAPBodyResponse{Content: &struct{}{}, Fault: &f}})
	must(err == nil, err)
	return "fault " + f.Code + ", " + f.String
}

func start(folder, document *string) string {
	answer, err := service.StartSession(&webapi.StartSession{Request: &webapi.StartSessionRequest{Folder: folder, Document: document}})
	if err != nil {
		return fault(err)
	}
	result := answer.StartSessionResult
	if *result.SessionID == "" {
		return *result.Message + ", no id, " + until(result.NextTimeout)
	}
	must(!slices.Contains(ids, *result.SessionID), *result.SessionID)
	ids = append(ids, *result.SessionID)
	return fmt.Sprintf("%s, %d characters, %s", *result.Message, len(*result.SessionID), until(result.NextTimeout))
}

// keepAs keeps alive what a request names.
func keepAs(request *webapi.SessionKeepAliveRequest) string {
	answer, err := service.SessionKeepAlive(&webapi.SessionKeepAlive{Request: request})
	if err != nil {
		return fault(err)
	}
	result := answer.SessionKeepAliveResult
	return shown(*result.Message) + ", " + until(result.NextTimeout)
}

func keep(id string) string { return keepAs(&webapi.SessionKeepAliveRequest{SessionID: &id}) }

func end(id string) string {
	answer, err := service.SessionEnd(&webapi.SessionEnd{Request: &webapi.SessionEndRequest{SessionID: &id}})
	must(err == nil, err)
	return shown(*answer.SessionEndResult.Message)
}

func main() {
	operator(http.MethodPut, "/clock?frozen=true&now=2017-08-15T12:00:00Z")
	var operations []string
	for generated, i := reflect.TypeFor[webapi.IWebAPIService](), 0; i < generated.NumMethod(); i++ {
		if name := generated.Method(i).Name; !strings.HasSuffix(name, "Context") {
			operations = append(operations, name)
		}
	}
	say("wsdl", strings.Join(operations, " "))

	folder, document := "Savingsaccount", "start.xml"
	say("start", start(&folder, &document))
	say("start another", start(nil, nil))
	say("keep alive", keep(ids[0]))
	advance("1s")
	say("1 s later", keep(ids[0]))
	advance("19m59s")
	say("idle for 19m59s of 20m", keep(ids[0]))
	say("the other, idle for 20m", keep(ids[1]))
	say("once more", keep(ids[1]))
	advance("20m")
	say("idle for 20m", keep(ids[0]))
	say("end it", end(ids[0]))
	say("never issued", keep("abc"))
	say("end it", end("abc"))
	say("keep alive <&>", keep("<&>"))
	say("empty", keep(""))
	say("null", keepAs(&webapi.SessionKeepAliveRequest{}))
	say("no request", keepAs(nil))

	say("start", start(nil, nil))
	say("start another", start(nil, nil))
	say("white space around it", keep("\n "+ids[2]+" "))
	say("end", end(ids[2]))
	say("keep alive", keep(ids[2]))
	say("end again", end(ids[2]))
	say("the other", keep(ids[3]))
	resource()
	advance("1m")
	overREST()

	reset("documents=start.xml")
	document = "end.xml"
	say("no such document", start(nil, &document))
	reset("enabled=false")
	say("not enabled, start", start(nil, nil))
	say("not enabled, keep alive", keep("abc"))
	reset("missingRequest=fault")
	say("no request, the other choice", keepAs(nil))
	reset("startSession=off")
	say("no StartSession", start(nil, nil))
}

func resource() {
	folder, identifier, kind := "Savingsaccount", "logo.png", "File"
	answer, err := service.GetResource(&webapi.GetResource{Parameters: &webapi.ResourceRequest{Folder: &folder, Identifier: &identifier, Type: &kind}})
	must(err == nil, err)
	r := answer.GetResourceResult
	must(len(*r.Data) == 0 && *r.MimeType == "", r)
	say("resource", "no data, "+*r.Error+", no type")
}

func overREST() {
	var answer struct{ Message, NextTimeout, SessionID string }
	must(json.Unmarshal(rest("/SessionKeepAlive", "application/json", `{"sessionID":"`+ids[3]+`"}`), &answer) == nil)
	next, err := time.Parse(time.RFC3339, answer.NextTimeout)
	must(err == nil, err)
	say("JSON keeps it alive", answer.Message+", until "+next.UTC().Format(time.TimeOnly))
	var ended struct{ Message string }
	must(xml.Unmarshal(rest("/SessionEnd", "application/xml", "<SessionEndRequest><SessionID>"+ids[3]+"</SessionID></SessionEndRequest>"), &ended) == nil)
	say("XML ends it", ended.Message)
	say("keep alive", keep(ids[3]))
	must(json.Unmarshal(rest("", "application/json", `{"folder":"Savingsaccount"}`), &answer) == nil)
	ids = append(ids, answer.SessionID)
	say("started with JSON", keep(ids[4]))
	operator(http.MethodPost, "/systems/futurama/restart")
	say("after a restart", keep(ids[4]))
}
