package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// writeWhole writes a file so that nobody ever sees a part of it.
func writeWhole(name string, text []byte, mode fs.FileMode) error {
	f, err := createBeside(name)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Chmod(mode), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// createBeside makes a file of another name in the folder of a file. An error names the file that was asked for.
func createBeside(name string) (*os.File, error) {
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		failed.Path = name
	}
	return f, err
}

// canWrite finds out whether writeWhole could write a file.
func canWrite(name string) error {
	f, err := createBeside(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// updateFile writes a file anew, and keeps who may read it.
func updateFile(name string, text []byte) error {
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	return writeWhole(name, text, mode)
}
