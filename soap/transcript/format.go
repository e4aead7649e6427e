package transcript

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// formatName is the first line of every file.
const formatName = "soapstone/1"

// Format writes a story as a file.
func Format(s *Story) []byte {
	var b bytes.Buffer
	if s.header != "" {
		b.WriteString(s.header)
	} else {
		writeHeader(&b, s)
	}
	for _, e := range s.Events {
		fmt.Fprintf(&b, "-- %s --\n%s", e.title(), e.data())
	}
	return b.Bytes()
}

func writeHeader(b *bytes.Buffer, s *Story) {
	line := func(key, value string) {
		if value != "" {
			fmt.Fprintf(b, "%s: %s\n", key, value)
		}
	}
	line("format", formatName)
	line("system", s.System)
	line("source", s.Source)
	line("evidence", string(s.Evidence))
	var rows []string
	for _, r := range s.Rows {
		rows = append(rows, strconv.Itoa(r))
	}
	line("rows", strings.Join(rows, " "))
	if !s.Clock.IsZero() {
		line("clock", s.Clock.Format(time.RFC3339Nano))
	}
	line("seed", hex.EncodeToString(s.Seed))
	for _, set := range s.Set {
		line("set", set.Name+" = "+set.Value)
	}
}

func (e *Request) title() string  { return e.Message.title(e.Number, "request") }
func (e *Response) title() string { return e.Message.title(e.Number, "response") }
func (e *Given) title() string    { return strconv.Itoa(e.Number) + " given" }
func (e *Loss) title() string     { return "lose " + strconv.Itoa(e.Number) }
func (e *HangUp) title() string   { return "hang up " + strconv.Itoa(e.Number) }
func (e *Restart) title() string  { return "restart" }
func (e *Alter) title() string    { return "alter " + e.Path }

func (e *Move) title() string {
	switch {
	case !e.To.IsZero():
		return "clock " + e.To.Format(time.RFC3339Nano)
	case e.By >= 0:
		return "clock +" + e.By.String()
	}
	return "clock " + e.By.String()
}

func (e *Move) data() string    { return "" }
func (e *Loss) data() string    { return "" }
func (e *HangUp) data() string  { return "" }
func (e *Restart) data() string { return "" }

func (e *Given) data() string {
	var b strings.Builder
	if !e.Now.IsZero() {
		fmt.Fprintf(&b, "now: %s\n", e.Now.Format(time.RFC3339Nano))
	}
	if e.Seed != nil {
		fmt.Fprintf(&b, "seed: %s\n", hex.EncodeToString(e.Seed[:]))
	}
	if e.Remote != "" {
		fmt.Fprintf(&b, "remote: %s\n", e.Remote)
	}
	return b.String()
}

func (e *Alter) data() string {
	var b strings.Builder
	for _, s := range e.Set {
		fmt.Fprintf(&b, "%s = %s\n", s.Name, s.Value)
	}
	return b.String()
}

func (m *Message) title(number int, what string) string {
	t := strconv.Itoa(number) + " " + what
	if spelt := spellingOf(m.Body); spelt != asItIs {
		t += " " + string(spelt)
	}
	return t
}

// base64Line is how many characters of base64 stand on a line.
const base64Line = 76

func (m *Message) data() string {
	var b strings.Builder
	b.WriteString(m.Start + "\n")
	for _, f := range m.Fields {
		b.WriteString(f.Name + ": " + f.Value + "\n")
	}
	if len(m.Body) == 0 {
		return b.String()
	}
	b.WriteString("\n")
	switch spellingOf(m.Body) {
	case asItIs, withLF:
		b.Write(m.Body)
	case withCRLF:
		b.Write(bytes.ReplaceAll(m.Body, []byte("\r\n"), []byte("\n")))
	default:
		text := base64.StdEncoding.EncodeToString(m.Body)
		for len(text) > base64Line {
			b.WriteString(text[:base64Line] + "\n")
			text = text[base64Line:]
		}
		b.WriteString(text)
	}
	b.WriteString("\n")
	return b.String()
}

// spelling is how a body stands in the file, as the title of its entry says it.
type spelling string

const (
	asItIs   spelling = ""
	withLF   spelling = "lf"   // its last line ends in LF as well, which an empty line in the file shows
	withCRLF spelling = "crlf" // its lines end in CR LF, and in LF in the file
	inBase64 spelling = "base64"
)

// spellingOf says how a body is written. There is one way for each, so that a file that was read is written the same.
func spellingOf(body []byte) spelling {
	returns, newlines := bytes.Count(body, []byte("\r")), bytes.Count(body, []byte("\n"))
	switch {
	case returns == 0 && !bytes.HasSuffix(body, []byte("\n")) && readable(body):
		return asItIs
	// PHP writes every request so. An editor may add an empty line by accident, so the title says that it is meant.
	case returns == 0 && readable(body):
		return withLF
	// Windows and .NET write so, and who reads the file should see more than base64.
	case returns > 0 && returns == newlines && bytes.Count(body, []byte("\r\n")) == returns && readable(body):
		return withCRLF
	}
	return inBase64
}

// readable says whether a text can stand in the file, whatever its lines end in.
func readable(body []byte) bool {
	if !utf8.Valid(body) {
		return false
	}
	for line := range bytes.SplitSeq(body, []byte("\n")) {
		line = bytes.TrimSuffix(line, []byte("\r"))
		if bytes.HasPrefix(line, []byte("-- ")) && bytes.HasSuffix(line, []byte(" --")) {
			return false
		}
	}
	return true
}
