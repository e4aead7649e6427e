package reader

import (
	"sync"
	"unsafe"
)

// Document is a document that was read. It belongs to who read it until Release.
type Document struct {
	buf      []byte
	src      string // buf once more, in the same memory
	root     *Element
	encoding string

	respelled bool // an alias was declared
	elements  slab
	attrs     []Attr
	decls     []Declaration
	bindings  []binding // one for each of decls
	pieces    []piece
	scope     scope         // used while reading, kept for its memory
	names     map[Name]bool // likewise
}

// documents keeps documents with their memory between requests.
var documents = sync.Pool{New: func() any { return new(Document) }}

// What a document may keep when it goes back to the pool. One request of unusual size must not hold on to
// its memory for ever.
const (
	keepElements = 4096
	keepOthers   = 8192
)

// Root returns the document's only outermost element.
func (d *Document) Root() *Element { return d.root }

// Bytes returns the document in UTF-8, without a byte order mark. They must not be changed.
func (d *Document) Bytes() []byte { return d.buf }

// Encoding returns the encoding that the document was read as: utf-8, us-ascii, utf-16be, utf-16le,
// iso-8859-1 or windows-1252.
func (d *Document) Encoding() string { return d.encoding }

// Spelling returns a namespace as this document first declared it: one of Options.Aliases, or canonical
// itself, also when the document does not declare it at all.
func (d *Document) Spelling(canonical string) string {
	if !d.respelled {
		return canonical
	}
	for i := range d.decls {
		if d.decls[i].URI == canonical {
			return d.bindings[i].spelled
		}
	}
	return canonical
}

// Respelled says whether the document declares any alias, without which Spelling has nothing to tell.
func (d *Document) Respelled() bool { return d.respelled }

// Release gives the document's memory back. Its elements and strings are invalid afterwards, and so is d.
func (d *Document) Release() {
	if d.src == "" && d.buf == nil {
		return
	}
	d.buf, d.src, d.root, d.encoding, d.respelled = nil, "", nil, "", false
	d.elements.reset()
	d.attrs = emptied(d.attrs)
	d.decls = emptied(d.decls)
	d.bindings = emptied(d.bindings)
	d.pieces = emptied(d.pieces)
	d.scope.reset()
	documents.Put(d)
}

func (d *Document) take(buf []byte, encoding string) {
	d.buf, d.src, d.encoding = buf, text(buf), encoding
}

// emptied returns s without its values and without what it should not keep.
func emptied[T any](s []T) []T {
	if cap(s) > keepOthers {
		return nil
	}
	clear(s)
	return s[:0]
}

// text returns the same memory as a string. Documents promise that nobody changes it before Release.
func text(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// slab hands out elements that never move. They come in blocks, so that a document of n elements costs n/64
// allocations at first, and none when the slab is used again.
type slab struct {
	blocks []*[blockSize]Element
	used   int
}

const blockSize = 64

func (s *slab) next() *Element {
	block := s.used / blockSize
	if block == len(s.blocks) {
		s.blocks = append(s.blocks, new([blockSize]Element))
	}
	e := &s.blocks[block][s.used%blockSize]
	s.used++
	return e
}

func (s *slab) reset() {
	if len(s.blocks) > keepElements/blockSize {
		clear(s.blocks[keepElements/blockSize:])
		s.blocks = s.blocks[:keepElements/blockSize]
	}
	for _, block := range s.blocks {
		n := min(s.used, blockSize)
		clear(block[:n])
		s.used -= n
	}
	s.used = 0
}
