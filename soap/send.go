package soap

import (
	"bytes"
	"fmt"
	"maps"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// send sends an answer. A connection that it returns is the caller's to close, with closeLingering.
func (e *Endpoint) send(w http.ResponseWriter, call *Call, a *Response, at time.Time) net.Conn {
	status, body, head := a.status(), a.Body, w.Header()
	e.fillHead(head, a, at)
	if a.gzip && len(body) > 0 && wantsGzip(call.HTTP.Header) {
		head["Content-Encoding"] = []string{"gzip"}
		body = compress(body)
	}
	if a.Phrase != "" && a.Phrase != http.StatusText(status) {
		return sendPhrase(w, call.HTTP, status, a.Phrase, body)
	}
	if a.chunked && call.HTTP.ProtoAtLeast(1, 1) {
		head["Transfer-Encoding"] = chunked
		delete(head, "Content-Length")
	} else {
		head["Content-Length"] = call.Service.lengthOf(len(body))
	}
	w.WriteHeader(status)
	if len(body) > 0 {
		w.Write(body) // an error is a client who is gone, or a body where none goes, as with HEAD
	}
	return nil
}

// fillHead fills in the head that whole answers and streams have in common.
func (e *Endpoint) fillHead(head http.Header, a *Response, at time.Time) {
	maps.Copy(head, a.Header)
	if _, ok := head["Date"]; !ok {
		head["Date"] = e.dateOf(at)
	}
	if _, ok := head["Content-Type"]; !ok {
		head["Content-Type"] = nil // none rather than one that net/http guesses
	}
	if a.Close {
		head["Connection"] = []string{"close"}
	}
}

// sendPhrase sends an answer whose reason phrase is not the usual one, which net/http cannot write, and which is
// the last one on its connection. Nothing else writes to the raw connection.
func sendPhrase(w http.ResponseWriter, r *http.Request, status int, phrase string, body []byte) net.Conn {
	head := w.Header().Clone()
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil { // not over a connection of its own: the usual phrase, then
		w.WriteHeader(status)
		w.Write(body)
		return nil
	}
	var b bytes.Buffer
	proto := "HTTP/1.1"
	if !r.ProtoAtLeast(1, 1) {
		proto = "HTTP/1.0"
	}
	fmt.Fprintf(&b, "%s %03d %s\r\n", proto, status, oneLine.Replace(phrase))
	head.Set("Content-Length", strconv.Itoa(len(body)))
	head.Set("Connection", "close")
	head.Write(&b)
	b.WriteString("\r\n")
	if r.Method != http.MethodHead {
		b.Write(body)
	}
	conn.Write(b.Bytes()) // an error is a client who is gone
	return conn
}

var oneLine = strings.NewReplacer("\r", " ", "\n", " ")

// hangUp closes the connection without an answer, and says whether it could.
func hangUp(w http.ResponseWriter) bool {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return false
	}
	conn.Close()
	return true
}

// chunked is the Transfer-Encoding of a body without a length, not to be changed.
var chunked = []string{"chunked"}

// lengthLine is the Content-Length of bodies of one length, kept because the answers of one operation mostly have the same.
type lengthLine struct {
	length int
	values []string
}

// lengthOf is the value of a Content-Length field, not to be changed.
func (s *Service) lengthOf(body int) []string {
	kept := &s.lengths[body%len(s.lengths)]
	line := kept.Load()
	if line == nil || line.length != body {
		line = &lengthLine{length: body, values: []string{strconv.Itoa(body)}}
		kept.Store(line)
	}
	return line.values
}

// dateLine is the Date of one second, kept since most answers share it.
type dateLine struct {
	second int64
	values []string
}

// dateOf is the value of a Date field, not to be changed.
func (e *Endpoint) dateOf(at time.Time) []string {
	line := e.date.Load()
	if line == nil || line.second != at.Unix() {
		line = &dateLine{second: at.Unix(), values: []string{at.UTC().Format(http.TimeFormat)}}
		e.date.Store(line)
	}
	return line.values
}
