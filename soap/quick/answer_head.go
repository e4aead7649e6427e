package quick

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// begin writes the head. The beginning of the body is for what the handler has not said of it, and is all of it when the
// answer is over.
func (a *answer) begin(head http.Header, body []byte) {
	var (
		date, length, media, connection, coding string // that the handler has not given
		not                                     map[string]bool
	)
	without := func(name string) {
		if _, ok := head[name]; ok {
			if not == nil {
				not = map[string]bool{}
			}
			not[name] = true
		}
	}
	a.close = head.Get("Connection") == "close"
	given := head.Get("Transfer-Encoding")
	_, measured := head["Content-Length"]
	switch {
	case !a.hasBody():
		without("Content-Length")
		without("Transfer-Encoding")
		if a.status == http.StatusNotModified {
			without("Content-Type")
		}
	case a.length >= 0 && (given == "" || given == "identity"):
		without("Transfer-Encoding")
	case given == "identity": // the body goes on until the connection ends
		without("Transfer-Encoding")
		a.close = true
	case given == "" && a.ended != nil && !measured:
		length = strconv.Itoa(len(body))
	default:
		without("Content-Length")
		if given == "chunked" {
			without("Transfer-Encoding")
		}
		a.chunked, coding = true, "chunked"
	}
	if _, ok := head["Content-Type"]; !ok && a.hasBody() && given == "" && head.Get("Content-Encoding") == "" && len(body) > 0 {
		media = http.DetectContentType(body)
	}
	if _, ok := head["Date"]; !ok {
		date = time.Now().UTC().Format(http.TimeFormat)
	}
	closing := a.lane.server.closing.Load()
	a.close = a.close || closing
	if a.close && (closing || head.Get("Connection") != "close") && a.status != http.StatusSwitchingProtocols {
		without("Connection")
		connection = "close"
	}
	a.statusLine(a.status)
	_ = head.WriteSubset(&a.out, not) // a buffer takes everything
	for _, f := range [...]struct{ name, value string }{
		{"Date", date}, {"Content-Length", length}, {"Content-Type", media}, {"Connection", connection}, {"Transfer-Encoding", coding},
	} {
		if f.value != "" {
			a.out.WriteString(f.name)
			a.out.WriteString(": ")
			a.out.WriteString(f.value)
			a.out.WriteString("\r\n")
		}
	}
	a.out.WriteString("\r\n")
	a.begun, a.fixed = true, nil
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
