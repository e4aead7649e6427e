package correlate

import (
	"fmt"
	"strings"
)

// In says in what part of a message a text stands.
type In string

// The parts of a message.
const (
	HeadField In = "field"     // the value of a head field; Path is its name in lower case
	Cookie    In = "cookie"    // of Cookie or Set-Cookie; Path is the cookie's name
	URLPath   In = "path"      // a segment of the path; Path is its number from 1 on
	URLQuery  In = "query"     // a value of the query; Path is its name
	URLParam  In = "param"     // what follows a semicolon in the path: ;jsessionid=…; Path is its name in lower case
	Element   In = "element"   // the text of an XML element; Path are the local names from the root on
	Attribute In = "attribute" // the value of an XML attribute; Path ends in /@name
	JSON      In = "json"      // a string or number of JSON; Path are the names of the members
	Form      In = "form"      // a field of a form that is the body; Path is its name
)

// Place is where a text stands in a message. Two messages of the same form have the same text at the same place,
// whatever prefixes they use. Places can be compared and be keys of a map.
type Place struct {
	In   In
	Path string
	// Part says which part of a longer text it is, as a place of its own: "path 5" of a URL, "query sid", "word 3". It is
	// empty for a text that is whole.
	Part string
	// N counts the texts with the same In, Path and Part, from 1 on in the order of the message.
	N int
}

// String words the place for a person: `element Envelope/Body/loginResponse/result/sessionId`.
func (p Place) String() string {
	s := string(p.In) + " " + p.Path
	if p.N > 1 {
		s += fmt.Sprintf("[%d]", p.N)
	}
	if p.Part != "" {
		s += ", " + p.Part
	}
	return s
}

// name is the name under which the text stands, in lower case.
func (p Place) name() string {
	if _, part, found := strings.Cut(p.Part, " "); found {
		return strings.ToLower(part)
	}
	return strings.ToLower(p.Path[strings.LastIndexAny(p.Path, "/@")+1:])
}

// Value is a text that could be an id, and where it stands.
type Value struct {
	Place Place
	Text  string
}
