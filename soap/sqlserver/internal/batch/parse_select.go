package batch

import "strings"

// maxColumns is how many elements a list of columns has at most.
const maxColumns = 4096

func (p *parser) selectStatement(line int) (statement, error) {
	if p.from() {
		return p.selectFrom(line)
	}
	if _, err := p.accept("ALL"); err != nil {
		return nil, err
	}
	if _, err := p.accept("DISTINCT"); err != nil {
		return nil, err
	}
	s := selection{line: line}
	assigned := 0
	for {
		c, err := p.column()
		if err != nil {
			return nil, err
		}
		if c.variable != "" {
			assigned++
		}
		if s.columns = append(s.columns, c); len(s.columns) > maxColumns {
			return nil, abort(1056, 15, 1, line, "The number of elements in the select list exceeds the maximum allowed number of "+
				"%d elements.", maxColumns)
		}
		if more, err := p.accept(","); err != nil {
			return nil, err
		} else if !more {
			break
		}
	}
	if assigned > 0 && assigned < len(s.columns) {
		p.unbound = append(p.unbound, mixedSelect(line).message)
	}
	return s, nil
}

// selectFrom reads a query of a table, of which there are none, so that only its name matters.
func (p *parser) selectFrom(line int) (statement, error) {
	if p.token.is("FROM") {
		return nil, p.unexpected()
	}
	for depth := 0; depth != 0 || !p.token.is("FROM"); {
		switch {
		case p.token.is("("):
			depth++
		case p.token.is(")"):
			depth--
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	return p.noTable(line, "", noTable)
}

// column reads one element of a list of columns: @v = e, alias = e, e, e alias, e AS alias.
func (p *parser) column() (column, error) {
	var c column
	t := p.token
	switch {
	case t.is("*"):
		return c, abort(263, 16, 1, t.line, "Must specify table to select from.")
	case t.kind == variable && !strings.HasPrefix(t.text, "@@") && p.peek().is("="):
		p.variable(t)
		c.variable = foldVariable(t.text)
	case t.isAlias() && p.peek().is("="):
		c.alias = t.text
	default:
		e, err := p.expression()
		if err != nil {
			return c, err
		}
		c.value = e
		return c, p.alias(&c)
	}
	if err := p.advance(); err != nil {
		return c, err
	}
	if err := p.advance(); err != nil {
		return c, err
	}
	e, err := p.expression()
	c.value = e
	return c, err
}

func (t token) isAlias() bool { return t.isName() || t.kind == literal || t.kind == national }

func (p *parser) alias(c *column) error {
	as, err := p.accept("AS")
	if err != nil {
		return err
	}
	if !p.token.isAlias() {
		if as {
			return p.unexpected()
		}
		return nil
	}
	c.alias = p.token.text
	return p.advance()
}
