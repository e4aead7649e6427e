package diff

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/soap/internal/wide"
)

// format is what a body is written in.
type format string

const (
	nothing  format = "nothing"
	isXML    format = "XML"
	isJSON   format = "JSON"
	isForm   format = "a form"
	isParts  format = "a multipart body"
	isHTML   format = "a page of HTML"
	isText   format = "text"
	isBinary format = "binary data"
)

// mostBytes is the longest body that is compared as what it is. A transcript holds 64 MiB at most.
const mostBytes = 64 << 20

func (c *comparison) bodies(want, got []byte, wantType, gotType string) {
	if bytes.Equal(want, got) {
		return
	}
	if max(len(want), len(got)) > mostBytes {
		c.add(Difference{Kind: Limit, Weight: Content, Path: "body", Want: size(want), Got: size(got), Hint: "they differ, and are too large to say where"})
		return
	}
	w, g := formatOf(want, wantType), formatOf(got, gotType)
	switch {
	case w == isText && c.text.marked(string(want)):
		c.plain(want, got)
	case w == isParts && g == isParts && c.contents == nil:
		c.parts(want, got, wantType, gotType)
	case w == isParts && g == isParts: // parts of a part
		c.bytes(want, got)
	case w != g:
		c.otherFormat(want, got, w, g, wantType, gotType)
	case w == isXML:
		c.documents(want, got, wantType, gotType)
	case w == isJSON:
		c.json(want, got)
	case w == isForm:
		c.form(string(want), string(got))
	case w == isBinary:
		c.bytes(want, got)
	default:
		c.plain(want, got)
	}
}

// bytes compares two bodies that are nothing but text, or not even that.
func (c *comparison) bytes(want, got []byte) {
	if utf8.Valid(want) && bytes.IndexByte(want, 0) < 0 {
		c.plain(want, got)
		return
	}
	if p, err := parsePieces(string(want)); err == nil && len(p) == 1 && p[0].name == "" && p[0].literal == string(got) && !c.o.Plain {
		return // what was recorded has its "${" written as "$${" there, too
	}
	c.add(Difference{Kind: Body, Path: "body", Want: size(want), Got: size(got), Hint: fmt.Sprintf("the first differing byte is number %d", firstDifference(want, got)+1)})
}

// formatOf tells what a body is: its content type may, if the body fits it.
func formatOf(body []byte, contentType string) format {
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), " \t\r\n")
	media, params := parseType(contentType)
	switch {
	case len(body) == 0:
		return nothing
	case strings.HasPrefix(string(trimmed), "${"):
		return isText // a placeholder for all of it
	case strings.HasPrefix(media, "multipart/") && params["boundary"] != "" && bytes.Contains(body, []byte("--"+params["boundary"])):
		return isParts
	case media == "text/html":
		return isHTML
	case len(trimmed) > 0 && trimmed[0] == '<':
		if start := bytes.ToLower(trimmed[:min(len(trimmed), 14)]); bytes.HasPrefix(start, []byte("<!doctype html")) || bytes.HasPrefix(start, []byte("<html")) {
			return isHTML
		}
		return isXML
	case isWide(body), strings.HasPrefix(strings.ToLower(params["charset"]), "utf-16"):
		return isXML
	case len(trimmed) > 0 && (trimmed[0] == '{' || trimmed[0] == '['), media == "application/json", strings.HasSuffix(media, "+json"):
		return isJSON
	case media == "application/x-www-form-urlencoded":
		return isForm
	case !utf8.Valid(body) || bytes.IndexByte(body, 0) >= 0:
		return isBinary
	}
	return isText
}

// isWide says whether a body begins as XML in UTF-16 does.
func isWide(body []byte) bool {
	_, ok := wide.Order(body)
	return ok
}

func (c *comparison) otherFormat(want, got []byte, w, g format, wantType, gotType string) {
	d := Difference{Kind: Body, Weight: Outcome, Path: "body"}
	var wantFault, gotFault bool
	d.Want, wantFault = outline(want, w, wantType)
	d.Got, gotFault = outline(got, g, gotType)
	switch {
	case w == nothing:
		d.Hint = "no body was expected, got " + string(g)
	case g == nothing:
		d.Hint = "the body is missing"
	default:
		d.Hint = fmt.Sprintf("want %s, got %s", w, g)
	}
	if wantFault || gotFault {
		d.Kind = Fault
	}
	c.add(d)
}

// outline is a body for a person: of an envelope what is in it.
func outline(body []byte, f format, contentType string) (text string, isFault bool) {
	if f == isXML {
		if doc, err := read(body, contentType); err == nil {
			defer doc.Release()
			if p := payload(doc.Root()); p != nil {
				return strings.Clone(summary(p)), faultIn(doc.Root()) != nil
			}
		}
	}
	return shown(body, f), false
}

// documents compares two XML documents.
func (c *comparison) documents(want, got []byte, wantType, gotType string) {
	w, wantErr := read(want, wantType)
	g, gotErr := read(got, gotType)
	switch {
	case wantErr != nil && gotErr != nil:
		c.plain(want, got)
	case wantErr != nil:
		c.unreadable(want, got, want, wantErr, "what is expected cannot be read as XML")
	case gotErr != nil:
		c.unreadable(want, got, got, gotErr, "what came cannot be read as XML")
	default:
		c.declarations(w, g)
		c.root(w.Root(), g.Root())
	}
	if wantErr == nil {
		w.Release()
	}
	if gotErr == nil {
		g.Release()
	}
}

// declarations compares whether there is an XML declaration, if anybody wants to know.
func (c *comparison) declarations(want, got *reader.Document) {
	if !c.o.Declaration {
		return
	}
	w, g := declaration(want), declaration(got)
	switch {
	case w != "" && g == "":
		c.add(Difference{Kind: Declaration, Path: "body", Want: w, Hint: "the XML declaration is missing"})
	case w == "" && g != "":
		c.add(Difference{Kind: Declaration, Path: "body", Got: g, Hint: "an XML declaration is added"})
	}
}

// declaration is the XML declaration of a document, "" when there is none.
func declaration(d *reader.Document) string {
	if rest := d.Bytes(); bytes.HasPrefix(rest, []byte("<?xml ")) {
		if end := bytes.Index(rest, []byte("?>")); end > 0 {
			return string(rest[:end+2])
		}
	}
	return ""
}

// read reads a document as package soap does, with limits that fit documents of any server. White space before an XML
// declaration is let through, since only strict clients trip on it.
func read(body []byte, contentType string) (*reader.Document, error) {
	_, params := parseType(contentType)
	opt := reader.Options{Charset: params["charset"], Limits: reader.Limits{MaxBytes: 2 * mostBytes, MaxDepth: mostDepth, MaxElements: 2_000_000}}
	doc, err := reader.Read(body, opt)
	if e := (*reader.Error)(nil); errors.As(err, &e) && e.Kind == reader.MisplacedXML {
		return reader.Read(bytes.TrimLeft(body, " \t\r\n"), opt)
	}
	return doc, err
}

// mostDepth is how deep elements, or values in JSON, may lie inside each other.
const mostDepth = 1000

// unreadable says which of two documents is none, and shows what stands at that place in both.
func (c *comparison) unreadable(want, got, bad []byte, err error, what string) {
	d := Difference{Kind: Body, Weight: Outcome, Path: "body", Hint: what}
	hide := func(text string) string { return text } // before it is cut, since half a secret is no longer known as one
	if c.o.Hide != nil {
		hide = c.o.Hide
	}
	at := firstDifference(want, got)
	if e := (*reader.Error)(nil); errors.As(err, &e) {
		at = e.Offset
		d.Hint += fmt.Sprintf(": line %d, column %d: %s", e.Line, e.Column, e.Detail)
		if e.Kind == reader.TooDeep || e.Kind == reader.TooLarge || e.Kind == reader.TooMany {
			d.Kind = Limit
		}
	}
	at = len(hide(string(bad[:min(at, len(bad))])))
	d.Want, d.Got = clipAt(hide(string(want)), at), clipAt(hide(string(got)), at)
	c.add(d)
}

// plain compares texts that are nothing but texts.
func (c *comparison) plain(want, got []byte) {
	w, g := string(want), string(got)
	verdict := c.text.compare(w, g)
	if verdict.equal {
		return
	}
	c.add(Difference{Kind: verdict.kind(Body), Path: "body", Want: w, Got: g, Hint: verdict.hint})
}

// form compares forms by name. The order of names does not matter, that of the values of one name does.
func (c *comparison) form(want, got string) {
	w, wantErr := url.ParseQuery(want)
	g, gotErr := url.ParseQuery(got)
	if wantErr != nil || gotErr != nil {
		c.plain([]byte(want), []byte(got))
		return
	}
	for _, name := range unionOfKeys(w, g) {
		path := "form " + name
		if len(w[name]) != 1 || len(g[name]) != 1 {
			c.values(path, w[name], g[name])
			continue
		}
		c.value(path, w[name][0], g[name][0])
	}
}

func unionOfKeys(w, g url.Values) []string {
	var names []string
	for name := range w {
		names = append(names, name)
	}
	for name := range g {
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (c *comparison) values(path string, want, got []string) {
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(got):
			if absent, _ := c.text.absent(want[i]); !absent {
				c.add(Difference{Kind: Missing, Path: path, Want: want[i]})
			}
		case i >= len(want):
			c.add(Difference{Kind: Extra, Path: path, Got: got[i]})
		default:
			c.value(path, want[i], got[i])
		}
	}
}

func (c *comparison) value(path, want, got string) {
	if v := c.text.compare(want, got); !v.equal {
		c.add(Difference{Kind: v.kind(Value), Path: path, Want: want, Got: got, Hint: v.hint})
	}
}

func size(b []byte) string {
	if len(b) == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", len(b))
}

// shown is a body for a person.
func shown(b []byte, f format) string {
	if f == isBinary || f == isParts {
		return size(b)
	}
	return strings.ToValidUTF8(string(b[:min(len(b), longest+4)]), "\uFFFD")
}

// firstDifference is where two texts begin to differ.
func firstDifference[T string | []byte](a, b T) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}
