//go:build unix

package bolt_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/soapstone-dev/soapstone/store/bolt"
)

// A pipe would be waited for until somebody writes into it.
func TestOpenRefusesPipes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	_, err := bolt.Open(path, bolt.Options{})
	if err == nil || !strings.Contains(err.Error(), path+" is no file that keeps what is written to it") {
		t.Errorf("got %v", err)
	}
}
