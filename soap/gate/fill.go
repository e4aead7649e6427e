package gate

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"regexp"
	"strings"

	"github.com/soapstone-dev/soapstone/soap"
)

// The words that are filled in. Any other in ${} stands for itself, and the operator is told: see strangeWord.
const (
	nowWord     = "${now}"
	sessionWord = "${sessionId}"
	userWord    = "${user}"
	dollarWord  = "$${" // stands for ${, as in transcripts
)

// nowForm is how ${now} is written: an xs:dateTime, in UTC and to the millisecond.
const nowForm = "2006-01-02T15:04:05.000Z"

// hole is where a word stands in a body.
type hole struct {
	at   int
	word string
}

// holesOf finds the words in a body.
func holesOf(body []byte) []hole {
	var holes []hole
	for at := 0; ; {
		next := bytes.IndexByte(body[at:], '$')
		if next < 0 {
			return holes
		}
		at += next
		word := "$"
		for _, w := range []string{nowWord, sessionWord, userWord, dollarWord} {
			if bytes.HasPrefix(body[at:], []byte(w)) {
				holes, word = append(holes, hole{at, w}), w
			}
		}
		at += len(word)
	}
}

// strangeWords finds what looks as if it was to be filled in: a word that is misspelt, or one that stands for something in
// what a replay expects.
var strangeWords = regexp.MustCompile(`\$?\$\{[A-Za-z][^{}\r\n]{0,60}\}`)

// strangeWord is the first such word in a body, and where it stands; "" when there is none.
func strangeWord(body []byte) (word string, at int) {
	for _, found := range strangeWords.FindAllIndex(body, -1) {
		switch word := string(body[found[0]:found[1]]); {
		case word == nowWord, word == sessionWord, word == userWord, strings.HasPrefix(word, dollarWord):
		default:
			return word, found[0]
		}
	}
	return "", 0
}

// fill returns the body with its words filled in. One without any is shared by all calls.
func (e *entry) fill(call *soap.Call) []byte {
	if len(e.holes) == 0 {
		return e.body
	}
	var out bytes.Buffer
	at := 0
	for _, h := range e.holes {
		out.Write(e.body[at:h.at])
		e.write(&out, value(call, h.word))
		at = h.at + len(h.word)
	}
	out.Write(e.body[at:])
	return out.Bytes()
}

// value is what a word stands for in a call.
func value(call *soap.Call, word string) string {
	switch word {
	case nowWord:
		return call.Now.UTC().Format(nowForm)
	case sessionWord:
		return call.Session
	case userWord:
		return call.Principal.Name
	}
	return "${"
}

// write writes a text as the body's form wants it.
func (e *entry) write(out *bytes.Buffer, s string) {
	switch {
	case looksLikeXML(e.body):
		_ = xml.EscapeText(out, []byte(s)) // a buffer takes everything
	case looksLikeJSON(e.body):
		quoted, _ := json.Marshal(s) // a text can always be quoted
		out.Write(quoted[1 : len(quoted)-1])
	default:
		out.WriteString(s)
	}
}

func looksLikeJSON(body []byte) bool {
	body = bytes.TrimLeft(body, " \t\r\n")
	return len(body) > 0 && bytes.IndexByte([]byte(`{["`), body[0]) >= 0
}
