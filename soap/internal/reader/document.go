package reader

// Document is a document that was read. It belongs to who read it until Release.
type Document struct {
	root *Element
}

// Root returns the document's only outermost element.
func (d *Document) Root() *Element { return d.root }

// Bytes returns the document in UTF-8, without a byte order mark. They must not be changed.
func (d *Document) Bytes() []byte { panic("not yet") }

// Encoding returns the encoding that the document was read as: utf-8, us-ascii, utf-16be, utf-16le,
// iso-8859-1 or windows-1252.
func (d *Document) Encoding() string { panic("not yet") }

// DeclaredEncoding returns the encoding that the XML declaration names, as written, "" when it names none.
// It need not be the one in use.
func (d *Document) DeclaredEncoding() string { panic("not yet") }

// Instruction returns where the first processing instruction stands. SOAP 1.1 (section 3) allows none, and
// servers differ in whether they look.
func (d *Document) Instruction() (line, column int, ok bool) { panic("not yet") }

// Spelling returns a namespace as this document first spelled it: one of Options.Aliases, or canonical itself.
func (d *Document) Spelling(canonical string) string { panic("not yet") }

// Release gives the document's memory back. Its elements and strings are invalid afterwards.
func (d *Document) Release() { panic("not yet") }
