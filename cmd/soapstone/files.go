package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// findFiles are the files that arguments name: themselves, by a folder, of which all with the ending count (without one,
// all), or by a pattern. Patterns are expanded here, since not every shell does: * and ? and [a-z] within a name, ** for any
// number of folders. What a pattern finds has the ending, unless the pattern names another. A name that exists is no pattern,
// whatever its letters. A file that is named twice is there once.
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
		if at, ok := errors.AsType[*fs.PathError](err); ok {
			return fmt.Errorf("%s: %w", at.Path, at.Err) // without the call that has failed, such as lstat
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

// ownTemporary begins the names of what an import or a recording has under way in its folder. It stays when the process is
// killed, and is part of what was not finished.
const ownTemporary = ".soapstone-"

// walkDir is filepath.WalkDir, also for a root that is a link to a folder. Links below it are not followed, and what is our own
// and temporary is passed over.
func walkDir(root string, fn fs.WalkDirFunc) error {
	info, err := os.Lstat(root)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		if to, err := os.Stat(root); err == nil && to.IsDir() {
			root += string(filepath.Separator)
		}
	}
	return filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case name == root || !strings.HasPrefix(filepath.Base(name), ownTemporary):
			return fn(name, d, err)
		case d != nil && d.IsDir():
			return fs.SkipDir
		}
		return nil
	})
}
