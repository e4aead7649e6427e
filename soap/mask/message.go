package mask

import (
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
	case strings.HasSuffix(media, "json") || looksLikeJSON(m.Body):
		return inJSON
	case strings.HasSuffix(media, "xml") || looksLikeMarkup(string(m.Body[:min(len(m.Body), 512)])):
		return inXML
	}
	return inText
}

func looksLikeMarkup(s string) bool {
	return strings.HasPrefix(strings.TrimLeft(s, blanks+"\ufeff"), "<")
}

func clone(m transcript.Message) transcript.Message {
	m.Fields = slices.Clone(m.Fields)
	return m
}
