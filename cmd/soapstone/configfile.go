package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// readConfig reads a configuration file; without a name, the defaults.
func readConfig(name string) (world.Config, error) {
	if name == "" {
		return world.Default(), nil
	}
	text, err := readConfigFile(name)
	if err != nil {
		return world.Config{}, fmt.Errorf("configuration: %w: `soapstone config default` writes one to begin with", err)
	}
	cfg, err := parseConfig(name, text)
	if err != nil {
		return cfg, err
	}
	if err := cfg.CheckPaths(); err != nil {
		file, _ := parser.ParseBytes(text, 0) // which it could be: it was read
		return cfg, configError(name, file, err)
	}
	return cfg, nil
}

// parseConfig reads the text of a configuration file over the defaults, and checks it. An error says in which line
// and column something is wrong, and what may have been meant. Relative files are looked for beside it.
func parseConfig(name string, text []byte) (world.Config, error) {
	cfg := world.Default()
	if err := checkNesting(name, text); err != nil {
		return cfg, err
	}
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return cfg, configError(name, nil, err)
	}
	if len(file.Docs) > 1 {
		line, column := position(file.Docs[1].Start)
		return cfg, fmt.Errorf("%s:%d:%d: a second document begins here: a configuration is one", name, line, column)
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return cfg, nil // decoding nothing would empty the defaults
	}
	if _, ok := file.Docs[0].Body.(*ast.CommentGroupNode); ok {
		return cfg, nil
	}
	if err := yaml.UnmarshalWithOptions(text, &cfg, yaml.Strict()); err != nil {
		return cfg, configError(name, file, err)
	}
	cfg.Resolve(filepath.Dir(name))
	if err := cfg.Validate(); err != nil {
		return cfg, configError(name, file, err)
	}
	return cfg, nil
}

// configError words an error with the place where it is.
func configError(name string, file *ast.File, err error) error {
	text, at := err.Error(), (*token.Token)(nil)
	var place yaml.Error
	if errors.As(err, &place) {
		text, at = place.GetMessage(), place.GetToken()
	} else {
		at = placed(file, err)
	}
	var unknown *yaml.UnknownFieldError
	var wrongType *yaml.TypeError
	var wrongNode *yaml.UnexpectedNodeTypeError
	switch {
	case errors.As(err, &unknown) && at != nil:
		text = fmt.Sprintf("there is no setting %q here%s", at.Value, didYouMean(at.Value, siblings(file, at)))
	case errors.As(err, &wrongType) && wrongType.DstType != nil && at != nil:
		text = fmt.Sprintf("%q is not %s", at.Value, wanted(wrongType.DstType.String()))
	case errors.As(err, &wrongNode) && wrongNode.Expected == ast.SequenceType:
		text = "here a list is expected: begin each of its elements with \"- \""
	case errors.As(err, &wrongNode) && wrongNode.Expected == ast.MappingType:
		text = "here a group of settings is expected: write each as \"name: value\""
	}
	if at == nil {
		return fmt.Errorf("%s: %s", name, text)
	}
	line, column := position(at)
	return fmt.Errorf("%s:%d:%d: %s", name, line, column, text)
}

func position(t *token.Token) (line, column int) {
	if t == nil || t.Position == nil {
		return 1, 1
	}
	return t.Position.Line, t.Position.Column
}

// wanted says in words what a Go type takes.
func wanted(goType string) string {
	switch goType {
	case "bool":
		return "true or false"
	case "time.Duration":
		return "a duration such as 60s or 1h30m"
	case "string":
		return "a text"
	}
	if strings.HasPrefix(goType, "int") || strings.HasPrefix(goType, "uint") {
		return "a whole number"
	}
	if strings.HasPrefix(goType, "[]") {
		return "a list"
	}
	return "a group of settings"
}

// A walk visits the keys and the plain values of a file. A path names keys from the top with dots between them, and
// the elements of a list all alike.
type walk struct {
	key   func(path, name string, at *token.Token)
	value func(name string, value ast.ScalarNode)
}

func (w walk) file(f *ast.File) {
	for _, doc := range f.Docs {
		w.node("", "", doc.Body)
	}
}

func (w walk) node(path, name string, n ast.Node) {
	switch n := n.(type) {
	case *ast.MappingNode:
		for _, pair := range n.Values {
			w.node(path, name, pair)
		}
	case *ast.MappingValueNode:
		key := n.Key.GetToken()
		w.key(path, key.Value, key)
		w.node(path+"."+key.Value, key.Value, n.Value)
	case *ast.SequenceNode:
		for _, element := range n.Values {
			w.node(path+"[]", name, element)
		}
	case ast.ScalarNode:
		w.value(name, n)
	}
}

// siblings are the settings that can stand where a key stands, as the default file shows them, and the groups that it has
// only in its comments.
func siblings(file *ast.File, at *token.Token) []string {
	where := ""
	walk{
		key: func(path, _ string, t *token.Token) {
			if t.Position.Offset == at.Position.Offset {
				where = path
			}
		},
		value: func(string, ast.ScalarNode) {},
	}.file(file)
	groups, err := yaml.Marshal(world.Config{})
	if err != nil {
		return nil // a guess is not worth failing for
	}
	var here, all []string
	for _, text := range [][]byte{world.DefaultFile(), groups} {
		known, err := parser.ParseBytes(text, 0)
		if err != nil {
			return nil // a test sees to it that it parses
		}
		walk{
			key: func(path, name string, _ *token.Token) {
				all = append(all, name)
				if path == where {
					here = append(here, name)
				}
			},
			value: func(string, ast.ScalarNode) {},
		}.file(known)
	}
	if here == nil {
		return all
	}
	return here
}

// placed finds where an error is that Validate returned: in the part of the file whose place it says, if it does, the
// value or else the key that its message mentions, or else that part's beginning.
func placed(file *ast.File, err error) *token.Token {
	if file == nil {
		return nil
	}
	var says interface{ Place() string }
	if errors.As(err, &says) {
		path, badPath := yaml.PathString("$." + says.Place())
		if badPath == nil {
			if part, notThere := path.FilterFile(file); notThere == nil {
				if at := mentioned(part, err.Error()); at != nil {
					return at
				}
				return beginning(part)
			}
		}
	}
	return mentioned(file.Docs[0].Body, err.Error())
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

// mentioned finds the value that a message quotes, best one whose key the message names, too; else the last key that it
// names. It is nil when there is none: then the message has to do without a place.
func mentioned(part ast.Node, message string) (at *token.Token) {
	named := false
	var key *token.Token
	walk{
		key: func(_, name string, t *token.Token) {
			if strings.Contains(message, " "+name+": ") {
				key = t
			}
		},
		value: func(name string, value ast.ScalarNode) {
			text := value.GetToken().Value
			if text == "" && !strings.Contains(message, name) || !quotes(message, text) {
				return
			}
			if names := strings.Contains(message, name); at == nil || names && !named {
				at, named = value.GetToken(), names
			}
		},
	}.node("", "", part)
	if at == nil {
		return key
	}
	return at
}

// quotes says whether a message quotes a value, or has it as a word.
func quotes(message, value string) bool {
	if strings.Contains(message, strconv.Quote(value)) {
		return true
	}
	for _, word := range strings.Fields(message) {
		if value != "" && strings.Trim(word, ".,:;()'`\"") == value {
			return true
		}
	}
	return false
}
