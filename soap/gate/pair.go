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
	name                      string // as files are named, with their folder and before the mark
	request, response         string // paths; request may be ""
	requestForm, responseForm string
	twice                     string // a file too many
}

// operation is what the name of a pair says, where its request does not: what stands before the first dot.
func (p *pair) operation() string {
	base := filepath.Base(p.name)
	if before, _, found := strings.Cut(base, "."); found && before != "" {
		return before
	}
	return base
}

// pairs are those of a folder, by name.
type pairs struct {
	list   []*pair
	byName map[string]*pair
}

func newPairs() *pairs { return &pairs{byName: map[string]*pair{}} }

// add takes in a file. One with a name that says nothing here is passed over, unless it looks as if it was meant to.
func (p *pairs) add(path, name string) {
	form := strings.TrimPrefix(filepath.Ext(name), ".")
	if form != formXML && form != formJSON && form != formHTTP {
		return
	}
	stem := strings.TrimSuffix(path, "."+form)
	base, isRequest := strings.CutSuffix(stem, requestMark)
	base, isResponse := strings.CutSuffix(base, responseMark)
	at := p.byName[base]
	if at == nil {
		at = &pair{name: base}
		p.byName[base] = at
		i, _ := slices.BinarySearchFunc(p.list, at, func(a, b *pair) int { return byNumber(a.name, b.name) })
		p.list = slices.Insert(p.list, i, at)
	}
	switch {
	case isRequest && at.request == "":
		at.request, at.requestForm = path, form
	case isResponse && at.response == "":
		at.response, at.responseForm = path, form
	default:
		at.twice = path
	}
}

// pair reads a pair.
func (l *loader) pair(p *pair) {
	switch {
	case p.twice != "" && p.request == "" && p.response == "":
		l.damage(p.twice, 0, "its name says neither what it asks nor what it answers: call it NAME%s.xml or OPERATION%s.xml, or .json or .http", requestMark, responseMark)
		return
	case p.twice != "":
		l.damage(p.twice, 0, "there is a second one of this name: a pair has one request and one answer")
		return
	case p.response == "":
		l.damage(p.request, 0, "the answer is missing: write %s%s.%s beside it", filepath.Base(p.name), responseMark, p.requestForm)
		return
	}
	text, ok := l.file(p.response)
	if !ok {
		return
	}
	e := &entry{name: p.response, operation: p.operation(), source: text}
	if err := e.readResponse(p.responseForm, text); err != nil {
		l.damage(p.response, err.line, "%s", err.what)
		return
	}
	if p.request != "" {
		text, ok := l.file(p.request)
		if !ok {
			return
		}
		if err := e.readRequest(p.requestForm, text); err != nil {
			l.damage(p.request, err.line, "%s", err.what)
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
		e.operation, e.isSOAP = d.payload, true
	case m.Start != "":
		_, target, _ := strings.Cut(m.Start, " ")
		e.operation = lastPart(pathOf(target))
	}
	return nil
}
