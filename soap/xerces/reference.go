package xerces

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap"
)

// The texts here are those of the parser in JDK 17 (observed).

// referenceText is said of the first reference in a text that is none, "" where each is one.
func referenceText(text string) string {
	for {
		_, rest, found := strings.Cut(text, "&")
		if !found {
			return ""
		}
		isPart, begin := isNamePart, ""
		switch {
		case strings.HasPrefix(rest, "#x"):
			isPart, begin = isHex, "#x"
		case strings.HasPrefix(rest, "#"):
			isPart, begin = isDigit, "#"
		}
		rest = rest[len(begin):]
		name := rest[:len(rest)-len(strings.TrimLeftFunc(rest, isPart))]
		switch {
		case name == "" && begin == "#x":
			return `A hexadecimal representation must immediately follow the "&#x" in a character reference.`
		case name == "" && begin == "#":
			return `A decimal representation must immediately follow the "&#" in a character reference.`
		case name == "":
			return "The entity name must immediately follow the '&' in the entity reference."
		case strings.HasPrefix(rest[len(name):], ";"):
		case begin != "":
			return "The character reference must end with the ';' delimiter."
		default:
			return fmt.Sprintf(`The reference to entity "%s" must end with the ';' delimiter.`, soap.Clip(name))
		}
		text = rest[len(name):]
	}
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func isHex(r rune) bool { return isDigit(r) || 'a' <= r|0x20 && r|0x20 <= 'f' }

// isNamePart says whether a character may stand in a name, as far as matters here: of those beyond ASCII, all may.
func isNamePart(r rune) bool {
	return isDigit(r) || 'a' <= r|0x20 && r|0x20 <= 'z' || strings.ContainsRune("_-.", r) || r >= utf8.RuneSelf && soap.IsChar(r)
}

// misplacedText is said of an XML declaration that is none.
const misplacedText = `The processing instruction target matching "[xX][mM][lL]" is not allowed.`

// instructionText is said within an instruction. First is where it may be an XML declaration.
func instructionText(text string, first bool, invalid func(place string) string) string {
	target, data := cutTarget(text[len("<?"):])
	switch {
	case target == "":
		return "The processing instruction must begin with the name of the target."
	case first && target == "xml" && data != "":
		return declarationText(data, invalid)
	case strings.EqualFold(target, "xml"):
		return misplacedText
	case data == "":
		return "White space is required between the processing instruction target and data."
	}
	return invalid("processing instruction")
}

// cutTarget parts the target of an instruction from the white space behind it and all that follows.
func cutTarget(text string) (target, data string) {
	if at := strings.IndexAny(text, blanks); at >= 0 {
		return text[:at], text[at:]
	}
	return strings.TrimSuffix(text, "?"), ""
}

// declarationText goes through an XML declaration as Xerces does.
func declarationText(rest string, invalid func(place string) string) string {
	for first := true; ; first = false {
		rest = strings.TrimLeft(rest, blanks)
		switch {
		case strings.HasPrefix(rest, "?>"): // what is wrong is in a value, or in the order
			return ""
		case strings.HasPrefix(rest, "?"):
			return `The XML declaration must end with "?>".`
		}
		name := ""
		for _, known := range []string{"version", "encoding", "standalone"} {
			if strings.HasPrefix(rest, known) {
				name = known
			}
		}
		if name == "" {
			return "A pseudo attribute name is expected."
		}
		if rest = strings.TrimLeft(rest[len(name):], blanks); rest == "" || rest[0] != '=' {
			return fmt.Sprintf(`The ' = ' character must follow "%s" in the XML declaration.`, name)
		}
		if rest = strings.TrimLeft(rest[1:], blanks); rest == "" || rest[0] != '"' && rest[0] != '\'' {
			return fmt.Sprintf(`The value following "%s" in the XML declaration must be a quoted string.`, name)
		}
		_, behind, closed := strings.Cut(rest[1:], rest[:1])
		switch {
		case !closed:
			return invalid("XML declaration")
		case first && name != "version":
			return "The version is required in the XML declaration."
		}
		rest = behind
	}
}
