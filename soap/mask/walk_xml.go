package mask

import (
	"regexp"
	"slices"
	"strings"
)

// markup goes through XML, or what is meant as XML.
func (w *walk) markup(s string) string {
	var out strings.Builder
	out.Grow(len(s))
	current := []string{""} // the names of the elements around
	for s != "" {
		at := strings.IndexByte(s, '<')
		if at < 0 {
			at = len(s)
		}
		out.WriteString(w.value(current[len(current)-1], s[:at], inXML))
		if s = s[at:]; s == "" {
			break
		}
		end := tagEnd(s)
		tag := s[:end]
		s = s[end:]
		name := tagName(tag)
		switch {
		case strings.HasPrefix(tag, "</"):
			out.WriteString(tag)
			if len(current) > 1 {
				current = current[:len(current)-1]
			}
		case name == "":
			out.WriteString(w.other(tag, current[len(current)-1]))
		default:
			out.WriteString(w.tag(tag))
			if strings.HasSuffix(tag, "/>") {
				continue
			}
			content := closing(s, name)
			if content < 0 {
				content = len(s)
			}
			if hidden, ok := w.element(tag, localPart(name), s[:content]); ok {
				out.WriteString(hidden)
				s = s[content:]
			}
			current = append(current, localPart(name))
		}
	}
	return out.String()
}

// element hides the content of a secret element, and says whether it is one.
func (w *walk) element(tag, local, content string) (string, bool) {
	k, exact := w.run.names.kind(local)
	if k == open || w.onlyValues {
		return "", false
	}
	text, leaf := textOf(content)
	if leaf {
		if k == password && w.request && isDigest(tag) {
			w.run.want(escapeName(w.user) + ".password")
			return w.slot("digest " + escapeName(w.user)), true
		}
		masked := w.named(local, text)
		if masked == text {
			return content, true
		}
		return inXML.around(masked), true
	}
	if !exact {
		return "", false
	}
	deeper := *w
	deeper.under = local
	return deeper.markup(content), true
}

var digestType = regexp.MustCompile(`\sType\s*=\s*["'][^"']*#PasswordDigest["']`)

func isDigest(tag string) bool { return digestType.MatchString(tag) }

// textOf is the text of an element without elements.
func textOf(content string) (text string, leaf bool) {
	if !strings.Contains(content, "<") {
		return inXML.unescape(content), true
	}
	var out strings.Builder
	for content != "" {
		at := strings.IndexByte(content, '<')
		if at < 0 {
			at = len(content)
		}
		out.WriteString(inXML.unescape(content[:at]))
		if content = content[at:]; content == "" {
			break
		}
		end := tagEnd(content)
		tag := content[:end]
		content = content[end:]
		if inside, ok := cdata(tag); ok {
			out.WriteString(inside)
		} else if !strings.HasPrefix(tag, "<!") && !strings.HasPrefix(tag, "<?") {
			return "", false
		}
	}
	return out.String(), true
}

func cdata(tag string) (text string, ok bool) {
	if text, ok = strings.CutPrefix(tag, "<![CDATA["); !ok {
		return "", false
	}
	return strings.TrimSuffix(text, "]]>"), true
}

// other goes through markup that is no tag: a section of CDATA, a comment, an instruction.
func (w *walk) other(tag, around string) string {
	if text, ok := cdata(tag); ok {
		if masked := w.named(around, text); masked != text {
			return inXML.around(masked) // where placeholders are filled as they are everywhere
		}
		return tag
	}
	return w.replace(tag)
}

// tag goes through the attributes of a start tag.
func (w *walk) tag(tag string) string {
	var out strings.Builder
	for {
		equals := strings.IndexByte(tag, '=')
		if equals < 0 {
			break
		}
		name := strings.TrimRight(tag[:equals], blanks)
		name = name[strings.LastIndexAny(name, blanks+`"'<`)+1:]
		value := strings.TrimLeft(tag[equals+1:], blanks)
		if value == "" || value[0] != '"' && value[0] != '\'' {
			out.WriteString(tag[:equals+1])
			tag = tag[equals+1:]
			continue
		}
		begin := len(tag) - len(value) + 1
		end := begin + strings.IndexByte(value[1:], value[0])
		if end < begin {
			end = len(tag) // cut off in the midst of it
		}
		out.WriteString(tag[:begin])
		switch {
		case name == "xmlns" || strings.HasPrefix(name, "xmlns:"):
			out.WriteString(tag[begin:end])
		case w.under != "" && aboutForm(name):
			out.WriteString(w.replace(tag[begin:end]))
		default:
			out.WriteString(w.value(name, tag[begin:end], inXML))
		}
		tag = tag[end:]
		if tag != "" { // the quote, which begins no other value
			out.WriteByte(tag[0])
			tag = tag[1:]
		}
	}
	return out.String() + tag
}

// aboutForm says whether an attribute says how an element is written, and nothing of what is in it: those of XML Schema's
// instances, of SOAP and of its encoding. Below a secret name these are not secret.
func aboutForm(name string) bool {
	if _, local, prefixed := strings.Cut(name, ":"); prefixed {
		return slices.Contains(strings.Fields("type nil schemaLocation noNamespaceSchemaLocation arrayType root offset position "+
			"encodingStyle mustUnderstand actor role relay space lang"), local)
	}
	return name == "href" || name == "id"
}

var (
	userInXML  = regexp.MustCompile(`<(?:[\w.-]+:)?([\w.-]+)(?:\s[^<>]*)?>([^<]+)</`)
	userInJSON = regexp.MustCompile(`["']?([A-Za-z_][\w.-]*)["']?\s*:\s*["']([^"'\\]+)["']`)
)

// findUser looks for the first user that a message names, for a password that comes before its user.
func (w *walk) findUser(text string) {
	if !w.request || w.onlyValues || w.depth > 0 {
		return
	}
	expression, form := userInXML, inXML
	if !looksLikeMarkup(text) {
		expression, form = userInJSON, inJSON
	}
	for _, found := range expression.FindAllStringSubmatch(text, -1) {
		k, _ := w.run.names.kind(found[1])
		if k == open && isUser(found[1]) && !strings.HasPrefix(found[2], "${") {
			w.user = strings.TrimSpace(form.unescape(found[2]))
			return
		}
	}
}
