package batch

// transactionWord takes TRAN or TRANSACTION.
func (p *parser) transactionWord() (bool, error) {
	if !p.token.is("TRAN") && !p.token.is("TRANSACTION") {
		return false, nil
	}
	return true, p.advance()
}

// transactionName reads the name of a transaction or savepoint, if there is one.
func (p *parser) transactionName() (expression, error) {
	switch t := p.token; {
	case t.kind == variable:
		return p.variable(t), p.advance()
	case t.isName():
		return constant{typed{Type: textType(t), Value: t.text}}, p.advance()
	}
	return nil, nil
}

func (p *parser) beginTransaction(line int) (statement, error) {
	if found, err := p.transactionWord(); err != nil {
		return nil, err
	} else if !found {
		if p.token.kind == end {
			return nil, p.unexpected()
		}
		return nil, incorrectSyntax(p.token) // a block of statements, or a distributed transaction
	}
	name, err := p.transactionName()
	if err != nil {
		return nil, err
	}
	if mark, err := p.accept("WITH"); err != nil {
		return nil, err
	} else if mark {
		if err := p.expect("MARK"); err != nil {
			return nil, err
		}
		if p.token.kind == literal || p.token.kind == national {
			return begin{line, name}, p.advance()
		}
	}
	return begin{line, name}, nil
}

func (p *parser) commit(line int) (statement, error) {
	if work, err := p.accept("WORK"); err != nil || work {
		return commit{line}, err
	}
	found, err := p.transactionWord()
	if err == nil && found {
		_, err = p.transactionName() // the engine ignores it
	}
	return commit{line}, err
}

func (p *parser) rollback(line int) (statement, error) {
	if work, err := p.accept("WORK"); err != nil || work {
		return rollback{line, nil}, err
	}
	found, err := p.transactionWord()
	if err != nil || !found {
		return rollback{line, nil}, err
	}
	name, err := p.transactionName()
	return rollback{line, name}, err
}

func (p *parser) save(line int) (statement, error) {
	if found, err := p.transactionWord(); err != nil {
		return nil, err
	} else if !found {
		return nil, p.unexpected()
	}
	name, err := p.transactionName()
	if err == nil && name == nil {
		err = p.unexpected()
	}
	return save{line, name}, err
}
