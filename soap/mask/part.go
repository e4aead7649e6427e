package mask

import (
	"bytes"
	"regexp"
	"slices"
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
		head, content, found := bytes.Cut(text, []byte("\r\n\r\n"))
		if !found {
			list[i] = []byte(around(string(text)))
			continue
		}
		m := transcript.Message{Body: content}
		for line := range strings.SplitSeq(string(head), "\r\n") {
			name, value, _ := strings.Cut(line, ":")
			m.Fields = append(m.Fields, transcript.Field{Name: name, Value: strings.TrimSpace(value)})
		}
		p := part{content: content, field: fieldName(m.Value("Content-Disposition"))}
		if p.field == "" {
			p.form = formOf(&m)
		}
		list[i] = slices.Concat([]byte(around(string(head))), []byte("\r\n\r\n"), change(p))
	}
	return bytes.Join(list, separator)
}

var (
	boundaryParameter = regexp.MustCompile(`(?i)^\s*multipart/.*;\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;]+))`)
	nameParameter     = regexp.MustCompile(`(?i);\s*name\s*=\s*"([^"]*)"`)
)

func boundaryOf(contentType string) string {
	if found := boundaryParameter.FindStringSubmatch(contentType); found != nil {
		return found[1] + found[2]
	}
	return ""
}

func fieldName(disposition string) string {
	if found := nameParameter.FindStringSubmatch(disposition); found != nil {
		return found[1]
	}
	return ""
}
