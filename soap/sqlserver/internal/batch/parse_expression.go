package batch

import (
	"encoding/hex"
	"math/big"
	"strconv"
	"strings"
)

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

// textType is the type of a literal or name.
func textType(t token) Type {
	n, limit := VarChar, 8000
	if t.kind != literal {
		n, limit = NVarChar, 4000
	}
	size := max(1, length(t.text))
	if size > limit {
		size = -1
	}
	return Type{Name: n, MaxLength: size}
}

// literalValue is the value of a literal and its type (Books Online, "Constants", ms179899).
func literalValue(t token) (typed, error) {
	switch t.kind {
	case literal, national:
		return typed{Type: textType(t), Value: t.text}, nil
	case integer:
		if n, err := strconv.ParseInt(t.text, 10, 32); err == nil {
			return typed{Type: Int.plain(), Value: n, digits: len(strconv.FormatInt(n, 10))}, nil
		}
		return exactLiteral(t)
	case exact:
		return exactLiteral(t)
	case float:
		text := strings.TrimRight(t.text, "eE+-")
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return typed{}, abort(168, 15, 1, t.line, "The floating point value '%s' is out of the range of computer representation "+
				"(8 bytes).", clip(t.text))
		}
		return typed{Type: Type{Name: Float}, Value: f}, nil
	case money:
		n, ok := parseNumber(t.text)
		if n.Unscaled == nil && t.text == "." {
			n, ok = Number{Unscaled: new(big.Int)}, true
		}
		typ := Type{Name: Money}
		if !ok || !fits(n.at(4), typ) {
			return typed{}, incorrectSyntax(t)
		}
		return typed{Type: typ, Value: n.at(4)}, nil
	case hexadecimal:
		digits := t.text
		if len(digits)%2 == 1 {
			digits = "0" + digits
		}
		b, err := hex.DecodeString(digits)
		if err != nil {
			return typed{}, incorrectSyntax(t)
		}
		size := max(1, len(b))
		if size > 8000 {
			size = -1
		}
		return typed{Type: Type{Name: VarBinary, MaxLength: size}, Value: b}, nil
	}
	return typed{}, incorrectSyntax(t)
}

func exactLiteral(t token) (typed, error) {
	n, ok := parseNumber(strings.TrimLeft(t.text, "0"))
	if strings.Trim(t.text, "0.") == "" {
		n, ok = Number{new(big.Int), min(maxPrecision, max(0, len(t.text)-1-strings.Index(t.text+".", ".")))}, true
	}
	if !ok || n.digits() > maxPrecision {
		return typed{}, abort(1007, 15, 1, t.line, "The number '%s' is out of the range for numeric representation (maximum "+
			"precision %d).", clip(t.text), maxPrecision)
	}
	return typed{Type: Type{Name: Decimal, Precision: max(1, n.digits()), Scale: n.Scale}, Value: n}, nil
}
