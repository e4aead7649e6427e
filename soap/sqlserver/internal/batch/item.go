package batch

// Item is one item of a result: a RowSet, a RowCount, a Message, a TransactionChange, a ResultCode or XML.
type Item interface{ item() }

// RowSet is a table of values. Each row has as many values as there are columns.
type RowSet struct {
	Columns []Column
	Rows    [][]Value
}

// Column is a column of a RowSet. A column without a name has the name "".
type Column struct {
	Name     string
	Type     Type
	Nullable bool // the column can hold NULL
}

// RowCount is the number of rows that a statement gave or changed. It follows the RowSet.
type RowCount int64

// Message is an error (Class over 10), a warning or information of the server.
type Message struct {
	Class      int // the severity, 0 to 25
	LineNumber int
	Message    string
	Number     int
	Procedure  string // "" when in none
	Server     string // "" when not told
	Source     string
	State      int
}

// Failed says whether the message is an error.
func (m Message) Failed() bool { return m.Class > 10 }

// TransactionChange is the beginning or the end of a transaction.
type TransactionChange struct {
	Descriptor [8]byte
	Type       Boundary
}

// Boundary is what happened to a transaction, in the words of the SqlTransaction type.
type Boundary string

// The boundaries of transactions. Enlisting in a distributed transaction never happens here.
const (
	Begin    Boundary = "Begin"
	Commit   Boundary = "Commit"
	Rollback Boundary = "Rollback"
)

// ResultCode is the return code of a procedure.
type ResultCode int

// XML is the result of a FOR XML query: a well-formed piece of XML.
type XML string

func (RowSet) item()            {}
func (RowCount) item()          {}
func (Message) item()           {}
func (TransactionChange) item() {}
func (ResultCode) item()        {}
func (XML) item()               {}
