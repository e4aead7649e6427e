package stream_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/stream"
)

var (
	schema = stream.Style{Schema: true}
	bare   = stream.Style{}
)

func result(t testing.TB, s stream.Style, items ...batch.Item) string {
	t.Helper()
	var w soap.Writer
	s.Result(&w, items)
	if w.Depth() != 0 {
		t.Error("not everything was closed")
	}
	return w.String()
}

// lines takes the line breaks out of bytes that were written for the eye.
func lines(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), "\n", "") }

func TestItems(t *testing.T) {
	tests := []struct {
		item batch.Item
		want string
	}{
		{batch.RowCount(3), `
<sqlresultstream:SqlRowCount xsi:type="sqlrowcount:SqlRowCount">
<sqlrowcount:Count>3</sqlrowcount:Count>
</sqlresultstream:SqlRowCount>`},
		{batch.Message{Class: 15, LineNumber: 1, Message: "Incorrect syntax near '<'.", Number: 102, Procedure: "p",
			Server: "SOAPSTONE", Source: "Microsoft-SQL/10.0", State: 1}, `
<sqlresultstream:SqlMessage xsi:type="sqlmessage:SqlMessage">
<sqlmessage:Class>15</sqlmessage:Class>
<sqlmessage:LineNumber>1</sqlmessage:LineNumber>
<sqlmessage:Message>Incorrect syntax near '&lt;'.</sqlmessage:Message>
<sqlmessage:Number>102</sqlmessage:Number>
<sqlmessage:Procedure>p</sqlmessage:Procedure>
<sqlmessage:Server>SOAPSTONE</sqlmessage:Server>
<sqlmessage:Source>Microsoft-SQL/10.0</sqlmessage:Source>
<sqlmessage:State>1</sqlmessage:State>
</sqlresultstream:SqlMessage>`},
		{batch.Message{Class: 16, Message: "XML parsing: line 3, character 0, incorrect document syntax", Number: 9422,
			Source: "Microsoft-SQL/9.0", State: 1}, `
<sqlresultstream:SqlMessage xsi:type="sqlmessage:SqlMessage">
<sqlmessage:Class>16</sqlmessage:Class>
<sqlmessage:LineNumber>0</sqlmessage:LineNumber>
<sqlmessage:Message>XML parsing: line 3, character 0, incorrect document syntax</sqlmessage:Message>
<sqlmessage:Number>9422</sqlmessage:Number>
<sqlmessage:Source>Microsoft-SQL/9.0</sqlmessage:Source>
<sqlmessage:State>1</sqlmessage:State>
</sqlresultstream:SqlMessage>`},
		{batch.TransactionChange{Descriptor: [8]byte{1, 2, 3, 4, 5, 6, 7, 8}, Type: batch.Begin}, `
<sqlresultstream:SqlTransaction xsi:type="sqltransaction:SqlTransaction">
<sqltransaction:Descriptor>AQIDBAUGBwg=</sqltransaction:Descriptor>
<sqltransaction:Type>Begin</sqltransaction:Type>
</sqlresultstream:SqlTransaction>`},
		{batch.ResultCode(0), `<sqlresultstream:SqlResultCode xsi:type="sqlsoaptypes:SqlResultCode">0</sqlresultstream:SqlResultCode>`},
		{batch.XML("<a>1</a>"), `<sqlresultstream:SqlXml xsi:type="sqlsoaptypes:SqlXml"><a>1</a></sqlresultstream:SqlXml>`},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(lines(tt.want), result(t, bare, tt.item)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestRowSet(t *testing.T) {
	set := batch.RowSet{
		Columns: []batch.Column{
			{Name: "id", Type: batch.Type{Name: batch.Int}},
			{Name: "at", Type: batch.Type{Name: batch.DateTime}, Nullable: true},
			{Name: "name", Type: batch.Type{Name: batch.VarChar, MaxLength: 13}, Nullable: true},
			{Type: batch.Type{Name: batch.Decimal, Precision: 5, Scale: 2}},
		},
		Rows: [][]batch.Value{
			{int64(1), time.Date(2006, 11, 7, 12, 0, 0, 0, time.UTC), "a & b", batch.Number{Unscaled: big.NewInt(150), Scale: 2}},
			{int64(2), nil, nil, batch.Number{Unscaled: big.NewInt(-5), Scale: 2}},
		},
	}
	want := lines(`
<sqlresultstream:SqlRowSet xsi:type="sqlsoaptypes:SqlRowSet" msdata:UseDataSetSchemaOnly="true" msdata:UDTColumnValueWrapped="true">
<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="http://schemas.microsoft.com/sqlserver/2004/sqltypes">
<xsd:simpleType name="int"><xsd:restriction base="xsd:int"></xsd:restriction></xsd:simpleType>
<xsd:simpleType name="datetime"><xsd:restriction base="xsd:dateTime">
<xsd:pattern value="((000[1-9])|(00[1-9][0-9])|(0[1-9][0-9]{2})|([1-9][0-9]{3}))-((0[1-9])|(1[012]))-((0[1-9])|([12][0-9])|(3[01]))T(([01][0-9])|(2[0-3]))(:[0-5][0-9]){2}(\.[0-9]{2}[037])?"></xsd:pattern>
<xsd:minInclusive value="1753-01-01T00:00:00.000"></xsd:minInclusive>
<xsd:maxInclusive value="9999-12-31T23:59:59.997"></xsd:maxInclusive>
</xsd:restriction></xsd:simpleType>
<xsd:simpleType name="varchar"><xsd:restriction base="xsd:string"></xsd:restriction></xsd:simpleType>
<xsd:simpleType name="decimal"><xsd:restriction base="xsd:decimal"></xsd:restriction></xsd:simpleType>
</xsd:schema>
<xsd:schema xmlns="" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:sqltypes="http://schemas.microsoft.com/sqlserver/2004/sqltypes" targetNamespace="urn:schemas-microsoft-com:sql:SqlRowSet1" elementFormDefault="qualified">
<xsd:import namespace="http://schemas.microsoft.com/sqlserver/2004/sqltypes"></xsd:import>
<xsd:element name="SqlRowSet1" msdata:IsDataSet="true" msdata:DataSetNamespace="urn:schemas-microsoft-com:sql:SqlDataSet" msdata:DataSetName="SqlDataSet">
<xsd:complexType><xsd:sequence>
<xsd:element name="row" minOccurs="0" maxOccurs="unbounded">
<xsd:complexType><xsd:sequence>
<xsd:element name="id" type="sqltypes:int"></xsd:element>
<xsd:element name="at" type="sqltypes:datetime" minOccurs="0"></xsd:element>
<xsd:element name="name" minOccurs="0"><xsd:simpleType><xsd:restriction base="sqltypes:varchar" sqltypes:localeId="1033" sqltypes:sqlCompareOptions="IgnoreCase IgnoreKanaType IgnoreWidth"><xsd:maxLength value="13"></xsd:maxLength></xsd:restriction></xsd:simpleType></xsd:element>
<xsd:element name="Column1" sql:sqlColumnName=""><xsd:simpleType><xsd:restriction base="sqltypes:decimal"><xsd:totalDigits value="5"></xsd:totalDigits><xsd:fractionDigits value="2"></xsd:fractionDigits></xsd:restriction></xsd:simpleType></xsd:element>
</xsd:sequence></xsd:complexType>
</xsd:element>
</xsd:sequence></xsd:complexType>
</xsd:element>
</xsd:schema>
<diffgr:diffgram xmlns:diffgr="urn:schemas-microsoft-com:xml-diffgram-v1">
<SqlRowSet1 xmlns="urn:schemas-microsoft-com:sql:SqlRowSet1">
<row><id>1</id><at>2006-11-07T12:00:00</at><name>a &amp; b</name><Column1>1.50</Column1></row>
<row><id>2</id><Column1>-0.05</Column1></row>
</SqlRowSet1>
</diffgr:diffgram>
</sqlresultstream:SqlRowSet>`)
	if diff := cmp.Diff(want, result(t, schema, set)); diff != "" {
		t.Error(diff)
	}
}

// Each type of SQL that a column has restricts the type of XML Schema that the sqltypes schema says.
func TestColumnTypesRestrictThoseOfXMLSchema(t *testing.T) {
	for name, base := range map[batch.TypeName]string{
		batch.BigInt: "long", batch.Int: "int", batch.SmallInt: "short", batch.TinyInt: "unsignedByte", batch.Bit: "boolean",
		batch.Decimal: "decimal", batch.Money: "decimal", batch.SmallMoney: "decimal", batch.Float: "double", batch.Real: "float",
		batch.DateTime: "dateTime", batch.SmallDateTime: "dateTime", batch.Binary: "base64Binary", batch.VarBinary: "base64Binary",
		batch.Image: "base64Binary", batch.Timestamp: "base64Binary", batch.NText: "string", batch.UniqueIdentifier: "string",
	} {
		typ := batch.Type{Name: name}
		got := result(t, schema, batch.RowSet{Columns: []batch.Column{{Name: "c", Type: typ}}})
		want := `<xsd:simpleType name="` + typ.Keyword() + `"><xsd:restriction base="xsd:` + base + `">`
		if !strings.Contains(got, want) {
			t.Errorf("%s is not there:\n%s", want, got)
		}
	}
}

// Bytes have a length and no collation.
func TestColumnOfBytes(t *testing.T) {
	got := result(t, schema, batch.RowSet{Columns: []batch.Column{{Name: "c", Type: batch.Type{Name: batch.VarBinary, MaxLength: 4}}}})
	want := `<xsd:element name="c"><xsd:simpleType><xsd:restriction base="sqltypes:varbinary"><xsd:maxLength value="4"></xsd:maxLength></xsd:restriction></xsd:simpleType></xsd:element>`
	if !strings.Contains(got, want) {
		t.Error(got)
	}
}

func one(name string) batch.RowSet {
	return batch.RowSet{Columns: []batch.Column{{Name: name, Type: batch.Type{Name: batch.Int}}}, Rows: [][]batch.Value{{int64(1)}}}
}

const openRowSet = `<sqlresultstream:SqlRowSet xsi:type="sqlsoaptypes:SqlRowSet" msdata:UseDataSetSchemaOnly="true" msdata:UDTColumnValueWrapped="true">` +
	`<diffgr:diffgram xmlns:diffgr="urn:schemas-microsoft-com:xml-diffgram-v1">`

// Rowsets are counted in their stream; with SCHEMA = NONE there is only the diffgram.
func TestRowSetsAreCounted(t *testing.T) {
	want := openRowSet + `<SqlRowSet1 xmlns="urn:schemas-microsoft-com:sql:SqlRowSet1"><row><a>1</a></row></SqlRowSet1></diffgr:diffgram></sqlresultstream:SqlRowSet>` +
		`<sqlresultstream:SqlRowCount xsi:type="sqlrowcount:SqlRowCount"><sqlrowcount:Count>1</sqlrowcount:Count></sqlresultstream:SqlRowCount>` +
		openRowSet + `<SqlRowSet2 xmlns="urn:schemas-microsoft-com:sql:SqlRowSet2"><row><b>1</b></row></SqlRowSet2></diffgr:diffgram></sqlresultstream:SqlRowSet>`
	if diff := cmp.Diff(want, result(t, bare, one("a"), batch.RowCount(1), one("b"))); diff != "" {
		t.Error(diff)
	}
}

// Where rowsets alone are given they are the result element, which has no other items in it.
func TestRowSetsAlone(t *testing.T) {
	var w soap.Writer
	w.Open("result")
	bare.RowSets(&w, []batch.Item{batch.Message{}, one("a"), batch.RowCount(1), one("b"), batch.ResultCode(0)})
	w.Close()
	diffgram := `<diffgr:diffgram xmlns:diffgr="urn:schemas-microsoft-com:xml-diffgram-v1">`
	want := `<result xsi:type="sqlsoaptypes:SqlRowSet" msdata:UseDataSetSchemaOnly="true" msdata:UDTColumnValueWrapped="true">` +
		diffgram + `<SqlRowSet1 xmlns="urn:schemas-microsoft-com:sql:SqlRowSet1"><row><a>1</a></row></SqlRowSet1></diffgr:diffgram>` +
		diffgram + `<SqlRowSet2 xmlns="urn:schemas-microsoft-com:sql:SqlRowSet2"><row><b>1</b></row></SqlRowSet2></diffgr:diffgram></result>`
	if diff := cmp.Diff(want, w.String()); diff != "" {
		t.Error(diff)
	}
}

// Every column has an element of its own, whose name XML allows.
func TestColumnNames(t *testing.T) {
	tests := []struct {
		names []string
		want  []string
	}{
		{[]string{"", "a", ""}, []string{"Column1", "a", "Column2"}},
		{[]string{"", "Column1"}, []string{"Column2", "Column1"}},
		{[]string{"a", "a", "a1", "a"}, []string{"a", "a2", "a1", "a3"}},
		{[]string{"aº", "µ", "数", "aー", "ー", "a٣", "\U00010302"}, []string{"a_x00BA_", "_x00B5_", "数", "aー", "_x30FC_", "a٣", "_xD800__xDF02_"}},
		{[]string{"two words", "1st", "é", "a:b", "_x0020_"}, []string{"two_x0020_words", "_x0031_st", "é", "a_x003A_b", "_x005F_x0020_"}},
		{[]string{"😀"}, []string{"_xD83D__xDE00_"}},
	}
	for _, tt := range tests {
		var set batch.RowSet
		var row []batch.Value
		var want strings.Builder
		for i, n := range tt.names {
			set.Columns = append(set.Columns, batch.Column{Name: n, Type: batch.Type{Name: batch.Int}})
			row = append(row, int64(1))
			want.WriteString("<" + tt.want[i] + ">1</" + tt.want[i] + ">")
		}
		set.Rows = [][]batch.Value{row}
		_, got, _ := strings.Cut(result(t, bare, set), "<row>")
		got, _, _ = strings.Cut(got, "</row>")
		if diff := cmp.Diff(want.String(), got); diff != "" {
			t.Errorf("%q: %s", tt.names, diff)
		}
	}
}

func TestParameters(t *testing.T) {
	list := []batch.Parameter{
		{Name: "p1", Direction: batch.InputOutput, Type: batch.Type{Name: batch.NVarChar, MaxLength: 10}, Value: "Hello Worl"},
		{Name: "p2", Direction: batch.Input, Type: batch.Type{Name: batch.Int}, Value: int64(1)},
		{Name: "p3", Direction: batch.InputOutput, Type: batch.Type{Name: batch.Int}},
		{Name: "p4", Direction: batch.InputOutput, Type: batch.Type{Name: batch.Decimal, Precision: 5, Scale: 1},
			Value: batch.Number{Unscaled: big.NewInt(15), Scale: 1}},
	}
	want := lines(`
<sql:Parameters xmlns:sqlparameter="http://schemas.microsoft.com/sqlserver/2004/SOAP/types/SqlParameter">
<sqlparameter:SqlParameter name="p1" sqlDbType="NVarChar" direction="InputOutput" maxLength="10">
<sqlparameter:Value>Hello Worl</sqlparameter:Value>
</sqlparameter:SqlParameter>
<sqlparameter:SqlParameter name="p3" sqlDbType="Int" direction="InputOutput">
<sqlparameter:Value xsi:nil="true"></sqlparameter:Value>
</sqlparameter:SqlParameter>
<sqlparameter:SqlParameter name="p4" sqlDbType="Decimal" direction="InputOutput" precision="5" scale="1">
<sqlparameter:Value>1.5</sqlparameter:Value>
</sqlparameter:SqlParameter>
</sql:Parameters>`)
	var w soap.Writer
	w.Open("sql:Parameters")
	bare.Parameters(&w, stream.Returned(list))
	w.Close()
	if diff := cmp.Diff(want, w.String()); diff != "" {
		t.Error(diff)
	}
	if none := stream.Returned(list[1:2]); none != nil {
		t.Errorf("an input parameter goes back: %v", none)
	}
}

// CHARACTER_SET = XML refuses what XML cannot hold, SQL writes it as references.
func TestCharacterSet(t *testing.T) {
	text := batch.Type{Name: batch.VarChar, MaxLength: 3}
	set := batch.RowSet{Columns: []batch.Column{{Name: "a", Type: text}}, Rows: [][]batch.Value{{"x\x01y"}}}
	p := []batch.Parameter{{Name: "p", Direction: batch.InputOutput, Type: text, Value: "\x01"}}
	message := batch.Message{Message: "\x01"}

	for _, item := range []batch.Item{set, message, batch.XML("\x01")} {
		if err := bare.Check([]batch.Item{batch.RowCount(1), item}, nil); !errors.Is(err, stream.ErrCharacter) {
			t.Errorf("%T: error %v", item, err)
		}
	}
	if err := bare.Check(nil, p); !errors.Is(err, stream.ErrCharacter) {
		t.Errorf("a parameter: error %v", err)
	}

	loose := stream.Style{Loose: true}
	if err := loose.Check([]batch.Item{set, message}, p); err != nil {
		t.Fatal(err)
	}
	var w soap.Writer
	loose.Result(&w, []batch.Item{set, message})
	w.Open("sql:Parameters")
	loose.Parameters(&w, p)
	w.Close()
	for _, want := range []string{"<a>x&#x1;y</a>", "<sqlmessage:Message>&#x1;<", "<sqlparameter:Value>&#x1;<"} {
		if !strings.Contains(w.String(), want) {
			t.Errorf("no %s in %s", want, w.String())
		}
	}
	if w.Escapes.Loose {
		t.Error("the writer was left loose")
	}
}

// A request that spelled namespaces with https is answered so.
func TestSpelling(t *testing.T) {
	s := stream.Style{Schema: true, Spell: func(n string) string {
		return strings.Replace(n, "http://schemas.microsoft.com", "https://schemas.microsoft.com", 1)
	}}
	var w soap.Writer
	s.Result(&w, []batch.Item{one("a")})
	w.Open("sql:Parameters")
	s.Parameters(&w, []batch.Parameter{{Name: "p", Direction: batch.InputOutput, Type: batch.Type{Name: batch.Int}}})
	w.Close()
	if got := w.String(); strings.Contains(got, `"http://schemas.microsoft.com`) || strings.Count(got, `"https://schemas.microsoft.com`) != 4 {
		t.Error(got)
	}
}
