package main

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// checkNumbers refuses what YAML reads as a number or a truth, and would hand on in another spelling, where a setting is a
// text: the password 0123, which would become 83 (with the tag !!str as well), the cell 1.50. Where it is a number, the
// fraction that would be cut off is refused: no setting has one.
func checkNumbers(name string, text []byte, file *ast.File) error {
	var found numbers
	for _, doc := range file.Docs {
		ast.Walk(&found, doc.Body)
	}
	var errs []error
	for _, n := range found {
		switch line, column := position(n.at); {
		case n.broken && !takesText(text, n.at):
			errs = append(errs, fmt.Errorf("%s:%d:%d: %q is not a whole number", name, line, column, n.at.Value))
		case n.at.Value != n.as && takesText(text, n.at):
			errs = append(errs, fmt.Errorf("%s:%d:%d: YAML reads %s as %s: put it between quotes", name, line, column, n.at.Value, n.as))
		}
	}
	return errors.Join(errs...)
}

// numbers are those that would be read as something else than is written.
type numbers []respelled

type respelled struct {
	at     *token.Token
	as     string
	broken bool // it has a fraction
}

// Visit implements ast.Visitor.
func (all *numbers) Visit(node ast.Node) ast.Visitor {
	var as string
	var broken bool
	switch n := node.(type) {
	case *ast.IntegerNode:
		as = fmt.Sprint(n.Value)
	case *ast.FloatNode:
		as, broken = fmt.Sprint(n.Value), n.Value != math.Trunc(n.Value)
	case *ast.BoolNode:
		as = fmt.Sprint(n.Value)
	case *ast.InfinityNode:
		as = fmt.Sprint(n.Value)
	case *ast.NanNode:
		as = "NaN"
	default:
		return all
	}
	if at := node.GetToken(); at.Value != as || broken {
		*all = append(*all, respelled{at, as, broken})
	}
	return all
}

// takesText says whether the setting whose value stands at a place is a text: whether any text can be read there.
func takesText(text []byte, at *token.Token) bool {
	line, column := position(at)
	lines := strings.SplitAfter(string(text), "\n")
	if line > len(lines) {
		return false
	}
	before := lines[line-1]
	from := strings.LastIndex(before[:min(len(before), column-1+len(at.Value)+1)], at.Value) // behind a tag the column is one less
	if from < 0 {
		return false
	}
	lines[line-1] = before[:from] + `"text"` + before[from+len(at.Value):]
	cfg := world.Default()
	return yaml.UnmarshalWithOptions([]byte(strings.Join(lines, "")), &cfg, strict()...) == nil
}
