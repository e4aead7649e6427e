package batch

import "strings"

// maxDepth is how deeply expressions may be nested, and maxTokens how long a batch may be: limits of ours, answered
// with the engine's messages for its own.
const (
	maxDepth  = 100
	maxTokens = 1 << 18
)

// parser turns a batch into statements. After its first failure it sees the end of the batch and nothing else, and what
// it reads is worth nothing, so that who began it asks once, at the end. What it can go on after is collected in unbound.
type parser struct {
	lexer     lexer
	token     token // the one to look at
	previous  token
	count     int
	depth     int
	variables map[string]Type // declared so far, by folded name
	unbound   []Message
	failed    *failure
}

// newParser returns a parser that looks at the first token of a text.
func newParser(text string) *parser {
	p := &parser{lexer: lexer{text: text, line: 1}, variables: make(map[string]Type)}
	p.advance()
	return p
}

// parse returns the statements of a batch, or the messages of why it cannot run at all.
func parse(text string, parameters []Parameter) ([]statement, []Message) {
	p := newParser(text)
	for _, parameter := range parameters {
		name := "@" + parameter.Name
		if _, exists := p.variables[foldVariable(name)]; exists {
			p.unbound = append(p.unbound, declaredTwice(1, name).message)
		}
		p.variables[foldVariable(name)] = parameter.Type
	}
	statements := p.batch()
	switch {
	case p.failed != nil:
		return nil, []Message{p.failed.message}
	case len(p.unbound) > 0:
		return nil, p.unbound
	}
	return statements, nil
}

func foldVariable(name string) string { return strings.ToLower(name) }

func (p *parser) batch() (list []statement) {
	for {
		for p.accept(";") {
		}
		if p.token.kind == end {
			return list
		}
		list = append(list, p.statement(len(list) == 0))
	}
}

func (p *parser) advance() {
	p.previous = p.token
	t, f := p.lexer.next()
	if p.count++; f == nil && p.count > maxTokens {
		f = outOfMemory(t.line)
	}
	if f != nil {
		p.fail(f)
		return
	}
	p.token = t
}

// fail ends the batch here. Only the first failure counts.
func (p *parser) fail(f *failure) {
	if p.failed == nil {
		p.failed = f
	}
	p.token, p.lexer.text = token{}, ""
}

// unexpected fails with the syntax error at the current token, at the end of the batch at the last one.
func (p *parser) unexpected() {
	if p.token.kind == end {
		p.fail(incorrectSyntax(p.previous))
	} else {
		p.fail(syntaxError(p.token))
	}
}

// accept takes the keyword or symbol if it is next.
func (p *parser) accept(s string) bool {
	if !p.token.is(s) {
		return false
	}
	p.advance()
	return true
}

func (p *parser) expect(s string) {
	if !p.accept(s) {
		p.unexpected()
	}
}

// peek is the token after the current one. What cannot be read is none.
func (p *parser) peek() token {
	ahead := p.lexer
	t, f := ahead.next()
	if f != nil {
		return token{}
	}
	return t
}

// isName says whether the token is an identifier.
func (t token) isName() bool {
	return t.kind == quoted && t.text != "" || t.kind == word && !isReserved(t.text)
}

func (p *parser) name() string {
	name := p.token
	if !name.isName() {
		p.unexpected()
	}
	p.advance()
	return name.text
}

// dotted reads a name of several parts, of which all but the last may be empty: db..t.
func (p *parser) dotted() string {
	s := p.name()
	for p.accept(".") {
		s += "."
		if !p.token.is(".") {
			s += p.name()
		}
	}
	return s
}

// starts are the words that begin a statement wherever they stand, so that what cannot be understood ends before them.
var starts = wordSet("BEGIN COMMIT DECLARE DELETE EXEC EXECUTE INSERT PRINT RAISERROR RETURN ROLLBACK SAVE USE WAITFOR")

// skip goes over what cannot be understood to the end of its statement. With soft, SELECT and SET end it as well.
func (p *parser) skip(soft bool) {
	for depth := 0; p.token.kind != end; p.advance() {
		switch t := p.token; {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case depth <= 0 && endsStatement(t, soft):
			return
		}
	}
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
		var f *failure
		if t, f = ahead.next(); f != nil {
			return false
		}
	}
	return false
}
