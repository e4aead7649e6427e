package futurama

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap"
)

// form is the form of a body.
type form int

const (
	noForm form = iota
	jsonForm
	xmlForm
)

// formOf is the form that a content type names. Without one a body is JSON (choice).
func formOf(contentType string) form {
	media, params := strings.ToLower(strings.TrimSpace(contentType)), map[string]string(nil)
	if strings.Contains(media, ";") {
		var err error
		if media, params, err = mime.ParseMediaType(contentType); err != nil {
			return noForm
		}
	}
	switch media {
	case "":
		return jsonForm
	case "application/json", "text/json":
		switch strings.ToLower(params["charset"]) {
		case "", "utf-8", "us-ascii", "utf-16":
			return jsonForm
		}
	case "application/xml", "text/xml":
		return xmlForm
	}
	return noForm
}

// answerForm is the form of an answer: the one that Accept prefers of those it names, else that of the request
// (inferred). Of two that it likes as much the first counts.
func answerForm(head http.Header) form {
	best, weight := noForm, 0.0
	for _, line := range head.Values("Accept") {
		for item := range strings.SplitSeq(line, ",") {
			media, params, err := mime.ParseMediaType(item)
			if err != nil {
				continue
			}
			f, q := formOf(media), 1.0
			if given, ok := params["q"]; ok {
				if q, err = strconv.ParseFloat(given, 64); err != nil {
					continue
				}
			}
			if f != noForm && q > weight {
				best, weight = f, q
			}
		}
	}
	if best != noForm {
		return best
	}
	return formOf(head.Get("Content-Type"))
}

// write makes the answer to a REST call: the data contract itself, without a wrapper (choice). Members are in
// alphabetical order, as data contracts have them.
func (r *Room) write(c restCall, o outcome, f form) *soap.Response {
	if f == xmlForm {
		return &soap.Response{Header: r.headXML, Body: r.writeXML(c, o)}
	}
	return &soap.Response{Header: r.headJSON, Body: r.writeJSON(c, o)}
}

func (r *Room) writeXML(c restCall, o outcome) []byte {
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
	w.Attr("xmlns:i", xsiNamespace)
	member("Message", true, o.message)
	if c.timed {
		member("NextTimeout", !o.next.IsZero(), o.next.Format(r.layout()))
	}
	if c.id != "" {
		member(c.id, !o.failed(), o.id)
	}
	w.Close()
	return w.Bytes()
}

func (r *Room) writeJSON(c restCall, o outcome) []byte {
	b := append(make([]byte, 0, 128), `{"Message":`...)
	b = appendText(b, o.message)
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
	case at.IsZero():
		return append(b, "null"...)
	case r.config.Choices.RESTDates == "iso":
		return append(at.AppendFormat(append(b, '"'), r.layout()), '"')
	}
	b = strconv.AppendInt(append(b, `"\/Date(`...), at.UnixMilli(), 10)
	if r.config.Choices.NextTimeoutKind == "local" {
		b = at.AppendFormat(b, "-0700")
	}
	return append(b, `)\/"`...)
}
