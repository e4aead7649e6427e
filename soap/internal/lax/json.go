package lax

import (
	"encoding/json"
	"iter"
	"strings"
)

// JSON goes through the pieces of a text in JSON, in order.
func JSON(text string) iter.Seq[Piece] { return jsonPieces(text, true) }

// InComment goes through what a comment says as if it were JSON: of what is commented out it finds the members. There is no
// comment in it.
func InComment(text string) iter.Seq[Piece] { return jsonPieces(text, false) }

func jsonPieces(text string, comments bool) iter.Seq[Piece] {
	return func(yield func(Piece) bool) {
		for at := 0; at < len(text); {
			c := text[at]
			if c == ':' || strings.IndexByte(blanks, c) >= 0 {
				at++
				continue
			}
			p := jsonPiece(text, at, comments)
			if !yield(p) {
				return
			}
			at = p.To
		}
	}
}

// jsonPiece is the piece that begins at an index.
func jsonPiece(text string, at int, comments bool) Piece {
	p := Piece{Kind: Value, From: at, To: at + 1, Begin: at, End: at + 1}
	switch c := text[at]; {
	case c == '{' || c == '[':
		p.Kind = Open
	case c == '}' || c == ']':
		p.Kind = Close
	case c == ',':
		p.Kind = Comma
	case c == '"' || c == '\'':
		p.Begin = at + 1
		p.End = at + quotedLength(text[at:])
		p.To = min(p.End+1, len(text))
	case comments && commentLength(text[at:]) > 0:
		length := commentLength(text[at:])
		p.Kind, p.To, p.Begin = Comment, at+length, at+2
		p.End = p.Begin + len(strings.TrimSuffix(text[p.Begin:p.To], "*/"))
	default:
		p.To = len(text)
		if length := strings.IndexAny(text[at+1:], blanks+`{}[]:,"`); length >= 0 {
			p.To = at + 1 + length
		}
		p.End = p.To
	}
	if p.Kind == Value && beforeColon(text[p.To:]) {
		p.Kind = Member
	}
	return p
}

// quotedLength is where the quote stands that ends the text at the beginning of s; without one, it is the whole of s.
func quotedLength(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case s[0]:
			return i
		}
	}
	return len(s)
}

// commentLength is how long the comment at the beginning of s is; 0 for none. One that does not end is the whole of s.
func commentLength(s string) int {
	end := ""
	switch {
	case strings.HasPrefix(s, "/*"):
		end = "*/"
	case strings.HasPrefix(s, "//"):
		end = "\n"
	default:
		return 0
	}
	if at := strings.Index(s[2:], end); at >= 0 {
		return 2 + at + len(end)
	}
	return len(s)
}

// beforeColon says whether a colon follows, behind blanks and comments.
func beforeColon(rest string) bool {
	rest = strings.TrimLeft(rest, blanks)
	for length := commentLength(rest); length > 0; length = commentLength(rest) {
		rest = strings.TrimLeft(rest[length:], blanks)
	}
	return strings.HasPrefix(rest, ":")
}

// likeJSON writes what stands between the quotes of a text as JSON wants it.
var likeJSON = strings.NewReplacer(`\\`, `\\`, `\"`, `\"`, `\'`, "'", `"`, `\"`, "\t", `\t`, "\n", `\n`, "\r", `\r`)

// JSONText is what a text of JSON says that is written so between its quotes, whichever these are. What is misspelt stays as
// it is.
func JSONText(raw string) string {
	if !strings.Contains(raw, `\`) {
		return raw
	}
	var plain string
	if json.Unmarshal([]byte(`"`+raw+`"`), &plain) == nil || json.Unmarshal([]byte(`"`+likeJSON.Replace(raw)+`"`), &plain) == nil {
		return plain
	}
	return raw
}
