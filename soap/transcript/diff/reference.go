package diff

import (
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
)

const encoding11 = "http://schemas.xmlsoap.org/soap/encoding/"

// reference returns the element to which the href of SOAP's encoding leads (SOAP 1.1, section 5.4.1): one of the children of
// the Body with that id. It is nil when e has no href, or when that leads nowhere.
func (c *comparison) reference(e *reader.Element) *reader.Element {
	href, ok := e.Attr("", "href")
	if !ok || !strings.HasPrefix(href, "#") || e.First() != nil {
		return nil
	}
	return c.identified(topOf(e))[href[1:]]
}

// identified are the children of the Body by their ids, the first of each. A document is gone through once, however much in
// it refers to them.
func (c *comparison) identified(root *reader.Element) map[string]*reader.Element {
	if found, known := c.byID[root]; known {
		return found
	}
	found := map[string]*reader.Element{}
	for child := payload(root); child != nil; child = child.Next() {
		if id, ok := child.Attr("", "id"); ok && found[id] == nil {
			found[id] = child
		}
	}
	if c.byID == nil {
		c.byID = map[*reader.Element]map[string]*reader.Element{}
	}
	c.byID[root] = found
	return found
}

// referred says whether an element is there only to be referred to.
func referred(e *reader.Element) bool {
	parent := e.Parent()
	if parent == nil || parent.Name.Local != "Body" || parent.Parent() != topOf(e) {
		return false
	}
	_, ok := e.Attr("", "id")
	return ok && e != parent.First()
}

// references compares two elements of which one only refers to its value: that is one difference, and then the values are
// compared, wherever they stand. Where both refer, the references are compared as written.
func (c *comparison) references(want, got *reader.Element) bool {
	w, g := c.reference(want), c.reference(got)
	if (w == nil) == (g == nil) {
		return false
	}
	d := Difference{Kind: Attribute, Path: c.path(want) + "/@href", Want: "a reference", Got: "the value in its place", Hint: "only where the value stands differs"}
	if w == nil {
		d.Want, d.Got = d.Got, d.Want
		w = want
	}
	if g == nil {
		g = got
	}
	c.inlined = true
	c.add(d)
	if !c.spend(1) {
		return true
	}
	for i, a := range w.Attrs() {
		if !encodes(a.Name) && !isNilName(a.Name) {
			c.attribute(w, g, &w.Attrs()[i])
		}
	}
	c.texts(w, g)
	c.children(w, g)
	return true
}

// encodes says whether an attribute says how a value is encoded, and not what it is.
func encodes(n reader.Name) bool {
	return n.Space == "" && (n.Local == "id" || n.Local == "href") || n.Space == encoding11 && n.Local == "root" || n.Local == "encodingStyle"
}
