package batch

import "strings"

// expression reads sums of products. Chains of operators do not nest, so only parentheses and signs do.
func (p *parser) expression() (expression, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, tooDeep(p.token.line)
	}
	defer func() { p.depth-- }()
	return p.chain("+-", func() (expression, error) { return p.chain("*/%", p.unary) })
}

func (p *parser) chain(operators string, operand func() (expression, error)) (expression, error) {
	first, err := operand()
	if err != nil {
		return nil, err
	}
	var rest []link
	for p.token.kind == symbol && strings.Contains(operators, p.token.text) {
		operator := p.token
		if err := p.advance(); err != nil {
			return nil, err
		}
		e, err := operand()
		if err != nil {
			return nil, err
		}
		rest = append(rest, link{operator, e})
	}
	if rest == nil {
		return first, nil
	}
	return chain{first, rest}, nil
}

func (p *parser) unary() (expression, error) {
	negative, sign := false, p.token
	for signs := 0; p.token.is("-") || p.token.is("+"); signs++ {
		negative = negative != p.token.is("-")
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	e, err := p.primary()
	if err != nil || !negative {
		return e, err
	}
	return negation{sign.line, e}, nil
}

func (p *parser) primary() (expression, error) {
	t := p.token
	switch t.kind {
	case word:
		return p.wordExpression(t)
	case quoted:
		return p.nameExpression()
	case variable:
		return p.variable(t), p.advance()
	case symbol:
		if !t.is("(") {
			return nil, p.unexpected()
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
		e, err := p.expression()
		if err != nil {
			return nil, err
		}
		return e, p.expect(")")
	case end:
		return nil, p.unexpected()
	}
	c, err := literalValue(t)
	if err != nil {
		return nil, err
	}
	return constant{c}, p.advance()
}

func (p *parser) wordExpression(t token) (expression, error) {
	switch strings.ToUpper(t.text) {
	case "NULL":
		return constant{typed{Type: Int.plain(), nullable: true, untyped: true}}, p.advance()
	case "CURRENT_TIMESTAMP", "CURRENT_USER", "SESSION_USER", "SYSTEM_USER", "USER":
		return call{t.line, functions[strings.ToUpper(t.text)], nil}, p.advance()
	case "CAST":
		return p.cast(t)
	case "CONVERT":
		return p.convert(t)
	}
	if p.peek().is("(") {
		return p.function(t)
	}
	return p.nameExpression()
}

// nameExpression reads the name of a column. There are none, so it is an error, but one that parsing survives.
func (p *parser) nameExpression() (expression, error) {
	t := p.token
	name, err := p.dotted()
	if err != nil {
		return nil, err
	}
	f := invalidColumn(t.line, name)
	switch {
	case p.token.is("("):
		f = abort(4121, 16, 1, t.line, `Cannot find either column "%s" or the user-defined function or aggregate "%s", or the name `+
			"is ambiguous.", clip(t.text), clip(name))
		if err := p.arguments(); err != nil {
			return nil, err
		}
	case strings.Contains(name, "."):
		f = abort(4104, 16, 1, t.line, `The multi-part identifier "%s" could not be bound.`, clip(name))
	}
	p.unbound = append(p.unbound, f.message)
	return constant{typed{Type: Int.plain(), nullable: true}}, nil
}

// arguments goes over the arguments of a function that does not exist.
func (p *parser) arguments() error {
	for depth := 0; ; {
		switch {
		case p.token.is("("):
			depth++
		case p.token.is(")"):
			depth--
		case p.token.kind == end:
			return p.unexpected()
		}
		if err := p.advance(); err != nil || depth == 0 {
			return err
		}
	}
}

func (p *parser) function(t token) (expression, error) {
	name := strings.ToUpper(t.text)
	f, found := functions[name]
	if !found {
		return nil, unknownFunction(t.line, t.text)
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	var list []expression
	for !p.token.is(")") {
		if len(list) > 0 {
			if err := p.expect(","); err != nil {
				return nil, err
			}
		}
		e, err := p.expression()
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	if len(list) < f.least || len(list) > f.most {
		return nil, argumentCount(t.line, name, f.most)
	}
	return call{t.line, f, list}, p.advance()
}

// cast reads CAST(e AS type).
func (p *parser) cast(t token) (expression, error) {
	c := conversion{line: t.line}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if err := p.expect("("); err != nil {
		return nil, err
	}
	e, err := p.expression()
	if err != nil {
		return nil, err
	}
	if err := p.expect("AS"); err != nil {
		return nil, err
	}
	c.value = e
	if c.to, err = p.castType(); err != nil {
		return nil, err
	}
	return c, p.expect(")")
}

// convert reads CONVERT(type, e). A style is not understood.
func (p *parser) convert(t token) (expression, error) {
	c := conversion{line: t.line}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if err := p.expect("("); err != nil {
		return nil, err
	}
	var err error
	if c.to, err = p.castType(); err != nil {
		return nil, err
	}
	if err := p.expect(","); err != nil {
		return nil, err
	}
	if c.value, err = p.expression(); err != nil {
		return nil, err
	}
	return c, p.expect(")")
}

// castType reads a type. Without a length, character and binary types have 30 in CAST and CONVERT.
func (p *parser) castType() (Type, error) {
	t, err := p.typeName(1)
	if err == nil && t.Name.info().limit > 0 && !p.previous.is(")") && t.MaxLength == 1 {
		t.MaxLength = 30
	}
	return t, err
}

// variable is the use of a variable, which must have been declared.
func (p *parser) variable(t token) expression {
	name := foldVariable(t.text)
	if strings.HasPrefix(name, "@@") {
		if f, found := globals[name]; found {
			return call{t.line, f, nil}
		}
	} else if _, found := p.variables[name]; found {
		return reference{name}
	}
	p.unbound = append(p.unbound, notDeclared(t.line, t.text).message)
	return constant{typed{Type: Int.plain(), nullable: true}}
}
