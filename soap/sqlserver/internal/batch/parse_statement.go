package batch

import "strings"

// unsupported are words that begin statements which are not run here. Real ones would be understood; here
// they are error 102.
var unsupported = wordSet(`ALTER BACKUP BREAK BULK CHECKPOINT CLOSE CONTINUE CREATE DBCC DEALLOCATE DENY DROP END FETCH
	GOTO GRANT IF KILL MERGE OPEN READTEXT RECONFIGURE RESTORE REVERT REVOKE SETUSER SHUTDOWN UPDATETEXT WHILE WITH
	WRITETEXT`)

// statement reads one statement. The first of a batch may be the bare name of a procedure.
func (p *parser) statement(first bool) (statement, error) {
	t := p.token
	parse := p.begins(t)
	switch {
	case parse != nil:
		if err := p.advance(); err != nil {
			return nil, err
		}
		return parse(t.line)
	case first && t.isName():
		return p.call(t.line)
	case t.kind == word && unsupported[strings.ToUpper(t.text)]:
		return nil, incorrectSyntax(t)
	}
	return nil, p.unexpected()
}

// begins returns what reads the statement that begins with t, from the next token on; nil when none does.
func (p *parser) begins(t token) func(line int) (statement, error) {
	if t.kind != word {
		return nil
	}
	switch strings.ToUpper(t.text) {
	case "BEGIN":
		return p.beginTransaction
	case "COMMIT":
		return p.commit
	case "DECLARE":
		return p.declare
	case "DELETE":
		return func(line int) (statement, error) { return p.noTable(line, "FROM", noTable) }
	case "EXEC", "EXECUTE":
		return p.execute
	case "INSERT":
		return func(line int) (statement, error) { return p.noTable(line, "INTO", noTable) }
	case "PRINT":
		return p.print
	case "RAISERROR":
		return p.raise
	case "RETURN":
		return func(int) (statement, error) { return stop{}, nil }
	case "ROLLBACK":
		return p.rollback
	case "SAVE":
		return p.save
	case "SELECT":
		return p.selectStatement
	case "SET":
		return p.set
	case "TRUNCATE":
		return p.truncate
	case "UPDATE":
		return func(line int) (statement, error) { return p.noTable(line, "", noTable) }
	case "USE":
		return p.use
	case "WAITFOR":
		return p.waitFor
	}
	return nil
}

func (p *parser) use(line int) (statement, error) {
	name, err := p.name()
	return use{line, name}, err
}

// noTable reads a statement about a table, of which there are none.
func (p *parser) noTable(line int, optional string, fails func(line int, name string) statement) (statement, error) {
	if optional != "" {
		if _, err := p.accept(optional); err != nil {
			return nil, err
		}
	}
	name, err := p.dotted()
	if err != nil {
		return nil, err
	}
	return fails(line, name), p.skip(false)
}

func (p *parser) truncate(line int) (statement, error) {
	if err := p.expect("TABLE"); err != nil {
		return nil, err
	}
	return p.noTable(line, "", noTableToTruncate)
}

func (p *parser) execute(line int) (statement, error) {
	if p.token.kind == variable && p.peek().is("=") {
		if err := p.advance(); err != nil {
			return nil, err
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	return p.call(line)
}

func (p *parser) call(line int) (statement, error) {
	name, err := p.dotted()
	if err != nil {
		return nil, err
	}
	return noProcedure(line, name), p.skip(true)
}

func (p *parser) print(line int) (statement, error) {
	e, err := p.expression()
	return print{line, e}, err
}

func (p *parser) raise(line int) (statement, error) {
	s := raise{line: line}
	if err := p.expect("("); err != nil {
		return nil, err
	}
	for {
		e, err := p.expression()
		if err != nil {
			return nil, err
		}
		s.arguments = append(s.arguments, e)
		if more, err := p.accept(","); err != nil {
			return nil, err
		} else if !more {
			break
		}
	}
	if len(s.arguments) < 3 {
		return nil, p.unexpected()
	}
	if err := p.expect(")"); err != nil {
		return nil, err
	}
	for with, err := p.accept("WITH"); with; with, err = p.accept(",") {
		if err != nil {
			return nil, err
		}
		if _, err := p.name(); err != nil { // LOG, NOWAIT, SETERROR: all the same here
			return nil, err
		}
	}
	return s, nil
}

func (p *parser) waitFor(line int) (statement, error) {
	s := waitFor{line: line, until: p.token.is("TIME")}
	if !s.until && !p.token.is("DELAY") {
		return nil, p.unexpected()
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	t := p.token
	switch t.kind {
	case literal, national:
		if _, ok := parseDelay(t.text); !ok {
			return nil, badWaitTime(t.line, t.text)
		}
		s.time = constant{typed{Type: textType(t), Value: t.text}}
	case variable:
		s.time = p.variable(t)
	default:
		return nil, p.unexpected()
	}
	return s, p.advance()
}

func (p *parser) declare(int) (statement, error) {
	var list declare
	for {
		t := p.token
		if t.kind != variable || strings.HasPrefix(t.text, "@@") {
			return nil, p.unexpected()
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
		if _, err := p.accept("AS"); err != nil {
			return nil, err
		}
		typ, err := p.typeName(len(list) + 1)
		if err != nil {
			return nil, err
		}
		d := declaration{line: t.line, name: foldVariable(t.text), typ: typ}
		if assigned, err := p.accept("="); err != nil {
			return nil, err
		} else if assigned {
			if d.value, err = p.expression(); err != nil {
				return nil, err
			}
		}
		if _, exists := p.variables[d.name]; exists {
			p.unbound = append(p.unbound, declaredTwice(t.line, t.text).message)
		}
		p.variables[d.name] = typ
		list = append(list, d)
		if more, err := p.accept(","); err != nil || !more {
			return list, err
		}
	}
}

// typeName reads a type such as nvarchar(30) or decimal(10, 2).
func (p *parser) typeName(position int) (Type, error) {
	t := p.token
	name := t.text
	if !t.isName() {
		return Type{}, p.unexpected()
	}
	if err := p.advance(); err != nil {
		return Type{}, err
	}
	typ, ok := typeNamed(name)
	if !ok {
		p.unbound = append(p.unbound, unknownType(t.line, position, name).message)
		typ = Int.plain()
	}
	if open, err := p.accept("("); err != nil || !open {
		return typ, err
	}
	size, scale, hasScale, err := p.size()
	if err != nil {
		return Type{}, err
	}
	sized, fits := typ.sized(size, scale, hasScale)
	if ok && !fits {
		return Type{}, incorrectSyntax(t)
	}
	return sized, p.expect(")")
}

func (p *parser) size() (size, scale int, hasScale bool, err error) {
	if size, err = p.number(); err != nil {
		return
	}
	if hasScale, err = p.accept(","); err == nil && hasScale {
		scale, err = p.number()
	}
	return
}

// number reads a small whole number, or MAX as -1.
func (p *parser) number() (int, error) {
	if p.token.is("MAX") {
		return -1, p.advance()
	}
	n, ok := smallNumber(p.token.text, 4)
	if p.token.kind != integer || !ok {
		return 0, p.unexpected()
	}
	return n, p.advance()
}
