package wsdl

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// node is an element of a document of somebody else's, which knows where it stands.
type node struct {
	name     Name
	attrs    []attribute
	children []*node
	parent   *node
	line     int
}

// attribute is an attribute, or a declaration of a namespace ("xmlns").
type attribute struct {
	name     Name
	value    string
	from, to int // of the value in the source, without the quotes
}

const deepestDocument = 256

// readTree reads a document with the places of its attributes.
func readTree(source []byte) (*node, error) {
	if bad := invalidUTF8(source); bad >= 0 {
		return nil, fmt.Errorf("%d: it is not UTF-8: save it as that", 1+bytes.Count(source[:bad], []byte("\n")))
	}
	body := bytes.TrimPrefix(source, []byte("\ufeff"))
	skipped := len(source) - len(body)
	d := xml.NewDecoder(bytes.NewReader(body))
	d.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, charsetError(charset)
	}
	var root, at *node
	for depth := 0; ; {
		begin := int(d.InputOffset())
		line, _ := d.InputPos()
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && root != nil:
			return root, nil
		case errors.Is(err, io.EOF):
			return nil, errors.New("1: it has no element")
		case err != nil:
			return nil, unreadable(err, line)
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, fmt.Errorf("%d: it has a DTD, which no WSDL may have", line)
		case xml.ProcInst:
			if t.Target == "xml" && begin > 0 {
				return nil, fmt.Errorf("%d: its XML declaration does not stand at its very beginning: take away what is before it", line)
			}
		case xml.CharData:
			if at == nil && len(bytes.TrimSpace(t)) > 0 {
				return nil, fmt.Errorf("%d: there is text outside of its root", line)
			}
		case xml.StartElement:
			if depth++; depth > deepestDocument {
				return nil, fmt.Errorf("%d: its elements are nested deeper than %d", line, deepestDocument)
			}
			if at == nil && root != nil {
				return nil, fmt.Errorf("%d: it has a second root, %s", line, t.Name.Local)
			}
			n := &node{name: Name(t.Name), parent: at, line: line}
			n.attrs = attributesOf(t, body[begin:d.InputOffset()], skipped+begin)
			if err := n.checkNames(); err != nil {
				return nil, err
			}
			if at == nil {
				root = n
			} else {
				at.children = append(at.children, n)
			}
			at = n
		case xml.EndElement:
			depth--
			at = at.parent
		}
	}
}

// unreadable words why a document cannot be read.
func unreadable(err error, line int) error {
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return fmt.Errorf("%d: it is no XML: %s", syntax.Line, syntax.Msg)
	}
	if charset, ok := errors.AsType[charsetError](err); ok {
		err = charset // without what package xml says before it
	}
	return fmt.Errorf("%d: %w", line, err)
}

// attributesOf are the attributes of a start tag, whose text begins at from in the source.
func attributesOf(t xml.StartElement, tag []byte, from int) (attrs []attribute) {
	for i, place := range attributePlaces(tag) {
		if i < len(t.Attr) {
			attrs = append(attrs, attribute{Name(t.Attr[i].Name), t.Attr[i].Value, from + place[0], from + place[1]})
		}
	}
	return attrs
}

// checkNames looks at what package xml does not, and every other parser refuses: attributes that are there twice, and prefixes
// that nothing declares, which package xml has in the place of their namespace.
func (n *node) checkNames() error {
	if !n.declares(n.name.Space) {
		return n.wrong("it is no XML: nothing declares the prefix %s of the element %s", n.name.Space, n.name.Local)
	}
	for i, a := range n.attrs {
		switch {
		case a.name.Space == "xmlns" && a.value == "":
			return n.wrong("it is no XML: the prefix %s is declared without a namespace", a.name.Local)
		case a.name.Space != "xmlns" && !n.declares(a.name.Space):
			return n.wrong("it is no XML: nothing declares the prefix %s of the attribute %s", a.name.Space, a.name.Local)
		case slices.ContainsFunc(n.attrs[:i], func(b attribute) bool { return b.name == a.name }):
			return n.wrong("it is no XML: %s has the attribute %s twice", n.name.Local, a.name.Local)
		}
	}
	return nil
}

// declares says whether a namespace has a prefix here, or is the one without.
func (n *node) declares(space string) bool {
	if space == "" || space == namespaceXML {
		return true
	}
	for at := n; at != nil; at = at.parent {
		for _, a := range at.attrs {
			if a.value == space && (a.name.Space == "xmlns" || a.name == Name{Local: "xmlns"}) {
				return true
			}
		}
	}
	return false
}

// charsetError is an encoding that a document says it has.
type charsetError string

func (e charsetError) Error() string {
	return fmt.Sprintf("it says that its encoding is %q: save it as UTF-8, and let it say so", string(e))
}

func invalidUTF8(b []byte) int {
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// attributePlaces are where the values of the attributes of a start tag stand in it, in order.
func attributePlaces(tag []byte) [][2]int {
	var places [][2]int
	for i := 0; i < len(tag); i++ {
		if quote := tag[i]; quote == '"' || quote == '\'' {
			end := bytes.IndexByte(tag[i+1:], quote)
			if end < 0 {
				return places
			}
			places = append(places, [2]int{i + 1, i + 1 + end})
			i += 1 + end
		}
	}
	return places
}

func (n *node) walk(f func(*node)) {
	f(n)
	for _, c := range n.children {
		c.walk(f)
	}
}

// attr is an attribute in no namespace, "" when there is none.
func (n *node) attr(local string) string {
	for _, a := range n.attrs {
		if a.name == (Name{Local: local}) {
			return a.value
		}
	}
	return ""
}

func (n *node) child(space, local string) *node {
	for _, c := range n.children {
		if c.name == (Name{space, local}) {
			return c
		}
	}
	return nil
}

func (n *node) all(space, local string) []*node {
	var found []*node
	for _, c := range n.children {
		if c.name == (Name{space, local}) {
			found = append(found, c)
		}
	}
	return found
}

// qname is the name that an attribute has for its value.
func (n *node) qname(attribute string) Name { return n.resolve(n.attr(attribute)) }

// resolve is the name that a prefixed name stands for.
func (n *node) resolve(value string) Name {
	prefix, local, found := strings.Cut(strings.TrimSpace(value), ":")
	if !found {
		prefix, local = "", prefix
	}
	want := Name{Space: "xmlns", Local: prefix} // as encoding/xml has declarations
	if prefix == "" {
		want = Name{Local: "xmlns"}
	}
	for at := n; at != nil; at = at.parent {
		for _, a := range at.attrs {
			if a.name == want {
				return Name{a.value, local}
			}
		}
	}
	return Name{Local: local}
}

// change puts a text in place of the value of an attribute.
type change struct {
	from, to int
	with     string
}

// apply makes changes, of which no two overlap but by being the same.
func apply(source []byte, changes []change) []byte {
	slices.SortStableFunc(changes, func(a, b change) int { return a.from - b.from })
	var out bytes.Buffer
	at := 0
	for i, c := range changes {
		if i+1 < len(changes) && changes[i+1].from == c.from {
			continue // the later one holds
		}
		out.Write(source[at:c.from])
		_ = xml.EscapeText(&out, []byte(c.with)) // a buffer takes everything
		at = c.to
	}
	out.Write(source[at:])
	return out.Bytes()
}
