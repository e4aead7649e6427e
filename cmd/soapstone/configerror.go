package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/soapstone-dev/soapstone/soap/setting"
	"github.com/soapstone-dev/soapstone/soap/world"
)

// flagOf says of an unknown setting at the top of a file that it is a flag of serve.
func flagOf(at *token.Token) string {
	if _, column := position(at); column > 1 || newServe().Flags().Lookup(at.Value) == nil {
		return ""
	}
	return fmt.Sprintf(": it is a flag, --%s, or the variable %s", at.Value, variable(at.Value))
}

// configError words an error with the place where it is.
func configError(name string, file *ast.File, err error) error {
	text, at := err.Error(), (*token.Token)(nil)
	var place yaml.Error
	if errors.As(err, &place) {
		text, at = place.GetMessage(), place.GetToken()
	} else if wrong, ok := errors.AsType[*setting.Error](err); ok {
		at = placeOf(file, wrong.Path)
	} else if at = placeOfDuration(file, err); at != nil {
		text = notWanted(at, wanted("time.Duration"))
	}
	var unknown *yaml.UnknownFieldError
	var wrongType *yaml.TypeError
	var wrongNode *yaml.UnexpectedNodeTypeError
	var tooLarge *yaml.OverflowError
	var syntax *yaml.SyntaxError
	switch {
	case errors.As(err, &unknown) && at != nil:
		text = fmt.Sprintf("there is no setting %q here%s", at.Value, cmp.Or(flagOf(at), deeper(file, at), didYouMean(at.Value, siblings(file, at)), thereIs(siblings(file, at))))
	case errors.As(err, &wrongType) && wrongType.DstType != nil && at != nil:
		text = notWanted(at, wanted(wrongType.DstType.String()))
	case errors.As(err, &tooLarge):
		text = fmt.Sprintf("%q is not a whole number, or too large for one", tooLarge.SrcNum)
	case errors.As(err, &syntax) && at != nil:
		text += remedy(text)
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

// notWanted says that what stands at a place is not what a setting takes.
func notWanted(at *token.Token, wanted string) string {
	switch {
	case at.Type == token.SequenceStartType || at.Type == token.SequenceEntryType:
		return "here stands a list, which is not " + wanted
	case at.Type == token.MappingStartType || at.Type == token.MappingValueType:
		return "here stands a group of settings, which is not " + wanted
	case (at.Type == token.DoubleQuoteType || at.Type == token.SingleQuoteType) && (at.Value == "true" || at.Value == "false"):
		return fmt.Sprintf("the text %q is not %s: write it without quotes", at.Value, wanted)
	}
	unit := ""
	if number := strings.TrimRight(at.Value, letters+" "); wanted == wholeNumber && number != at.Value && isDigits(number) {
		unit = fmt.Sprintf(": write it without %s, in the unit that `soapstone config default` says", strings.TrimSpace(at.Value[len(number):]))
	}
	return fmt.Sprintf("%q is not %s%s", at.Value, wanted, unit)
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

const (
	wholeNumber = "a whole number" // as messages call it
	letters     = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// remedy is the way out of what the parser says of a text, as the end of a sentence.
func remedy(syntax string) string {
	switch {
	case strings.HasSuffix(syntax, "is a reserved character"), strings.HasPrefix(syntax, "could not find alias"):
		return ": put a text that begins so between quotes"
	case strings.HasPrefix(syntax, "found unknown escape character"):
		return ": put a text with a backslash between single quotes"
	case strings.HasPrefix(syntax, "found character '\t'"):
		return ": indent with spaces, YAML takes no tabs there"
	case strings.HasSuffix(syntax, "value is not allowed in this context"):
		return ": indent this line as those beside it, and put a text with a colon between quotes"
	}
	return ""
}

// placeOfDuration finds the text of which package time says that it is no duration.
func placeOfDuration(file *ast.File, err error) *token.Token {
	if file == nil || !strings.HasPrefix(err.Error(), "time: ") {
		return nil
	}
	var found durations
	for _, doc := range file.Docs {
		ast.Walk(&found, doc.Body)
	}
	for _, at := range found {
		if _, wrong := time.ParseDuration(at.Value); wrong != nil && wrong.Error() == err.Error() {
			return at
		}
	}
	return nil
}

// durations are the texts of a file, any of which may be meant for a duration.
type durations []*token.Token

// Visit implements ast.Visitor.
func (all *durations) Visit(node ast.Node) ast.Visitor {
	if n, ok := node.(*ast.StringNode); ok {
		*all = append(*all, n.Token)
	}
	return all
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
		return wholeNumber
	}
	if strings.HasPrefix(goType, "[]") {
		return "a list"
	}
	return "a group of settings"
}

// thereIs lists settings that are not too many to read, for who has a name that is like none of them.
func thereIs(known []string) string {
	known = slices.Compact(slices.Sorted(slices.Values(known)))
	if len(known) == 0 || len(known) > 16 {
		return ""
	}
	return ": there is " + strings.Join(known, ", ")
}

// deeper says under which group below its place an unknown setting stands, such as a choice that is written without its choices, "" where
// there is no such group, or more than one.
func deeper(file *ast.File, at *token.Token) string {
	group, found := groupOf(file, at), ""
	for _, k := range knownSettings() {
		if k.name != at.Value || !strings.HasPrefix(k.group, group+".") && !strings.HasPrefix(k.group, group+"[]") || k.group == found {
			continue
		}
		if found != "" {
			return ""
		}
		found = k.group
	}
	if found == "" {
		return ""
	}
	return ": it stands under " + strings.TrimPrefix(found, ".")
}

// siblings are the settings that can stand where a key stands; all that there are, where the default file shows none.
func siblings(file *ast.File, at *token.Token) []string {
	group := groupOf(file, at)
	var here, all []string
	for _, k := range knownSettings() {
		all = append(all, k.name)
		if k.group == group {
			here = append(here, k.name)
		}
	}
	if here == nil {
		return all
	}
	return here
}

// knownSettings are those that the default file shows, and the groups that it has only in its comments.
func knownSettings() (all []key) {
	groups, err := yaml.Marshal(world.Config{})
	if err != nil {
		return nil // a guess is not worth failing for
	}
	for _, text := range [][]byte{world.DefaultFile(), groups} {
		known, err := parser.ParseBytes(text, 0)
		if err != nil {
			return nil // a test sees to it that it parses
		}
		all = slices.AppendSeq(all, keys(known))
	}
	return all
}

// groupOf is the group of a file in which a key stands.
func groupOf(file *ast.File, at *token.Token) string {
	for k := range keys(file) {
		if k.at.Position.Offset == at.Position.Offset {
			return k.group
		}
	}
	return ""
}
