package capture

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/internal/wide"
)

// kind is what a file is.
type kind int

const (
	isNothing kind = iota
	isHAR
	isJournal
	isZIP
	isSoapUI
	isStory
	isHTTP // a request or a response, head and body
	isBody // XML or JSON by itself
)

// mostSniffed is how much of a file is looked at to find out what it is.
const mostSniffed = 64 << 10

var (
	requestLine = regexp.MustCompile(`^[A-Z][A-Z_-]{1,19} \S+ HTTP/\d(?:\.\d)?\r?\n`)
	answerLine  = regexp.MustCompile(`^HTTP/\d(?:\.\d)? \d{3}(?: [^\n]*)?\r?\n`)
	soapUIRoot  = regexp.MustCompile(`<(?:[\w.-]+:)?soapui-project[\s>]`)
)

// sniff tells what a file is by how it begins, whatever it is called.
func sniff(name string) (kind, error) {
	switch info, err := os.Stat(name); {
	case err != nil:
		return isNothing, withoutName(err)
	case info.IsDir():
		return isNothing, errors.New("it is a link to a folder, which is not followed: name the folder itself")
	case !info.Mode().IsRegular(): // a pipe that nobody writes into would never be open
		return isNothing, errors.New("it is no file with contents")
	}
	begin, err := beginning(name, mostSniffed)
	if err != nil {
		return isNothing, withoutName(err)
	}
	if len(begin) == 0 {
		return isNothing, errors.New("it is empty")
	}
	return kindOf(begin), nil
}

// beginning is how a file begins, in no more than so many bytes.
func beginning(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most))
}

func kindOf(begin []byte) kind {
	text := trimStart(begin)
	if narrow, ok := narrowed(begin); ok {
		text = narrow
	}
	switch {
	case bytes.HasPrefix(begin, []byte("PK\x03\x04")), bytes.HasPrefix(begin, []byte("PK\x05\x06")):
		return isZIP
	case requestLine.Match(text), answerLine.Match(text):
		return isHTTP
	case bytes.HasPrefix(text, []byte("format: soapstone/")):
		return isStory
	case soapUIRoot.Match(text):
		return isSoapUI
	case looksLikeJSON(text):
		return jsonKind(text)
	case looksLikeXML(text):
		return isBody
	}
	return isNothing
}

// narrowed is the beginning of a text in UTF-16, as far as it is ASCII.
func narrowed(begin []byte) ([]byte, bool) {
	begin = begin[:min(len(begin), 4096)]
	if _, ok := wide.Order(begin); !ok || len(begin) < 4 {
		return nil, false
	}
	return bytes.TrimLeft(bytes.ReplaceAll(bytes.TrimLeft(begin, "\xff\xfe"), []byte{0}, nil), " \t\r\n"), true
}

// jsonKind looks for the members that tell a HAR and a journal from other JSON. What is cut off at the end is no matter.
func jsonKind(text []byte) kind {
	d := json.NewDecoder(bytes.NewReader(text))
	depth, key := 0, ""
	var inLog bool
	for {
		token, err := d.Token()
		if err != nil {
			return isBody
		}
		switch t := token.(type) {
		case json.Delim:
			if t == '{' || t == '[' {
				depth++
				if depth == 2 && key == "log" && t == '{' {
					inLog = true
				}
				if t == '[' && key == "entries" {
					switch {
					case inLog:
						return isHAR
					case depth == 2:
						return entriesKind(d)
					}
				}
			} else {
				depth--
			}
			key = ""
		case string:
			if inLog && depth == 2 && (t == "creator" || t == "pages" || t == "entries") {
				return isHAR
			}
			key = t
		default:
			key = ""
		}
	}
}

// entriesKind tells a journal, whose entries have a system, from a HAR whose log was left out.
func entriesKind(d *json.Decoder) kind {
	var entry struct {
		System  *json.RawMessage `json:"system"`
		Request json.RawMessage  `json:"request"`
	}
	if !d.More() {
		return isJournal
	}
	err := d.Decode(&entry)
	if entry.System != nil || err != nil && !strings.HasPrefix(string(entry.Request), "{") {
		return isJournal
	}
	return isHAR
}

// withoutName is an error of a file without its name, which is told anyway.
func withoutName(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return fmt.Errorf("it cannot be read: %w", path.Err)
	}
	return err
}
