package reader

import (
	"strings"
	"unicode/utf8"
)

// qname is a name as written, parted at its colon.
type qname struct{ prefix, local string }

// name reads a qualified name.
func (p *parser) name() (qname, error) {
	src, start, colon := p.src, p.pos, -1
	i := start
scan:
	for i < len(src) {
		c := src[i]
		switch {
		case class[c]&nameByte != 0:
			i++
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRuneInString(src[i:])
			if !isNameChar(r) {
				break scan
			}
			i += n
		case c == ':' && colon < 0:
			colon = i
			i++
		case c == ':':
			return qname{}, p.fail(BadName, i, src[start:i], "a second colon in a name")
		default:
			break scan
		}
	}
	p.pos = i
	if i-start > p.opt.MaxNameLength {
		return qname{}, p.fail(NameTooLong, start, "", "a name of more than %d bytes", p.opt.MaxNameLength)
	}
	if colon < 0 {
		return qname{"", src[start:i]}, p.checkStart(start, i)
	}
	if err := p.checkStart(start, colon); err != nil {
		return qname{}, err
	}
	return qname{src[start:colon], src[colon+1 : i]}, p.checkStart(colon+1, i)
}

// checkStart checks that a part of a name is not empty and begins as names may.
func (p *parser) checkStart(from, to int) error {
	if from == to {
		if from == len(p.src) {
			return p.fail(Unclosed, from, "", "the document ends where a name should stand")
		}
		return p.fail(BadName, from, "", "a name should stand here")
	}
	r, _ := utf8.DecodeRuneInString(p.src[from:])
	if !isNameStart(r) {
		return p.fail(BadName, from, p.src[from:to], "a name cannot begin with %q", r)
	}
	return nil
}

func (p *parser) startTag() error {
	start := p.pos
	if p.doc.root != nil && p.open == nil {
		return p.fail(Trailing, start, "", "a second element after the root element")
	}
	p.pos++
	name, err := p.name()
	if err != nil {
		return err
	}
	e, err := p.begin(start, name)
	if err != nil {
		return err
	}
	selfClosed, err := p.attributes(e)
	if err != nil {
		return err
	}
	if err := p.resolve(e); err != nil {
		return err
	}
	p.open = e
	if selfClosed {
		p.close(e)
	}
	return nil
}

// begin adds an element whose name was just read.
func (p *parser) begin(start int, name qname) (*Element, error) {
	if p.elements++; p.elements > p.opt.MaxElements {
		return nil, p.fail(TooMany, start, "", "more than %d elements", p.opt.MaxElements)
	}
	if p.depth++; p.depth > p.opt.MaxDepth {
		return nil, p.fail(TooDeep, start, "", "more than %d elements inside each other", p.opt.MaxDepth)
	}
	d := p.doc
	e := d.elements.next()
	e.doc, e.parent = d, p.open
	e.Prefix, e.Name.Local = name.prefix, name.local
	e.Line, e.Column = p.place.advance(p.src, start, p.ascii)
	e.start, e.nameEnd = start, p.pos
	e.declFrom = len(d.decls)

	switch parent := p.open; {
	case parent == nil:
		d.root = e
	case parent.last == nil:
		parent.first, parent.last = e, e
	default:
		parent.last.next = e
		parent.last = e
	}
	return e, nil
}

// attributes reads the rest of a start tag.
func (p *parser) attributes(e *Element) (selfClosed bool, err error) {
	d := p.doc
	from := len(d.attrs)
	for count := 1; ; count++ {
		spaced := p.skipSpace()
		if p.pos < len(p.src) {
			switch p.src[p.pos] {
			case '>':
				p.pos++
				e.attrs, e.declTo = d.attrs[from:len(d.attrs):len(d.attrs)], len(d.decls)
				return false, nil
			case '/':
				if p.pos++; p.pos == len(p.src) || p.src[p.pos] != '>' {
					return false, p.unexpected(e.name(), `">"`)
				}
				p.pos++
				e.attrs, e.declTo = d.attrs[from:len(d.attrs):len(d.attrs)], len(d.decls)
				return true, nil
			}
		}
		if !spaced || p.pos == len(p.src) {
			return false, p.unexpected(e.name(), `white space, "/>" or ">"`)
		}
		if count > p.opt.MaxAttributes {
			return false, p.fail(TooMany, p.pos, e.name(), "more than %d attributes", p.opt.MaxAttributes)
		}
		if err := p.attribute(e); err != nil {
			return false, err
		}
	}
}

// attribute reads one attribute, or one declaration.
func (p *parser) attribute(e *Element) error {
	at := p.pos
	name, err := p.name()
	if err != nil {
		return err
	}
	written := p.src[at:p.pos]
	p.skipSpace()
	if p.pos == len(p.src) || p.src[p.pos] != '=' {
		return p.unexpected(written, `"="`)
	}
	p.pos++
	p.skipSpace()
	quote := p.pos
	value, err := p.value(written)
	if err != nil {
		return err
	}
	switch {
	case name.prefix == "xmlns":
		return p.declare(e, at, name.local, value, p.src[quote:p.pos])
	case name.prefix == "" && name.local == "xmlns":
		return p.declare(e, at, "", value, p.src[quote:p.pos])
	}
	p.doc.attrs = append(p.doc.attrs, Attr{Name{"", name.local}, name.prefix, value})
	return nil
}

// value reads a quoted attribute value and normalises it (XML 1.0, section 3.3.3).
func (p *parser) value(name string) (string, error) {
	if p.pos == len(p.src) || p.src[p.pos] != '"' && p.src[p.pos] != '\'' {
		return "", p.unexpected(name, "a quoted value")
	}
	src, quote, start := p.src, p.src[p.pos], p.pos+1
	plain := true
	for i := start; i < len(src); i++ {
		c := src[i]
		if class[c]&special == 0 {
			continue
		}
		switch c {
		case quote:
			p.pos = i + 1
			if plain {
				return src[start:i], nil
			}
			return unescape(src[start:i], inValue), nil
		case '<':
			return "", p.fail(Syntax, i, name, `"<" in the value of %q`, name)
		case '&':
			_, n, err := p.reference(i)
			if err != nil {
				return "", err
			}
			i += n - 1
			plain = false
		case '\t', '\n', '\r':
			plain = false
		}
	}
	p.pos = len(src)
	return "", p.unexpected(name, "the closing quote of an attribute")
}

func (p *parser) endTag() error {
	start := p.pos
	if p.open == nil {
		if p.doc.root != nil {
			return p.fail(Trailing, start, "", "an end tag after the root element")
		}
		return p.fail(Mismatch, start, "", "an end tag without a start tag")
	}
	e := p.open
	p.pos += len("</")
	expected := e.name()
	rest := p.src[p.pos:]
	if !strings.HasPrefix(rest, expected) || len(rest) > len(expected) && goesOn(rest[len(expected)]) {
		if strings.HasPrefix(expected, rest) {
			return p.fail(Unclosed, start, expected, "the document ends in markup")
		}
		return p.fail(Mismatch, start, expected, "the end tag of %q should stand here", expected)
	}
	p.pos += len(expected)
	p.skipSpace()
	if p.pos == len(p.src) || p.src[p.pos] != '>' {
		return p.unexpected(expected, `">"`)
	}
	p.pos++
	p.close(e)
	return nil
}

// goesOn says whether a name that came this far goes on with c.
func goesOn(c byte) bool { return class[c]&nameByte != 0 || c == ':' || c >= utf8.RuneSelf }

func (p *parser) close(e *Element) {
	e.end = p.pos
	p.doc.scope.leave(p.doc.bindings[e.declFrom:e.declTo])
	p.open = e.parent
	p.depth--
}

func (p *parser) skipSpace() (skipped bool) {
	start := p.pos
	for p.pos < len(p.src) && isSpace(p.src[p.pos]) {
		p.pos++
	}
	return p.pos > start
}
