package main

import (
	"iter"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

func position(t *token.Token) (line, column int) {
	if t == nil || t.Position == nil {
		return 1, 1
	}
	return t.Position.Line, t.Position.Column
}

// placeOf finds the place of a setting in a file, by its path such as sqlserver.users[1].password: where its value stands,
// or what it is the name of. Where the file does not have all of the path, it is the place of what it has; of nothing, nil.
func placeOf(file *ast.File, path string) *token.Token {
	if file == nil || len(file.Docs) == 0 {
		return nil
	}
	var at *token.Token
	next := file.Docs[0].Body
	for step := range strings.FieldsFuncSeq(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		key, value := below(next, step)
		if value == nil {
			break
		}
		if at, next = key, value; at == nil {
			at = beginning(value)
		}
	}
	if _, ok := next.(ast.ScalarNode); ok && at != nil {
		return next.GetToken()
	}
	return at
}

// below is the value of a key of a group, or an element of a list, which has no key.
func below(n ast.Node, step string) (key *token.Token, value ast.Node) {
	switch n := unwrapped(n).(type) {
	case *ast.MappingNode:
		for _, pair := range n.Values {
			if k := pair.Key.GetToken(); k.Value == step {
				return k, unwrapped(pair.Value)
			}
		}
	case *ast.MappingValueNode:
		if k := n.Key.GetToken(); k.Value == step {
			return k, unwrapped(n.Value)
		}
	case *ast.SequenceNode:
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(n.Values) {
			return nil, unwrapped(n.Values[i])
		}
	}
	return nil, nil
}

// unwrapped is a node without an anchor or a tag before it.
func unwrapped(n ast.Node) ast.Node {
	switch w := n.(type) {
	case *ast.AnchorNode:
		return unwrapped(w.Value)
	case *ast.TagNode:
		return unwrapped(w.Value)
	}
	return n
}

// beginning is where the first key or value of a part of a file stands.
func beginning(part ast.Node) *token.Token {
	switch n := part.(type) {
	case *ast.MappingNode:
		if len(n.Values) > 0 {
			return n.Values[0].Key.GetToken()
		}
	case *ast.MappingValueNode:
		return n.Key.GetToken()
	}
	return part.GetToken()
}

// key is a key of a file.
type key struct {
	group string // the keys above it, with dots before them; the elements of a list are all alike
	name  string
	at    *token.Token
}

// keys are all keys of a file.
func keys(f *ast.File) iter.Seq[key] {
	return func(yield func(key) bool) {
		for _, doc := range f.Docs {
			if !keysOf("", doc.Body, yield) {
				return
			}
		}
	}
}

func keysOf(group string, n ast.Node, yield func(key) bool) bool {
	switch n := unwrapped(n).(type) {
	case *ast.MappingNode:
		for _, pair := range n.Values {
			if !keysOf(group, pair, yield) {
				return false
			}
		}
	case *ast.MappingValueNode:
		at := n.Key.GetToken()
		return yield(key{group, at.Value, at}) && keysOf(group+"."+at.Value, n.Value, yield)
	case *ast.SequenceNode:
		for _, element := range n.Values {
			if !keysOf(group+"[]", element, yield) {
				return false
			}
		}
	}
	return true
}
