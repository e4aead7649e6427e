package codec_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/internal/codec"
	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/wsdl"
	"github.com/soapstone-dev/soapstone/wsdl/mftadmin"
)

// axisNamespace is what the wrappers of the published messages are in.
const axisNamespace = "http://administratorService.soap.sift.proginet.com"

// axis is how Axis 1.4 writes, asked in a namespace.
func axis(asked string) codec.WriteStyle {
	return codec.WriteStyle{
		Binding:    codec.Prefixed,
		Counted:    "ns",
		Attributes: []codec.Attr{{Name: "soapenv:encodingStyle", Value: "http://schemas.xmlsoap.org/soap/encoding/"}},
		InScope: []codec.Declaration{{Prefix: "soapenv", Space: "http://schemas.xmlsoap.org/soap/envelope/"},
			{Prefix: "xsd", Space: wsdl.NamespaceXSD}, {Prefix: "xsi", Space: codec.NamespaceXSI}},
		Prefixes:   []codec.Declaration{{Prefix: "soapenc", Space: codec.NamespaceEncoding}},
		ShortEmpty: true,
		Rename:     func(string) string { return asked },
	}
}

var axisRead = codec.ReadStyle{Names: codec.AnyNamespace, ByPosition: true}

// exchange is an operation with the values of its published messages.
type exchange[Request, Response any] struct {
	request  Request
	answers  map[string]Response // by the name of the file, without the operation's
	multiRef bool
}

const envelopeHead = `<?xml version="1.0" encoding="utf-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>`
const envelopeTail = `</soapenv:Body></soapenv:Envelope>`

func publishedMFT(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("../../../testdata/mft/published/" + name + ".xml")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(string(b), "\n")
}

func messagePlan[T any](t testing.TB, m *wsdl.Message) *codec.Plan {
	t.Helper()
	p, err := codec.NewMessage(m, reflect.TypeFor[T]())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// payload reads an envelope and returns what is first in its body.
func payload(t testing.TB, envelope string) *reader.Element {
	t.Helper()
	body := read(t, envelope).Child("http://schemas.xmlsoap.org/soap/envelope/", "Body")
	if body == nil {
		t.Fatal("no Body")
	}
	return body.First()
}

// run decodes the published request of an operation, and encodes and decodes its published answers.
func (x exchange[Request, Response]) run(t *testing.T, name string) {
	op := parse(t, mftadmin.Document).Operation(name)
	in, out := messagePlan[Request](t, op.Input), messagePlan[Response](t, op.Output)
	t.Run("request", func(t *testing.T) {
		got := decode[Request](t, in, axisRead, payload(t, publishedMFT(t, name+".request")))
		if diff := cmp.Diff(&x.request, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
	for file, answer := range x.answers {
		t.Run(file, func(t *testing.T) {
			published := publishedMFT(t, name+"."+file)
			style := axis(axisNamespace)
			style.MultiRef = x.multiRef
			if diff := cmp.Diff(published, envelopeHead+encode(t, out, style, &answer)+envelopeTail); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if diff := cmp.Diff(&answer, decode[Response](t, out, axisRead, payload(t, published))); diff != "" {
				t.Errorf("read: -want +got:\n%s", diff)
			}
		})
	}
}

func session(null, address, id string, at *mftadmin.DateTime, user string) *mftadmin.Session {
	return &mftadmin.Session{AddTerminatingNull: &null, RemoteIPAddress: &address, SessionID: &id, SessionIDDate: at, UserID: &user}
}

// at is a time of 11 July 2014, the day of the published messages.
func at(hour, minute, second int32) *mftadmin.DateTime {
	return &mftadmin.DateTime{Day: new(int32(11)), Hour: &hour, Minute: &minute, Month: new(int32(7)), Second: &second, Year: new(int32(2014))}
}

func TestMFT(t *testing.T) {
	const mine, other, expired = "583def%6abdeef%7b30", "583def%6abdeef%7b31", "583def%6abdeef%7aff"
	gone := session("Y", "10.0.0.7", expired, at(9, 0, 0), "mftuser2")
	first, second := session("Y", "10.0.0.5", mine, at(12, 11, 36), "admin"), session("N", "10.0.0.9", other, at(12, 14, 2), "mftuser1")
	exchange[mftadmin.GetSession, mftadmin.GetSessionResponse]{
		answers: map[string]mftadmin.GetSessionResponse{"response": {GetSessionReturn: new(mine)}},
	}.run(t, "getSession")
	exchange[mftadmin.GetBWSession, mftadmin.GetBWSessionResponse]{
		answers: map[string]mftadmin.GetBWSessionResponse{"response": {GetBWSessionReturn: new(other)}},
	}.run(t, "getBWSession")
	exchange[mftadmin.CloseSession, mftadmin.CloseSessionResponse]{
		request: mftadmin.CloseSession{SessionId: new(mine)},
		answers: map[string]mftadmin.CloseSessionResponse{
			"response":         {CloseSessionReturn: new(true)},
			"unknown.response": {CloseSessionReturn: new(false)},
		},
	}.run(t, "closeSession")
	exchange[mftadmin.DeleteExpiredSessionIds, mftadmin.DeleteExpiredSessionIdsResponse]{
		request: mftadmin.DeleteExpiredSessionIds{SessionId: new(mine)},
		answers: map[string]mftadmin.DeleteExpiredSessionIdsResponse{"response": {DeleteExpiredSessionIdsReturn: new(true)}},
	}.run(t, "deleteExpiredSessionIds")
	exchange[mftadmin.DeleteSessionId, mftadmin.DeleteSessionIdResponse]{
		request: mftadmin.DeleteSessionId{DeleteSessionId: new(expired), SessionId: new(mine)},
		answers: map[string]mftadmin.DeleteSessionIdResponse{"response": {DeleteSessionIdReturn: new(true)}},
	}.run(t, "deleteSessionId")
	exchange[mftadmin.GetExpiredSessionIds, mftadmin.GetExpiredSessionIdsResponse]{
		request: mftadmin.GetExpiredSessionIds{SessionId: new(mine)},
		answers: map[string]mftadmin.GetExpiredSessionIdsResponse{
			"one.inline.response":    {GetExpiredSessionIdsReturn: []*mftadmin.Session{gone, nil}},
			"none.response":          {GetExpiredSessionIdsReturn: []*mftadmin.Session{nil}},
			"bw.one.inline.response": {GetExpiredSessionIdsReturn: []*mftadmin.Session{gone}},
			"bw.none.response":       {GetExpiredSessionIdsReturn: []*mftadmin.Session{}},
		},
	}.run(t, "getExpiredSessionIds")
	exchange[mftadmin.GetExpiredSessionIds, mftadmin.GetExpiredSessionIdsResponse]{
		request:  mftadmin.GetExpiredSessionIds{SessionId: new(mine)},
		multiRef: true,
		answers: map[string]mftadmin.GetExpiredSessionIdsResponse{
			"one.multiref.response": {GetExpiredSessionIdsReturn: []*mftadmin.Session{gone, nil}},
			"none.response":         {GetExpiredSessionIdsReturn: []*mftadmin.Session{nil}},
			"bw.none.response":      {GetExpiredSessionIdsReturn: []*mftadmin.Session{}},
		},
	}.run(t, "getExpiredSessionIds")
	exchange[mftadmin.ListActiveSessionIds, mftadmin.ListActiveSessionIdsResponse]{
		request:  mftadmin.ListActiveSessionIds{SessionId: new(mine)},
		multiRef: true,
		answers: map[string]mftadmin.ListActiveSessionIdsResponse{
			"two.multiref.response": {ListActiveSessionIdsReturn: []*mftadmin.Session{first, second, nil}},
		},
	}.run(t, "listActiveSessionIds")
	exchange[mftadmin.ListActiveSessionIds, mftadmin.ListActiveSessionIdsResponse]{
		request: mftadmin.ListActiveSessionIds{SessionId: new(mine)},
		answers: map[string]mftadmin.ListActiveSessionIdsResponse{
			"bw.two.inline.response": {ListActiveSessionIdsReturn: []*mftadmin.Session{first, second}},
		},
	}.run(t, "listActiveSessionIds")
	exchange[mftadmin.ValidateSession, mftadmin.ValidateSessionResponse]{
		request: mftadmin.ValidateSession{SessionId: new(mine)},
		answers: map[string]mftadmin.ValidateSessionResponse{
			"response":         {ValidateSessionReturn: new(true)},
			"unknown.response": {ValidateSessionReturn: new(false)},
		},
	}.run(t, "validateSession")
}

// Every answer that is published is one of TestMFT's: a new file is not forgotten.
func TestMFTAnswersAreAllThere(t *testing.T) {
	source, err := os.ReadFile("encoded_test.go")
	if err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir("../../../testdata/mft/published")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name, answer := strings.CutSuffix(f.Name(), ".response.xml")
		if _, variant, _ := strings.Cut(name+".", "."); answer && !strings.Contains(string(source), `"`+variant+`response"`) {
			t.Errorf("%s is not compared", f.Name())
		}
	}
}
