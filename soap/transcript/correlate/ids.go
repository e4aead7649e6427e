package correlate

import (
	"iter"
	"slices"
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
			ids = append(ids, *c)
		}
	}
	return ids
}

// finder goes through a story once. What stands in a text is found by that of its words which the fewest others have, so that a
// story with thousands of requests and ids is not searched for each of them, not even when the ids have words in common, as
// the GUIDs of one machine do.
type finder struct {
	issued  []*ID
	known   map[string]*ID   // by text: what is issued already; nil for what a client sent first
	open    map[string][]*ID // by one of their words: those that may come back within a text
	numbers bool             // some of issued are digits only
	sent    []string         // the texts of the requests so far, whole
	words   map[string][]int // which of sent have a word
}

func (f *finder) response(r *transcript.Response) {
	if f.known == nil {
		f.known, f.open = map[string]*ID{}, map[string][]*ID{}
	}
	for _, v := range Values(&r.Message) {
		if _, known := f.known[v.Text]; known {
			continue
		}
		f.known[v.Text] = nil
		if f.sentBefore(v.Text) {
			continue
		}
		c := &ID{Text: v.Text, Number: r.Number, Place: v.Place}
		f.issued, f.known[v.Text] = append(f.issued, c), c
		f.numbers = f.numbers || digitsOnly(v.Text)
		if Certain(v.Text) {
			word := rarestWord(v.Text, func(word string) int { return len(f.open[word]) })
			f.open[word] = append(f.open[word], c)
		}
	}
}

func (f *finder) sentBefore(text string) bool {
	for _, n := range f.words[rarestWord(text, func(word string) int { return len(f.words[word]) })] {
		if Holds(f.sent[n], text) {
			return true
		}
	}
	return false
}

func (f *finder) request(r *transcript.Request) {
	for _, v := range Values(&r.Message) {
		f.back(f.known[v.Text], r.Number)
	}
	if f.numbers { // one that was given to something is asked for under any name, and in a path
		for _, v := range All(&r.Message) {
			if digitsOnly(v.Text) {
				f.back(f.known[v.Text], r.Number)
			}
		}
	}
	text := whole(&r.Message)
	if f.words == nil {
		f.words = map[string][]int{}
	}
	for word := range wordsOf(text) {
		if in := f.words[word]; len(in) == 0 || in[len(in)-1] != len(f.sent) {
			f.words[word] = append(in, len(f.sent))
		}
		open := f.open[word]
		if len(open) == 0 {
			continue
		}
		for _, c := range open {
			if c.Back == 0 && Holds(text, c.Text) {
				f.back(c, r.Number)
			}
		}
		f.open[word] = slices.DeleteFunc(open, func(c *ID) bool { return c.Back != 0 })
	}
	f.words[""] = append(f.words[""], len(f.sent)) // for what has no word
	f.sent = append(f.sent, text)
}

func (f *finder) back(c *ID, number int) {
	if c != nil && c.Back == 0 {
		c.Back = number
	}
}

// wordsOf are the words of a text: what stands there for itself begins and ends where one does, or beside.
func wordsOf(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for from := 0; from < len(text); from++ {
			to := from
			for to < len(text) && isWord(text[to]) {
				to++
			}
			if to > from && !yield(text[from:to]) {
				return
			}
			from = to
		}
	}
}

// rarestWord is the word of a text that is least often there, of those the longest, and the first of these; "" when it has
// none.
func rarestWord(text string, there func(word string) int) (rarest string) {
	least := 0
	for word := range wordsOf(text) {
		if n := there(word); rarest == "" || n < least || n == least && len(word) > len(rarest) {
			rarest, least = word, n
		}
	}
	return rarest
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
