package reader

import (
	"strings"
	"unicode/utf8"
)

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
	if err := p.count(start); err != nil {
		return nil, err
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
