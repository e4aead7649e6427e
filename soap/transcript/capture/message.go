package capture

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// readRequest reads a request as it went over the wire.
func (x *exchange) readRequest(raw []byte) error {
	start, m, err := readHead(trimStart(raw))
	if err != nil {
		return err
	}
	words := strings.Fields(start)
	if len(words) < 2 || !token(words[0]) {
		return errors.New("its first line is none of a request")
	}
	x.method, x.target = words[0], words[1]
	x.shared = len(words) > 2 && (strings.HasPrefix(words[2], "HTTP/2") || strings.HasPrefix(words[2], "HTTP/3"))
	x.request = *m
	if x.method == "CONNECT" {
		x.request.Body = nil // Fiddler keeps there what it sees of the handshake
		return nil
	}
	if what := whole(&x.request); what != "" {
		x.unsendable("its request " + what)
	}
	return nil
}

// readAnswer reads an answer as it went over the wire, behind those that only say to wait.
func (x *exchange) readAnswer(raw []byte) error {
	for {
		start, m, err := readHead(raw)
		if err != nil {
			return err
		}
		version, rest, _ := strings.Cut(start, " ")
		code, reason, _ := strings.Cut(strings.TrimSpace(rest), " ")
		status, err := strconv.Atoi(code)
		if err != nil || !strings.HasPrefix(version, "HTTP/") || status < 100 || status > 999 {
			return errors.New("its first line is none of an answer")
		}
		if status == 101 {
			x.leave = "WebSockets"
			return nil
		}
		if status < 200 {
			raw = m.Body
			continue
		}
		m.Start = statusLine(status, reason)
		x.response = m
		if x.method == "HEAD" || x.method == "CONNECT" || status == 204 || status == 304 {
			m.Body = nil
			return nil
		}
		if what := whole(m); what != "" {
			x.wrong("its response " + what)
		}
		return nil
	}
}

// readHead reads a head, whose lines may end in CR LF or LF, and hands on what is behind it.
func readHead(raw []byte) (start string, m *transcript.Message, err error) {
	const mostHead = 1 << 20
	m = &transcript.Message{}
	for n := 0; ; n++ {
		line, rest, found := bytes.Cut(raw, []byte("\n"))
		if len(line) > mostHead {
			return "", nil, errors.New("its head has a line that never ends")
		}
		text := strings.TrimRight(string(line), "\r")
		raw = rest
		switch {
		case n == 0:
			start = text
		case text == "":
			m.Body = rest
			return start, m, nil
		case (text[0] == ' ' || text[0] == '\t') && len(m.Fields) > 0: // an old way to go on in the next line (RFC 9112, section 5.2)
			m.Fields[len(m.Fields)-1].Value += " " + strings.TrimSpace(text)
		default:
			name, value, colon := strings.Cut(text, ":")
			if !colon {
				return "", nil, fmt.Errorf("line %d of its head is none", n+1)
			}
			m.Fields = append(m.Fields, transcript.Field{Name: strings.TrimSpace(name), Value: strings.TrimSpace(value)})
		}
		if !found {
			return start, m, nil
		}
	}
}

// whole undoes chunks, and says whether less is there than the head tells.
func whole(m *transcript.Message) (what string) {
	if strings.EqualFold(m.Value("Transfer-Encoding"), "chunked") {
		body, err := unchunk(m.Body)
		if err != nil {
			return "is cut off: " + err.Error()
		}
		m.Body = body
		return ""
	}
	length, err := strconv.ParseInt(m.Value("Content-Length"), 10, 64)
	if err != nil || length < 0 {
		return ""
	}
	have := int64(len(m.Body))
	switch {
	case length > have && length <= have+lineEnds(m.Body) && looksLikeXML(m.Body) && !cutOff(m.Body): // an editor has made LF of CR LF
	case length > have:
		return cutOffAfter(have, length)
	case length < have && strings.Trim(string(m.Body[length:]), "\r\n") == "":
		m.Body = m.Body[:length] // what an editor or a tool has put at the end
	}
	return ""
}

// lineEnds is how many bytes a body has lost if its lines ended in CR LF and end in LF now.
func lineEnds(body []byte) int64 {
	if bytes.Contains(body, []byte("\r")) {
		return 0
	}
	return int64(bytes.Count(body, []byte("\n")))
}
