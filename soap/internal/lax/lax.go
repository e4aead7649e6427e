// Package lax takes JSON and XML apart that may be broken: cut off, written by hand, or not meant so at all. It says where each
// piece stands, so that whoever changes one leaves everything else as it was, to the byte.
//
// What is well-formed it takes apart as encoding/json and encoding/xml do. In anything else there are pieces as well, and
// never an error: whoever looks for secrets has to see the rest. JSON is read as Json.NET reads it: names may stand without
// quotes, texts between single ones, and there may be comments.
//
// It works on bytes: of a text in any encoding that has ASCII in it the pieces are found.
package lax

import "strings"

// Kind is what a piece is.
type Kind byte

// The kinds of pieces. Blanks of JSON, and its colons, are none.
const (
	Comment Kind = iota // of XML also instructions, declarations, and tags without a name

	Open   // { or [
	Close  // } or ]
	Comma  // between members or items
	Member // the name of a member, before its colon
	Value  // a text of JSON, or a number or another word

	Text  // between the tags of XML, with its references
	CData // a section of CDATA
	Start // a start tag
	Empty // a tag that is the whole of an element
	End   // an end tag
)

// Piece is a piece of a text, which stands from one index of it to another.
type Piece struct {
	Kind     Kind
	From, To int
	// What stands from Begin to End is what the piece says: what is between the quotes of JSON or the marks of its comments,
	// the name of a tag with its prefix, the text of a section of CDATA, and all of any other.
	Begin, End int
}

// Of is what the piece of a text says, as it is written there.
func (p Piece) Of(text string) string { return text[p.Begin:p.End] }

// Quoted says whether a member or a value of JSON has quotes around it.
func (p Piece) Quoted() bool { return p.Begin > p.From }

const blanks = " \t\r\n"

// Local is a name without its prefix.
func Local(name string) string {
	if _, local, found := strings.Cut(name, ":"); found {
		return local
	}
	return name
}
