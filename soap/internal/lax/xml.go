package lax

import (
	"html"
	"iter"
	"strings"
)

// XML goes through the pieces of a text in XML, in order; together they are all of it.
func XML(text string) iter.Seq[Piece] {
	return func(yield func(Piece) bool) {
		for at := 0; at < len(text); {
			p := xmlPiece(text, at)
			if !yield(p) {
				return
			}
			at = p.To
		}
	}
}

// xmlPiece is the piece that begins at an index.
func xmlPiece(text string, at int) Piece {
	s := text[at:]
	if !isMarkup(s) {
		end := at + textLength(s)
		return Piece{Kind: Text, From: at, To: end, Begin: at, End: end}
	}
	length := markupLength(s)
	tag := s[:length]
	p := Piece{Kind: Start, From: at, To: at + length, Begin: at + 1, End: at + length}
	switch {
	case strings.HasPrefix(tag, cdataBegin):
		p.Kind, p.Begin, p.End = CData, at+len(cdataBegin), at+len(strings.TrimSuffix(tag, cdataEnd))
		return p
	case length == 1, strings.IndexByte("!?>", tag[1]) >= 0:
		p.Kind, p.Begin = Comment, at
		return p
	case tag[1] == '/':
		p.Kind, p.Begin = End, at+2
	case strings.HasSuffix(tag, "/>"):
		p.Kind = Empty
	}
	if length := strings.IndexAny(text[p.Begin:p.To], blanks+"/>"); length >= 0 {
		p.End = p.Begin + length
	}
	return p
}

const cdataBegin, cdataEnd = "<![CDATA[", "]]>"

// isMarkup says whether s begins with markup: with a "<" that has no blank behind it, no digit and no other "<". With these it is
// a character of a text, which somebody has not escaped.
func isMarkup(s string) bool {
	return s[0] == '<' && (len(s) == 1 || strings.IndexByte(blanks+"0123456789<", s[1]) < 0)
}

// textLength is how long the text at the beginning of s is.
func textLength(s string) int {
	for i := 0; i < len(s); i++ {
		length := strings.IndexByte(s[i:], '<')
		if length < 0 {
			break
		}
		if i += length; isMarkup(s[i:]) {
			return i
		}
	}
	return len(s)
}

// markupLength is how long the tag or other markup at the beginning of s is. Without an end, it is the whole of s.
func markupLength(s string) int {
	for _, kind := range []struct{ begin, end string }{{"<!--", "-->"}, {cdataBegin, cdataEnd}, {"<?", "?>"}} {
		if strings.HasPrefix(s, kind.begin) {
			if at := strings.Index(s[len(kind.begin):], kind.end); at >= 0 {
				return len(kind.begin) + at + len(kind.end)
			}
			return len(s)
		}
	}
	var quote byte
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		case c == '<' && s[1] == '!':
			return i // a declaration of what documents are like has others in it, each of which is a piece
		}
	}
	return len(s)
}

// Attribute is one of a tag. Its value stands in the text from one index to another, without its quotes.
type Attribute struct {
	Name     string // with its prefix
	From, To int
	Quoted   bool // by either quote
}

// Attributes goes through those of a tag, in order, declarations of namespaces as well. A value without quotes, as HTML has
// them, is one word.
func Attributes(text string, tag Piece) iter.Seq[Attribute] {
	end := tag.To
	if tag.Kind == Empty {
		end -= len("/>")
	}
	return func(yield func(Attribute) bool) {
		for at := tag.From; ; {
			length := strings.IndexByte(text[at:end], '=')
			if length < 0 {
				return
			}
			equals := at + length
			name := strings.TrimRight(text[at:equals], blanks)
			a := Attribute{Name: name[strings.LastIndexAny(name, blanks+`"'<`)+1:], To: end}
			value := strings.TrimLeft(text[equals+1:end], blanks)
			a.From = end - len(value)
			a.Quoted = value != "" && (value[0] == '"' || value[0] == '\'')
			ends := blanks + `"'<>=`
			if a.Quoted {
				ends, value = value[:1], value[1:]
				a.From++
			}
			if length := strings.IndexAny(value, ends); length >= 0 {
				a.To = a.From + length
			}
			at = equals + 1
			if a.Quoted {
				at = min(a.To+1, end) // behind the quote, which begins no other value
			}
			if !yield(a) {
				return
			}
		}
	}
}

// XMLText is what a text or an attribute says that is written so: its references are undone, also those to the entities of
// HTML. What is none stays as it is.
func XMLText(raw string) string {
	if !strings.Contains(raw, "&") {
		return raw
	}
	var out strings.Builder
	for {
		before, after, found := strings.Cut(raw, "&")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		reference := "&"
		if end := strings.IndexByte(after[:min(len(after), longestReference)], ';'); end >= 0 {
			reference, after = "&"+after[:end+1], after[end+1:]
		}
		out.WriteString(html.UnescapeString(reference))
		raw = after
	}
}

// longestReference is how long a reference may be: the longest name of HTML's entities has 31 letters.
const longestReference = 40
