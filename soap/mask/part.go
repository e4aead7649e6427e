package mask

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// part is one of a multipart body.
type part struct {
	content []byte
	form    syntax // what it is written in
	field   string // of a form, whose value it is: a text, whatever that looks like
}

// eachPart puts the parts of a multipart body through a function, and what stands around them, their heads above all, through
// another.
func eachPart(body []byte, boundary string, change func(part) []byte, around func(string) string) []byte {
	separator := []byte("--" + boundary)
	list := bytes.Split(body, separator)
	for i, text := range list {
		at := emptyLine.FindIndex(text)
		if at == nil {
			list[i] = []byte(around(string(text)))
			continue
		}
		head, content := string(text[:at[1]]), text[at[1]:]
		m := transcript.Message{Body: content}
		for line := range strings.Lines(head) {
			name, value, _ := strings.Cut(line, ":")
			m.Fields = append(m.Fields, transcript.Field{Name: name, Value: strings.TrimSpace(value)})
		}
		p := part{content: content, field: parameterOf(m.Value("Content-Disposition"), nameParameter)}
		if p.field == "" {
			p.form = formOf(&m)
		}
		list[i] = append([]byte(around(head)), change(p)...)
	}
	return bytes.Join(list, separator)
}

// emptyLine ends the head of a part. Not all clients end lines in CR LF.
var emptyLine = regexp.MustCompile(`\r?\n\r?\n`)

var (
	boundaryParameter = regexp.MustCompile(`(?i)^\s*multipart/.*;\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))`)
	nameParameter     = regexp.MustCompile(`(?i);\s*name\s*=\s*(?:"([^"]*)"|([^\s;]+))`)
)

func boundaryOf(contentType string) string { return parameterOf(contentType, boundaryParameter) }

// parameterOf is the value of a parameter, in quotes or not; "" when it is not there.
func parameterOf(value string, parameter *regexp.Regexp) string {
	if found := parameter.FindStringSubmatch(value); found != nil {
		return found[1] + found[2]
	}
	return ""
}
