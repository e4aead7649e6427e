// Package writer appends XML to a buffer, exactly as it is told.
//
// Names are written as given ("SOAP-ENV:Header"): there is no namespace bookkeeping, because faults, header
// blocks and marked content are the vendor's to the letter. The zero Writer is ready for use. A Writer is
// not for several goroutines at once.
//
// To end what is not open and to add an attribute where no start tag is open are mistakes in the program,
// never in its input, and panic. Depth tells a test whether everything was ended.
package writer

import "fmt"

// Writer writes XML into memory. It cannot fail.
type Writer struct {
	// Escapes are the escape rules. They may be changed between calls.
	Escapes Escapes

	buf   []byte
	open  []span // where the names of the open elements stand in buf, outermost first
	inTag bool   // the start tag of the innermost is still open
}

// span is a part of what was written.
type span struct{ from, to int }

// Name is a name as it is written: a prefix, "" for none, and the part behind its colon.
type Name struct{ Prefix, Local string }

// Bytes returns what was written, valid until the next call. A start tag left open by Open is closed first.
func (w *Writer) Bytes() []byte {
	w.closeTag()
	return w.buf
}

// String returns a copy of what Bytes returns.
func (w *Writer) String() string { return string(w.Bytes()) }

// Len returns the number of bytes written so far. The ">" of a start tag left open is not counted.
func (w *Writer) Len() int { return len(w.buf) }

// Depth returns how many elements are open. A finished document has 0.
func (w *Writer) Depth() int { return len(w.open) }

// Reset empties the writer and keeps its memory and its Escapes.
func (w *Writer) Reset() {
	w.buf, w.open, w.inTag = w.buf[:0], w.open[:0], false
}

// Raw writes s as it is, after closing an open start tag.
func (w *Writer) Raw(s string) {
	w.closeTag()
	w.buf = append(w.buf, s...)
}

// RawBytes writes b as it is, after closing an open start tag.
func (w *Writer) RawBytes(b []byte) {
	w.closeTag()
	w.buf = append(w.buf, b...)
}

// Text writes escaped character data.
func (w *Writer) Text(s string) {
	w.closeTag()
	w.escape(s, inText)
}

// Value writes s escaped for a place between double quotes, for start tags that are written with Raw.
func (w *Writer) Value(s string) {
	w.closeTag()
	w.escape(s, inValue)
}

// Open begins an element. Its start tag stays open for Attr until anything else follows.
func (w *Writer) Open(name string) { w.OpenName(Name{Local: name}) }

// OpenName begins an element as Open does.
func (w *Writer) OpenName(name Name) {
	w.closeTag()
	w.buf = append(w.buf, '<')
	from := len(w.buf)
	if name.Prefix != "" {
		w.buf = append(append(w.buf, name.Prefix...), ':')
	}
	w.buf = append(w.buf, name.Local...)
	w.open = append(w.open, span{from, len(w.buf)})
	w.inTag = true
}

// Attr writes an attribute, or a namespace declaration, of the element just opened.
func (w *Writer) Attr(name, value string) { w.AttrName(Name{Local: name}, Name{Local: value}) }

// AttrName writes an attribute as Attr does, whose value may be a name, too.
func (w *Writer) AttrName(name, value Name) {
	if !w.inTag {
		panic(fmt.Sprintf("soap/writer: attribute %q where no start tag is open", name.Local))
	}
	w.buf = append(w.buf, ' ')
	if name.Prefix != "" {
		w.buf = append(append(w.buf, name.Prefix...), ':')
	}
	w.buf = append(append(w.buf, name.Local...), '=', '"')
	if value.Prefix != "" {
		w.escape(value.Prefix, inValue)
		w.buf = append(w.buf, ':')
	}
	w.escape(value.Local, inValue)
	w.buf = append(w.buf, '"')
}

// Declare declares a prefix, "" for the default namespace, on the element just opened.
func (w *Writer) Declare(prefix, space string) {
	name := Name{Local: "xmlns"}
	if prefix != "" {
		name = Name{Prefix: "xmlns", Local: prefix}
	}
	w.AttrName(name, Name{Local: space})
}

// Attrs writes attributes of the element just opened that a Writer with the same Escapes has written before, each with
// the space before it.
func (w *Writer) Attrs(written string) {
	if !w.inTag {
		panic(fmt.Sprintf("soap/writer: attributes %q where no start tag is open", written))
	}
	w.buf = append(w.buf, written...)
}

// Close ends the innermost element with an end tag, also when it is empty: <a></a>.
func (w *Writer) Close() {
	w.closeTag()
	name := w.pop()
	w.buf = append(w.buf, '<', '/')
	w.buf = append(append(w.buf, w.buf[name.from:name.to]...), '>')
}

// Empty ends the element just opened in the short form: <a/>.
func (w *Writer) Empty() {
	if !w.inTag {
		panic("soap/writer: Empty where no start tag is open")
	}
	w.pop()
	w.buf = append(w.buf, '/', '>')
	w.inTag = false
}

// Leaf writes an element that holds only text.
func (w *Writer) Leaf(name, text string) {
	w.Open(name)
	w.Text(text)
	w.Close()
}

func (w *Writer) closeTag() {
	if w.inTag {
		w.buf = append(w.buf, '>')
		w.inTag = false
	}
}

func (w *Writer) pop() span {
	last := len(w.open) - 1
	if last < 0 {
		panic("soap/writer: Close where no element is open")
	}
	name := w.open[last]
	w.open = w.open[:last]
	return name
}
