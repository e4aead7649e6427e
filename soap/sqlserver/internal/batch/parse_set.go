package batch

import "strings"

// switches are the options that SET turns ON and OFF and that change nothing here.
var switches = wordSet(`ANSI_DEFAULTS ANSI_NULLS ANSI_NULL_DFLT_OFF ANSI_NULL_DFLT_ON ANSI_PADDING ANSI_WARNINGS ARITHABORT
	ARITHIGNORE CONCAT_NULL_YIELDS_NULL CURSOR_CLOSE_ON_COMMIT NUMERIC_ROUNDABORT QUOTED_IDENTIFIER XACT_ABORT`)

// settings are the options that SET gives a value and that change nothing here.
var settings = wordSet("DATEFIRST DATEFORMAT DEADLOCK_PRIORITY LOCK_TIMEOUT TEXTSIZE")

func (p *parser) set(line int) statement {
	t := p.token
	if t.kind == variable {
		return p.assign(line)
	}
	if t.kind != word {
		p.unexpected()
	}
	p.advance()
	switch option := strings.ToUpper(t.text); {
	case option == "LANGUAGE":
		return p.setLanguage(line)
	case option == "TRANSACTION":
		return p.isolation()
	case option == "NOCOUNT":
		return noCount(p.onOff())
	case switches[option]:
		p.onOff()
	case settings[option]:
		p.accept("-")
		if p.token.kind == end || p.token.kind == symbol {
			p.unexpected()
		}
		p.advance()
	case isReserved(option):
		p.fail(syntaxError(t))
	default:
		p.fail(unknownSetOption(t.line, t.text))
	}
	return nothing{}
}

func (p *parser) onOff() bool {
	on := p.accept("ON")
	if !on {
		p.expect("OFF")
	}
	return on
}

func (p *parser) setLanguage(line int) statement {
	switch t := p.token; {
	case t.kind == literal, t.kind == national, t.isName():
		return setLanguage{line, p.text()}
	case t.kind == variable:
		return setLanguage{line, p.variable()}
	}
	p.unexpected()
	return nil
}

// isolation reads SET TRANSACTION ISOLATION LEVEL, which changes nothing: there is no data.
func (p *parser) isolation() statement {
	p.expect("ISOLATION")
	p.expect("LEVEL")
	for _, level := range [...][]string{
		{"READ", "COMMITTED"}, {"READ", "UNCOMMITTED"}, {"REPEATABLE", "READ"}, {"SERIALIZABLE"}, {"SNAPSHOT"},
	} {
		if !p.token.is(level[0]) || len(level) > 1 && !p.peek().is(level[1]) {
			continue
		}
		for range level {
			p.advance()
		}
		return nothing{}
	}
	p.unexpected()
	return nil
}

// assign reads @v = expression, also with an operator before the sign.
func (p *parser) assign(line int) statement {
	s := assign{line: line, name: foldVariable(p.token.text)}
	target := p.variable()
	operator := p.token
	combined := operator.kind == symbol && strings.Contains("+-*/%", operator.text)
	if combined {
		p.advance()
	}
	p.expect("=")
	if s.value = p.expression(); combined {
		s.value = chain{first: target, rest: []link{{operator, s.value}}}
	}
	return s
}
