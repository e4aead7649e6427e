package gate

import (
	"bytes"
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// entry is one answer. It is never changed.
type entry struct {
	name       string // of the file that has the answer, and of a transcript the number in it
	ofPair     bool   // it is a file of its own, and none of a transcript
	operations []string
	source     []byte // as it was read, for telling what has changed

	request *transcript.Message // nil: every request of the operation. Its Start is "" where only the body counts
	isSOAP  bool                // the request is an envelope, and its head does not count
	method  string              // of the request's Start, and what stands behind it
	path    string
	query   queryOf
	leaves  []leaf // of the request; nil when they are not known
	first   *entry // the first one with this request, for this operation

	status   int
	fields   []transcript.Field
	body     []byte
	envelope soap.Version // of the answer, 0 when it is no envelope
	holes    []hole       // what is filled in
	strange  string       // a word that looks as if it was to be filled in, "" for none
	line     int          // where it stands in the file, 0 where that is not known
}

// transcript reads the exchanges of a transcript. One for another system is left out without a word where transcripts of
// all systems may stand.
func (l *loader) transcript(path string, shared bool) {
	text, ok := l.file(path)
	if !ok {
		return
	}
	story, err := transcript.Parse(path, text)
	if syntax, broken := errors.AsType[*transcript.SyntaxError](err); broken {
		switch {
		case !shared || bytes.Contains(text, []byte("\nsystem: "+l.system+"\n")):
			l.damage(path, syntax.Line, "%s", syntax.What)
		case !bytes.Contains(text, []byte("\nsystem: ")): // nobody knows whose it is
			l.commonDamage(path, syntax.Line, "%s", syntax.What)
		}
		return
	}
	if story.System != l.system {
		if !shared {
			l.damage(path, 0, "it is a transcript of %s, and stands where those of %s do", story.System, l.system)
		}
		return
	}
	asked := map[int]*transcript.Request{}
	for _, event := range story.Events {
		switch event := event.(type) {
		case *transcript.Request:
			asked[event.Number] = event
		case *transcript.Response:
			if request := asked[event.Number]; request != nil {
				l.exchange(path, request, event)
			}
		}
	}
}

// exchange takes in one exchange of a transcript. What could not be understood as a request of an operation, such as a
// body that is no XML, is nobody's work.
func (l *loader) exchange(path string, request *transcript.Request, response *transcript.Response) {
	e := &entry{name: path + "#" + strconv.Itoa(response.Number), status: statusOf(response.Start), fields: response.Fields, body: response.Body}
	e.source = slices.Concat(response.Body, []byte(response.Start), []byte{0}, request.Body, []byte(request.Start))
	var asks document
	if looksLikeXML(request.Body) {
		var err *problem
		if asks, err = readXML(request.Body); err != nil {
			return
		}
	}
	if e.status == 0 || e.asks(request.Message, asks) != nil {
		return
	}
	if looksLikeXML(response.Body) {
		if d, err := readXML(response.Body); err == nil {
			e.envelope = d.version
		}
	}
	e.holes = holesOf(e.body)
	e.strange, _ = strangeWord(e.body)
	l.into.entries = append(l.into.entries, e)
}

// response is the answer to a call.
func (e *entry) response(call *soap.Call) *soap.Response {
	r := &soap.Response{Status: e.status, Header: http.Header{}, Body: e.fill(call)}
	for _, f := range e.fields {
		if !ofTheConnection(f.Name) {
			r.Header.Add(f.Name, f.Value)
		}
	}
	style := &call.Service.Style
	switch {
	case r.Header.Get("Content-Type") != "" || len(e.body) == 0:
	case e.envelope == soap.SOAP12:
		r.Header.Set("Content-Type", cmp.Or(style.ContentType12, "application/soap+xml; charset=utf-8"))
	case e.envelope == soap.SOAP11:
		r.Header.Set("Content-Type", cmp.Or(style.ContentType11, "text/xml; charset=utf-8"))
	case call.Service.Contract == nil: // the room knows how its system names it
	case looksLikeXML(e.body):
		r.Header.Set("Content-Type", "application/xml; charset=utf-8")
	default:
		r.Header.Set("Content-Type", "application/json; charset=utf-8")
	}
	return r
}

// ofTheConnection are the fields of a head that are the sending server's to write.
func ofTheConnection(name string) bool {
	switch http.CanonicalHeaderKey(name) {
	case "Date", "Content-Length", "Transfer-Encoding", "Content-Encoding", "Connection", "Keep-Alive":
		return true
	}
	return false
}

// pathOf is the path of a request's target, escapes undone.
func pathOf(target string) string {
	target, _, _ = strings.Cut(target, " ") // before the protocol
	if u, err := url.ParseRequestURI(target); err == nil {
		return u.Path
	}
	path, _, _ := strings.Cut(target, "?")
	return path
}

// lastPart is the last part of a path, which names what a call of REST asks for.
func lastPart(path string) string {
	path = strings.TrimRight(path, "/")
	return path[strings.LastIndexByte(path, '/')+1:]
}

// isEnvelope says whether a call is an envelope.
func isEnvelope(call *soap.Call) bool {
	if call.Envelope != nil {
		return true
	}
	_, ok := envelope(call)
	return ok
}

// looksLikeXML says whether a body begins as XML does.
func looksLikeXML(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\ufeff")), " \t\r\n"), []byte("<"))
}
