package reader

// Options say what to expect and where to stop. The zero value is ready for use: every limit that is 0 means
// the default named beside it.
type Options struct {
	MaxBytes      int64 // of the body, and of the body in UTF-8: 16 MiB
	MaxDepth      int   // elements inside each other: 128
	MaxElements   int   // in the document: 250,000
	MaxAttributes int   // of an element, namespace declarations counted: 256
	MaxNamespaces int   // declarations in scope at one place: 512
	MaxNameLength int   // bytes of a name, prefix included: 1,024

	// Charset is the charset parameter of the Content-Type header, "" when it had none.
	Charset string

	// Aliases maps a namespace as a document may spell it to the namespace that is meant, which is then
	// reported everywhere. Document.Spelling tells what was written.
	Aliases map[string]string
}

// Read reads a document. The error is always an *Error.
func Read(body []byte, opt Options) (*Document, error) { panic("not yet") }
