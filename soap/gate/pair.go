package gate

import (
	"bytes"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// The marks in the names of files.
const (
	requestMark      = ".request"
	responseMark     = ".response"
	transcriptSuffix = ".txtar"
)

// The forms of the two files of a pair: the body alone, or a message of HTTP with its head.
const (
	formXML  = "xml"
	formJSON = "json"
	formHTTP = "http"
)

// pair are the files of one answer.
type pair struct {
	name              string // as files are named, with their folder and before the mark
	request, response half
}

// half is one of the files of a pair.
type half struct{ path, form string }

// operations are what the name of a pair may say, where its request does not: all of it, or what stands before the first
// dot.
func (p *pair) operations() []string {
	base := filepath.Base(p.name)
	if before, _, found := strings.Cut(base, "."); found && before != "" {
		return []string{base, before}
	}
	return []string{base}
}

// namesakes are the files of one name, before it is clear which belong together.
type namesakes struct {
	name                string
	requests, responses []half
	others              []string // with neither mark
}

// pairs are the files of a folder, by name.
type pairs map[string]*namesakes

// add takes in a file. One with a name that says nothing here is passed over, unless it looks as if it was meant to.
func (p pairs) add(path, name string) {
	form := strings.TrimPrefix(filepath.Ext(name), ".")
	if form != formXML && form != formJSON && form != formHTTP {
		return
	}
	stem := strings.TrimSuffix(path, "."+form)
	base, isRequest := strings.CutSuffix(stem, requestMark)
	base, isResponse := strings.CutSuffix(base, responseMark)
	at := p[base]
	if at == nil {
		at = &namesakes{name: base}
		p[base] = at
	}
	switch file := (half{path, form}); {
	case isRequest:
		at.requests = append(at.requests, file)
	case isResponse:
		at.responses = append(at.responses, file)
	default:
		at.others = append(at.others, path)
	}
}

// namesakes pairs the files of one name and reads them: a request and an answer of one form, then what is left of each. An
// answer without a request is for all that there may be.
func (l *loader) namesakes(n *namesakes) {
	for _, path := range n.others {
		l.damage(path, 0, "its name says neither what it asks nor what it answers: call it NAME%s.xml or OPERATION%s.xml, or .json or .http", requestMark, responseMark)
	}
	responses := n.responses
	var requests []half
	for _, r := range n.requests {
		i := slices.IndexFunc(responses, func(h half) bool { return h.form == r.form })
		if i < 0 {
			requests = append(requests, r)
			continue
		}
		l.pair(&pair{n.name, r, responses[i]})
		responses = slices.Delete(slices.Clone(responses), i, i+1)
	}
	switch {
	case len(requests) == 1 && len(responses) == 1:
		l.pair(&pair{n.name, requests[0], responses[0]})
	case len(requests) > 0 && len(responses) > 0:
		l.damage(requests[0].path, 0, "it is not clear which of several files answers it: give each pair a name of its own")
	case len(requests) > 0:
		for _, r := range requests {
			l.damage(r.path, 0, "the answer is missing: write %s%s.%s beside it", filepath.Base(n.name), responseMark, r.form)
		}
	default:
		for _, r := range responses {
			l.pair(&pair{name: n.name, response: r})
		}
	}
}

// pair reads a pair.
func (l *loader) pair(p *pair) {
	text, ok := l.file(p.response.path)
	if !ok {
		return
	}
	e := &entry{name: p.response.path, ofPair: true, operations: p.operations(), source: text}
	if err := e.readResponse(p.response.form, text); err != nil {
		l.damage(p.response.path, err.line, "%s", err.what)
		return
	}
	if p.request.path != "" {
		text, ok := l.file(p.request.path)
		if !ok {
			return
		}
		if err := e.readRequest(p.request.form, text); err != nil {
			l.damage(p.request.path, err.line, "%s", err.what)
			return
		}
		if e.isSOAP && e.envelope == 0 && p.response.form != formHTTP {
			l.damage(p.response.path, 0, "its request is an envelope, and %s", noEnvelope)
			return
		}
		e.source = slices.Concat(e.source, []byte{0}, text)
	}
	l.into.entries = append(l.into.entries, e)
}

// problem is what is wrong in a file.
type problem struct {
	line int
	what string
}

// readResponse reads the answer of a pair.
func (e *entry) readResponse(form string, text []byte) *problem {
	m := transcript.Message{Body: withoutLineEnd(text)}
	if form == formHTTP {
		var err *problem
		if m, err = readHTTP(text); err != nil {
			return err
		}
		if e.status = statusOf(m.Start); e.status == 0 {
			return &problem{1, `the file begins with no line such as "HTTP/1.1 200 OK"`}
		}
	}
	if form == formJSON {
		m.Body = bytes.TrimPrefix(m.Body, []byte("\ufeff")) // it is the file's, and no client reads it (RFC 8259, section 8.1)
	}
	e.fields, e.body = m.Fields, m.Body
	if form != formHTTP || looksLikeXML(m.Body) {
		d, err := readDocument(m.Body, form)
		if err != nil {
			err.line += lineOf(text, m.Body)
			return err
		}
		e.envelope = d.version
		if e.status == 0 {
			e.status = http.StatusOK
			if d.fault {
				e.status = http.StatusInternalServerError
			}
		}
	}
	e.holes = holesOf(e.body)
	var at int
	if e.strange, at = strangeWord(e.body); e.strange != "" {
		e.line = lineAt(e.body, at) + lineOf(text, e.body)
	}
	return nil
}

// withoutLineEnd is a text without the line end that editors leave: it belongs to the file.
func withoutLineEnd(text []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(text, []byte("\n")), []byte("\r"))
}

// readRequest reads the request of a pair.
func (e *entry) readRequest(form string, text []byte) *problem {
	m := transcript.Message{Body: text}
	if form == formHTTP {
		var err *problem
		if m, err = readHTTP(text); err != nil {
			return err
		}
		if method, target, _ := strings.Cut(m.Start, " "); method == "" || !strings.HasPrefix(target, "/") {
			return &problem{1, `the file begins with no line such as "GET /path?name=value"`}
		}
	}
	d := document{}
	if form != formHTTP || looksLikeXML(m.Body) {
		var err *problem
		if d, err = readDocument(m.Body, form); err != nil {
			err.line += lineOf(text, m.Body)
			return err
		}
	}
	return e.asks(m, d)
}

// asks makes the request of an entry of a message that was read.
func (e *entry) asks(m transcript.Message, d document) *problem {
	e.request = &m
	switch {
	case d.version != 0 && d.payload == "":
		return &problem{1, "the body of the envelope is empty: it says no operation"}
	case d.version != 0:
		e.operations, e.isSOAP = []string{d.payload}, true
	case m.Start != "":
		method, target, _ := strings.Cut(m.Start, " ")
		target, _, _ = strings.Cut(target, " ") // before the protocol
		_, query, _ := strings.Cut(target, "?")
		e.method, e.path, e.query = method, strings.TrimRight(pathOf(target), "/"), newQuery(query)
		e.operations = []string{lastPart(e.path)}
	}
	e.leaves = e.findLeaves()
	return nil
}
