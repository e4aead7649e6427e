package futurama

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap"
)

// errBadBody is a body that is not the JSON it should be.
var errBadBody = errors.New("futurama: the body is no JSON object that can be read")

// members are what a REST request can say.
type members struct {
	id string
	start
}

// named is the member of a name, in any case; nil when nobody knows it.
func (m *members) named(name string) *string {
	switch {
	case strings.EqualFold(name, memberID):
		return &m.id
	case strings.EqualFold(name, memberFolder):
		return &m.folder
	case strings.EqualFold(name, memberDocument):
		return &m.document
	}
	return nil
}

// readMembers reads a body in the form that its content type says. An empty one says nothing (choice).
func readMembers(call *soap.Call) (members, error) {
	if len(bytes.TrimSpace(call.Body)) == 0 {
		return members{}, nil
	}
	if formOf(call.HTTP.Header.Get("Content-Type")) == xmlForm {
		return readXML(call)
	}
	return readJSON(call.Body)
}

// readXML reads the children of a root whose name does not matter: no page says it.
func readXML(call *soap.Call) (members, error) {
	root, err := call.XML()
	if err != nil {
		return members{}, err
	}
	var m members
	for e := range root.Elements() {
		if member := m.named(e.Name.Local); member != nil {
			*member = e.Text()
		}
	}
	return m, nil
}

// readJSON reads an object. What the last of several members of one name says counts, members that nobody knows do not,
// and numbers and booleans are read as text, as Json.NET does (inferred).
func readJSON(body []byte) (members, error) {
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	if !utf8.Valid(body) {
		return members{}, errBadBody
	}
	d := json.NewDecoder(bytes.NewReader(quoteKeys(body)))
	d.UseNumber()
	var said struct { // what nobody says is nil, as null is; names are compared in any case
		ID       any `json:"SessionID"`
		Folder   any `json:"folder"`
		Document any `json:"document"`
	}
	if err := d.Decode(&said); err != nil {
		return members{}, fmt.Errorf("%w: %w", errBadBody, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return members{}, fmt.Errorf("%w: there is something behind it", errBadBody)
	}
	var m members
	if !read(said.ID, &m.id) || !read(said.Folder, &m.folder) || !read(said.Document, &m.document) {
		return members{}, fmt.Errorf("%w: a member is no text", errBadBody)
	}
	return m, nil
}

// read reads a value as text, which an object and an array are not.
func read(value any, into *string) bool {
	switch v := value.(type) {
	case nil:
		*into = ""
	case string:
		*into = v
	case json.Number:
		*into = v.String()
	case bool:
		*into = strconv.FormatBool(v)
	default:
		return false
	}
	return true
}

// quoteKeys puts quotes around the names of members that have none, since the printed request has none around its own
// ("WebAPI Session management"). It takes a name to be letters, digits, _ and $ between { or a comma and a colon;
// everything else is left as it is, for the JSON reader to refuse.
func quoteKeys(body []byte) []byte {
	out := make([]byte, 0, len(body)+16)
	afterOpen := false // whether a name may stand here
	for i := 0; i < len(body); {
		switch c := body[i]; {
		case c == '"':
			end := stringEnd(body, i)
			out = append(out, body[i:end]...)
			i, afterOpen = end, false
			continue
		case c == '{' || c == ',':
			afterOpen = true
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
		case afterOpen && isNameByte(c):
			end := i
			for end < len(body) && isNameByte(body[end]) {
				end++
			}
			name := body[i:end]
			if rest := bytes.TrimLeft(body[end:], " \t\r\n"); len(rest) > 0 && rest[0] == ':' && (c < '0' || c > '9') {
				out = append(append(append(out, '"'), name...), '"')
			} else {
				out = append(out, name...)
			}
			i, afterOpen = end, false
			continue
		default:
			afterOpen = false
		}
		out = append(out, body[i])
		i++
	}
	return out
}

// stringEnd is behind the closing quote of the string that begins at an index.
func stringEnd(body []byte, at int) int {
	for i := at + 1; i < len(body); i++ {
		switch body[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(body)
}

func isNameByte(c byte) bool {
	return c == '_' || c == '$' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
