package reader

// attributes reads the rest of a start tag.
func (p *parser) attributes(e *Element) (selfClosed bool, err error) {
	d := p.doc
	from := len(d.attrs)
	for count := 1; ; count++ {
		spaced := p.skipSpace()
		if p.pos < len(p.src) && (p.src[p.pos] == '>' || p.src[p.pos] == '/') {
			break
		}
		if !spaced || p.pos == len(p.src) {
			return false, p.unexpected(e.name(), `white space, "/>" or ">"`)
		}
		if count > p.opt.MaxAttributes {
			return false, p.tooMany(ManyAttributes, p.pos, e.name(), "more than %d attributes", p.opt.MaxAttributes)
		}
		if err := p.count(p.pos); err != nil {
			return false, err
		}
		if err := p.attribute(e); err != nil {
			return false, err
		}
	}
	e.attrs = d.attrs[from:len(d.attrs):len(d.attrs)]
	e.declTo = len(d.decls)

	if p.src[p.pos] == '/' {
		selfClosed = true
		p.pos++
	}
	if p.pos == len(p.src) || p.src[p.pos] != '>' {
		return false, p.unexpected(e.name(), `">"`)
	}
	p.pos++
	return selfClosed, nil
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
