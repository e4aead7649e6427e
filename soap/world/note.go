package world

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/mask"
)

// note puts beside an exchange what an operator should know of it, and its client is not told: the emulated servers word a
// limit of ours as their parsers word what is no XML. Who wants all of it in the log, such as a CI job that keeps nothing else,
// logs at debug.
func note(x *soap.Exchange) {
	if limit := x.Limit(); limit != "" {
		x.Call.AddNote(beyond(limit, x.Err))
		x.Call.Log.Warn("a request went beyond a limit", "note", beyond(limit, x.Err))
	} else if why := unreadable(x.Err); why != "" {
		x.Call.AddNote("the request cannot be read: " + why)
	}
	if demand, ok := errors.AsType[*soap.MustUnderstandError](x.Err); ok {
		x.Call.AddNote("the request asks for too much: " + strings.TrimPrefix(demand.Error(), "soap: "))
	}
	if misfit, ok := errors.AsType[*soap.DecodeError](x.Err); ok {
		x.Call.AddNote("the request does not fit the contract: " + unfit(*misfit))
	}
	if x.Lost {
		x.Call.AddNote("the call had its effect, and its reply was thrown away: a fault that was planned")
	}
	if log := x.Call.Log; log.Enabled(x.Call.HTTP.Context(), slog.LevelDebug) {
		log.Debug("a call failed", "operation", x.Call.Operation, "status", x.Status,
			"fault", mask.Hide(faultOf(x), x.Call.Hidden()), "note", mask.Hide(x.Call.Note, x.Call.Hidden()))
	}
}

// unreadable says what is wrong with a request that is no XML or no envelope, and where: most of the emulated servers say less, and
// of what could not be read the journal shows nothing. "" is for every other error.
func unreadable(err error) string {
	var (
		read     *soap.ReadError
		envelope *soap.EnvelopeError
		body     *soap.BodyError
	)
	switch {
	case errors.As(err, &read):
		return fmt.Sprintf("line %d, column %d: %s", read.Line, read.Column, withoutQuotes(read.Detail, err))
	case errors.As(err, &envelope):
		return strings.TrimPrefix(envelope.Error(), "soap: ")
	case errors.As(err, &body):
		return body.Reason
	}
	return ""
}

// withoutQuotes is what is said of an error without the names that it quotes: of what is no XML each may be a piece of a password,
// behind an & or a < in it.
func withoutQuotes(text string, err error) string {
	if !quotes(err) {
		return text
	}
	return quoted.ReplaceAllString(text, `"***"`)
}

// quotes says whether what is said of an error may quote a request's body, and not a head field or the XML declaration alone.
func quotes(err error) bool {
	read, ok := errors.AsType[*soap.ReadError](err)
	return ok && read.Kind != soap.Encoding && read.Kind != soap.XMLVersion
}

var (
	quoted      = regexp.MustCompile(`"(?:[^"\\]|\\.)*[\pL\pN](?:[^"\\]|\\.)*"`)
	quotedInXML = regexp.MustCompile(`&quot;.*?(?:&quot;|$)`) // in an answer, as the sentences of Xerces have them
)

// unfit says what does not fit, without the text that stands there: it may be a password in the wrong place.
func unfit(e soap.DecodeError) string {
	if e.Value != "" {
		e.Value = "***"
	}
	return strings.TrimPrefix(e.Error(), "soap/codec: ")
}

// faultOf words an exchange's fault for journal and log, "" for none.
func faultOf(x *soap.Exchange) string {
	if x.Fault == nil {
		return ""
	}
	return withoutQuotes(strings.TrimPrefix(x.Fault.Code+": "+x.Fault.Text, ": "), x.Err)
}

// stray notes a request that is for no service, such as one with a path that was mistyped. Its body was not read.
func (w *World) stray(r *http.Request) {
	w.journal.add(kept{
		query: r.URL.RawQuery, names: mask.NewNames(),
		Entry: Entry{
			At: w.clock.Now(), Remote: r.RemoteAddr, Method: r.Method, URL: r.URL.EscapedPath(), Action: strings.Trim(r.Header.Get("SOAPAction"), `"`), UserAgent: r.UserAgent(),
			Status: http.StatusNotFound, Note: "no service is at this path: GET / lists those that are there",
		},
	}, nil, nil)
}

// beyond says which limit a request went beyond, by how it is called in the configuration.
func beyond(limit string, err error) string {
	what, where := "too much", ""
	var (
		read *soap.ReadError
		body *soap.BodyError
	)
	switch {
	case limit == soap.LimitRequestTime:
		return fmt.Sprintf("%s: the request did not come in time: raise limits.%[1]s", limit)
	case errors.As(err, &read):
		what, where = read.Detail, fmt.Sprintf(" (line %d, column %d)", read.Line, read.Column)
	case errors.As(err, &body):
		what = body.Reason
	}
	return fmt.Sprintf("%s: the request has %s%s: raise limits.%[1]s", limit, what, where)
}
