package main

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// A recording does not take itself for its target, whatever it is called there.
func TestRecordItself(t *testing.T) {
	for _, tt := range []struct {
		listen, target string // %d is the port
		itself         bool
	}{
		{"localhost:0", "http://localhost:%d", true},
		{"localhost:0", "http://127.0.0.1:%d/path", true},
		{"127.0.0.1:0", "http://LOCALHOST:%d", true},
		{":0", "http://127.0.0.1:%d", true},
		{":0", "http://[::1]:%d", true},
		{"localhost:0", "http://localhost:1%d", false},
		{"localhost:0", "http://soap.example.com:%d", false},
		{"localhost:0", "http://192.0.2.1:%d", false},
		{"localhost:0", "http://localhost", false},
		{"127.0.0.1:0", "http://127.0.0.2:%d", false},
	} {
		s, err := openSocket("--listen", tt.listen)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(tt.target, "%d", strconv.Itoa(s.port))
		u, err := url.Parse(text)
		if err != nil {
			t.Error(err)
		} else if s.isAt(u) != tt.itself {
			t.Errorf("%s, --target %s: itself %t", tt.listen, text, !tt.itself)
		}
		s.close()
	}
}
