package reader

import "cmp"

// Limits bound what is read. For every one that is 0, that of DefaultLimits holds.
type Limits struct {
	MaxBytes      int64 // of the body, and of the body in UTF-8
	MaxDepth      int   // elements inside each other; in JSON objects and arrays
	MaxElements   int   // in the document, with attributes, declarations, comments, instructions and sections; in JSON values
	MaxAttributes int   // of an element, namespace declarations counted
	MaxNamespaces int   // declarations in scope at one place
	MaxNameBytes  int   // of a name, prefix included
}

// DefaultLimits are those that hold where nobody says otherwise.
func DefaultLimits() Limits {
	return Limits{MaxBytes: 16 << 20, MaxDepth: 128, MaxElements: 250_000, MaxAttributes: 256, MaxNamespaces: 512, MaxNameBytes: 1024}
}

// WithDefaults are the limits with the defaults in the place of zeros.
func (l Limits) WithDefaults() Limits {
	d := DefaultLimits()
	return Limits{
		MaxBytes: cmp.Or(l.MaxBytes, d.MaxBytes), MaxDepth: cmp.Or(l.MaxDepth, d.MaxDepth), MaxElements: cmp.Or(l.MaxElements, d.MaxElements),
		MaxAttributes: cmp.Or(l.MaxAttributes, d.MaxAttributes), MaxNamespaces: cmp.Or(l.MaxNamespaces, d.MaxNamespaces),
		MaxNameBytes: cmp.Or(l.MaxNameBytes, d.MaxNameBytes),
	}
}

// Options say what to expect and where to stop. The zero value is ready for use.
type Options struct {
	Limits

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

// Read reads a document. The error is always an *Error, with the first thing that is wrong.
func Read(body []byte, opt Options) (*Document, error) {
	opt.Limits = opt.WithDefaults()
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
