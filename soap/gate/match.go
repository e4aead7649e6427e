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

// mostDifferences is how many package diff tells of: behind a hundred that do not matter may be one that does. Two requests
// with more are not the same.
const mostDifferences = 10_000

// strict are all that differs from run to run.
const strict = diff.Times | diff.Hosts | diff.Cookies | diff.Usage

// question is a call, and what requests are compared with.
type question struct {
	call   *soap.Call
	isSOAP bool
	beyond *soap.ReadError // why the body is not compared, nil when it is
	leaves []leaf          // nil when they are not known
	path   string
	query  queryOf
}

func newQuestion(call *soap.Call) *question {
	q := &question{call: call, isSOAP: isEnvelope(call), beyond: beyondLimits(call)}
	if q.beyond == nil {
		q.leaves = leavesOfCall(call)
	}
	if !q.isSOAP {
		q.path, q.query = strings.TrimRight(call.HTTP.URL.Path, "/"), newQuery(call.HTTP.URL.RawQuery)
	}
	return q
}

// find returns the answers to a call, in order: those whose request is the call's, else those of every request of its
// operation, none when there is none. A request that is the same but for times counts only where none is quite the same.
func (l *library) find(call *soap.Call) []*entry {
	entries := l.of(call)
	if len(entries) == 0 {
		return nil
	}
	q := newQuestion(call)
	var exact, alike, every []*entry
	verdicts := map[*entry]verdict{} // of requests that stand in several files
	for _, e := range entries {
		if e.request == nil {
			// An envelope answers an envelope, and nothing else does, unless it says nothing at all.
			if len(e.body) == 0 || (e.envelope != 0) == q.isSOAP {
				every = append(every, e)
			}
			continue
		}
		v, known := verdicts[e.first]
		if !known {
			if v = e.compare(q); v != another { // there are few others
				verdicts[e.first] = v
			}
		}
		switch {
		case v == same:
			exact = append(exact, e)
		case v == sameButForTimes && (len(alike) == 0 || alike[0].asksTheSame(e)):
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

// verdict is how a request in a file compares with a call.
type verdict int

const (
	another verdict = iota
	sameButForTimes
	same
)

func (e *entry) compare(q *question) verdict {
	switch {
	case !e.comparable(q), e.leaves != nil && q.leaves != nil && !fits(e.leaves, q.leaves), e.differs(q.call, 0) != nil:
		return another
	case e.differs(q.call, strict) != nil:
		return sameButForTimes
	}
	return same
}

// comparable says whether an entry's request is of the kind that a call is, before bodies are compared: both are envelopes,
// or method, path and query are the same.
func (e *entry) comparable(q *question) bool {
	if e.isSOAP || q.isSOAP {
		return e.isSOAP && q.isSOAP
	}
	if q.beyond != nil && len(e.request.Body) > 0 {
		return false
	}
	method := q.call.HTTP.Method
	if e.request.Start == "" {
		return len(q.call.Body) > 0 || method != http.MethodGet
	}
	return e.method == method && samePath(q.call, e.path, q.path) && e.query.same(q.query, q.call.Session)
}

// queryOf is the query of a request, read once.
type queryOf struct {
	text   string
	values url.Values // nil when it cannot be read
}

func newQuery(text string) queryOf {
	values, err := url.ParseQuery(text)
	if err != nil {
		values = nil
	}
	return queryOf{text, values}
}

// same compares two queries by their names and values, in any order of names. What is the session's id does not count, nor do
// values for which ${any} stands.
func (q queryOf) same(got queryOf, session string) bool {
	if q.values == nil {
		return q.text == got.text
	}
	if got.values == nil || len(q.values) != len(got.values) {
		return false
	}
	for name, values := range q.values {
		if !slices.EqualFunc(values, got.values[name], func(want, got string) bool {
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
	o := diff.Options{Ignore: outsideOfBody(e.isSOAP), Strict: volatile, Most: mostDifferences}
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
	return d.Kind == diff.Limit || d.Weight != diff.Form && d.Kind != diff.Type && !strings.HasSuffix(attribute, ":type")
}

// asksTheSame says whether two entries that are alike a call are for one request, and not for two at other times.
func (e *entry) asksTheSame(o *entry) bool {
	if e.first == o.first {
		return true
	}
	options := diff.Options{Ignore: outsideOfBody(e.isSOAP), Strict: strict, Most: mostDifferences}
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
	q := newQuestion(call)
	for _, e := range l.of(call) {
		if e.request == nil {
			continue
		}
		if q.beyond != nil {
			return fmt.Sprintf("%s is not compared with this request, which has %s: raise that in limits", filepath.Base(e.name), q.beyond.Detail)
		}
		if !e.comparable(q) {
			return fmt.Sprintf("%s is for another request", filepath.Base(e.name))
		}
		if d := e.differs(call, 0); d != nil {
			return fmt.Sprintf("%s has another request: it differs at %s (%s)", filepath.Base(e.name), d.Path, d.Kind)
		}
	}
	return ""
}
