package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// findFiles are the files that arguments name: themselves, by a folder, of which all with the ending count (without one,
// all), or by a pattern. Patterns are expanded here, since not every shell does: * and ? and [a-z] within a name, ** for any number of
// folders. What a pattern finds has the ending, unless the pattern names another. A name that exists is no pattern, whatever its letters. A file that is named twice is there once.
func findFiles(command, ending string, args []string) ([]string, error) {
	var files []string
	seen := map[string]bool{}
	for _, arg := range args {
		found, err := findIn(arg, ending)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", command, err)
		}
		if len(found) == 0 {
			if _, err := os.Stat(arg); err != nil {
				return nil, fmt.Errorf("%s: no file fits the pattern %s", command, arg)
			}
			return nil, fmt.Errorf("%s: there is no %s in %s or below", command, strings.TrimSpace(ending+" file"), arg)
		}
		for _, name := range found {
			if key := filepath.Clean(name); !seen[key] {
				seen[key] = true
				files = append(files, name)
			}
		}
	}
	return files, nil
}

func findIn(arg, ending string) ([]string, error) {
	if _, err := os.Stat(arg); err != nil && strings.ContainsAny(arg, "*?[") {
		return findPattern(filepath.ToSlash(arg), ending)
	}
	var files []string
	err := walkDir(arg, func(name string, d fs.DirEntry, err error) error {
		if err != nil && ending == "" && filepath.Clean(name) != filepath.Clean(arg) {
			files = append(files, name) // who reads it names it, and goes on with the rest
			return nil
		}
		if err != nil {
			return err
		}
		if name == arg && !d.IsDir() || !d.IsDir() && (ending == "" || filepath.Ext(name) == ending) {
			files = append(files, name)
		}
		return nil
	})
	return files, err
}

// walkDir is filepath.WalkDir, also for a root that is a link to a folder. Links below it are not followed.
func walkDir(root string, fn fs.WalkDirFunc) error {
	info, err := os.Lstat(root)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		if to, err := os.Stat(root); err == nil && to.IsDir() {
			root += string(filepath.Separator)
		}
	}
	return filepath.WalkDir(root, fn)
}

// findPattern walks the folder above the first pattern. A folder that fits stands for all in it.
func findPattern(pattern, ending string) ([]string, error) {
	steps := strings.Split(pattern, "/")
	at := slices.IndexFunc(steps, func(step string) bool { return strings.ContainsAny(step, "*?[") })
	for _, step := range steps[at:] {
		if _, err := path.Match(step, ""); err != nil {
			return nil, fmt.Errorf("the pattern %s: %q: %w", pattern, step, err)
		}
	}
	root := strings.Join(steps[:at], "/")
	switch {
	case at == 0:
		root = "."
	case root == "":
		root = "/"
	}
	var files []string
	err := walkDir(filepath.FromSlash(root), func(name string, d fs.DirEntry, err error) error {
		if err != nil && ending == "" && d != nil {
			if slices.Contains(steps[at:], "**") {
				files = append(files, name)
			}
			return nil
		}
		if err != nil {
			return err
		}
		rest, err := filepath.Rel(filepath.FromSlash(root), name)
		if err != nil || rest == "." || !fits(steps[at:], strings.Split(filepath.ToSlash(rest), "/")) {
			return err
		}
		if !d.IsDir() {
			if last := steps[len(steps)-1]; ending == "" || filepath.Ext(name) == ending || strings.Contains(last, ".") {
				files = append(files, name)
			}
			return nil
		}
		if steps[len(steps)-1] == "**" {
			return nil // what is in it fits by itself
		}
		below, err := findIn(name, ending)
		if err != nil && ending == "" {
			below, err = []string{name}, nil
		}
		files = append(files, below...)
		if err == nil {
			err = fs.SkipDir
		}
		return err
	})
	return files, err
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
