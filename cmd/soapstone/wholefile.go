package main

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// writeWhole writes a file so that nobody ever sees a part of it. What is no file, such as /dev/stdout or a pipe, is written to;
// a link to a file stays, and that is written. The mode is for a new file, of which the user's umask takes away what it does.
func writeWhole(name string, text []byte, mode fs.FileMode) error {
	return writeFile(name, text, mode, func(*os.File) error { return nil })
}

// writeFile is writeWhole, and does something else to the file before it takes the place of the old one.
func writeFile(name string, text []byte, mode fs.FileMode, last func(*os.File) error) error {
	name, isFile := behind(name)
	if !isFile {
		return writeTo(name, text)
	}
	f, err := createBeside(name, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, last(f), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// behind is the file to which links lead, and whether it is one, or may become one: it could be put in the place of a device
// otherwise. What stands for an open file is none, since others write to it as well.
func behind(name string) (to string, isFile bool) {
	full, err := filepath.Abs(name)
	if err == nil && (strings.HasPrefix(full, "/dev/std") || strings.HasPrefix(full, "/dev/fd/") || strings.HasPrefix(full, "/proc/")) {
		return name, false
	}
	if to, err = filepath.EvalSymlinks(name); err != nil {
		to = name
	}
	info, err := os.Stat(to)
	return to, err != nil || info.Mode().IsRegular()
}

func writeTo(name string, text []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}

// createBeside makes a file of another name in the folder of a file. An error names the file that was asked for.
func createBeside(name string, mode fs.FileMode) (*os.File, error) {
	f, err := os.OpenFile(name+"."+rand.Text(), os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		failed.Path = name
	}
	return f, err
}

// canWrite finds out whether writeWhole could write a file.
func canWrite(name string) error {
	name, isFile := behind(name)
	if !isFile {
		return nil // whoever reads a pipe may come later
	}
	f, err := createBeside(name, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// updateFile writes a file anew, and keeps who may read it.
func updateFile(name string, text []byte) error {
	info, err := os.Stat(name)
	if err != nil {
		return writeWhole(name, text, 0o644)
	}
	return writeFile(name, text, 0o600, func(f *os.File) error { return f.Chmod(info.Mode().Perm()) })
}
