package gate

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// document is what has to be known of a body in a file.
type document struct {
	version soap.Version // of the envelope; 0: it is none
	payload string       // the local name of the first element in the envelope's body
	fault   bool         // it is a Fault
	stray   bool         // it is called an Envelope, and is none
}

// deepest is how deep elements may be nested in a file.
const deepest = 1000

// ofFiles are the limits of what is read of files.
func ofFiles() reader.Limits {
	return reader.Limits{MaxBytes: 2 * mostFile, MaxDepth: deepest, MaxElements: 1_000_000}
}

// readDocument looks at a body, and says what is wrong with it.
func readDocument(body []byte, form string) (document, *problem) {
	switch {
	case !utf8.Valid(body):
		return document{}, &problem{lineAt(body, invalidAt(body)), "it is not UTF-8: save it as that, or keep the exchange in a transcript"}
	case len(bytes.TrimSpace(body)) == 0:
		return document{}, &problem{1, "it is empty"}
	case form == formJSON:
		return document{}, checkJSON(body)
	}
	d, err := readXML(body)
	if err == nil {
		err = checkNames(body)
	}
	return d, err
}

// checkNames finds what encoding/xml lets through and clients do not, such as a prefix that is nowhere declared: an answer that was
// cut out of a larger one often has an xsi:nil without its xsi.
func checkNames(body []byte) *problem {
	doc, err := reader.Read(body, reader.Options{Limits: ofFiles()})
	read, broken := errors.AsType[*reader.Error](err)
	if !broken {
		doc.Release()
		return nil
	}
	switch read.Kind {
	case reader.TooLarge, reader.TooDeep, reader.TooMany, reader.NameTooLong: // which are limits of ours, and no fault
		return nil
	}
	return &problem{read.Line, "it is no XML: " + read.Detail}
}

func checkJSON(body []byte) *problem {
	var syntax *json.SyntaxError
	err := json.Unmarshal(bytes.TrimPrefix(body, []byte("\ufeff")), new(json.RawMessage))
	if errors.As(err, &syntax) {
		return &problem{lineAt(body, int(syntax.Offset)), "it is no JSON: " + syntax.Error()}
	}
	if err != nil {
		return &problem{1, "it is no JSON: " + err.Error()}
	}
	return nil
}

// readXML reads XML as the servers do: well-formed, one root, no DTD.
func readXML(body []byte) (document, *problem) {
	var (
		d     document
		names []xml.Name
		roots int
	)
	r := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
	r.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, &encodingError{charset}
	}
	fail := func(format string, args ...any) (document, *problem) {
		line, _ := r.InputPos()
		return document{}, &problem{line, fmt.Sprintf(format, args...)}
	}
	for {
		token, err := r.Token()
		switch {
		case errors.Is(err, io.EOF) && roots == 0:
			return fail("it has no element")
		case errors.Is(err, io.EOF) && d.stray:
			return document{}, &problem{1, "its Envelope is in no namespace of SOAP: is the prefix declared?"}
		case errors.Is(err, io.EOF):
			return d, nil
		case err != nil:
			line, _ := r.InputPos()
			return document{}, unreadable(err, line)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if len(names) == 0 {
				if roots++; roots > 1 {
					return fail("it has a second root, <%s>", t.Name.Local)
				}
			}
			if names = append(names, t.Name); len(names) > deepest {
				return fail("its elements are nested deeper than %d", deepest)
			}
			d.see(names)
		case xml.EndElement:
			names = names[:len(names)-1]
		case xml.CharData:
			if len(names) == 0 && len(bytes.TrimSpace(t)) > 0 {
				return fail("there is text outside of the root")
			}
		case xml.Directive:
			return fail("it has a DTD, which no message may have")
		}
	}
}

// unreadable words why XML cannot be read.
func unreadable(err error, line int) *problem {
	if encoding, ok := errors.AsType[*encodingError](err); ok {
		return &problem{line, encoding.Error()}
	}
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return &problem{syntax.Line, "it is no XML: " + syntax.Msg}
	}
	return &problem{line, "it is no XML: " + err.Error()}
}

// encodingError is XML that says it is not UTF-8.
type encodingError struct{ name string }

func (e *encodingError) Error() string {
	return fmt.Sprintf("it says that its encoding is %q: save it as UTF-8, and let it say so", e.name)
}

// see looks at an element that begins, the last of names.
func (d *document) see(names []xml.Name) {
	name := names[len(names)-1]
	switch {
	case len(names) == 1 && name.Local == "Envelope":
		switch name.Space {
		case soap.Namespace11:
			d.version = soap.SOAP11
		case soap.Namespace12:
			d.version = soap.SOAP12
		default:
			d.stray = true
		}
	case len(names) == 3 && d.version != 0 && d.payload == "" && names[1].Local == "Body" && names[1].Space == names[0].Space:
		d.payload, d.fault = name.Local, name.Local == "Fault" && name.Space == names[0].Space
	}
}

// readHTTP reads a message as a file has it: its first line, its head, an empty line, its body. The line end of the last
// line is the file's.
func readHTTP(text []byte) (transcript.Message, *problem) {
	m := transcript.Message{}
	rest := text
	for number := 1; len(rest) > 0; number++ {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte("\n"))
		s := strings.TrimSuffix(string(line), "\r")
		name, value, found := strings.Cut(s, ":")
		switch {
		case !utf8.ValidString(s):
			return m, &problem{number, "it is not UTF-8"}
		case number == 1:
			m.Start = strings.TrimSpace(s)
			continue
		case s != "" && (!found || name == "" || strings.ContainsAny(name, " \t\"(),/;<=>?@[]{}\\")):
			return m, &problem{number, fmt.Sprintf("%q is no field of a head such as \"Content-Type: text/xml\": an empty line ends the head", short(s))}
		case s != "":
			m.Fields = append(m.Fields, transcript.Field{Name: name, Value: strings.TrimSpace(value)})
			continue
		}
		m.Body = withoutLineEnd(rest)
		return m, nil
	}
	return m, nil
}

// statusOf reads the status in the first line of a response, 0 when there is none.
func statusOf(start string) int {
	protocol, rest, _ := strings.Cut(start, " ")
	code, _, _ := strings.Cut(rest, " ")
	status, err := strconv.Atoi(code)
	if err != nil || !strings.HasPrefix(protocol, "HTTP/") || status < 200 || status > 599 {
		return 0
	}
	return status
}

// lineOf is how many lines of a file stand before its body, which is a part of it.
func lineOf(text, body []byte) int {
	return bytes.Count(text[:max(0, bytes.LastIndex(text, body))], []byte("\n"))
}

// lineAt is the line of a byte, from 1.
func lineAt(text []byte, offset int) int {
	return 1 + bytes.Count(text[:min(max(0, offset), len(text))], []byte("\n"))
}

// invalidAt is where a text is not UTF-8.
func invalidAt(text []byte) int {
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRune(text[i:])
		if c == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(text)
}

// short is a part of a line for a message.
func short(s string) string {
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "…"
	}
	return s
}
