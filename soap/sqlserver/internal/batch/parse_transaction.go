package batch

// transactionWord takes TRAN or TRANSACTION.
func (p *parser) transactionWord() bool { return p.accept("TRAN") || p.accept("TRANSACTION") }

// transactionName reads the name of a transaction or savepoint, nil if there is none.
func (p *parser) transactionName() expression {
	switch t := p.token; {
	case t.kind == variable:
		return p.variable()
	case t.isName():
		return p.text()
	}
	return nil
}

func (p *parser) beginTransaction(line int) statement {
	if !p.transactionWord() {
		if p.token.kind == end {
			p.unexpected()
		}
		p.fail(incorrectSyntax(p.token)) // a block of statements, or a distributed transaction
	}
	s := begin{line, p.transactionName()}
	if p.accept("WITH") {
		p.expect("MARK")
		if p.token.kind == literal || p.token.kind == national {
			p.advance()
		}
	}
	return s
}

func (p *parser) commit(line int) statement {
	if !p.accept("WORK") && p.transactionWord() {
		p.transactionName() // the engine ignores it
	}
	return commit{line}
}

func (p *parser) rollback(line int) statement {
	s := rollback{line: line}
	if !p.accept("WORK") && p.transactionWord() {
		s.name = p.transactionName()
	}
	return s
}

func (p *parser) save(line int) statement {
	if !p.transactionWord() {
		p.unexpected()
	}
	s := save{line, p.transactionName()}
	if s.name == nil {
		p.unexpected()
	}
	return s
}
