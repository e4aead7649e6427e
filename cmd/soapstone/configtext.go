package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
	charset "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// decodeConfig makes UTF-8 of what Windows writes: editors put a byte order mark before it, and > of its PowerShell
// writes UTF-16. Whatever else is no UTF-8 is refused, since clients would be sent other letters than were meant.
func decodeConfig(name string, text []byte) ([]byte, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	text, _, err := transform.Bytes(charset.BOMOverride(transform.Nop), text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: save the file in UTF-8", name, err)
	}
	line := 0
	for rest := range bytes.Lines(text) {
		line++
		for column := 1; len(rest) > 0; column++ {
			r, size := utf8.DecodeRune(rest)
			if r == utf8.RuneError && size == 1 {
				return nil, fmt.Errorf("%s:%d:%d: this is no UTF-8: save the file in that encoding", name, line, column)
			}
			rest = rest[size:]
		}
	}
	return text, nil
}

// checkTexts refuses keys that are no text, which decoding passes over, groups that are merged where they would go before
// the settings beside them, and texts with characters in them that nobody means: the user "CORP\alice" has a bell in his
// name, "CORP\nancy" a line break.
func checkTexts(name string, file *ast.File) error {
	var errs []error
	wrong := func(at *token.Token, format string, args ...any) {
		line, column := position(at)
		errs = append(errs, fmt.Errorf("%s:%d:%d: "+format, append([]any{name, line, column}, args...)...))
	}
	var walk func(key string, n ast.Node)
	walk = func(key string, n ast.Node) {
		switch n := unwrapped(n).(type) {
		case *ast.MappingNode:
			for i, pair := range n.Values {
				if i > 0 && pair.Key.IsMergeKey() {
					wrong(pair.Key.GetToken(), "what is merged by << stands first in a group, and what differs below it")
				}
				walk(key, pair)
			}
		case *ast.MappingValueNode:
			switch n.Key.(type) {
			case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode, *ast.InfinityNode, *ast.NanNode:
				wrong(n.Key.GetToken(), "there is no setting %s here: names are texts", n.Key)
			}
			walk(n.Key.GetToken().Value, n.Value)
		case *ast.SequenceNode:
			for _, element := range n.Values {
				walk(key, element)
			}
		case *ast.StringNode:
			r, found := unmeant(key, n.Value)
			switch at := n.GetToken(); {
			case found && at.Type == token.DoubleQuoteType:
				wrong(at, "a backslash between double quotes begins an escape, here %U: write the text between single quotes", r)
			case found:
				wrong(at, "the character %U is in this text: take it away", r)
			}
		case *ast.LiteralNode:
			if r, found := unmeant(key, n.Value.Value); found {
				wrong(n.GetToken(), "the character %U is in this text: write it on one line", r)
			}
		}
	}
	for _, doc := range file.Docs {
		walk("", doc.Body)
	}
	return errors.Join(errs...)
}

// unmeant finds a control character in the text of a setting. Line breaks and tabs are fine but in names, passwords and
// addresses of files and servers.
func unmeant(key, text string) (r rune, found bool) {
	oneLine := slices.Contains([]string{"name", "user", "password", "path", "url", "ca", "wsdl", "answer", "answers", "forward"}, key)
	i := strings.IndexFunc(text, func(r rune) bool {
		return unicode.IsControl(r) && (oneLine || !strings.ContainsRune("\t\r\n", r))
	})
	if i < 0 {
		return 0, false
	}
	r, _ = utf8.DecodeRuneInString(text[i:])
	return r, true
}
