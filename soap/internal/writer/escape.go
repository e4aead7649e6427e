package writer

// Escapes says which characters are written as references. The zero value: & < > and CR in text; & < " and
// tab, LF, CR in attribute values; everything else as it is, in UTF-8.
type Escapes struct {
	QuoteInText    bool // " as &quot; in text too
	AposInText     bool // ' as &apos; in text too
	GreaterInValue bool // > as &gt; in attribute values too
	AposInValue    bool // ' as &apos; in attribute values too
	NonASCII       bool // characters from U+0080 on as &#x..;, as Axis 1.x does

	// Loose writes characters that XML 1.0 does not allow as references (&#x1;), which a strict reader
	// refuses, as SQL Server does with CHARACTER_SET = SQL. Otherwise they become U+FFFD.
	Loose bool
}
