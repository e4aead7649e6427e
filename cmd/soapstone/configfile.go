package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

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
	if text, err = decodeConfig(name, text); err != nil {
		return world.Config{}, err
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
	if err := checkAliases(name, file); err != nil {
		return cfg, err
	}
	if err := yaml.UnmarshalWithOptions(text, &cfg, strict()...); err != nil {
		return cfg, configError(name, file, err)
	}
	if err := errors.Join(checkNumbers(name, text, file), checkTexts(name, file)); err != nil {
		return cfg, err
	}
	cfg.Resolve(filepath.Dir(name))
	if err := cfg.Validate(); err != nil {
		return cfg, configError(name, file, err)
	}
	return cfg, nil
}

// strict is how a configuration is decoded. The parser has refused names that stand twice in a group by then: those that are
// left are of a group that was merged into another by <<, whose own go before them (see checkTexts).
func strict() []yaml.DecodeOption {
	return []yaml.DecodeOption{yaml.Strict(), yaml.AllowDuplicateMapKey()}
}
