package reader

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// parser goes through a document once, from one "<" to the next.
type parser struct {
	doc   *Document
	opt   Options
	src   string // up to the first character that cannot stand in a document
	pos   int
	place place

	open  *Element // the element that is being read, nil outside the root
	depth int
	nodes int // elements, and what else counts as they do

	// What the document does not have at all need not be looked for in every text.
	ascii        bool
	hasReference bool // "&"
	hasCR        bool
	hasCDEnd     bool // "]]>"
}

func (p *parser) document() error {
	bad, ascii := survey(p.doc.buf)
	p.src, p.ascii = p.doc.src[:bad], ascii
	p.hasReference = strings.IndexByte(p.src, '&') >= 0
	p.hasCR = strings.IndexByte(p.src, '\r') >= 0
	p.hasCDEnd = strings.Contains(p.src, "]]>")

	err := p.all()
	if bad < len(p.doc.src) && endsEarly(err) {
		return p.badCharacter(bad)
	}
	return err
}

// endsEarly says whether reading came to the end of what there is. Where the document was cut off before a
// bad character, that means it met the character.
func endsEarly(err error) bool {
	refusal, ok := errors.AsType[*Error](err)
	return !ok || refusal.Kind == Unclosed || refusal.Kind == Empty
}

func (p *parser) badCharacter(at int) error {
	r, n := utf8.DecodeRuneInString(p.doc.src[at:])
	if r == utf8.RuneError && n == 1 {
		return p.fail(Encoding, at, "", "the byte 0x%02X is not UTF-8 here", p.doc.src[at])
	}
	return p.fail(BadCharacter, at, "", "the character U+%04X is not allowed", r)
}

// all reads the document: the declaration, then markup and the text before each.
func (p *parser) all() error {
	declared, bad := readDeclaration(p.src)
	if bad != nil {
		return p.fail(bad.kind, bad.offset, "", "%s", bad.detail)
	}
	p.pos = declared.end

	for p.pos < len(p.src) {
		n := strings.IndexByte(p.src[p.pos:], '<')
		if n < 0 {
			break
		}
		if n > 0 {
			if err := p.text(p.pos + n); err != nil {
				return err
			}
		}
		if err := p.markup(); err != nil {
			return err
		}
	}
	return p.end()
}

// end looks at what follows the last markup.
func (p *parser) end() error {
	switch {
	case p.open != nil:
		return p.fail(Unclosed, len(p.src), p.open.name(), "the element %q is not closed", p.open.name())
	case p.pos < len(p.src):
		if err := p.text(len(p.src)); err != nil {
			return err
		}
	}
	if p.doc.root == nil {
		return p.fail(Empty, len(p.src), "", "there is no element")
	}
	return nil
}

// markup reads what begins with the "<" at p.pos.
func (p *parser) markup() error {
	if p.pos+1 == len(p.src) {
		return p.fail(Unclosed, p.pos, "", "the document ends in markup")
	}
	switch p.src[p.pos+1] {
	case '/':
		return p.endTag()
	case '?':
		return p.instruction()
	case '!':
		return p.declarationOrComment()
	}
	return p.startTag()
}

func (p *parser) declarationOrComment() error {
	rest := p.src[p.pos:]
	switch {
	case strings.HasPrefix(rest, "<!--"):
		return p.comment()
	case strings.HasPrefix(rest, "<![CDATA["):
		return p.cdata()
	case strings.HasPrefix(rest, "<!DOCTYPE"):
		return p.fail(Doctype, p.pos, "", "document type declarations are not read")
	}
	for _, known := range []string{"<!--", "<![CDATA[", "<!DOCTYPE"} {
		if strings.HasPrefix(known, rest) {
			return p.fail(Unclosed, p.pos, "", "the document ends in markup")
		}
	}
	return p.fail(Syntax, p.pos, "", `"<!" begins neither a comment nor a CDATA section`)
}

// count counts what begins at an offset and takes memory of its own: an element, an attribute, a declaration, or what
// parts a text in two.
func (p *parser) count(at int) error {
	if p.nodes++; p.nodes > p.opt.MaxElements {
		return p.tooMany(ManyElements, at, "", "more than %d elements, attributes, comments and sections", p.opt.MaxElements)
	}
	return nil
}

func (p *parser) comment() error {
	start := p.pos
	inside := start + len("<!--")
	n := strings.Index(p.src[inside:], "--")
	after := inside + n + len("--")
	switch {
	case n < 0 || after == len(p.src):
		return p.fail(Unclosed, start, "", "the comment is not closed")
	case p.src[after] != '>':
		return p.fail(Syntax, inside+n, "", `"--" inside a comment`)
	}
	p.pos = after + 1
	return p.count(start)
}

// instruction reads a processing instruction, which is dropped.
func (p *parser) instruction() error {
	start := p.pos
	n := strings.Index(p.src[start+2:], "?>")
	if n < 0 {
		return p.fail(Unclosed, start, "", "the processing instruction is not closed")
	}
	end := start + 2 + n
	p.pos += 2
	name, err := p.name()
	if err != nil {
		return err
	}
	target := p.src[start+2 : p.pos]
	switch {
	case target == "xml":
		return p.fail(MisplacedXML, start, "", "the XML declaration must stand at the very beginning")
	case strings.EqualFold(target, "xml"), name.prefix != "":
		return p.fail(BadName, start, target, "%q cannot name a processing instruction", target)
	case p.pos < end && !isSpace(p.src[p.pos]):
		return p.fail(Syntax, p.pos, target, "no white space after the name of a processing instruction")
	}
	p.pos = end + len("?>")
	return p.count(start)
}

// fail makes an error at an offset of the document. It copies what it quotes.
func (p *parser) fail(kind Kind, offset int, name, format string, args ...any) *Error {
	line, column := position(p.doc.src, offset)
	return &Error{
		Kind: kind, Line: line, Column: column, Offset: offset,
		Name: strings.Clone(name), Detail: fmt.Sprintf(format, args...),
	}
}

// tooMany makes the error for more of something than the limit allows.
func (p *parser) tooMany(what string, offset int, name, format string, limit int) error {
	err := p.fail(TooMany, offset, name, format, limit)
	err.Many = what
	return err
}

// unexpected makes an error where something else should stand, or nothing more follows.
func (p *parser) unexpected(name, missing string) error {
	if p.pos == len(p.src) {
		return p.fail(Unclosed, p.pos, name, "the document ends where %s should stand", missing)
	}
	return p.fail(Syntax, p.pos, name, "%s should stand here", missing)
}

func tooLarge(limit int64) error {
	return &Error{
		Kind: TooLarge, Line: 1, Column: 1, Offset: int(limit),
		Detail: fmt.Sprintf("more than %d bytes", limit),
	}
}
