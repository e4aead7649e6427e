package batch

import "strings"

// switches are the options that SET turns ON and OFF and that change nothing here.
var switches = wordSet(`ANSI_DEFAULTS ANSI_NULLS ANSI_NULL_DFLT_OFF ANSI_NULL_DFLT_ON ANSI_PADDING ANSI_WARNINGS ARITHABORT
	ARITHIGNORE CONCAT_NULL_YIELDS_NULL CURSOR_CLOSE_ON_COMMIT NUMERIC_ROUNDABORT QUOTED_IDENTIFIER XACT_ABORT`)

// settings are the options that SET gives a value and that change nothing here.
var settings = wordSet("DATEFIRST DATEFORMAT DEADLOCK_PRIORITY LOCK_TIMEOUT TEXTSIZE")

func (p *parser) set(line int) (statement, error) {
	t := p.token
	if t.kind == variable {
		return p.assign(line)
	}
	if t.kind != word {
		return nil, p.unexpected()
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	switch option := strings.ToUpper(t.text); {
	case option == "LANGUAGE":
		return p.setLanguage(line)
	case option == "TRANSACTION":
		return p.isolation()
	case option == "NOCOUNT":
		on, err := p.onOff()
		return noCount(on), err
	case switches[option]:
		_, err := p.onOff()
		return nothing{}, err
	case settings[option]:
		if t := p.token; t.is("-") {
			if err := p.advance(); err != nil {
				return nil, err
			}
		}
		if p.token.kind == end || p.token.kind == symbol {
			return nil, p.unexpected()
		}
		return nothing{}, p.advance()
	case isReserved(option):
		return nil, syntaxError(t)
	}
	return nil, unknownSetOption(t.line, t.text)
}

func (p *parser) onOff() (bool, error) {
	on := p.token.is("ON")
	if !on && !p.token.is("OFF") {
		return false, p.unexpected()
	}
	return on, p.advance()
}

func (p *parser) setLanguage(line int) (statement, error) {
	s := setLanguage{line: line}
	switch t := p.token; {
	case t.kind == literal, t.kind == national, t.isName():
		s.name = constant{typed{Type: textType(t), Value: t.text}}
	case t.kind == variable:
		s.name = p.variable(t)
	default:
		return nil, p.unexpected()
	}
	return s, p.advance()
}

// isolation reads SET TRANSACTION ISOLATION LEVEL, which changes nothing: there is no data.
func (p *parser) isolation() (statement, error) {
	if err := p.expect("ISOLATION"); err != nil {
		return nil, err
	}
	if err := p.expect("LEVEL"); err != nil {
		return nil, err
	}
	for _, level := range [...][]string{
		{"READ", "COMMITTED"}, {"READ", "UNCOMMITTED"}, {"REPEATABLE", "READ"}, {"SERIALIZABLE"}, {"SNAPSHOT"},
	} {
		if !p.token.is(level[0]) || len(level) > 1 && !p.peek().is(level[1]) {
			continue
		}
		for range level {
			if err := p.advance(); err != nil {
				return nil, err
			}
		}
		return nothing{}, nil
	}
	return nil, p.unexpected()
}

// assign reads @v = expression, also with an operator before the sign.
func (p *parser) assign(line int) (statement, error) {
	target := p.variable(p.token)
	s := assign{line: line, name: foldVariable(p.token.text)}
	if err := p.advance(); err != nil {
		return nil, err
	}
	var operator token
	if t := p.token; t.kind == symbol && strings.Contains("+-*/%", t.text) {
		operator = t
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	if err := p.expect("="); err != nil {
		return nil, err
	}
	e, err := p.expression()
	if err != nil {
		return nil, err
	}
	s.value = e
	if operator.text != "" {
		s.value = chain{first: target, rest: []link{{operator, e}}}
	}
	return s, nil
}
