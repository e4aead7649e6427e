package batch

import "strings"

// Config is what the executor of an endpoint is made of.
type Config struct {
	// Databases are those that exist beside master, tempdb, model and msdb. Names are compared without case.
	Databases []string
	// Server is @@SERVERNAME, and the Server of messages.
	Server string
	// Source is the Source of messages, such as Microsoft-SQL/9.0 (2005) or Microsoft-SQL/10.0 (2008).
	Source string
	// Version is @@VERSION.
	Version string
	// Canned are the batches with an answer of their own, looked up in order before anything is parsed.
	Canned []Canned
}

// systemDatabases are those that every server has.
var systemDatabases = [...]string{"master", "tempdb", "model", "msdb"}

// findDatabase returns a database's name as it was created.
func (c *Config) findDatabase(name string) (string, bool) {
	for _, list := range [...][]string{systemDatabases[:], c.Databases} {
		for _, d := range list {
			if strings.EqualFold(d, name) {
				return d, true
			}
		}
	}
	return "", false
}

// Canned is a batch whose answer is written down. Batch or Pattern is set, not both.
type Canned struct {
	// Batch is the text of the batch. White space around it does not count, anything else does, case included.
	Batch string `yaml:"batch"`
	// Pattern is an RE2 expression that must match the whole text, white space around it left out.
	Pattern string `yaml:"pattern"`
	// Results are what is answered, in order.
	Results []CannedResult `yaml:"results"`
}

// CannedResult is one item of an answer that is written down. One of its fields is set.
type CannedResult struct {
	Rowset   *CannedRowset  `yaml:"rowset"`
	RowCount *int64         `yaml:"rowCount"`
	Message  *CannedMessage `yaml:"message"`
	Code     *int           `yaml:"resultCode"`
	XML      *string        `yaml:"xml"`
}

// CannedRowset is a table. A row count does not follow by itself.
type CannedRowset struct {
	Columns []CannedColumn `yaml:"columns"`
	Rows    [][]*string    `yaml:"rows"` // values in their XML form, null for NULL
}

// CannedColumn is a column: its name, and its type as Transact-SQL writes it, such as nvarchar(30).
type CannedColumn struct {
	Name string `yaml:"name"`
	Type string `yaml:"type"`
}

// CannedMessage is a message of the server. Source and Server are those of the configuration.
type CannedMessage struct {
	Number    int    `yaml:"number"`
	Class     int    `yaml:"class"`
	State     int    `yaml:"state"`
	Line      int    `yaml:"line"`
	Procedure string `yaml:"procedure"`
	Text      string `yaml:"text"`
}
