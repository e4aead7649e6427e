package reader

import "cmp"

// The limits that hold where Options have none.
const (
	DefaultBytes      = 16 << 20
	DefaultDepth      = 128
	DefaultElements   = 250_000
	DefaultAttributes = 256
	DefaultNamespaces = 512
	DefaultNameLength = 1024
)

// Options say what to expect and where to stop. The zero value is ready for use: for every limit that is 0, the default
// holds.
type Options struct {
	MaxBytes      int64 // of the body, and of the body in UTF-8
	MaxDepth      int   // elements inside each other
	MaxElements   int   // in the document, with attributes, declarations, comments, instructions and sections
	MaxAttributes int   // of an element, namespace declarations counted
	MaxNamespaces int   // declarations in scope at one place
	MaxNameLength int   // bytes of a name, prefix included

	// Charset is the charset parameter of the Content-Type header, "" when it had none.
	Charset string

	// Rule says what counts of what is known of the body's encoding.
	Rule EncodingRule

	// Aliases are namespaces as a document may spell them. What is reported everywhere is the namespace that is meant;
	// Document.Spelling tells what was written.
	Aliases []Alias
}

// Alias is another spelling of a namespace.
type Alias struct{ Spelled, Meant string }

func (o Options) withDefaults() Options {
	o.MaxBytes = cmp.Or(o.MaxBytes, DefaultBytes)
	o.MaxDepth = cmp.Or(o.MaxDepth, DefaultDepth)
	o.MaxElements = cmp.Or(o.MaxElements, DefaultElements)
	o.MaxAttributes = cmp.Or(o.MaxAttributes, DefaultAttributes)
	o.MaxNamespaces = cmp.Or(o.MaxNamespaces, DefaultNamespaces)
	o.MaxNameLength = cmp.Or(o.MaxNameLength, DefaultNameLength)
	return o
}

// Read reads a document. The error is always an *Error, with the first thing that is wrong.
func Read(body []byte, opt Options) (*Document, error) {
	opt = opt.withDefaults()
	if int64(len(body)) > opt.MaxBytes {
		return nil, tooLarge(opt.MaxBytes)
	}
	buf, encoding, err := decode(body, opt.Charset, opt.Rule)
	if err != nil {
		return nil, err
	}
	if int64(len(buf)) > opt.MaxBytes {
		return nil, tooLarge(opt.MaxBytes)
	}
	if opt.Rule == AllAgree {
		if err := checkStated(buf, encoding, opt.Charset); err != nil {
			return nil, err
		}
	}

	d := documents.Get().(*Document)
	d.take(buf, encoding)
	p := parser{doc: d, opt: opt}
	if err := p.document(); err != nil {
		d.Release()
		return nil, err
	}
	return d, nil
}
