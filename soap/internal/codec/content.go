package codec

import (
	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/soap/internal/writer"
)

// Content is an element, or the inside of one, that no struct describes: a choice, a result stream, a value of
// any type. A request has it as read. For a reply, a field for an element gives its inside to Write, which may
// begin with attributes of that element; a field tagged ",any" writes whole elements. Nil Write is empty.
type Content struct {
	Element *reader.Element
	Write   func(*writer.Writer)
}
