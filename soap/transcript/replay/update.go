package replay

import (
	"slices"
	"strings"

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
	hidden := r.mask.Response(masked(*m))
	k := keeper{options: o, story: map[string]bool{}}
	for _, text := range r.bound.list {
		k.story[text] = true
	}
	start := want.Start
	if !sameStatus(start, m.Start) {
		start = m.Start
	}
	out := &transcript.Message{Start: start, Fields: k.fields(want.Fields, m.Fields, unmasked(hidden).Fields)}
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
	matters := func(name string) bool {
		names := k.options.Headers
		if names == nil {
			names = diff.DefaultHeaders()
		}
		return slices.ContainsFunc(names, func(n string) bool { return n == "*" || strings.EqualFold(n, name) })
	}
	for _, w := range want {
		i := slices.IndexFunc(got, func(f transcript.Field) bool { return strings.EqualFold(f.Name, w.Name) })
		for i >= 0 && i < len(got) && (used[i] || !strings.EqualFold(got[i].Name, w.Name)) {
			i++
		}
		switch {
		case !matters(w.Name):
			out = append(out, w)
		case i >= 0 && i < len(got):
			used[i] = true
			out = append(out, transcript.Field{Name: w.Name, Value: k.choose(w.Value, got[i].Value, hidden[i].Value)})
		case strings.Contains(w.Value, "${absent}"), strings.Contains(w.Value, "${optional}"):
			out = append(out, w)
		}
	}
	for i, f := range got {
		if !used[i] && matters(f.Name) {
			out = append(out, transcript.Field{Name: f.Name, Value: hidden[i].Value})
		}
	}
	return out
}

// body keeps the story's values in a document that came. Got and hidden are the same but for secrets.
func (k *keeper) body(want, got, hidden string) string {
	w, g, h := parse(want), parse(got), parse(hidden)
	if w == nil || g == nil || h == nil {
		if !strings.HasPrefix(strings.TrimSpace(got), "<") {
			return k.choose(want, got, hidden)
		}
		return hidden
	}
	type place struct {
		path string
		n    int
	}
	expected := map[place]string{}
	count := map[string]int{}
	w.each("/"+w.name, func(path string, s span) {
		count[path]++
		expected[place{path, count[path]}] = want[s.from:s.to]
	})
	var came []string
	g.each("/"+g.name, func(_ string, s span) { came = append(came, got[s.from:s.to]) })
	var edits []edit
	count = map[string]int{}
	i := 0
	h.each("/"+h.name, func(path string, s span) {
		count[path]++
		old := hidden[s.from:s.to]
		value := old
		if i < len(came) {
			if story, ok := expected[place{path, count[path]}]; ok {
				value = k.choose(story, came[i], old)
			} else if k.story[came[i]] {
				value = came[i]
			}
		}
		i++
		if value != old {
			edits = append(edits, s.set(value))
		}
	})
	return apply(hidden, edits)
}

// moveBack puts the story's host in the place of the target in every URL.
func moveBack(m *transcript.Message, host string, t *Target) {
	move := func(text string) string { return moveURL(text, t.base(), t.URL.Scheme+"://"+host) }
	for i, f := range m.Fields {
		m.Fields[i].Value = move(f.Value)
	}
	m.Body = eachText(m.Body, move)
}
