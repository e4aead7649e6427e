package batch

import "strings"

// maxDepth is how deeply expressions may be nested, and maxTokens how long a batch may be: limits of ours, answered
// with the engine's messages for its own.
const (
	maxDepth  = 100
	maxTokens = 1 << 18
)

// parser turns a batch into statements. One failure ends it; what it can go on after is collected in unbound.
type parser struct {
	lexer     lexer
	token     token // the one to look at
	previous  token
	count     int
	depth     int
	variables map[string]Type // declared so far, by folded name
	unbound   []Message
}

// parse returns the statements of a batch, or the messages of why it cannot run at all.
func parse(text string, parameters []Parameter) ([]statement, []Message) {
	p := parser{lexer: lexer{text: text, line: 1}, variables: make(map[string]Type)}
	for _, parameter := range parameters {
		name := "@" + parameter.Name
		if _, exists := p.variables[foldVariable(name)]; exists {
			p.unbound = append(p.unbound, declaredTwice(1, name).message)
		}
		p.variables[foldVariable(name)] = parameter.Type
	}
	statements, err := p.batch()
	if f, failed := err.(*failure); failed {
		return nil, []Message{f.message}
	}
	if len(p.unbound) > 0 {
		return nil, p.unbound
	}
	return statements, nil
}

func foldVariable(name string) string { return strings.ToLower(name) }

func (p *parser) batch() ([]statement, error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	var list []statement
	for {
		for p.token.is(";") {
			if err := p.advance(); err != nil {
				return nil, err
			}
		}
		if p.token.kind == end {
			return list, nil
		}
		s, err := p.statement(len(list) == 0)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
}

func (p *parser) advance() error {
	p.previous = p.token
	t, err := p.lexer.next()
	if err != nil {
		return err
	}
	if p.count++; p.count > maxTokens {
		return outOfMemory(t.line)
	}
	p.token = t
	return nil
}

// unexpected is the syntax error at the current token, at the end of the batch at the last one.
func (p *parser) unexpected() error {
	if p.token.kind == end {
		return incorrectSyntax(p.previous)
	}
	return syntaxError(p.token)
}

// accept takes the keyword or symbol if it is next.
func (p *parser) accept(s string) (bool, error) {
	if !p.token.is(s) {
		return false, nil
	}
	return true, p.advance()
}

func (p *parser) expect(s string) error {
	if !p.token.is(s) {
		return p.unexpected()
	}
	return p.advance()
}

// peek is the token after the current one. What cannot be read is none.
func (p *parser) peek() token {
	ahead := p.lexer
	t, err := ahead.next()
	if err != nil {
		return token{}
	}
	return t
}

// isName says whether the token is an identifier.
func (t token) isName() bool {
	return t.kind == quoted && t.text != "" || t.kind == word && !isReserved(t.text)
}

func (p *parser) name() (string, error) {
	if !p.token.isName() {
		return "", p.unexpected()
	}
	s := p.token.text
	return s, p.advance()
}

// dotted reads a name of several parts, of which all but the last may be empty: db..t.
func (p *parser) dotted() (string, error) {
	s, err := p.name()
	for err == nil && p.token.is(".") {
		if err = p.advance(); err != nil {
			break
		}
		s += "."
		if p.token.is(".") {
			continue
		}
		var part string
		part, err = p.name()
		s += part
	}
	return s, err
}

// starts are the words that begin a statement wherever they stand, so that what cannot be understood ends before them.
var starts = wordSet("BEGIN COMMIT DECLARE DELETE EXEC EXECUTE INSERT PRINT RAISERROR RETURN ROLLBACK SAVE USE WAITFOR")

// skip goes over what cannot be understood to the end of its statement. With soft, SELECT and SET end it as well.
func (p *parser) skip(soft bool) error {
	for depth := 0; p.token.kind != end; {
		t := p.token
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case depth <= 0 && endsStatement(t, soft):
			return nil
		}
		if err := p.advance(); err != nil {
			return err
		}
	}
	return nil
}

func endsStatement(t token, soft bool) bool {
	if t.kind != word {
		return t.is(";")
	}
	return starts[strings.ToUpper(t.text)] || soft && (t.is("SELECT") || t.is("SET"))
}

// from looks ahead for the FROM of the SELECT that begins here.
func (p *parser) from() bool {
	ahead, t := p.lexer, p.token
	for depth := 0; t.kind != end; {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case depth == 0 && t.is("FROM"):
			return true
		case depth <= 0 && endsStatement(t, true):
			return false
		}
		var err error
		if t, err = ahead.next(); err != nil {
			return false
		}
	}
	return false
}
