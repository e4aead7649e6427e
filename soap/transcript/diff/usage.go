package diff

import (
	"slices"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

// What a server calls how much of something has been used or is left, and how much there is at most.
func usedNames() []string {
	return []string{"current", "used", "usage", "remaining", "left", "available", "consumed"}
}

func mostNames() []string { return []string{"limit", "max", "maximum", "quota"} }

func isUsed(name string) bool { return slices.Contains(usedNames(), strings.ToLower(name)) }
func isMost(name string) bool { return slices.Contains(mostNames(), strings.ToLower(name)) }

// isCount says whether a text is a whole number that counts something.
func isCount(s string) bool { return s != "" && len(s) < 19 && digitsOnly(s) }

// usage says whether two texts are how much of something has been used so far: whoever else is at the server uses it, too.
func (c *comparison) usage(want, got *reader.Element, w, g string) bool {
	return c.o.Strict&Usage == 0 && isUsed(want.Name.Local) && isCount(strings.TrimSpace(w)) && isCount(strings.TrimSpace(g)) &&
		limited(want) && limited(got)
}

// limited says whether an element stands beside the limit of what it counts.
func limited(e *reader.Element) bool {
	if e.Parent() == nil {
		return false
	}
	for sibling := e.Parent().First(); sibling != nil; sibling = sibling.Next() {
		if isMost(sibling.Name.Local) && isCount(strings.TrimSpace(sibling.Text())) {
			return true
		}
	}
	return false
}

// usageMember is usage for two members of the same key in objects of JSON.
func (c *comparison) usageMember(want, got *node, w, g member) bool {
	limited := func(n *node) bool {
		return slices.ContainsFunc(n.members, func(m member) bool { return isMost(m.key) && m.value.kind == 'n' && isCount(m.value.text) })
	}
	return c.o.Strict&Usage == 0 && isUsed(w.key) && w.value.kind == 'n' && g.value.kind == 'n' && isCount(w.value.text) && isCount(g.value.text) &&
		limited(want) && limited(got)
}
