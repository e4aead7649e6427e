package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A killed program has left its ready file, and the system has given one of its ports to another program since: the file
// goes. It stays where both are answered at, or the only one that a recording has.
func TestClearReadyFileWhereAPortIsAnothers(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	const nobody = "127.0.0.1:1" // tcpmux, which nothing serves
	for _, tt := range []struct {
		text  string
		stays bool
	}{
		{fmt.Sprintf(`{"url": "http://%s", "admin": "http://%s"}`, l.Addr(), nobody), false},
		{fmt.Sprintf(`{"url": "http://%s", "admin": "http://%s"}`, nobody, l.Addr()), false},
		{fmt.Sprintf(`{"url": "http://%s", "admin": "http://%s"}`, l.Addr(), l.Addr()), true},
		{fmt.Sprintf(`{"url": "http://%s", "target": "http://%s"}`, l.Addr(), nobody), true},
	} {
		name := filepath.Join(t.TempDir(), "ready.json")
		if err := os.WriteFile(name, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		err := clearReadyFile(name)
		if (err != nil) != tt.stays || err != nil && !strings.Contains(err.Error(), "it belongs to a program that answers at "+l.Addr().String()) {
			t.Errorf("%s: %v", tt.text, err)
		}
		if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) == tt.stays {
			t.Errorf("%s: it stays: %v", tt.text, tt.stays)
		}
	}
}

// A link is no file of ours: at the end it would go in place of the file that it leads to.
func TestReadyFileIsNoLink(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "link")
	if err := os.Symlink("file", link); err != nil {
		t.Skip(err) // Windows lets not everybody
	}
	for _, there := range []bool{false, true} {
		if there {
			if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := clearReadyFile(link); err == nil || !strings.Contains(err.Error(), "it is no regular file") {
			t.Errorf("with a file %v: %v", there, err)
		}
		if _, err := os.Lstat(link); err != nil {
			t.Errorf("with a file %v, the link is gone: %v", there, err)
		}
	}
}
