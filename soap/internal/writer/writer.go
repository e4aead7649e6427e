// Package writer appends XML to a buffer, exactly as it is told.
//
// Names are written as given ("SOAP-ENV:Header"): there is no namespace bookkeeping, because faults, header
// blocks and marked content are the vendor's to the letter. The zero Writer is ready for use. A Writer is
// not for several goroutines at once.
package writer

// Writer writes XML into memory. It cannot fail.
type Writer struct {
	// Escapes are the escape rules. The zero value is described at Escapes.
	Escapes Escapes

	buf  []byte
	open []string // names of the open elements, outermost first
	tag  bool     // the start tag of the innermost is still open
}

// Bytes returns what was written, valid until the next call. A start tag left open by Open is closed first.
func (w *Writer) Bytes() []byte { panic("not yet") }

// Len returns the number of bytes written.
func (w *Writer) Len() int { panic("not yet") }

// Depth returns how many elements are open. A finished document has 0.
func (w *Writer) Depth() int { return len(w.open) }

// Reset empties the writer and keeps its memory and its Escapes.
func (w *Writer) Reset() { panic("not yet") }

// Raw writes s as it is, after closing an open start tag.
func (w *Writer) Raw(s string) { panic("not yet") }

// RawBytes writes b as it is, after closing an open start tag.
func (w *Writer) RawBytes(b []byte) { panic("not yet") }

// Text writes escaped character data.
func (w *Writer) Text(s string) { panic("not yet") }

// Value writes s escaped for a place between double quotes, for start tags written with Raw.
func (w *Writer) Value(s string) { panic("not yet") }

// Open begins an element. Its start tag stays open for Attr until content or Close follows.
func (w *Writer) Open(name string) { panic("not yet") }

// Attr writes an attribute, or a namespace declaration, of the element just opened.
func (w *Writer) Attr(name, value string) { panic("not yet") }

// Close ends the innermost element with an end tag, also when it is empty: <a></a>.
func (w *Writer) Close() { panic("not yet") }

// Empty ends the element just opened in the short form: <a/>.
func (w *Writer) Empty() { panic("not yet") }

// Leaf writes an element that holds only text.
func (w *Writer) Leaf(name, text string) { panic("not yet") }
