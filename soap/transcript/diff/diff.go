package diff

import (
	"fmt"
	"strings"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/soap/transcript"
)

// Kind is what a difference is a difference of.
type Kind string

// The kinds of differences.
const (
	Status      Kind = "status"      // the status code, or that only one of the messages is a response
	Request     Kind = "request"     // the method or the target of a request
	Header      Kind = "header"      // a header field that matters
	Fault       Kind = "fault"       // a fault instead of an answer, or the other way round, or another code or text of a fault
	Body        Kind = "body"        // a body of another format, or the text of one that is neither XML, JSON nor a form
	Missing     Kind = "missing"     // an element, an attribute, a member or a header field that is not there
	Extra       Kind = "extra"       // one that should not be there
	Name        Kind = "name"        // an element that is there under another name
	Namespace   Kind = "namespace"   // the namespace of an element or an attribute
	Order       Kind = "order"       // the order of the children of an element
	Text        Kind = "text"        // the text of an element
	Attribute   Kind = "attribute"   // the value of an attribute
	Nil         Kind = "nil"         // xsi:nil
	Type        Kind = "type"        // xsi:type
	Value       Kind = "value"       // a value in JSON or in a form
	Space       Kind = "space"       // white space alone
	Declaration Kind = "declaration" // the XML declaration, with Options.Declaration
	Placeholder Kind = "placeholder" // a placeholder that cannot be read, or that says too little here
	Limit       Kind = "limit"       // a body too large or too deep to compare, or differences beyond Options.Most
)

// Difference is one thing that is otherwise than it should be.
type Difference struct {
	Kind   Kind
	Weight Weight
	// Path says where: "status", "header Content-Type", "body", "form name"; in XML a path with the prefixes of the
	// expected document and with indexes, from 1, where siblings of that name stand: /soapenv:Envelope/soapenv:Body/
	// ns1:list/item[2]/@id; in JSON $.a.b[2], from 0.
	Path string
	// Want and Got are what was expected and what came. One is "" when it is not there at all.
	Want, Got string
	// Hint says in a phrase what it comes down to, when that can be told: "only the order of the children differs".
	Hint string
}

// String words the difference in one line, for a test or a log. Nothing in it is hidden: see Report for what is
// shown to people.
func (d Difference) String() string {
	s := fmt.Sprintf("%s: %s: want %q, got %q", d.Path, d.Kind, clip(d.Want, 120), clip(d.Got, 120))
	if d.Hint != "" {
		s += " (" + d.Hint + ")"
	}
	return s
}

// Volatile are the kinds of values that differ from run to run and are matched by kind.
type Volatile uint8

// The kinds of volatile values.
const (
	Times   Volatile = 1 << iota // instants: see the package documentation for their forms
	Hosts                        // the addresses in Side.Bases
	Cookies                      // the values of cookies
	Usage                        // how much of a limit has been used, beside that limit
	Anew                         // ids of messages, and what WS-Security makes anew for each
)

// Side is what is known of the server that gave one of the messages.
type Side struct {
	// Bases are the addresses under which that server was reached: URLs, of which scheme and host count, or host:port.
	// Where the expected text has one of its side's, one of the other side's may stand.
	Bases []string
	// Now is the instant of the exchange on that server's clock, zero when it is not known.
	Now time.Time
}

// Options say what matters. The zero value is ready for use.
type Options struct {
	// Ignore says that a difference at a path does not matter, see At. The path is as General gives it, without indexes and
	// prefixes; what lies below a path is asked for by its own.
	Ignore func(path string) bool
	// Headers are the names of the header fields that matter, nil for those of DefaultHeaders. "*" is all but Date, Server,
	// Content-Length, Transfer-Encoding, Content-Encoding, Connection, Keep-Alive and X-Powered-By.
	Headers []string
	// IDs are texts that stand for each other: where one of them is expected, any of them may stand, also within a longer
	// text when they have six characters or more.
	IDs []string
	// Want and Got tell of the two sides.
	Want, Got Side
	// Window is by how much an instant may be off; 0 is 24 hours. It is measured once Side.Now is known on both sides.
	Window time.Duration
	// Strict are the kinds of volatile values that must be the same all the same.
	Strict Volatile
	// Declaration tells of an XML declaration that only one of two documents has. Few clients ask for it, and a recording
	// may have lost it.
	Declaration bool
	// Plain says that the expected message holds no placeholders: "${any}" is these six characters.
	Plain bool
	// Hide takes secrets out of what differences say, before anything is cut off. It is called for many values and by every
	// goroutine that compares. nil hides nothing.
	Hide func(string) string
	// Most is how many differences are told of two messages; 0 is 100. One of kind Limit says how many there are beyond.
	Most int
}

// DefaultHeaders are the header fields that matter when Options.Headers says nothing.
func DefaultHeaders() []string {
	return []string{"Content-Type", "Location", "Set-Cookie", "SOAPAction", "WWW-Authenticate"}
}

// Messages compares two requests or two responses: first line, head and body. What want says, its placeholders read, is
// what should be; nil stands for a message that is not there. The differences are in the order of the message. Neither
// message is changed, and many goroutines may compare at once.
func Messages(want, got *transcript.Message, o Options) []Difference {
	c := newComparison(&o)
	switch {
	case want == nil && got == nil:
	case want == nil:
		c.add(Difference{Kind: Extra, Weight: Outcome, Path: "message", Got: got.Start})
	case got == nil:
		c.add(Difference{Kind: Missing, Weight: Outcome, Path: "message", Want: want.Start})
	default:
		c.start(want.Start, got.Start)
		c.head(want.Fields, got.Fields)
		c.bodies(want.Body, got.Body, want.Value("Content-Type"), got.Value("Content-Type"))
	}
	return c.done()
}

// Bodies compares two bodies, whose content types say how: XML as XML, JSON as JSON, forms as forms, all else as text.
// Where a content type is missing or wrong, the body itself says what it is. Two bodies with the same bytes are
// always equal.
func Bodies(want, got []byte, wantType, gotType string, o Options) []Difference {
	c := newComparison(&o)
	c.bodies(want, got, wantType, gotType)
	return c.done()
}

// comparison is the comparing of two messages.
type comparison struct {
	o      *Options
	most   int
	beyond int // differences that are not told
	// inlined says that one message refers to a value that stands in its place in the other.
	inlined bool
	// again says that items of a list are being compared once more, each with its like.
	again bool
	// part is which part of a multipart body is being compared, "" for none, contents what the parts of one are called in the other.
	part     string
	contents map[string]string
	byID     map[*reader.Element]map[string]*reader.Element // what is referred to, of each document that refers to anything
	spaces   map[[2]string]bool
	text     texts
	found    []Difference
	work     int // what has been spent of mostWork
}

// mostWork bounds what is spent on finding out which elements belong together, and on paths. Beyond, elements are
// paired from the ends, and paths are without indexes: only documents made for it come so far.
const mostWork = 1 << 24

func (c *comparison) spend(n int) bool {
	c.work = min(c.work+n, mostWork)
	return c.work < mostWork
}

func newComparison(o *Options) *comparison {
	c := &comparison{o: o, most: o.Most}
	if c.most <= 0 {
		c.most = 100
	}
	c.text = newTexts(o)
	return c
}

// longest is how much of a value a difference keeps. A person looks at less, and many differences are kept at once.
const longest = 4096

// add takes in a difference, with strings of its own: what comes from a document lives as long as that.
func (c *comparison) add(d Difference) {
	d.Path = c.within(d.Path)
	if c.ignored(d.Path) {
		return
	}
	if len(c.found) >= c.most {
		c.beyond++
		return
	}
	if d.Weight == 0 {
		d.Weight = weigh(d)
	}
	if hide := c.o.Hide; hide != nil {
		d = d.hidden(hide)
	}
	d.Want, d.Got = strings.Clone(clipAround(d.Want, d.Got)), strings.Clone(clipAround(d.Got, d.Want))
	c.found = append(c.found, d)
}

// hidden is the difference without secrets.
func (d Difference) hidden(hide func(string) string) Difference {
	differed := d.Want != d.Got
	d.Path, d.Want, d.Got, d.Hint = hide(d.Path), hide(d.Want), hide(d.Got), hide(d.Hint)
	if differed && d.Want == d.Got && d.Hint == "" {
		d.Hint = "they differ in what is hidden"
	}
	return d
}

func (c *comparison) ignored(path string) bool { return c.o.Ignore != nil && c.o.Ignore(General(path)) }

func (c *comparison) done() []Difference {
	if c.beyond > 0 {
		c.found = append(c.found, Difference{Kind: Limit, Weight: Form, Path: "body", Hint: "and " + plural(c.beyond, "more difference", "more differences")})
	}
	return c.found
}
