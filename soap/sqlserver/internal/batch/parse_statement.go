package batch

import "strings"

// unsupported are words that begin statements which are not run here. Real ones would be understood; here
// they are error 102.
var unsupported = wordSet(`ALTER BACKUP BREAK BULK CHECKPOINT CLOSE CONTINUE CREATE DBCC DEALLOCATE DENY DROP END FETCH
	GOTO GRANT IF KILL MERGE OPEN READTEXT RECONFIGURE RESTORE REVERT REVOKE SETUSER SHUTDOWN UPDATETEXT WHILE WITH
	WRITETEXT`)

// statement reads one statement. The first of a batch may be the bare name of a procedure.
func (p *parser) statement(first bool) statement {
	t := p.token
	parse := p.begins(t)
	switch {
	case parse != nil:
		p.advance()
		return parse(t.line)
	case first && t.isName():
		return p.call(t.line)
	case t.kind == word && unsupported[strings.ToUpper(t.text)]:
		p.fail(incorrectSyntax(t))
	}
	p.unexpected()
	return nil
}

// begins returns what reads the statement that begins with t, from the next token on; nil when none does.
func (p *parser) begins(t token) func(line int) statement {
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
		return func(line int) statement { return p.noTable(line, "FROM", noTable) }
	case "EXEC", "EXECUTE":
		return p.execute
	case "INSERT":
		return func(line int) statement { return p.noTable(line, "INTO", noTable) }
	case "PRINT":
		return p.print
	case "RAISERROR":
		return p.raise
	case "RETURN":
		return func(int) statement { return stop{} }
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
		return func(line int) statement { return p.noTable(line, "", noTable) }
	case "USE":
		return p.use
	case "WAITFOR":
		return p.waitFor
	}
	return nil
}

func (p *parser) use(line int) statement { return use{line, p.name()} }

// noTable reads a statement about a table, of which there are none. An optional word may stand before its name.
func (p *parser) noTable(line int, optional string, fails func(line int, name string) statement) statement {
	p.accept(optional)
	name := p.dotted()
	p.skip(false)
	return fails(line, name)
}

func (p *parser) truncate(line int) statement {
	p.expect("TABLE")
	return p.noTable(line, "", noTableToTruncate)
}

func (p *parser) execute(line int) statement {
	if p.token.kind == variable && p.peek().is("=") {
		p.advance()
		p.advance()
	}
	return p.call(line)
}

func (p *parser) call(line int) statement {
	name := p.dotted()
	p.skip(true)
	return noProcedure(line, name)
}

func (p *parser) print(line int) statement { return print{line, p.expression()} }

func (p *parser) raise(line int) statement {
	s := raise{line: line}
	p.expect("(")
	for more := true; more; more = p.accept(",") {
		s.arguments = append(s.arguments, p.expression())
	}
	if len(s.arguments) < 3 {
		p.unexpected()
	}
	p.expect(")")
	for with := p.accept("WITH"); with; with = p.accept(",") {
		p.name() // LOG, NOWAIT, SETERROR: all the same here
	}
	return s
}

func (p *parser) waitFor(line int) statement {
	s := waitFor{line: line, until: p.accept("TIME")}
	if !s.until {
		p.expect("DELAY")
	}
	switch t := p.token; t.kind {
	case literal, national:
		if _, ok := parseDelay(t.text); !ok {
			p.fail(badWaitTime(t.line, t.text))
		}
		s.time = p.text()
	case variable:
		s.time = p.variable()
	default:
		p.unexpected()
	}
	return s
}

func (p *parser) declare(int) statement {
	var list declare
	for more := true; more; more = p.accept(",") {
		t := p.token
		if t.kind != variable || strings.HasPrefix(t.text, "@@") {
			p.unexpected()
		}
		p.advance()
		p.accept("AS")
		d := declaration{line: t.line, name: foldVariable(t.text), typ: p.typeName(len(list) + 1)}
		if p.accept("=") {
			d.value = p.expression()
		}
		if _, exists := p.variables[d.name]; exists {
			p.unbound = append(p.unbound, declaredTwice(t.line, t.text).message)
		}
		p.variables[d.name] = d.typ
		list = append(list, d)
	}
	return list
}

// typeName reads a type such as nvarchar(30) or decimal(10, 2).
func (p *parser) typeName(position int) Type {
	t := p.token
	typ, ok := typeNamed(p.name())
	if !ok {
		p.unbound = append(p.unbound, unknownType(t.line, position, t.text).message)
		typ = Int.plain()
	}
	if !p.accept("(") {
		return typ
	}
	size, scale := p.number(), 0
	hasScale := p.accept(",")
	if hasScale {
		scale = p.number()
	}
	sized, fits := typ.sized(size, scale, hasScale)
	if ok && !fits {
		p.fail(incorrectSyntax(t))
	}
	p.expect(")")
	return sized
}

// number reads a small whole number, or MAX as -1.
func (p *parser) number() int {
	if p.accept("MAX") {
		return -1
	}
	n, ok := smallNumber(p.token.text, 4)
	if p.token.kind != integer || !ok {
		p.unexpected()
	}
	p.advance()
	return n
}
