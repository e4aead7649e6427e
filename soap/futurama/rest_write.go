package futurama

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap"
)

// write makes the answer to a REST call: the data contract itself, without a wrapper (choice). Members are in
// alphabetical order, as data contracts have them.
func (r *Room) write(call *soap.Call, c *restCall, o outcome) *soap.Response {
	v := visitOf(call)
	if v.answerForm(call.HTTP.Header) == xmlForm {
		v.answer = soap.Response{Header: r.headXML, Body: r.writeXML(c, o)}
	} else {
		v.answer = soap.Response{Header: r.headJSON, Body: r.appendJSON(v.short[:0], c, o)}
	}
	return &v.answer
}

func (r *Room) writeXML(c *restCall, o outcome) []byte {
	var w soap.Writer
	member := func(name string, there bool, value string) {
		if there {
			w.Leaf(name, value)
			return
		}
		w.Open(name)
		w.Attr("i:nil", "true")
		w.Empty()
	}
	w.Open(c.root)
	w.Attr("xmlns", namespace)
	w.Attr("xmlns:i", soap.NamespaceXSI)
	member("Message", true, o.message)
	if c.timed {
		if o.next.IsZero() && r.config.Choices.FailedTimeout == "minimum" {
			member("NextTimeout", true, minimum)
		} else {
			member("NextTimeout", !o.next.IsZero(), o.next.Format(r.layout()))
		}
	}
	if c.id != "" {
		member(c.id, !o.failed(), o.id)
	}
	w.Close()
	return w.Bytes()
}

func (r *Room) appendJSON(b []byte, c *restCall, o outcome) []byte {
	b = appendText(append(b, `{"Message":`...), o.message)
	if c.timed {
		b = append(b, `,"NextTimeout":`...)
		b = r.appendDate(b, o.next)
	}
	if c.id != "" {
		b = append(append(append(b, `,"`...), c.id...), `":`...)
		if o.failed() {
			b = append(b, "null"...)
		} else {
			b = appendText(b, o.id)
		}
	}
	return append(b, '}')
}

// appendText appends a text in JSON, with none of the escapes that are for pages of HTML.
func appendText(b []byte, s string) []byte {
	if !strings.ContainsFunc(s, mayNeedEscape) {
		return append(append(append(b, '"'), s...), '"')
	}
	var quoted bytes.Buffer
	texts := json.NewEncoder(&quoted)
	texts.SetEscapeHTML(false)
	_ = texts.Encode(s) // a text into memory cannot fail
	return append(b, bytes.TrimSuffix(quoted.Bytes(), []byte("\n"))...)
}

func mayNeedEscape(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r >= utf8.RuneSelf }

// appendDate appends an instant in JSON: as .NET's round-trip form, or as WCF's own JSON writer has it, which is in milliseconds
// since 1970 in UTC, behind which local times, and only those, have their offset.
func (r *Room) appendDate(b []byte, at time.Time) []byte {
	switch {
	case at.IsZero() && r.config.Choices.FailedTimeout == "nil":
		return append(b, "null"...)
	case at.IsZero() && r.config.Choices.RESTDates == "iso":
		return append(b, `"`+minimum+`"`...)
	case r.config.Choices.RESTDates == "iso":
		return append(at.AppendFormat(append(b, '"'), r.layout()), '"')
	}
	b = strconv.AppendInt(append(b, `"\/Date(`...), at.UnixMilli(), 10)
	if r.config.Choices.NextTimeoutKind == "local" {
		b = at.AppendFormat(b, "-0700")
	}
	return append(b, `)\/"`...)
}
