package xerces

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap"
)

// The texts here are those of the parser in JDK 17 (observed). To Xerces a character that XML forbids is an invalid one only
// where any other could stand. Where its grammar wants something, such as a name or a quote, it says that instead.

// unexpectedText is said of a document that has its first fault at an offset, where something else should stand. What our reader
// does not tell more of than where the declaration begins that it is in has a text that stands for many (choice).
func unexpectedText(body []byte, offset int) string {
	if offset >= len(body) {
		return malformed
	}
	return cmp.Or(textBetween(string(body[:offset]), string(body[offset:])), malformed)
}

// textBetween is said of what is behind a document that has no fault so far, "" where Xerces has nothing against it.
func textBetween(document, behind string) string {
	p := openPlace(document)
	r, _ := utf8.DecodeRuneInString(behind)
	invalid := func(place string) string {
		if soap.IsChar(r) {
			return ""
		}
		return fmt.Sprintf("An invalid XML character (Unicode: 0x%x) was found in the %s.", r, place)
	}
	switch {
	case strings.HasPrefix(p.text, "<!--"):
		if strings.HasSuffix(p.text[len("<!--"):], "--") || strings.HasPrefix(behind, "--") {
			return `The string "--" is not permitted within comments.`
		}
		return invalid("comment")
	case strings.HasPrefix(p.text, "<![CDATA[") && len(p.within) > 0:
		return invalid("CDATA section")
	case strings.HasPrefix(p.text, "<?"):
		if p.text == document && strings.HasPrefix(document, "<?xml") && soap.IsChar(r) {
			p.text += behind // in an XML declaration, the fault may be further on
		}
		return instructionText(p.text, strings.HasPrefix(p.text, document), invalid)
	case strings.HasPrefix(p.text, "<!"):
		return p.markupText()
	case strings.HasPrefix(p.text, "</"):
		return p.endTagText()
	case strings.HasPrefix(p.text, "<"):
		return p.startTagText(behind, invalid)
	case strings.HasPrefix(behind, "<?"):
		return misplacedText
	case strings.HasPrefix(behind, "<"):
		p.text = strings.TrimRightFunc(behind[:min(len(behind), len("<!-"))], func(r rune) bool { return !strings.ContainsRune("<!-", r) })
		return p.markupText()
	case len(p.within) == 0 && p.rooted:
		return "Content is not allowed in trailing section."
	case len(p.within) == 0 && strings.HasPrefix(strings.TrimLeft(p.text+behind, blanks), "&"):
		return "Reference is not allowed in prolog."
	case len(p.within) == 0:
		return "Content is not allowed in prolog."
	}
	text, _, ended := strings.Cut(p.text, "]]>")
	if text := referenceText(text); text != "" {
		return text
	}
	if ended || strings.HasPrefix(behind, "]]>") {
		return `The character sequence "]]>" must not appear in content unless used to mark the end of a CDATA section.`
	}
	return invalid("element content of the document")
}

// place is where a document breaks off.
type place struct {
	text   string   // of what is open: a tag, a section, or what stands between them
	within []string // the elements that are open, by their names
	rooted bool     // the root element has begun
}

func openPlace(document string) (p place) {
	for p.text = document; ; {
		at := strings.IndexByte(p.text, '<')
		if at < 0 {
			return p
		}
		tag := p.text[at:]
		end := tagEnd(tag)
		if end < 0 {
			p.text = tag
			return p
		}
		switch name, _ := cutName(tag[1:end]); {
		case tag[1] == '!', tag[1] == '?':
		case tag[1] == '/':
			p.within = p.within[:max(0, len(p.within)-1)]
		case tag[end-len("/>")] != '/':
			p.within = append(p.within, name)
			fallthrough
		default:
			p.rooted = true
		}
		p.text = tag[end:]
	}
}

// tagEnd is where a tag, or a section, ends that a text begins with; -1 where it does not.
func tagEnd(text string) int {
	for _, section := range [...][2]string{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}} {
		begin, end := section[0], section[1]
		if strings.HasPrefix(text, begin) {
			if at := strings.Index(text[len(begin):], end); at >= 0 {
				return len(begin) + at + len(end)
			}
			return -1
		}
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '>':
			return i + 1
		case '"', '\'':
			closed := strings.IndexByte(text[i+1:], c)
			if closed < 0 {
				return -1
			}
			i += 1 + closed
		}
	}
	return -1
}

const blanks = " \t\r\n"

// cutName parts a name from what is behind it in a tag.
func cutName(text string) (name, rest string) {
	if at := strings.IndexAny(text, blanks+"/=>"); at >= 0 {
		return text[:at], text[at:]
	}
	return text, ""
}

// markupText is said of what begins with <! and is nothing.
func (p place) markupText() string {
	switch {
	case len(p.within) == 0 && p.rooted, p.text == "<!-":
		return `Comment must start with "<!--".`
	case len(p.within) == 0:
		return "The markup in the document preceding the root element must be well-formed."
	}
	return malformed
}

func (p place) endTagText() string {
	switch {
	case len(p.within) == 0 && p.rooted:
		return "The markup in the document following the root element must be well-formed."
	case len(p.within) == 0:
		return "The markup in the document preceding the root element must be well-formed."
	}
	name := p.within[len(p.within)-1]
	if !strings.HasPrefix(p.text[len("</"):], name) {
		return fmt.Sprintf(`The element type "%[1]s" must be terminated by the matching end-tag "</%[1]s>".`, soap.Clip(name))
	}
	return fmt.Sprintf(`The end-tag for element type "%s" must end with a '>' delimiter.`, soap.Clip(name))
}

// unqualified is said of a name that ends with its colon.
func unqualified(name string) string {
	return fmt.Sprintf(`Element or attribute "%s" do not match QName production: QName::=(NCName:)?NCName.`, soap.Clip(name))
}

// startTagText goes through a tag as Xerces does.
func (p place) startTagText(behind string, invalid func(place string) string) string {
	name, rest := cutName(p.text[1:])
	switch {
	case len(p.within) == 0 && p.rooted:
		return "The markup in the document following the root element must be well-formed."
	case name == "" && len(p.within) == 0:
		return "The markup in the document preceding the root element must be well-formed."
	case name == "":
		return malformed
	case rest == "" && strings.HasSuffix(name, ":"):
		return unqualified(name)
	}
	tag := soap.Clip(name)
	for {
		if rest = strings.TrimLeft(rest, blanks); rest == "" || rest[0] == '/' {
			return fmt.Sprintf(`Element type "%s" must be followed by either attribute specifications, ">" or "/>".`, tag)
		}
		var attribute string
		if attribute, rest = cutName(rest); rest == "" && strings.HasSuffix(attribute, ":") {
			return unqualified(attribute)
		}
		attribute = soap.Clip(attribute)
		if rest = strings.TrimLeft(rest, blanks); rest == "" || rest[0] != '=' {
			return fmt.Sprintf(`Attribute name "%s" associated with an element type "%s" must be followed by the ' = ' character.`, attribute, tag)
		}
		if rest = strings.TrimLeft(rest[1:], blanks); rest == "" || rest[0] != '"' && rest[0] != '\'' {
			return fmt.Sprintf(`Open quote is expected for attribute "%s" associated with an  element type  "%s".`, attribute, tag)
		}
		value, next, closed := strings.Cut(rest[1:], rest[:1])
		if !closed {
			if strings.HasPrefix(behind, "<") {
				return fmt.Sprintf(`The value of attribute "%s" associated with an element type "%s" must not contain the '<' character.`, attribute, tag)
			}
			if text := referenceText(value); text != "" {
				return text
			}
			return invalid(fmt.Sprintf(`value of attribute "%s" and element is "%s"`, attribute, tag))
		}
		rest = next
	}
}
