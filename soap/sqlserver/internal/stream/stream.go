package stream

import (
	"errors"

	"github.com/soapstone-dev/soapstone/soap/internal/writer"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

// ErrCharacter is a value with a character that XML does not allow, in a Style that is not Loose
// (CHARACTER_SET = XML).
var ErrCharacter = errors.New("stream: character not allowed in XML")

// Style is what an endpoint and a request say about the form of results.
type Style struct {
	// Schema writes an inline schema with every rowset (SCHEMA = STANDARD).
	Schema bool
	// Loose writes characters that XML does not allow as references (CHARACTER_SET = SQL). The room sets
	// Escapes.Loose of its writer to the same.
	Loose bool
	// RowsetsOnly leaves out everything but rowsets and XML (FORMAT = ROWSETS_ONLY).
	RowsetsOnly bool
	// Spell returns a namespace as the answer has to spell it. Nil: as it is.
	Spell func(namespace string) string
}

// Namespaces of the prefixes that results use.
const (
	SQL          = "http://schemas.microsoft.com/sqlserver/2004/SOAP"
	SoapTypes    = "http://schemas.microsoft.com/sqlserver/2004/SOAP/types"
	SqlParameter = "http://schemas.microsoft.com/sqlserver/2004/SOAP/types/SqlParameter"
	ResultStream = "http://schemas.microsoft.com/sqlserver/2004/SOAP/types/SqlResultStream"
	MessageNS    = "http://schemas.microsoft.com/sqlserver/2004/SOAP/types/SqlMessage"
	RowCountNS   = "http://schemas.microsoft.com/sqlserver/2004/SOAP/types/SqlRowCount"
	Transaction  = "http://schemas.microsoft.com/sqlserver/2004/SOAP/types/SqlTransaction"
	SqlTypes     = "http://schemas.microsoft.com/sqlserver/2004/sqltypes"
	MSData       = "urn:schemas-microsoft-com:xml-msdata"
	Diffgram     = "urn:schemas-microsoft-com:xml-diffgram-v1"
)

// Result writes the items of a result: the content of the result element, which the caller opens and closes. When it
// fails, with ErrCharacter, nothing was written.
func (s Style) Result(w *writer.Writer, items []batch.Item) error {
	panic("not yet written")
}

// Message writes one SqlMessage: an item of a result, and what the Detail of a fault holds. It never fails: what XML
// does not allow is written as w writes it.
func (s Style) Message(w *writer.Writer, m batch.Message) {
	panic("not yet written")
}

// Parameters writes the sql:Parameters element of an sqlbatchResponse with the parameters that are InputOutput; nothing when none is.
// When it fails, with ErrCharacter, nothing was written.
func (s Style) Parameters(w *writer.Writer, parameters []batch.Parameter) error {
	panic("not yet written")
}
