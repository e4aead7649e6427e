package quick

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// lacks is what a head may have to say that the handler has not said.
type lacks struct {
	date   bool
	length bool // or that the body comes in chunks
	media  bool // which the beginning of the body shows
	close  bool // where the connection is to be closed
}

// beginHead writes the status line and the lines of the handler's head that net/http writes, too. Whether the server is
// closing makes a difference to those of a head with Connection alone.
func (a *answer) beginHead(head http.Header, closing bool) {
	var not map[string]bool
	without := func(name string) {
		if _, ok := head[name]; ok {
			if not == nil {
				not = map[string]bool{}
			}
			not[name] = true
		}
	}
	coding, connection := head.Get("Transfer-Encoding"), head.Get("Connection")
	_, dated := head["Date"]
	_, measured := head["Content-Length"]
	_, typed := head["Content-Type"]
	a.close = closing || connection == "close"
	a.lacks.date = !dated
	a.lacks.media = !typed && coding == "" && head.Get("Content-Encoding") == ""
	switch {
	case !a.hasBody():
		without("Content-Length")
		without("Transfer-Encoding")
		if a.status == http.StatusNotModified {
			without("Content-Type")
		}
	case a.length >= 0 && (coding == "" || coding == "identity"):
		without("Transfer-Encoding")
	case coding == "identity": // the body goes on until the connection ends
		without("Transfer-Encoding")
		a.close = true
	case coding == "" && !measured:
		a.lacks.length = true
	default:
		without("Content-Length")
		if coding == "chunked" {
			without("Transfer-Encoding")
		}
		a.chunked = true
	}
	a.lacks.close = (closing || !hasWord(connection, "close")) && !a.switches(head)
	if a.close && a.lacks.close {
		without("Connection")
	}
	a.statusLine(a.status)
	_ = head.WriteSubset(&a.out, not) // a buffer takes everything
}

// endHead writes what the head lacks. The beginning of the body is all of it when the answer is over.
func (a *answer) endHead(body []byte) {
	closing := a.lane.server.closing.Load()
	if a.fixed != nil {
		a.beginHead(a.fixed, closing)
	}
	a.close = a.close || closing
	if a.lacks.date {
		a.field("Date", time.Now().UTC().Format(http.TimeFormat))
	}
	if a.lacks.length && a.ended != nil {
		a.field("Content-Length", strconv.Itoa(len(body)))
	} else if a.lacks.length {
		a.chunked = true
	}
	if a.lacks.media && len(body) > 0 {
		a.field("Content-Type", http.DetectContentType(body))
	}
	if a.lacks.close && a.close {
		a.field("Connection", "close")
	}
	if a.chunked {
		a.field("Transfer-Encoding", "chunked")
	}
	a.out.WriteString("\r\n")
}

func (a *answer) field(name, value string) {
	a.out.WriteString(name)
	a.out.WriteString(": ")
	a.out.WriteString(value)
	a.out.WriteString("\r\n")
}

// switches says whether the connection goes on with another protocol.
func (a *answer) switches(head http.Header) bool {
	return a.status == http.StatusSwitchingProtocols && head.Get("Upgrade") != "" && hasWord(head.Get("Connection"), "upgrade")
}

// hasWord says whether a word of small letters stands in a list, in any case.
func hasWord(list, word string) bool {
	for w := range strings.FieldsFuncSeq(list, func(c rune) bool { return strings.ContainsRune(" \t,", c) }) {
		if is([]byte(w), word) {
			return true
		}
	}
	return false
}

// hasBody says whether an answer of the status has one (RFC 9110, section 6.4.1).
func (a *answer) hasBody() bool {
	return a.status >= 200 && a.status != http.StatusNoContent && a.status != http.StatusNotModified
}

// inform sends an informational answer, which others follow.
func (a *answer) inform(status int) {
	a.statusLine(status)
	_ = a.head.WriteSubset(&a.out, map[string]bool{"Content-Length": true, "Transfer-Encoding": true}) // a buffer takes everything
	a.out.WriteString("\r\n")
	a.flush()
}

func (a *answer) statusLine(status int) {
	if text := http.StatusText(status); text != "" {
		a.out.WriteString("HTTP/1.1 ")
		a.out.WriteString(strconv.Itoa(status))
		a.out.WriteByte(' ')
		a.out.WriteString(text)
		a.out.WriteString("\r\n")
	} else {
		fmt.Fprintf(&a.out, "HTTP/1.1 %03d status code %d\r\n", status, status)
	}
}
