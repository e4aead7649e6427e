package mask

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/lax"
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
	done := 0
	for p := range lax.XML(s) {
		if p.From < done {
			continue // in a secret element
		}
		done = p.To
		w.under = frames[len(frames)-1].under
		switch said := p.Of(s); p.Kind {
		case lax.Text:
			out.WriteString(w.value(w.called(frames, said), said, inXML))
		case lax.CData:
			if masked := w.named(w.called(frames, ""), said); masked != said {
				out.WriteString(inXML.around(masked)) // where placeholders are filled as they are everywhere
			} else {
				out.WriteString(s[p.From:p.To])
			}
		case lax.Comment:
			out.WriteString(w.replaceIn(said, inXML))
		case lax.End:
			out.WriteString(s[p.From:p.To])
			frames = closed(frames, names, said)
		case lax.Empty:
			shown, _ := w.tag(s, p)
			out.WriteString(shown)
		case lax.Start:
			shown, beside := w.tag(s, p)
			hidden, length, under := w.element(s[p.From:p.To], lax.Local(said), s[p.To:])
			out.WriteString(shown + hidden)
			done += length
			names[said]++
			frames = append(frames, frame{said, cmp.Or(under, w.under), beside})
		}
	}
	return out.String()
}

// closed are the frames that are left behind an end tag: none that was opened in the one that it closes.
func closed(frames []frame, names map[string]int, name string) []frame {
	for names[name] > 0 {
		last := frames[len(frames)-1].name
		names[last]--
		frames = frames[:len(frames)-1]
		if last == name {
			break
		}
	}
	return frames
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
	for p := range lax.XML(rest) {
		switch p.Kind {
		case lax.Text:
			out.WriteString(inXML.unescape(p.Of(rest)))
		case lax.CData:
			out.WriteString(p.Of(rest))
		case lax.Start, lax.Empty:
			return "", 0, false
		case lax.End:
			return out.String(), p.From, true
		}
	}
	return out.String(), len(rest), true
}

// tag goes through the attributes of a start tag. Said is the name that they give to a value beside them.
func (w *walk) tag(s string, tag lax.Piece) (shown, said string) {
	shown = eachAttribute(s, tag, func(name, value string) string {
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
	name := lax.Local(inner.name)
	if inner.said != "" {
		return inner.said
	}
	if len(frames) > 1 {
		outer := &frames[len(frames)-2]
		if outer.said != "" && isValue(name) {
			return outer.said
		}
		if placed := byPlace(lax.Local(outer.name), name); placed != "" {
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
