package mask

import (
	"cmp"
	"iter"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/lax"
)

// jsonWalk is where a walk through JSON stands.
type jsonWalk struct {
	walk  *walk
	key   string
	outer []string // the secret keys around, "" for those that are none
	said  string   // the name that a member gives to the value beside it
}

// json goes through JSON, also that of lax clients: keys without quotes, single quotes, comments.
func (w *walk) json(s string) string {
	return (&jsonWalk{walk: w}).pieces(s, lax.JSON(s))
}

func (j *jsonWalk) pieces(s string, all iter.Seq[lax.Piece]) string {
	var out strings.Builder
	out.Grow(len(s))
	done := 0
	for p := range all {
		out.WriteString(s[done:p.Begin] + j.piece(p, p.Of(s)))
		done = p.End
	}
	out.WriteString(s[done:])
	return out.String()
}

// piece is what is shown of a piece that says something.
func (j *jsonWalk) piece(p lax.Piece, raw string) string {
	switch p.Kind {
	case lax.Open:
		under := j.under()
		if k, exact := j.walk.run.names.kind(j.key); k != open && exact {
			under = j.key
		}
		j.outer = append(j.outer, under)
		j.key, j.said = "", ""
	case lax.Close:
		if len(j.outer) > 0 {
			j.outer = j.outer[:len(j.outer)-1]
		}
		j.key, j.said = "", ""
	case lax.Comma:
		if j.under() == "" {
			j.key = ""
		}
	case lax.Member:
		j.key = raw
		if p.Quoted() {
			j.key = inJSON.unescape(raw)
		}
	case lax.Value:
		if p.Quoted() {
			return j.value(raw)
		}
		return j.word(raw)
	case lax.Comment:
		return j.comment(raw)
	}
	return raw
}

// under is the secret key that everything stands under, "" for none.
func (j *jsonWalk) under() string {
	if len(j.outer) == 0 {
		return ""
	}
	return j.outer[len(j.outer)-1]
}

func (j *jsonWalk) value(raw string) string {
	w := j.walk
	before := w.under
	if len(j.outer) > 0 {
		w.under = j.under()
	}
	defer func() { w.under = before }()
	if j.said != "" && isValue(j.key) {
		return w.value(j.said, raw, inJSON)
	}
	j.said = cmp.Or(w.says(j.key, inJSON.unescape(raw)), j.said)
	return w.value(j.key, raw, inJSON)
}

// word is a value without quotes. What takes the place of one that is hidden is a text, but for numbers, which stay such.
func (j *jsonWalk) word(word string) string {
	if word == "true" || word == "false" || word == "null" {
		return word
	}
	masked := j.value(word)
	if masked == word || strings.Trim(masked, "0123456789.-+eE") == "" {
		return masked
	}
	return `"` + masked + `"`
}

// comment goes through what a comment says. A member that is commented out has a value all the same; the user is another.
func (j *jsonWalk) comment(text string) string {
	user := j.walk.user
	inner := jsonWalk{walk: j.walk, outer: []string{j.under()}}
	text = inner.pieces(text, lax.InComment(text))
	j.walk.user = user
	return j.walk.replaceIn(text, inJSON)
}
