package correlate

import (
	"strings"

	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// ID is a text that a server issued and that came back.
type ID struct {
	Text   string
	Number int   // of the response in which it first stands
	Place  Place // where it first stands there
	Back   int   // number of the request in which it first comes back
}

// Ids finds the ids of a story, in the order in which they were issued. The rule is in the package's documentation;
// nothing is configured.
func Ids(s *transcript.Story) []ID {
	var f finder
	for _, e := range s.Events {
		switch e := e.(type) {
		case *transcript.Request:
			f.request(e)
		case *transcript.Response:
			f.response(e)
		}
	}
	var ids []ID
	for _, c := range f.issued {
		if c.Back != 0 {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

type finder struct {
	issued []*candidate
	known  map[string]bool // texts that are issued already, or that a client sent first
	sent   []string        // the texts of the requests so far, whole
}

type candidate struct {
	ID
	certain bool
}

func (f *finder) response(r *transcript.Response) {
	for _, v := range Values(&r.Message) {
		if f.known[v.Text] {
			continue
		}
		if f.known == nil {
			f.known = map[string]bool{}
		}
		f.known[v.Text] = true
		if !f.sentBefore(v.Text) {
			f.issued = append(f.issued, &candidate{ID{Text: v.Text, Number: r.Number, Place: v.Place}, Certain(v.Text)})
		}
	}
}

func (f *finder) sentBefore(text string) bool {
	for _, sent := range f.sent {
		if Holds(sent, text) {
			return true
		}
	}
	return false
}

func (f *finder) request(r *transcript.Request) {
	values := map[string]bool{}
	for _, v := range Values(&r.Message) {
		values[v.Text] = true
	}
	text := whole(&r.Message)
	f.sent = append(f.sent, text)
	for _, c := range f.issued {
		if c.Back == 0 && (values[c.Text] || c.certain && Holds(text, c.Text)) {
			c.Back = r.Number
		}
	}
}

// whole is a message as one text. Passwords in Authorization are no place for ids.
func whole(m *transcript.Message) string {
	var b strings.Builder
	b.WriteString(m.Start + "\n")
	for _, f := range m.Fields {
		if name := strings.ToLower(f.Name); !silent(name) && (name != "authorization" || !password(f.Value)) {
			b.WriteString(f.Value + "\n")
		}
	}
	b.Write(utf8Text(m.Body))
	return b.String()
}

// Holds says whether an id stands in a text: between characters that belong to no word.
func Holds(text, id string) bool {
	for from := 0; id != ""; {
		i := strings.Index(text[from:], id)
		if i < 0 {
			return false
		}
		i += from
		if MayBegin(text, i) && MayEnd(text, i+len(id)) {
			return true
		}
		from = i + 1
	}
	return false
}

// MayBegin says whether an id may begin at an index of a text: behind no character of a word.
func MayBegin(text string, at int) bool { return at == 0 || !isWord(text[at-1]) }

// MayEnd says whether an id may end at an index of a text: before no character of a word.
func MayEnd(text string, at int) bool { return at == len(text) || !isWord(text[at]) }

func isWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
