package gate

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

// strict are all that differs from run to run.
const strict = diff.Times | diff.Hosts | diff.Cookies | diff.Usage

// find returns the answers to a call, in order: those whose request is the call's, else those of every request of the
// operation, none when there is none. A request that is the same but for times counts only where none is quite the same.
func (l *library) find(call *soap.Call) []*entry {
	var exact, alike, every []*entry
	for _, e := range l.operations[Operation(call)] {
		switch {
		case e.request == nil:
			// An envelope answers an envelope, and nothing else does, unless it says nothing at all.
			if len(e.body) == 0 || (e.envelope != 0) == isEnvelope(call) {
				every = append(every, e)
			}
		case !e.comparable(call) || e.differs(call, 0) != nil:
		case e.differs(call, strict) == nil:
			exact = append(exact, e)
		case len(alike) == 0 || alike[0].asksTheSame(e):
			alike = append(alike, e)
		}
	}
	for _, found := range [][]*entry{exact, alike} {
		if len(found) > 0 {
			return found
		}
	}
	return every
}

// comparable says whether an entry's request is of the kind that a call is, before bodies are compared: both are envelopes,
// or method, path and query are the same.
func (e *entry) comparable(call *soap.Call) bool {
	if e.isSOAP || isEnvelope(call) {
		return e.isSOAP && isEnvelope(call)
	}
	if e.request.Start == "" {
		return len(call.Body) > 0 || call.HTTP.Method != http.MethodGet
	}
	method, target, _ := strings.Cut(e.request.Start, " ")
	target, _, _ = strings.Cut(target, " ")
	_, query, _ := strings.Cut(target, "?")
	return method == call.HTTP.Method &&
		strings.TrimRight(pathOf(target), "/") == strings.TrimRight(call.HTTP.URL.Path, "/") &&
		sameQuery(query, call.HTTP.URL.RawQuery, call.Session)
}

// sameQuery compares two queries by their names and values, in any order of names. What is the session's id does not
// count, nor do values for which ${any} stands.
func sameQuery(want, got, session string) bool {
	w, err := url.ParseQuery(want)
	if err != nil {
		return want == got
	}
	g, err := url.ParseQuery(got)
	if err != nil || len(w) != len(g) {
		return false
	}
	for name, values := range w {
		if !slices.EqualFunc(values, g[name], func(want, got string) bool {
			return want == got || want == "${any}" || session != "" && got == session
		}) {
			return false
		}
	}
	return true
}

// differs compares the bodies of an entry's request and a call's, of which the envelope's Body alone counts: headers say
// who asks, and how. It is nil where they say the same. What the call says of its session may be anything in the file, which
// names another one.
func (e *entry) differs(call *soap.Call, volatile diff.Volatile) *diff.Difference {
	want := e.request.Body
	if len(want) == 0 {
		return nil // of a call of REST its first line says enough
	}
	want = bytes.ReplaceAll(want, []byte(sessionWord), []byte("${any}"))
	o := diff.Options{Ignore: outsideOfBody(e.isSOAP), Strict: volatile}
	for _, d := range diff.Bodies(want, call.Body, e.request.Value("Content-Type"), call.HTTP.Header.Get("Content-Type"), o) {
		if matters(&d) && (call.Session == "" || d.Got != call.Session) {
			return &d
		}
	}
	return nil
}

// matters says whether a difference tells two requests apart. White space does not, nor does an xsi:type, which may be left
// out.
func matters(d *diff.Difference) bool {
	_, attribute, _ := strings.Cut(d.Path, "/@")
	return d.Weight != diff.Form && d.Kind != diff.Type && !strings.HasSuffix(attribute, ":type")
}

// asksTheSame says whether two entries that are alike a call are for one request, and not for two at other times.
func (e *entry) asksTheSame(o *entry) bool {
	options := diff.Options{Ignore: outsideOfBody(e.isSOAP), Strict: strict}
	return !slices.ContainsFunc(diff.Bodies(e.request.Body, o.request.Body, "", "", options), func(d diff.Difference) bool { return matters(&d) })
}

// outsideOfBody says of a path in an envelope that it does not lie in the Body. How parameters are encoded does not count
// either.
func outsideOfBody(isSOAP bool) func(path string) bool {
	if !isSOAP {
		return nil
	}
	return func(path string) bool {
		return !strings.HasPrefix(path, "/Envelope/Body/") || strings.HasSuffix(path, "/@encodingStyle")
	}
}

// nearest says how the first request of an operation differs from a call, for which there is no answer; "" when the
// operation has no request at all. It says no values: they may be secret.
func (l *library) nearest(call *soap.Call) string {
	for _, e := range l.operations[Operation(call)] {
		if e.request == nil {
			continue
		}
		if !e.comparable(call) {
			return fmt.Sprintf("%s is for another request", filepath.Base(e.name))
		}
		if d := e.differs(call, 0); d != nil {
			return fmt.Sprintf("%s has another request: it differs at %s (%s)", filepath.Base(e.name), d.Path, d.Kind)
		}
	}
	return ""
}
