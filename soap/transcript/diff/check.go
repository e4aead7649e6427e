package diff

import (
	"errors"
	"fmt"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// Check looks whether the placeholders in the responses of a story can be read. The error names the file, the line, the entry
// and the place of each that cannot.
func Check(s *transcript.Story) error {
	var all []error
	for _, e := range s.Events {
		r, ok := e.(*transcript.Response)
		if !ok {
			continue
		}
		if err := CheckMessage(&r.Message); err != nil {
			line := ""
			var which *unreadable
			if errors.As(err, &which) {
				line = fmt.Sprintf("line %d: ", s.Line(e, which.source))
			}
			all = append(all, fmt.Errorf("diff: %s: %s%d response: %w", s.Name, line, r.Number, err))
		}
	}
	return errors.Join(all...)
}

// CheckMessage looks whether the placeholders in a message can be read. The error names the place of the first that
// cannot.
func CheckMessage(m *transcript.Message) error {
	if _, err := parsePieces(m.Start); err != nil {
		return fmt.Errorf("the first line: %w", err)
	}
	for _, f := range m.Fields {
		if _, err := parsePieces(f.Value); err != nil {
			return fmt.Errorf("header %s: %w", f.Name, err)
		}
	}
	body := string(m.Body)
	if !strings.Contains(body, "${") && !isWide(m.Body) {
		return nil
	}
	switch formatOf(m.Body, m.Value("Content-Type")) {
	case isXML:
		if doc, err := read(m.Body, m.Value("Content-Type")); err == nil {
			defer doc.Release()
			return checkElement(doc.Root())
		}
		if err := checkMarkup(body, m.Value("Content-Type")); err != nil {
			return fmt.Errorf("body: %w", err)
		}
	case isJSON:
		if n, err := parseJSON(m.Body); err == nil {
			return checkNode("$", n)
		}
	}
	if _, err := parsePieces(body); err != nil {
		return fmt.Errorf("body: %w", err)
	}
	return nil
}

// checkMarkup looks for a regular expression with a bare "<" that alone makes a body no XML: it would be compared as text then.
func checkMarkup(body, contentType string) error {
	pieces, err := parsePieces(body)
	var source string
	for _, p := range pieces {
		if p.name == "match" && strings.Contains(p.source, "<") {
			source = p.source
			body = strings.ReplaceAll(body, source, "")
		}
	}
	if source == "" {
		return err
	}
	doc, err := read([]byte(body), contentType)
	if err != nil {
		return nil // a page, say, that is none anyway
	}
	doc.Release()
	return &unreadable{source, fmt.Errorf("%s makes it no XML: < is written &lt; there", clip(source, 60))}
}

func checkElement(e *reader.Element) error {
	for _, a := range e.Attrs() {
		if _, err := parsePieces(a.Value); err != nil {
			return fmt.Errorf("%s/@%s: %w", pathOf(e), qualified(a.Prefix, a.Name.Local), err)
		}
	}
	if _, err := parsePieces(e.Text()); err != nil {
		return fmt.Errorf("%s: %w", pathOf(e), err)
	}
	for child := e.First(); child != nil; child = child.Next() {
		if err := checkElement(child); err != nil {
			return err
		}
	}
	return nil
}

func checkNode(path string, n *node) error {
	if n.kind == 's' {
		if _, err := parsePieces(n.text); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	for i, m := range n.members {
		at := fmt.Sprintf("%s[%d]", path, i)
		if n.kind == '{' {
			at = path + keyStep(m.key)
		}
		if err := checkNode(at, m.value); err != nil {
			return err
		}
	}
	return nil
}
