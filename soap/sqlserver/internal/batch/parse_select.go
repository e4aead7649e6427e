package batch

import "strings"

// maxColumns is how many elements a list of columns has at most.
const maxColumns = 4096

func (p *parser) selectStatement(line int) statement {
	if p.from() {
		return p.selectFrom(line)
	}
	p.accept("ALL")
	p.accept("DISTINCT")
	s := selection{line: line}
	assigned := 0
	for more := true; more; more = p.accept(",") {
		c := p.column()
		if c.variable != "" {
			assigned++
		}
		if s.columns = append(s.columns, c); len(s.columns) > maxColumns {
			p.fail(abort(1056, 15, 1, line, "The number of elements in the select list exceeds the maximum allowed number of "+
				"%d elements.", maxColumns))
		}
	}
	if assigned > 0 && assigned < len(s.columns) {
		p.unbound = append(p.unbound, mixedSelect(line).message)
	}
	return s
}

// selectFrom reads a query of a table, of which there are none, so that only its name matters.
func (p *parser) selectFrom(line int) statement {
	if p.token.is("FROM") {
		p.unexpected()
	}
	for depth := 0; p.token.kind != end && (depth != 0 || !p.token.is("FROM")); p.advance() {
		switch {
		case p.token.is("("):
			depth++
		case p.token.is(")"):
			depth--
		}
	}
	p.advance()
	return p.noTable(line, "", noTable)
}

// column reads one element of a list of columns: @v = e, alias = e, e, e alias, e AS alias.
func (p *parser) column() (c column) {
	t := p.token
	switch {
	case t.is("*"):
		p.fail(abort(263, 16, 1, t.line, "Must specify table to select from."))
	case t.kind == variable && !strings.HasPrefix(t.text, "@@") && p.peek().is("="):
		p.variable()
		p.advance()
		return column{variable: foldVariable(t.text), value: p.expression()}
	case t.isAlias() && p.peek().is("="):
		p.advance()
		p.advance()
		return column{alias: t.text, value: p.expression()}
	}
	c.value = p.expression()
	as := p.accept("AS")
	switch {
	case p.token.isAlias():
		c.alias = p.token.text
		p.advance()
	case as:
		p.unexpected()
	}
	return c
}

func (t token) isAlias() bool { return t.isName() || t.kind == literal || t.kind == national }
