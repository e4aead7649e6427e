package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"strings"
	"time"
)

// mostReady is far more than a ready file takes, in bytes.
const mostReady = 1 << 20

// clearReadyFile removes the ready file that a program has left which was killed: who waits for ours must not read where
// that one was. What is no ready file stays as it is, and is an error, since ours would take its place. An empty file is a
// name that somebody has reserved.
func clearReadyFile(name string) error {
	if name == "" {
		return nil
	}
	found, err := os.Lstat(name) // a link would be removed in place of its file, such as /dev/stdout
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil // its folder may be missing, too, which is said where the file is written
	case err != nil:
		return fmt.Errorf("--ready-file: %w", err)
	case !found.Mode().IsRegular():
		return fmt.Errorf("--ready-file %s: it is no regular file: name one that is made, and removed, by this program", name)
	case found.Size() > mostReady:
		return notReady(name)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("--ready-file: %w", err)
	}
	at, ours := readyAt(text)
	switch {
	case !ours:
		return notReady(name)
	case answers(at):
		return fmt.Errorf("--ready-file %s: it belongs to a program that answers at %s: name another file, or stop that one first", name, at[0].Host)
	}
	if err := os.Remove(name); err != nil {
		return fmt.Errorf("--ready-file: it cannot be removed before the start: %w", err)
	}
	return nil
}

func notReady(name string) error {
	return fmt.Errorf("--ready-file %s: there is a file that soapstone did not write: name another, or move it away", name)
}

// readyAt is where the program listened that wrote a ready file, serve or record: first where its clients went. There is no
// address when the file is empty. ours says whether the text is that of one.
func readyAt(text []byte) (at []*url.URL, ours bool) {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, true
	}
	var file struct {
		URL   string `json:"url"`
		Admin string `json:"admin"`
	}
	if json.Unmarshal(text, &file) != nil {
		return nil, false
	}
	for _, address := range []string{file.URL, file.Admin} {
		u, err := url.Parse(address)
		switch {
		case address == "" && len(at) > 0: // record has no operator
		case err != nil || !strings.HasPrefix(u.Scheme, "http") || u.Host == "":
			return nil, false
		default:
			at = append(at, u)
		}
	}
	return at, true
}

// answers says whether somebody lets connections in at all of the addresses: one that the system had chosen may be another
// program's by now.
func answers(at []*url.URL) bool {
	for _, u := range at {
		conn, err := net.DialTimeout("tcp", u.Host, time.Second)
		if err != nil {
			return false
		}
		_ = conn.Close() // nothing was sent
	}
	return len(at) > 0
}

// writeReadyFile writes a ready file that says what is found, as JSON. It returns what it wrote.
func writeReadyFile(name string, found any) (text []byte, err error) {
	if text, err = json.MarshalIndent(found, "", "  "); err == nil {
		text = append(text, '\n')
		err = writeWhole(name, text, 0o644)
	}
	if err != nil {
		return nil, fmt.Errorf("--ready-file: %w", err)
	}
	return text, nil
}

// tellReady writes the ready file, if there is to be one.
func (s *server) tellReady() (err error) {
	if s.options.readyFile == "" {
		return nil
	}
	found := struct {
		URL      string  `json:"url"`
		Admin    string  `json:"admin"`
		TLS      string  `json:"tls,omitempty"`
		Services []place `json:"services"`
	}{URL: s.emulated.url("http"), Admin: s.admin.url("http"), Services: s.places()}
	if s.secure != nil {
		found.TLS = s.secure.url("https")
	}
	s.ready, err = writeReadyFile(s.options.readyFile, found)
	return err
}

// removeReadyFile removes the ready file at the end, unless another program has put its own there.
func removeReadyFile(name string, ours []byte) error {
	text, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil // somebody was faster
	case err == nil && !bytes.Equal(text, ours):
		return nil
	}
	return os.Remove(name)
}
