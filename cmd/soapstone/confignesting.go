package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
)

// What a configuration file may be, so that reading one ends and takes no memory to speak of: the parser takes gigabytes for
// some ten thousand brackets.
const (
	mostConfigBytes = 4 << 20
	deepestConfig   = 64
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
		if len(indents)+dashes+deepest > deepestConfig {
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
