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
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/hooklift/gowsdl/soap"

	"github.com/soapstone-dev/soapstone/testdata/interop/gowsdl/futurama/webapi"
	"github.com/soapstone-dev/soapstone/testdata/interop/gowsdl/step"
)

var (
	server  = os.Args[1]
	ids     []string
	service = webapi.NewIWebAPIService(soap.NewClient(server + "/WebAPIService.svc"))
)

func reset(setting string) { step.Operator(http.MethodPost, "/systems/futurama/reset?set="+setting) }

func rest(path, kind, b string) []byte {
	return step.Send(http.MethodPost, server+"/rest/webapi"+path, kind, b)
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
	step.Must(errors.As(err, &status) && status.StatusCode == http.StatusInternalServerError, err)
	var f soap.SOAPFault
	err = xml.Unmarshal(status.ResponseBody, &soap.SOAPEnvelopeResponse{Body: soap.SOAPBodyResponse{Content: &struct{}{}, Fault: &f}})
	step.Must(err == nil, err)
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
	step.Must(!slices.Contains(ids, *result.SessionID), *result.SessionID)
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
	step.Must(err == nil, err)
	return shown(*answer.SessionEndResult.Message)
}

func main() {
	step.Operator(http.MethodPut, "/clock?frozen=true&now=2017-08-15T12:00:00Z")
	var operations []string
	for generated, i := reflect.TypeFor[webapi.IWebAPIService](), 0; i < generated.NumMethod(); i++ {
		if name := generated.Method(i).Name; !strings.HasSuffix(name, "Context") {
			operations = append(operations, name)
		}
	}
	step.Say("wsdl", strings.Join(operations, " "))

	folder, document := "Savingsaccount", "start.xml"
	step.Say("start", start(&folder, &document))
	step.Say("start another", start(nil, nil))
	step.Say("keep alive", keep(ids[0]))
	step.Advance("1s")
	step.Say("1 s later", keep(ids[0]))
	step.Advance("19m59s")
	step.Say("idle for 19m59s of 20m", keep(ids[0]))
	step.Say("the other, idle for 20m", keep(ids[1]))
	step.Say("once more", keep(ids[1]))
	step.Advance("20m")
	step.Say("idle for 20m", keep(ids[0]))
	step.Say("end it", end(ids[0]))
	step.Say("never issued", keep("abc"))
	step.Say("end it", end("abc"))
	step.Say("keep alive <&>", keep("<&>"))
	step.Say("empty", keep(""))
	step.Say("null", keepAs(&webapi.SessionKeepAliveRequest{}))
	step.Say("no request", keepAs(nil))

	step.Say("start", start(nil, nil))
	step.Say("start another", start(nil, nil))
	step.Say("white space around it", keep("\n "+ids[2]+" "))
	step.Say("end", end(ids[2]))
	step.Say("keep alive", keep(ids[2]))
	step.Say("end again", end(ids[2]))
	step.Say("the other", keep(ids[3]))
	resource()
	step.Advance("1m")
	overREST()

	reset("documents=start.xml")
	document = "end.xml"
	step.Say("no such document", start(nil, &document))
	reset("enabled=false")
	step.Say("not enabled, start", start(nil, nil))
	step.Say("not enabled, keep alive", keep("abc"))
	reset("missingRequest=fault")
	step.Say("no request, the other choice", keepAs(nil))
	reset("startSession=off")
	step.Say("no StartSession", start(nil, nil))
}

func resource() {
	folder, identifier, kind := "Savingsaccount", "logo.png", "File"
	answer, err := service.GetResource(&webapi.GetResource{Parameters: &webapi.ResourceRequest{Folder: &folder, Identifier: &identifier, Type: &kind}})
	step.Must(err == nil, err)
	r := answer.GetResourceResult
	step.Must(len(*r.Data) == 0 && *r.MimeType == "", r)
	step.Say("resource", "no data, "+*r.Error+", no type")
}

func overREST() {
	var answer struct{ Message, NextTimeout, SessionID string }
	step.Must(json.Unmarshal(rest("/SessionKeepAlive", "application/json", `{"sessionID":"`+ids[3]+`"}`), &answer) == nil)
	next, err := time.Parse(time.RFC3339, answer.NextTimeout)
	step.Must(err == nil, err)
	step.Say("JSON keeps it alive", answer.Message+", until "+next.UTC().Format(time.TimeOnly))
	var ended struct{ Message string }
	step.Must(xml.Unmarshal(rest("/SessionEnd", "application/xml", "<SessionEndRequest><SessionID>"+ids[3]+"</SessionID></SessionEndRequest>"), &ended) == nil)
	step.Say("XML ends it", ended.Message)
	step.Say("keep alive", keep(ids[3]))
	step.Must(json.Unmarshal(rest("", "application/json", `{"folder":"Savingsaccount"}`), &answer) == nil)
	ids = append(ids, answer.SessionID)
	step.Say("started with JSON", keep(ids[4]))
	step.Operator(http.MethodPost, "/systems/futurama/restart")
	step.Say("after a restart", keep(ids[4]))
}
