package reader

import "cmp"

// Options say what to expect and where to stop. The zero value is ready for use: every limit that is 0 means
// the default named beside it.
type Options struct {
	MaxBytes      int64 // of the body, and of the body in UTF-8: 16 MiB
	MaxDepth      int   // elements inside each other: 128
	MaxElements   int   // in the document, with attributes, declarations, comments, instructions and sections: 250,000
	MaxAttributes int   // of an element, namespace declarations counted: 256
	MaxNamespaces int   // declarations in scope at one place: 512
	MaxNameLength int   // bytes of a name, prefix included: 1,024

	// Charset is the charset parameter of the Content-Type header, "" when it had none.
	Charset string

	// Aliases maps a namespace as a document may spell it to the namespace that is meant, which is then
	// reported everywhere. Document.Spelling tells what was written.
	Aliases map[string]string
}

func (o Options) withDefaults() Options {
	o.MaxBytes = cmp.Or(o.MaxBytes, 16<<20)
	o.MaxDepth = cmp.Or(o.MaxDepth, 128)
	o.MaxElements = cmp.Or(o.MaxElements, 250_000)
	o.MaxAttributes = cmp.Or(o.MaxAttributes, 256)
	o.MaxNamespaces = cmp.Or(o.MaxNamespaces, 512)
	o.MaxNameLength = cmp.Or(o.MaxNameLength, 1024)
	return o
}

// Read reads a document. The error is always an *Error, with the first thing that is wrong.
func Read(body []byte, opt Options) (*Document, error) {
	opt = opt.withDefaults()
	if int64(len(body)) > opt.MaxBytes {
		return nil, tooLarge(opt.MaxBytes)
	}
	buf, encoding, err := decode(body, opt.Charset)
	if err != nil {
		return nil, err
	}
	if int64(len(buf)) > opt.MaxBytes {
		return nil, tooLarge(opt.MaxBytes)
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
