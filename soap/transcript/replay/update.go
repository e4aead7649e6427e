package replay

import (
	"html"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/lax"
	"github.com/soapstone-dev/soapstone/soap/transcript"
	"github.com/soapstone-dev/soapstone/soap/transcript/diff"
)

// update is what is written down of an answer that differs, in the terms of the story: what came, with the story's ids
// and hosts, and wherever a value fits what the story expects there (a placeholder, an instant that is as good) with what
// the story has. What is secret in the rest is masked.
func (r *reading) update(want, got *transcript.Message, host string, o diff.Options) *transcript.Message {
	m := translate(translate(got, r.clients.back()), r.bound.back())
	if !r.player.Target.KeepHosts && host != "" {
		moveBack(m, host, &r.player.Target)
	}
	literal := m
	if !o.Plain {
		literal = diff.LiteralMessage(m)
	}
	hidden := r.mask.Response(*literal)
	k := keeper{options: o, story: map[string]bool{}}
	for _, text := range r.bound.list {
		k.story[text] = true
	}
	start := want.Start
	if !sameStatus(start, m.Start) {
		start = m.Start
	}
	out := &transcript.Message{Start: start, Fields: k.fields(want.Fields, m.Fields, hidden.Fields)}
	out.Body = eachText(hidden.Body, func(text string) string { return k.body(string(want.Body), string(m.Body), text) })
	return out
}

// sameStatus says whether two status lines have the same code.
func sameStatus(a, b string) bool {
	code := func(line string) string {
		_, rest, _ := strings.Cut(line, " ")
		code, _, _ := strings.Cut(rest, " ")
		return code
	}
	return code(a) == code(b)
}

// keeper keeps what the story has where it is as good as what came.
type keeper struct {
	options diff.Options
	story   map[string]bool // the story's own ids, which are no secrets of the server
}

// choose returns what is written down of a value: of the story's, of what came, and of that with secrets hidden.
func (k *keeper) choose(want, got, hidden string) string {
	switch {
	case len(diff.Bodies([]byte(want), []byte(got), "text/plain", "text/plain", k.options)) == 0:
		return want
	case k.story[got]:
		return got
	}
	return hidden
}

// fields keeps the story's head: its order, its fields that do not matter, its values that fit. What came beyond is
// added if it matters.
func (k *keeper) fields(want, got, hidden []transcript.Field) (out []transcript.Field) {
	used := make([]bool, len(got))
	for _, w := range want {
		i := 0
		for i < len(got) && (used[i] || !strings.EqualFold(got[i].Name, w.Name)) {
			i++
		}
		switch {
		case !k.options.HeaderMatters(w.Name):
			out = append(out, w)
		case i < len(got):
			used[i] = true
			out = append(out, transcript.Field{Name: w.Name, Value: k.choose(w.Value, got[i].Value, hidden[i].Value)})
		case strings.Contains(w.Value, "${absent}"), strings.Contains(w.Value, "${optional}"):
			out = append(out, w)
		}
	}
	for i, f := range got {
		if !used[i] && k.options.HeaderMatters(f.Name) {
			out = append(out, transcript.Field{Name: f.Name, Value: hidden[i].Value})
		}
	}
	return out
}

// body keeps the story's values in a document that came. Got and hidden are the same but for secrets.
func (k *keeper) body(want, got, hidden string) string {
	w, g, h := valuesIn(want), valuesIn(got), valuesIn(hidden)
	if len(w) == 0 || len(g) != len(h) || len(h) == 0 {
		if len(h) > 0 {
			return hidden // a document in the place of something else
		}
		return k.choose(want, got, hidden)
	}
	expected := map[place]string{}
	for _, v := range w {
		expected[v.place] = want[v.from:v.to]
	}
	var edits []edit
	for i, v := range h {
		came, old := got[g[i].from:g[i].to], hidden[v.from:v.to]
		value := old
		story, told := expected[v.place]
		switch {
		case v.whole: // an element with others in it, for which only a placeholder can stand
			if text := strings.TrimSpace(story); !told || text != "${any}" && text != "${optional}" {
				continue
			}
			value = story
		case told:
			value = k.choose(story, came, old)
		case k.story[html.UnescapeString(came)], k.story[strings.Trim(came, `"`)]:
			value = came
		}
		if value != old {
			edits = append(edits, v.set(value))
		}
	}
	return apply(hidden, edits)
}

// place is where a value stands in a document: how many of that path were there before it.
type place struct {
	path string
	n    int
}

type placed struct {
	place
	span
	whole bool // it is all that is in an element with others in it
}

// valuesIn are the values of a document in XML or JSON, in order; none of any other text.
func valuesIn(text string) (all []placed) {
	count := map[string]int{}
	add := func(path string, s span, whole bool) {
		count[path]++
		all = append(all, placed{place{path, count[path]}, s, whole})
	}
	trimmed := strings.TrimLeft(text, " \t\r\n\ufeff")
	if strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[") {
		for v := range lax.Values(text) {
			add(v.Path, span{from: v.From, to: v.To}, false)
		}
		return all
	}
	var walk func(path string, n *node)
	walk = func(path string, n *node) {
		for _, a := range n.attrs {
			add(lax.Below(path, "@"+a.name), a, false)
		}
		add(path, n.text, !n.leaf)
		for _, c := range n.children {
			walk(lax.Below(path, c.name), c)
		}
	}
	if root := parse(text); root != nil {
		walk(root.name, root)
	}
	return all
}

// moveBack puts the story's host in the place of the target in every URL.
func moveBack(m *transcript.Message, host string, t *Target) {
	move := func(text string) string { return moveURL(text, []string{t.base()}, t.URL.Scheme+"://"+host) }
	for i, f := range m.Fields {
		m.Fields[i].Value = move(f.Value)
	}
	m.Body = eachText(m.Body, move)
}
