package diff

import (
	"slices"
	"strconv"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// pathOf is where an element stands, in the words of its own document.
func pathOf(e *reader.Element) string {
	if e == nil {
		return "body"
	}
	var steps []string
	for ; e != nil; e = e.Parent() {
		steps = append(steps, step(e))
	}
	var b strings.Builder
	for i := len(steps) - 1; i >= 0; i-- {
		b.WriteByte('/')
		b.WriteString(steps[i])
	}
	return b.String()
}

// path is pathOf, but for differences that will not be told anyway: in a document with very many of them, looking for
// the place of each would take long.
func (c *comparison) path(e *reader.Element) string {
	if len(c.found) >= c.most || !c.spend(0) || !c.spend(siblings(e)) {
		return generalOf(e)
	}
	return pathOf(e)
}

// lastStep is the last step of path.
func (c *comparison) lastStep(e *reader.Element) string {
	if len(c.found) >= c.most || !c.spend(0) || !c.spend(siblings(e)) {
		return "/" + e.Name.Local
	}
	return "/" + step(e)
}

// siblings is how many elements are looked at for a path.
func siblings(e *reader.Element) (n int) {
	for ; e != nil && e.Parent() != nil; e = e.Parent() {
		for s := e.Parent().First(); s != nil; s = s.Next() {
			n++
		}
	}
	return n
}

// generalOf is General(pathOf(e)).
func generalOf(e *reader.Element) string {
	var steps []string
	for ; e != nil; e = e.Parent() {
		steps = append(steps, e.Name.Local)
	}
	slices.Reverse(steps)
	return "/" + strings.Join(steps, "/")
}

// step is one step of a path: the name, and an index when there are siblings of that name.
func step(e *reader.Element) string {
	name := written(e)
	parent := e.Parent()
	if parent == nil {
		return name
	}
	n, at := 0, 0
	for sibling := parent.First(); sibling != nil; sibling = sibling.Next() {
		if sibling.Name == e.Name {
			n++
			if sibling == e {
				at = n
			}
		}
	}
	if n > 1 {
		name += "[" + strconv.Itoa(at) + "]"
	}
	return name
}

func written(e *reader.Element) string { return qualified(e.Prefix, e.Name.Local) }

func qualified(prefix, local string) string {
	if prefix == "" {
		return local
	}
	return prefix + ":" + local
}

// General makes of a path what many paths have in common: without indexes, and in XML without the prefixes, which are
// accidents of who wrote it. /ns1:list/item[2]/@xsi:nil becomes /list/item/@nil, and $.a[2].b becomes $.a[].b.
func General(path string) string {
	if strings.HasPrefix(path, "header ") || strings.HasPrefix(path, "form ") {
		return path
	}
	if part, ok := strings.CutPrefix(path, "part "); ok {
		if number, rest, ok := strings.Cut(part, " "); ok {
			return "part " + number + " " + General(rest)
		}
	}
	var b strings.Builder
	from := 0 // of the step in b
	for i := 0; i < len(path); i++ {
		switch ch := path[i]; {
		case ch == '/' || ch == '@':
			b.WriteByte(ch)
			from = b.Len()
		case ch == ':' && path[0] != '$':
			kept := b.String()[:from]
			b.Reset()
			b.WriteString(kept)
		case ch == '[':
			end := i + 1
			for end < len(path) && path[end] >= '0' && path[end] <= '9' {
				end++
			}
			if end == i+1 || end == len(path) || path[end] != ']' {
				b.WriteByte(ch)
				continue
			}
			if path[0] == '$' {
				b.WriteString("[]")
			}
			i = end
		default:
			b.WriteByte(ch)
		}
	}
	return b.String()
}
