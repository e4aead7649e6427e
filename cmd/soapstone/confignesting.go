package main

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// What a configuration file may be, so that reading one ends and takes no memory to speak of: the parser takes gigabytes for
// some ten thousand brackets.
const (
	mostConfigBytes = 4 << 20
	deepestConfig   = 64
	mostAliased     = 100_000 // nodes that stand where aliases do
)

// readConfigFile reads a whole file, which may be a pipe.
func readConfigFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, mostConfigBytes+1))
	if err == nil && len(text) > mostConfigBytes {
		return nil, fmt.Errorf("%s has more than %d MB: is it the right file?", name, mostConfigBytes>>20)
	}
	return text, err
}

// checkNesting refuses what is nested more deeply than any configuration, by brackets, dashes or indentation. It reads
// lines, not YAML: what looks like nesting within a long text counts, too, and is never that deep.
func checkNesting(name string, text []byte) error {
	var indents []int
	flow, line := 0, 0
	for rest := range bytes.Lines(text) {
		line++
		content := bytes.TrimLeft(rest, " \t")
		if len(bytes.TrimSpace(content)) == 0 {
			continue
		}
		indent := len(rest) - len(content)
		for len(indents) > 0 && indents[len(indents)-1] >= indent {
			indents = indents[:len(indents)-1]
		}
		indents = append(indents, indent)
		dashes := 0
		for len(content) > 1 && (content[0] == '-' || content[0] == '?') && (content[1] == ' ' || content[1] == '\t') {
			dashes, content = dashes+1, bytes.TrimLeft(content[1:], " \t")
		}
		var deepest int
		flow, deepest = brackets(content, flow)
		if len(indents)+dashes+deepest > deepestConfig || inARow(content) > deepestConfig {
			return fmt.Errorf("%s:%d:1: this is nested more than %d deep, which no setting is", name, line, deepestConfig)
		}
	}
	return nil
}

// brackets counts the brackets in a line that begins within so many, and says how many were open at most. Those in quotes
// and comments do not count, nor those within a word.
func brackets(line []byte, open int) (after, most int) {
	most = open
	before := byte(' ')
	for i := 0; i < len(line); i++ {
		c := line[i]
		starts := bytes.IndexByte([]byte(" \t[{,:"), before) >= 0
		switch {
		case c == '#' && (before == ' ' || before == '\t'):
			return open, most
		case (c == '"' || c == '\'') && starts:
			for i++; i < len(line) && line[i] != c; i++ {
				if line[i] == '\\' && c == '"' {
					i++
				}
			}
		case (c == '[' || c == '{') && starts:
			open++
			most = max(most, open)
		case c == ']' || c == '}':
			open = max(0, open-1)
		}
		before = c
	}
	return open, most
}

// inARow is how many names, anchors and tags follow one another in a line, each before what it stands for: a: &b !c d: e.
func inARow(line []byte) (most int) {
	row := 0
	for word := range bytes.FieldsSeq(line) {
		if row++; word[0] != '&' && word[0] != '!' && word[len(word)-1] != ':' {
			row = 0
		}
		most = max(most, row)
	}
	return most
}

// checkAliases refuses aliases that stand for more than any configuration has. Each of some lines may name the one before it
// twice: then thirty lines stand for a thousand million.
func checkAliases(name string, file *ast.File) error {
	sizes := map[string]int{} // of what anchors stand before
	aliased := 0
	var at *token.Token // of the alias that is too much
	var size func(n ast.Node) int
	size = func(n ast.Node) (nodes int) {
		switch n := n.(type) {
		case *ast.AnchorNode:
			nodes = size(n.Value)
			sizes[n.Name.GetToken().Value] = nodes
			return nodes
		case *ast.TagNode:
			return size(n.Value)
		case *ast.AliasNode:
			nodes = sizes[n.Value.GetToken().Value]
			if aliased = min(aliased+nodes, mostAliased+1); aliased > mostAliased && at == nil {
				at = n.GetToken()
			}
			return min(nodes, mostAliased)
		case *ast.MappingNode:
			for _, pair := range n.Values {
				nodes += size(pair)
			}
		case *ast.MappingValueNode:
			nodes = size(n.Value)
		case *ast.SequenceNode:
			for _, element := range n.Values {
				nodes += size(element)
			}
		}
		return min(nodes+1, mostAliased)
	}
	for _, doc := range file.Docs {
		size(doc.Body)
	}
	if at == nil {
		return nil
	}
	line, column := position(at)
	return fmt.Errorf("%s:%d:%d: the aliases up to this one stand for more than any configuration has: write out what you mean", name, line, column)
}
