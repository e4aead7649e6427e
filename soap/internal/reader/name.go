package reader

import "unicode/utf8"

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
	if i-start > p.opt.MaxNameBytes {
		return qname{}, p.fail(NameTooLong, start, "", "a name of more than %d bytes", p.opt.MaxNameBytes)
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
