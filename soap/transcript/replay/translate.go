package replay

import (
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/wide"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/correlate"
)

// translate returns a copy of a message with bound texts replaced. Passwords are left alone.
func translate(m *transcript.Message, b *bindings) *transcript.Message {
	if len(b.list) == 0 {
		c := *m
		c.Fields = slices.Clone(m.Fields)
		return &c
	}
	values := map[string]bool{}
	if b.uncertain {
		for _, v := range correlate.All(m) {
			values[v.Text] = true
		}
	}
	// A short id may be a word of the message as well: it counts only where a whole value is that.
	which := func(story string) bool { return b.certain[story] || values[story] }
	c := &transcript.Message{Start: b.replace(m.Start, inURL, which), Body: m.Body}
	for _, f := range m.Fields {
		if !password(f) {
			f.Value = b.replace(f.Value, inText, which)
		}
		c.Fields = append(c.Fields, f)
	}
	c.Body = eachText(m.Body, func(text string) string {
		in := syntaxOf(text)
		text = b.replace(text, in, which)
		if in == inXML {
			text = b.unfold(text, which)
		}
		return text
	})
	return c
}

// password says whether a field is made of one.
func password(f transcript.Field) bool {
	if !strings.EqualFold(f.Name, "Authorization") && !strings.EqualFold(f.Name, "Proxy-Authorization") {
		return false
	}
	scheme, _, _ := strings.Cut(f.Value, " ")
	return slices.Contains([]string{"basic", "digest", "ntlm", "negotiate"}, strings.ToLower(scheme))
}

func syntaxOf(body string) syntax {
	body = strings.TrimLeft(body, " \t\r\n\ufeff")
	switch {
	case strings.HasPrefix(body, "<"):
		return inXML
	case strings.HasPrefix(body, "{"), strings.HasPrefix(body, "["):
		return inJSON
	case !strings.ContainsAny(body, " \n<") && strings.Contains(body, "="):
		return inURL // a form
	}
	return inText
}

// eachText changes a body as text: one in UTF-16 through UTF-8, every other byte by byte, as ids are ASCII.
func eachText(body []byte, f func(string) string) []byte {
	order, ok := wide.Order(body)
	if !ok {
		text := string(body)
		if changed := f(text); changed != text {
			return []byte(changed)
		}
		return body
	}
	return wide.Change(body, order, f)
}
