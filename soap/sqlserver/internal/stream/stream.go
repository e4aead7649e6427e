package stream

import (
	"encoding/base64"
	"errors"
	"strconv"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

// ErrCharacter is a value with a character that XML does not allow, in a Style that is not Loose
// (CHARACTER_SET = XML).
var ErrCharacter = errors.New("stream: character not allowed in XML")

// Style is what an endpoint and a request say about the form of results.
type Style struct {
	// Schema writes an inline schema with every rowset (SCHEMA = STANDARD).
	Schema bool
	// Loose writes characters that XML does not allow as references (CHARACTER_SET = SQL), also when the
	// writer's Escapes are not.
	Loose bool
	// Markup returns a value of type xml as it stands inside an element, where an unprefixed name would be in a namespace or not;
	// false where it is none, which is written as text. Nil: all are written as text.
	Markup func(text string, defaulted bool) ([]byte, bool)
	// Spell returns a namespace as the answer has to spell it. Nil: as it is.
	Spell func(namespace string) string
}

// Spelled is the style with a Spell.
func (s Style) Spelled(spell func(namespace string) string) Style {
	s.Spell = spell
	return s
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
	XMLSchema    = "http://www.w3.org/2001/XMLSchema"
)

// Check says whether items and parameters can be written in this style: ErrCharacter when not. Nothing of a result may be
// written before, since the answer is a fault then.
func (s Style) Check(items []batch.Item, returned []batch.Parameter) error {
	if s.Loose {
		return nil
	}
	for _, item := range items {
		if !allowedItem(item) {
			return ErrCharacter
		}
	}
	for _, p := range returned {
		if text, isText := p.Value.(string); isText && !allowed(text) {
			return ErrCharacter
		}
	}
	return nil
}

// Result writes the items of a result: the content of the result element, which the caller opens and closes. The caller
// has asked Check.
func (s Style) Result(w *soap.Writer, items []batch.Item) {
	defer s.loosen(w)()
	rowSets := 0
	for _, item := range items {
		switch item := item.(type) {
		case batch.RowSet:
			rowSets++
			s.rowSet(w, item, rowSets)
		case batch.XML:
			open(w, "SqlXml", "sqlsoaptypes:SqlXml")
			w.Raw(string(item))
			w.Close()
		default:
			s.small(w, item)
		}
	}
}

// loosen makes the writer as loose as the style is, until the function returned is called.
func (s Style) loosen(w *soap.Writer) (restore func()) {
	before := w.Escapes
	w.Escapes.Loose = w.Escapes.Loose || s.Loose
	return func() { w.Escapes = before }
}

// open begins an item of a result stream.
func open(w *soap.Writer, name, typ string) {
	w.Open("sqlresultstream:" + name)
	w.Attr("xsi:type", typ)
}

func (s Style) small(w *soap.Writer, item batch.Item) {
	switch item := item.(type) {
	case batch.RowCount:
		open(w, "SqlRowCount", "sqlrowcount:SqlRowCount")
		w.Leaf("sqlrowcount:Count", strconv.FormatInt(int64(item), 10))
		w.Close()
	case batch.Message:
		s.Message(w, item)
	case batch.TransactionChange:
		open(w, "SqlTransaction", "sqltransaction:SqlTransaction")
		w.Leaf("sqltransaction:Descriptor", base64.StdEncoding.EncodeToString(item.Descriptor[:]))
		w.Leaf("sqltransaction:Type", string(item.Type))
		w.Close()
	case batch.ResultCode:
		open(w, "SqlResultCode", "sqlsoaptypes:SqlResultCode")
		w.Text(strconv.Itoa(int(item)))
		w.Close()
	}
}

// Message writes one SqlMessage: an item of a result, and what the Detail of a fault holds. It never fails: what XML
// does not allow is written as w writes it.
func (s Style) Message(w *soap.Writer, m batch.Message) {
	defer s.loosen(w)()
	open(w, "SqlMessage", "sqlmessage:SqlMessage")
	w.Leaf("sqlmessage:Class", strconv.Itoa(m.Class))
	w.Leaf("sqlmessage:LineNumber", strconv.Itoa(m.LineNumber))
	w.Leaf("sqlmessage:Message", m.Message)
	w.Leaf("sqlmessage:Number", strconv.Itoa(m.Number))
	if m.Procedure != "" {
		w.Leaf("sqlmessage:Procedure", m.Procedure)
	}
	if m.Server != "" {
		w.Leaf("sqlmessage:Server", m.Server)
	}
	w.Leaf("sqlmessage:Source", m.Source)
	w.Leaf("sqlmessage:State", strconv.Itoa(m.State))
	w.Close()
}

func (s Style) spell(namespace string) string {
	if s.Spell == nil {
		return namespace
	}
	return s.Spell(namespace)
}
