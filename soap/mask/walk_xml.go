package mask

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// frame is an element that is open.
type frame struct {
	name  string // as it is written
	under string // the secret name that it and everything in it stands under
	said  string // the name that it gives to a value beside that name
}

// markup goes through XML, or what is meant as XML, in one pass whatever its depth.
func (w *walk) markup(s string) string {
	var out strings.Builder
	out.Grow(len(s))
	outer := w.under
	defer func() { w.under = outer }()
	frames := []frame{{under: outer}}
	names := map[string]int{} // how many of each are open
	for s != "" {
		inner := frames[len(frames)-1]
		w.under = inner.under
		at := strings.IndexByte(s, '<')
		if at < 0 {
			at = len(s)
		}
		around := w.called(frames, s[:at])
		out.WriteString(w.value(around, s[:at], inXML))
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
			for closed := strings.TrimRight(tag[2:], blanks+">"); names[closed] > 0; {
				last := frames[len(frames)-1].name
				names[last]--
				frames = frames[:len(frames)-1]
				if last == closed {
					break
				}
			}
		case name == "":
			out.WriteString(w.other(tag, around))
		default:
			shown, said := w.tag(tag)
			out.WriteString(shown)
			if strings.HasSuffix(tag, "/>") {
				continue
			}
			hidden, length, under := w.element(tag, localPart(name), s)
			out.WriteString(hidden)
			s = s[length:]
			names[name]++
			frames = append(frames, frame{name, cmp.Or(under, inner.under), said})
		}
	}
	return out.String()
}

// element hides the text of a secret element that holds nothing else, of which it says the length as it was. What else a
// secret element holds stands under its name.
func (w *walk) element(tag, local, rest string) (hidden string, length int, under string) {
	k, exact := w.run.names.kind(local)
	if k == open || w.onlyValues {
		return "", 0, ""
	}
	text, length, leaf := textOf(rest)
	switch {
	case !leaf && exact:
		return "", 0, local
	case !leaf:
		return "", 0, ""
	case k == password && w.request && isDigest(tag):
		w.run.want(escapeName(w.user) + ".password")
		return w.slot("digest " + escapeName(w.user)), length, ""
	}
	masked := w.named(local, text)
	if masked == text {
		return rest[:length], length, ""
	}
	return inXML.around(masked), length, ""
}

var digestType = regexp.MustCompile(`\sType\s*=\s*["'][^"']*#PasswordDigest["']`)

func isDigest(tag string) bool { return digestType.MatchString(tag) }

// textOf is the text of an element, and its length as it is written, if the element holds no others.
func textOf(rest string) (text string, length int, leaf bool) {
	var out strings.Builder
	for length < len(rest) {
		at := strings.IndexByte(rest[length:], '<')
		if at < 0 {
			at = len(rest) - length
		}
		out.WriteString(inXML.unescape(rest[length : length+at]))
		if length += at; length == len(rest) {
			break
		}
		if strings.HasPrefix(rest[length:], "</") {
			break
		}
		tag := rest[length : length+tagEnd(rest[length:])]
		if inside, ok := cdata(tag); ok {
			out.WriteString(inside)
		} else if !strings.HasPrefix(tag, "<!") && !strings.HasPrefix(tag, "<?") {
			return "", 0, false
		}
		length += len(tag)
	}
	return out.String(), length, true
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
	return w.replaceIn(tag, inXML)
}

// tag goes through the attributes of a start tag. Said is the name that they give to a value beside them.
func (w *walk) tag(tag string) (shown, said string) {
	shown = eachAttribute(tag, func(name, value string) string {
		switch {
		case name == "xmlns" || strings.HasPrefix(name, "xmlns:"):
			return value
		case w.under != "" && aboutForm(name):
			return w.replaceIn(value, inXML)
		case said != "" && isValue(name):
			return w.value(said, value, inXML)
		}
		said = cmp.Or(w.says(name, inXML.unescape(value)), said)
		return w.value(name, value, inXML)
	})
	return shown, said
}

// called is the name that a text in an element has, which may stand beside it: as another element or as an attribute.
func (w *walk) called(frames []frame, raw string) string {
	inner := &frames[len(frames)-1]
	name := localPart(inner.name)
	if inner.said != "" {
		return inner.said
	}
	if len(frames) > 1 {
		outer := &frames[len(frames)-2]
		if outer.said != "" && isValue(name) {
			return outer.said
		}
		if placed := byPlace(localPart(outer.name), name); placed != "" {
			return placed
		}
		outer.said = cmp.Or(w.says(name, inXML.unescape(raw)), outer.said)
	}
	return name
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
