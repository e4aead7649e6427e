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
