package main

import (
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// findPattern walks the folder above the first pattern. A folder that fits stands for all in it.
func findPattern(text, ending string) ([]string, error) {
	steps := strings.Split(text, "/")
	at := slices.IndexFunc(steps, func(step string) bool { return strings.ContainsAny(step, "*?[") })
	for _, step := range steps[at:] {
		if _, err := path.Match(step, ""); err != nil {
			return nil, fmt.Errorf("the pattern %s: %q: %w", text, step, err)
		}
	}
	root := strings.Join(steps[:at], "/")
	switch {
	case at == 0:
		root = "."
	case root == "":
		root = "/"
	}
	p := pattern{root: filepath.FromSlash(root), steps: steps[at:], ending: ending}
	err := walkDir(p.root, p.visit)
	return p.found, err
}

// pattern is what a name below a folder has to fit, step by step.
type pattern struct {
	root   string
	steps  []string
	ending string // of files, unless the last step names one; empty: any
	found  []string
}

// visit takes what fits. It implements fs.WalkDirFunc.
func (p *pattern) visit(name string, d fs.DirEntry, err error) error {
	last := p.steps[len(p.steps)-1]
	if err != nil && p.ending == "" && d != nil {
		if slices.Contains(p.steps, "**") {
			p.found = append(p.found, name) // who reads it names it, and goes on with the rest
		}
		return nil
	}
	if err != nil {
		return err
	}
	rest, err := filepath.Rel(p.root, name)
	switch {
	case err != nil || rest == "." || !fits(p.steps, strings.Split(filepath.ToSlash(rest), "/")):
		return err
	case !d.IsDir():
		if p.ending == "" || filepath.Ext(name) == p.ending || strings.Contains(last, ".") {
			p.found = append(p.found, name)
		}
		return nil
	case last == "**":
		return nil // what is in it fits by itself
	}
	below, err := findIn(name, p.ending)
	if err != nil && p.ending == "" {
		below, err = []string{name}, nil
	}
	p.found = append(p.found, below...)
	if err != nil {
		return err
	}
	return fs.SkipDir
}

// fits says whether the steps of a name fit those of a pattern.
func fits(pattern, name []string) bool {
	switch {
	case len(pattern) == 0:
		return len(name) == 0
	case pattern[0] == "**":
		return fits(pattern[1:], name) || len(name) > 0 && fits(pattern, name[1:])
	case len(name) == 0:
		return false
	}
	ok, _ := path.Match(pattern[0], name[0]) // it was looked at before
	return ok && fits(pattern[1:], name[1:])
}
