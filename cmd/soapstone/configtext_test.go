package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

// What editors and shells of Windows write is read, and what is no Unicode is not.
func TestConfigEncodings(t *testing.T) {
	const text = "# Grüße\r\nsqlserver:\r\n  server: BÜRO\r\n"
	wide := func(order func(uint16) [2]byte) (b []byte) {
		for _, u := range utf16.Encode([]rune("\ufeff" + text)) {
			two := order(u)
			b = append(b, two[:]...)
		}
		return b
	}
	for _, tt := range []struct {
		name string
		file []byte
		err  string
	}{
		{"UTF-8", []byte(text), ""},
		{"UTF-8 with a mark", []byte("\ufeff" + text), ""},
		{"UTF-16, as PowerShell writes it", wide(func(u uint16) [2]byte { return [2]byte{byte(u), byte(u >> 8)} }), ""},
		{"UTF-16 of the other order", wide(func(u uint16) [2]byte { return [2]byte{byte(u >> 8), byte(u)} }), ""},
		{"Latin-1", []byte("sqlserver:\n  server: B\xdcRO\n"), ":2:12: this is no UTF-8: save the file in that encoding"},
	} {
		name := filepath.Join(t.TempDir(), "soapstone.yaml")
		if err := os.WriteFile(name, tt.file, 0o600); err != nil {
			t.Fatal(err)
		}
		cfg, err := readConfig(name)
		switch {
		case tt.err != "":
			if err == nil || err.Error() != name+tt.err {
				t.Errorf("%s: %v, want %s", tt.name, err, tt.err)
			}
		case err != nil:
			t.Errorf("%s: %v", tt.name, err)
		case cfg.SQLServer.Server != "BÜRO":
			t.Errorf("%s: the server is %q", tt.name, cfg.SQLServer.Server)
		}
	}
}

// A backslash between double quotes makes another name of CORP\alice, with which nobody ever logs in.
func TestConfigTexts(t *testing.T) {
	users := func(s string) string { return "sqlserver:\n  users:\n    - {name: " + s + ", password: x}\n" }
	const single = ": write the text between single quotes"
	for _, tt := range []struct{ text, err string }{
		{users(`CORP\alice`), ""},
		{users(`'CORP\alice'`), ""},
		{users(`"CORP\\alice"`), ""},
		{users(`"CORP\alice"`), "f.yaml:3:14: a backslash between double quotes begins an escape, here U+0007" + single},
		{users(`"CORP\nancy"`), "f.yaml:3:14: a backslash between double quotes begins an escape, here U+000A" + single},
		{users(`"CORP\tom"`), "f.yaml:3:14: a backslash between double quotes begins an escape, here U+0009" + single},
		{"answers: [\"C:\\temp\"]\n", "f.yaml:1:11: a backslash between double quotes begins an escape, here U+0009" + single},
		{"sqlserver:\n  users:\n    - name: |\n        alice\n      password: x\n", "f.yaml:3:13: the character U+000A is in this text: write it on one line"},
		{"sqlserver:\n  batches:\n    - batch: \"SELECT 1,\\n\\t2\"\n      results: [{rowCount: 1}]\n", ""},
		{"1: x\n", "f.yaml:1:1: there is no setting 1 here: names are texts"},
		{"mft:\n  true: x\n  null: y\n", "f.yaml:2:3: there is no setting true here: names are texts\nf.yaml:3:3: there is no setting null here: names are texts"},
	} {
		_, err := parseConfig("f.yaml", []byte(tt.text))
		if err == nil && tt.err != "" || err != nil && err.Error() != tt.err {
			t.Errorf("%s\n got %v\nwant %s", strings.TrimSpace(tt.text), err, tt.err)
		}
	}
}

// Endpoints that differ in little have the rest from one another, as YAML 1.1 merges groups.
func TestConfigMerges(t *testing.T) {
	const endpoints = "sqlserver:\n  endpoints:\n    - &one\n      path: /a\n      sessions: enabled\n      sessionTimeout: 7\n"
	cfg, err := parseConfig("f.yaml", []byte(endpoints+"    - <<: *one\n      path: /b\n"))
	if err != nil {
		t.Fatal(err)
	}
	a, b := cfg.SQLServer.Endpoints[0], cfg.SQLServer.Endpoints[1]
	if b.Path != "/b" || b.Sessions != a.Sessions || b.SessionTimeout != a.SessionTimeout {
		t.Errorf("of %+v came %+v", a, b)
	}
	for _, tt := range []struct{ text, err string }{
		{"    - path: /b\n      <<: *one\n", `f.yaml:8:7: what is merged by << stands first in a group, and what differs below it`},
		{"    - <<: *one\n      path: /b\n      path: /c\n", `f.yaml:9:7: mapping key "path" already defined at [8:7]`},
	} {
		if _, err := parseConfig("f.yaml", []byte(endpoints+tt.text)); err == nil || err.Error() != tt.err {
			t.Errorf("%s\n got %v\nwant %s", tt.text, err, tt.err)
		}
	}
}
