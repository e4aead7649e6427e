package mask

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/near"
)

// SyntaxError says that something begins as a placeholder does and is none. To send it as it stands would be a login with a
// wrong password, and that a few times over an account that is locked.
type SyntaxError struct {
	// Source is what stands there, as far as one can tell where it ends.
	Source string
	// What is wrong with it, and what may be meant.
	What string
}

// Error says the way out.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("mask: %s %s (a literal ${ is written $${)", e.Source, e.What)
}

// placeholderForms are how the placeholders of requests are written.
func placeholderForms() map[string]string {
	return map[string]string{
		"secret": "${secret NAME}, ${secret NAME|FILTER}", "basic": "${basic USER}", "digest": "${digest USER}",
		"ntlm": "${ntlm USER}", "negotiate": "${negotiate USER}",
	}
}

// verbs are the words with which those begin, in the order in which they are told.
func verbs() []string { return []string{"secret", "basic", "digest", "ntlm", "negotiate"} }

// ofAnswers are the words of the placeholders of expected answers, which package diff reads.
func ofAnswers() []string {
	return []string{"any", "optional", "absent", "time", "uuid", "hash", "number", "match"}
}

// attempt finds what somebody has written, to the brace or to where it cannot go on, and the word with which it begins.
var attempt = regexp.MustCompile(`^\$\{[ \t]*([A-Za-z]*)[^{}<>"'\r\n]{0,60}(\}?)`)

// misspelt is the error for a text that begins with "${" and with no placeholder; nil where it is none of ours to read.
func (f *filler) misspelt(text string) error {
	part := attempt.FindStringSubmatch(text)
	source, word, closed := part[0], part[1], part[2] != ""
	known := slices.Contains(verbs(), word)
	if f.answer && !known {
		return nil
	}
	e := &SyntaxError{Source: source}
	meant := near.Word(word, verbs())
	corrected := strings.Replace(source, word, meant, 1)
	switch {
	case known && closed:
		e.What = "is not written as it has to be: write " + placeholderForms()[word]
	case slices.Contains(ofAnswers(), word):
		e.What = "stands for what may come in an answer, and this is a request: write what is to be sent"
	case meant != "" && placeholder.MatchString(corrected):
		e.What = "is no placeholder: is " + corrected + " meant?"
	case meant != "" && closed:
		e.What = "is no placeholder: is " + placeholderForms()[meant] + " meant?"
	case meant != "":
		e.What = "has no closing brace: write " + placeholderForms()[meant]
	default: // wherever it ends: it may be of another language, in which much can stand before the brace
		e.What = "is no placeholder: in a request there are secret, basic, digest, ntlm and negotiate, such as ${secret alice.password}"
	}
	return e
}
