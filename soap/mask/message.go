package mask

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// formOf is what the body of a message is written in.
func formOf(m *transcript.Message) syntax {
	media, _, _ := strings.Cut(m.Value("Content-Type"), ";")
	media = strings.ToLower(strings.TrimSpace(media))
	switch {
	case media == "application/x-www-form-urlencoded":
		return inForm
	case looksLikeForm(m.Body): // whatever the head says: a client may have it wrong
		return inForm
	case strings.HasSuffix(media, "json") || looksLikeJSON(m.Body):
		return inJSON
	case strings.HasSuffix(media, "xml") || looksLikeMarkup(string(m.Body[:min(len(m.Body), 512)])):
		return inXML
	}
	return inText
}

// form finds parameters and nothing else. What stands for a secret may be in them already, with a colon and no blank.
var form = regexp.MustCompile(`^[\w.%+~\[\]-]+=[^\s<>&;"']*(?:&[\w.%+~\[\]-]+=[^\s<>&;"']*)*$`)

// looksLikeForm says whether a body is parameters of a form. What ends in the only "=" of it is base64, or has nothing to hide.
func looksLikeForm(body []byte) bool {
	const longest = 1 << 20
	first := bytes.IndexByte(body[:min(len(body), 200)], '=')
	return first > 0 && len(body) <= longest && len(bytes.TrimRight(body[first:], "=")) > 0 && form.Match(body)
}

func looksLikeMarkup(s string) bool {
	return strings.HasPrefix(strings.TrimLeft(s, blanks+"\ufeff"), "<")
}

func clone(m transcript.Message) transcript.Message {
	m.Fields = slices.Clone(m.Fields)
	return m
}
