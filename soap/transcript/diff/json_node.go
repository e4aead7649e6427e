package diff

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
)

// node is a value of JSON.
type node struct {
	kind    byte // { [ s n b 0, for object, array, string, number, boolean, null
	text    string
	members []member // of an object in the order of their keys, of an array in order
}

type member struct {
	key   string
	value *node
}

var errTooDeep = errors.New("values lie too deep inside each other")

// parseJSON reads one value. A key that stands twice is kept twice.
func parseJSON(body []byte) (*node, error) {
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))))
	d.UseNumber()
	n, err := parseValue(d, 0)
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("it ends too early")
		}
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the value")
	}
	return n, nil
}

func parseValue(d *json.Decoder, depth int) (*node, error) {
	if depth > mostDepth {
		return nil, errTooDeep
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch v := token.(type) {
	case string:
		return &node{kind: 's', text: v}, nil
	case json.Number:
		return &node{kind: 'n', text: v.String()}, nil
	case bool:
		return &node{kind: 'b', text: strconv.FormatBool(v)}, nil
	case json.Delim:
		return parseMembers(d, byte(v), depth)
	}
	return &node{kind: '0', text: "null"}, nil
}

func parseMembers(d *json.Decoder, kind byte, depth int) (*node, error) {
	n := &node{kind: kind}
	for d.More() {
		var m member
		if kind == '{' {
			token, err := d.Token()
			if err != nil {
				return nil, err
			}
			m.key, _ = token.(string)
		}
		var err error
		if m.value, err = parseValue(d, depth+1); err != nil {
			return nil, err
		}
		n.members = append(n.members, m)
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if kind == '{' {
		slices.SortStableFunc(n.members, func(a, b member) int { return strings.Compare(a.key, b.key) })
	}
	return n, nil
}

// what names the kind of a value.
func (n *node) what() string {
	switch n.kind {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case 's':
		return "a string"
	case 'n':
		return "a number"
	case 'b':
		return "a boolean"
	}
	return "null"
}

// String writes the value, keys in order.
func (n *node) String() string {
	var b strings.Builder
	n.write(&b)
	return b.String()
}

func (n *node) write(b *strings.Builder) {
	switch n.kind {
	case 's':
		b.WriteString(strconv.Quote(n.text))
	case '{', '[':
		b.WriteByte(n.kind)
		for i, m := range n.members {
			if i > 0 {
				b.WriteByte(',')
			}
			if n.kind == '{' {
				b.WriteString(strconv.Quote(m.key) + ":")
			}
			m.value.write(b)
		}
		b.WriteByte(n.kind + 2) // in ASCII the closing one comes two after the opening one
	default:
		b.WriteString(n.text)
	}
}
