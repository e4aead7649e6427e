package batch

import "strings"

// expression reads sums of products. Chains of operators do not nest, so only parentheses and signs do.
func (p *parser) expression() expression {
	if p.depth++; p.depth > maxDepth {
		p.fail(tooDeep(p.token.line))
	}
	defer func() { p.depth-- }()
	return p.chain("+-", func() expression { return p.chain("*/%", p.unary) })
}

func (p *parser) chain(operators string, operand func() expression) expression {
	first := operand()
	var rest []link
	for p.token.kind == symbol && strings.Contains(operators, p.token.text) {
		operator := p.token
		p.advance()
		rest = append(rest, link{operator, operand()})
	}
	if rest == nil {
		return first
	}
	return chain{first, rest}
}

func (p *parser) unary() expression {
	negative, sign := false, p.token
	for p.token.is("-") || p.token.is("+") {
		negative = negative != p.token.is("-")
		p.advance()
	}
	e := p.primary()
	if negative {
		return negation{sign.line, e}
	}
	return e
}

func (p *parser) primary() expression {
	t := p.token
	switch t.kind {
	case word:
		return p.wordExpression(t)
	case quoted:
		return p.nameExpression()
	case variable:
		return p.variable()
	case symbol, end:
		if !p.accept("(") {
			p.unexpected()
			return nil
		}
		e := p.expression()
		p.expect(")")
		return e
	}
	value, f := literalValue(t)
	if f != nil {
		p.fail(f)
	}
	p.advance()
	return constant{value}
}

func (p *parser) wordExpression(t token) expression {
	switch name := strings.ToUpper(t.text); name {
	case "NULL":
		p.advance()
		return constant{typed{Type: Int.plain(), nullable: true, untyped: true}}
	case "CURRENT_TIMESTAMP", "CURRENT_USER", "SESSION_USER", "SYSTEM_USER", "USER":
		p.advance()
		return call{t.line, functions[name], nil}
	case "CAST":
		return p.cast(t.line)
	case "CONVERT":
		return p.convert(t.line)
	}
	if p.peek().is("(") {
		return p.function(t)
	}
	return p.nameExpression()
}

// nameExpression reads the name of a column. There are none, so it is an error, but one that parsing survives.
func (p *parser) nameExpression() expression {
	t := p.token
	name := p.dotted()
	f := invalidColumn(t.line, name)
	switch {
	case p.token.is("("):
		f = abort(4121, 16, 1, t.line, `Cannot find either column "%s" or the user-defined function or aggregate "%s", or the name `+
			"is ambiguous.", clip(t.text), clip(name))
		p.arguments()
	case strings.Contains(name, "."):
		f = abort(4104, 16, 1, t.line, `The multi-part identifier "%s" could not be bound.`, clip(name))
	}
	return p.unknown(f)
}

// unknown is what stands for what is not there.
func (p *parser) unknown(f *failure) expression {
	p.unbound = append(p.unbound, f.message)
	return constant{typed{Type: Int.plain(), nullable: true}}
}

// arguments goes over the arguments of a function that does not exist.
func (p *parser) arguments() {
	for depth := 0; ; {
		switch {
		case p.token.is("("):
			depth++
		case p.token.is(")"):
			depth--
		case p.token.kind == end:
			p.unexpected()
			return
		}
		if p.advance(); depth == 0 {
			return
		}
	}
}

func (p *parser) function(t token) expression {
	name := strings.ToUpper(t.text)
	f, found := functions[name]
	if !found {
		p.fail(unknownFunction(t.line, t.text))
	}
	p.advance()
	p.advance()
	var list []expression
	for more := !p.token.is(")"); more; more = p.accept(",") {
		list = append(list, p.expression())
	}
	switch {
	case !p.token.is(")"):
		p.unexpected()
	case len(list) < f.least || len(list) > f.most:
		p.fail(argumentCount(t.line, name, f.most))
	}
	p.advance()
	return call{t.line, f, list}
}

// cast reads CAST(e AS type).
func (p *parser) cast(line int) expression {
	c := conversion{line: line}
	p.advance()
	p.expect("(")
	c.value = p.expression()
	p.expect("AS")
	c.to = p.castType()
	p.expect(")")
	return c
}

// convert reads CONVERT(type, e). A style is not understood.
func (p *parser) convert(line int) expression {
	c := conversion{line: line}
	p.advance()
	p.expect("(")
	c.to = p.castType()
	p.expect(",")
	c.value = p.expression()
	p.expect(")")
	return c
}

// castType reads a type. Without a length, character and binary types have 30 in CAST and CONVERT.
func (p *parser) castType() Type {
	t := p.typeName(1)
	if t.Name.info().limit > 0 && !p.previous.is(")") && t.MaxLength == 1 {
		t.MaxLength = 30
	}
	return t
}

// variable reads the use of a variable, which must have been declared.
func (p *parser) variable() expression {
	t := p.token
	p.advance()
	name := foldVariable(t.text)
	if strings.HasPrefix(name, "@@") {
		if f, found := globals[name]; found {
			return call{t.line, f, nil}
		}
	} else if _, found := p.variables[name]; found {
		return reference{name}
	}
	return p.unknown(notDeclared(t.line, t.text))
}

// text reads a literal or name as what it says.
func (p *parser) text() expression {
	t := p.token
	p.advance()
	return constant{typed{Type: textType(t), Value: t.text}}
}
