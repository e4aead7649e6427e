package stream

import (
	"cmp"
	"strconv"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
	contract "github.com/soapstone-dev/soapstone/wsdl/sqlserver"
)

// rowSet writes the n-th rowset of a result.
func (s Style) rowSet(w *soap.Writer, set batch.RowSet, n int) {
	open(w, "SqlRowSet", "sqlsoaptypes:SqlRowSet")
	dataSet(w)
	s.table(w, set, n)
	w.Close()
}

// RowSets writes the rowsets among the items of a result, without elements around them: the content of the result element
// of a web method that gives rowsets alone, from its attributes on. The caller opens and closes the element, and has
// asked Check.
func (s Style) RowSets(w *soap.Writer, items []batch.Item) {
	defer s.loosen(w)()
	w.Attr("xsi:type", "sqlsoaptypes:SqlRowSet")
	dataSet(w)
	rowSets := 0
	for _, item := range items {
		if set, ok := item.(batch.RowSet); ok {
			rowSets++
			s.table(w, set, rowSets)
		}
	}
}

// dataSet writes the attributes of a SqlRowSet.
func dataSet(w *soap.Writer) {
	w.Attr("msdata:UseDataSetSchemaOnly", "true")
	w.Attr("msdata:UDTColumnValueWrapped", "true")
}

// table writes the inside of the n-th rowset: its schemas, then its rows as a diffgram.
func (s Style) table(w *soap.Writer, set batch.RowSet, n int) {
	name := "SqlRowSet" + strconv.Itoa(n)
	namespace := "urn:schemas-microsoft-com:sql:" + name
	columns := elementNames(set.Columns)
	if s.Schema {
		s.typeSchema(w, set.Columns)
		s.rowSchema(w, set.Columns, columns, name, namespace)
	}
	w.Open("diffgr:diffgram")
	w.Attr("xmlns:diffgr", Diffgram)
	w.Open(name)
	w.Attr("xmlns", namespace)
	for _, row := range set.Rows {
		w.Open("row")
		for i, v := range row {
			if v != nil {
				w.Open(columns[i])
				s.content(w, set.Columns[i].Type, v, true)
				w.Close()
			}
		}
		w.Close()
	}
	w.Close()
	w.Close()
}

// typeSchema declares those types of sqltypes that the columns have.
func (s Style) typeSchema(w *soap.Writer, columns []batch.Column) {
	w.Open("xsd:schema")
	w.Attr("xmlns:xsd", XMLSchema)
	w.Attr("targetNamespace", s.spell(SqlTypes))
	done := make(map[batch.TypeName]bool)
	for _, c := range columns {
		if done[c.Type.Name] {
			continue
		}
		done[c.Type.Name] = true
		if c.Type.Name == batch.XMLType && s.Markup != nil {
			anyContent(w, c.Type)
			continue
		}
		w.Open("xsd:simpleType")
		w.Attr("name", c.Type.Keyword())
		w.Open("xsd:restriction")
		w.Attr("base", "xsd:"+schemaType(c.Type))
		if c.Type.Name == batch.DateTime {
			dateTimeFacets(w)
		}
		w.Close()
		w.Close()
	}
	w.Close()
}

// anyContent is the type xml as the WSDL has it.
func anyContent(w *soap.Writer, t batch.Type) {
	w.Open("xsd:complexType")
	w.Attr("name", t.Keyword())
	w.Attr("mixed", "true")
	w.Open("xsd:sequence")
	w.Open("xsd:any")
	w.Attr("minOccurs", "0")
	w.Attr("maxOccurs", "unbounded")
	w.Attr("processContents", "skip")
	for range 3 {
		w.Close()
	}
}

// schemaType is the built-in type of XML Schema that a type of SQL restricts.
func schemaType(t batch.Type) string { return cmp.Or(contract.Plain(t.Keyword()), "string") }

func dateTimeFacets(w *soap.Writer) {
	facet(w, "pattern", `((000[1-9])|(00[1-9][0-9])|(0[1-9][0-9]{2})|([1-9][0-9]{3}))-((0[1-9])|(1[012]))-((0[1-9])|([12][0-9])|(3[01]))`+
		`T(([01][0-9])|(2[0-3]))(:[0-5][0-9]){2}(\.[0-9]{2}[037])?`)
	facet(w, "minInclusive", "1753-01-01T00:00:00.000")
	facet(w, "maxInclusive", "9999-12-31T23:59:59.997")
}

func facet(w *soap.Writer, name, value string) {
	w.Open("xsd:" + name)
	w.Attr("value", value)
	w.Close()
}

// rowSchema declares the rowset as a DataSet with one table, row.
func (s Style) rowSchema(w *soap.Writer, columns []batch.Column, names []string, name, namespace string) {
	w.Open("xsd:schema")
	w.Attr("xmlns", "")
	w.Attr("xmlns:xsd", XMLSchema)
	w.Attr("xmlns:sqltypes", s.spell(SqlTypes))
	w.Attr("targetNamespace", namespace)
	w.Attr("elementFormDefault", "qualified")
	w.Open("xsd:import")
	w.Attr("namespace", s.spell(SqlTypes))
	w.Close()
	w.Open("xsd:element")
	w.Attr("name", name)
	w.Attr("msdata:IsDataSet", "true")
	w.Attr("msdata:DataSetNamespace", "urn:schemas-microsoft-com:sql:SqlDataSet")
	w.Attr("msdata:DataSetName", "SqlDataSet")
	w.Open("xsd:complexType")
	w.Open("xsd:sequence")
	w.Open("xsd:element")
	w.Attr("name", "row")
	w.Attr("minOccurs", "0")
	w.Attr("maxOccurs", "unbounded")
	w.Open("xsd:complexType")
	w.Open("xsd:sequence")
	for i, c := range columns {
		column(w, c, names[i])
	}
	for range 7 {
		w.Close()
	}
}

func column(w *soap.Writer, c batch.Column, name string) {
	t := c.Type
	w.Open("xsd:element")
	w.Attr("name", name)
	if c.Name != name {
		w.Attr("sql:sqlColumnName", c.Name)
	}
	restricted := t.MaxLength != 0 || t.Name == batch.Decimal
	if !restricted {
		w.Attr("type", "sqltypes:"+t.Keyword())
	}
	if c.Nullable {
		w.Attr("minOccurs", "0")
	}
	if restricted {
		restriction(w, t)
	}
	w.Close()
}

// restriction is the type of a column that has a length or a precision.
func restriction(w *soap.Writer, t batch.Type) {
	w.Open("xsd:simpleType")
	w.Open("xsd:restriction")
	w.Attr("base", "sqltypes:"+t.Keyword())
	switch {
	case t.Name == batch.Decimal:
		facet(w, "totalDigits", strconv.Itoa(t.Precision))
		facet(w, "fractionDigits", strconv.Itoa(t.Scale))
	case schemaType(t) == "string":
		w.Attr("sqltypes:localeId", "1033")
		w.Attr("sqltypes:sqlCompareOptions", "IgnoreCase IgnoreKanaType IgnoreWidth")
	}
	if t.MaxLength > 0 {
		facet(w, "maxLength", strconv.Itoa(t.MaxLength))
	}
	w.Close()
	w.Close()
}
