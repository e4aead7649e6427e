package reader

import (
	"strings"
	"unicode/utf8"
)

// piece is a stretch of character data. The pieces of an element are linked, in order.
type piece struct {
	start, end int // in Document.src
	next       int // index into Document.pieces plus one, 0 for the last
	form       form
}

// form says how character data must be read.
type form uint8

const (
	plain   form = iota // as it stands
	escaped             // references, CR
	section             // CDATA with CR: no references
	inValue             // an attribute value: references, white space
)

// text takes in the character data up to an offset.
func (p *parser) text(end int) error {
	start := p.pos
	s := p.src[start:end]
	p.pos = end
	if p.open == nil {
		return p.textOutside(start, s)
	}
	if p.hasCDEnd {
		if n := strings.Index(s, "]]>"); n >= 0 {
			return p.fail(Syntax, start+n, "", `"]]>" in text`)
		}
	}
	how, blank := plain, isBlank(s)
	if p.hasCR && strings.IndexByte(s, '\r') >= 0 {
		how = escaped
	}
	if p.hasReference && !blank && strings.IndexByte(s, '&') >= 0 {
		how = escaped
		var err error
		if blank, err = p.references(start, end); err != nil {
			return err
		}
	}
	p.addPiece(piece{start: start, end: end, form: how}, blank)
	return nil
}

// references checks all references between two offsets, and says whether there is only white space, also
// behind the references.
func (p *parser) references(at, end int) (blank bool, err error) {
	blank = true
	for {
		n := strings.IndexByte(p.src[at:end], '&')
		if n < 0 {
			return blank && isBlank(p.src[at:end]), nil
		}
		r, size, err := p.reference(at + n)
		if err != nil {
			return false, err
		}
		blank = blank && isBlank(p.src[at:at+n]) && r < utf8.RuneSelf && isSpace(byte(r))
		at += n + size
	}
}

func (p *parser) textOutside(start int, s string) error {
	n := 0
	for n < len(s) && isSpace(s[n]) {
		n++
	}
	switch {
	case n == len(s):
		return nil
	case p.doc.root == nil:
		return p.fail(Leading, start+n, "", "text before the root element")
	}
	return p.fail(Trailing, start+n, "", "text after the root element")
}

func (p *parser) cdata() error {
	start := p.pos + len("<![CDATA[")
	switch {
	case p.open != nil:
	case p.doc.root == nil:
		return p.fail(Leading, p.pos, "", "a CDATA section before the root element")
	default:
		return p.fail(Trailing, p.pos, "", "a CDATA section after the root element")
	}
	n := strings.Index(p.src[start:], "]]>")
	if n < 0 {
		return p.fail(Unclosed, p.pos, "", "the CDATA section is not closed")
	}
	s := p.src[start : start+n]
	how := plain
	if p.hasCR && strings.IndexByte(s, '\r') >= 0 {
		how = section
	}
	p.addPiece(piece{start: start, end: start + n, form: how}, isBlank(s))
	p.pos = start + n + len("]]>")
	return p.count(start)
}

func (p *parser) addPiece(s piece, blank bool) {
	d, e := p.doc, p.open
	d.pieces = append(d.pieces, s)
	if e.lastPiece == 0 {
		e.firstPiece = len(d.pieces)
	} else {
		d.pieces[e.lastPiece-1].next = len(d.pieces)
	}
	e.lastPiece = len(d.pieces)
	e.hasText = e.hasText || !blank
}

func isBlank(s string) bool {
	for i := range len(s) {
		if !isSpace(s[i]) {
			return false
		}
	}
	return true
}
