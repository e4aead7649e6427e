package reader

import "strings"

// declaration is an XML declaration. The zero value stands for none.
type declaration struct {
	encoding string // as written
	end      int    // offset behind it
}

// fault is an error in a part of the document, before its place in the whole is known.
type fault struct {
	kind   Kind
	offset int
	detail string
}

// readDeclaration reads the XML declaration at the beginning of a document, if there is one. It uses
// nothing but ASCII, so that it can be used before the encoding is known.
func readDeclaration(s string) (d declaration, bad *fault) {
	if !strings.HasPrefix(s, "<?xml") || (len(s) > 5 && !isSpace(s[5]) && s[5] != '?') {
		return d, nil
	}
	end := strings.Index(s, "?>")
	if end < 0 {
		return d, &fault{Unclosed, 0, "the XML declaration is not closed"}
	}
	rest := pseudoAttributes{s: s[:end], pos: len("<?xml")}

	version, at, ok := rest.value("version")
	if !ok {
		return d, &fault{Syntax, rest.pos, "the XML declaration must begin with a version"}
	}
	if version != "1.0" {
		return d, &fault{Version, at, "only XML version 1.0 is read"}
	}
	if encoding, at, ok := rest.value("encoding"); ok {
		if !isEncodingName(encoding) {
			return d, &fault{Syntax, at, "the declared encoding is not a name"}
		}
		d.encoding = encoding
	}
	if standalone, at, ok := rest.value("standalone"); ok && standalone != "yes" && standalone != "no" {
		return d, &fault{Syntax, at, "standalone is neither yes nor no"}
	}
	rest.skipSpace()
	if rest.pos < end {
		return d, &fault{Syntax, rest.pos, "the XML declaration holds more than version, encoding and standalone, in this order"}
	}
	d.end = end + len("?>")
	return d, nil
}

// pseudoAttributes goes through an XML declaration, which is made of attributes in a fixed order.
type pseudoAttributes struct {
	s   string
	pos int
}

// value reads the next attribute if it has this name and is well-formed; otherwise it does not move.
func (p *pseudoAttributes) value(name string) (value string, at int, ok bool) {
	start := p.pos
	if !p.skipSpace() || !strings.HasPrefix(p.s[p.pos:], name) {
		p.pos = start
		return "", 0, false
	}
	p.pos += len(name)
	p.skipSpace()
	if p.pos < len(p.s) && p.s[p.pos] == '=' {
		p.pos++
		p.skipSpace()
		if p.pos < len(p.s) && (p.s[p.pos] == '"' || p.s[p.pos] == '\'') {
			at = p.pos + 1
			if n := strings.IndexByte(p.s[at:], p.s[p.pos]); n >= 0 {
				p.pos = at + n + 1
				return p.s[at : at+n], at, true
			}
		}
	}
	p.pos = start
	return "", 0, false
}

func (p *pseudoAttributes) skipSpace() (skipped bool) {
	start := p.pos
	for p.pos < len(p.s) && isSpace(p.s[p.pos]) {
		p.pos++
	}
	return p.pos > start
}

// isEncodingName is EncName of XML 1.0, section 4.3.3.
func isEncodingName(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		letter := c >= 'a' && c <= 'z'
		other := s[i] >= '0' && s[i] <= '9' || s[i] == '.' || s[i] == '_' || s[i] == '-'
		if !letter && (i == 0 || !other) {
			return false
		}
	}
	return s != ""
}
