package main

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// checkNumbers refuses what YAML reads as a number or a truth and would hand on in another spelling, where a text may be
// meant: the password 0123, which would become 83 (with the tag !!str as well), a price of 1.50.
func checkNumbers(name string, file *ast.File) error {
	var found numbers
	for _, doc := range file.Docs {
		ast.Walk(&found, doc.Body)
	}
	return errors.Join(found.in(name)...)
}

// numbers are those that would be read as something else than is written.
type numbers []respelled

type respelled struct {
	at *token.Token
	as string
}

// Visit implements ast.Visitor.
func (all *numbers) Visit(node ast.Node) ast.Visitor {
	var as string
	switch n := node.(type) {
	case *ast.IntegerNode:
		as = fmt.Sprint(n.Value)
	case *ast.FloatNode:
		as = fmt.Sprint(n.Value)
	case *ast.BoolNode:
		as = fmt.Sprint(n.Value)
	case *ast.InfinityNode:
		as = fmt.Sprint(n.Value)
	case *ast.NanNode:
		as = "NaN"
	default:
		return all
	}
	if at := node.GetToken(); at.Value != as {
		*all = append(*all, respelled{at, as})
	}
	return all
}

func (all numbers) in(name string) (errs []error) {
	for _, n := range all {
		line, column := position(n.at)
		errs = append(errs, fmt.Errorf("%s:%d:%d: YAML reads %s as %s: put it between quotes, or write %[5]s", name, line, column, n.at.Value, n.as))
	}
	return errs
}
