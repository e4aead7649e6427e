package stream_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/reader"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/stream"
)

// The prefixes that an envelope of SQL Server declares (MS-SSNWS 4.2) are all that results need: a strict reader
// takes them, whatever a batch gives.
func TestResultsReadInTheirEnvelope(t *testing.T) {
	cfg := batch.Config{Source: "Microsoft-SQL/10.0", Version: "Microsoft SQL Server 2008"}
	executor, err := batch.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	session, err := batch.NewSession(cfg, "", "")
	if err != nil {
		t.Fatal(err)
	}
	session.Notify.Transaction = true
	env := &batch.Env{
		Session: &session, Login: "alice",
		Now:        func() time.Time { return time.Date(2006, 11, 7, 12, 0, 0, 0, time.UTC) },
		Descriptor: func() [8]byte { return [8]byte{1} },
	}
	p, err := batch.NewParameter(batch.ParameterSpec{Name: "p1", Direction: new("InputOutput"), Text: "hello"})
	if err != nil {
		t.Fatal(err)
	}
	parameters := []batch.Parameter{p}
	items, err := executor.Execute(t.Context(), env, `BEGIN TRAN SELECT @p1 AS c, N'<&>"' AS [a b], 1.5, 1e0, $1, 0x01, NULL, GETDATE(),
		CAST(1 AS bit), CAST(N'<a/>' AS xml), CAST('a' AS text) COMMIT PRINT 'a' SELECT x FROM y`, parameters)
	if err != nil {
		t.Fatal(err)
	}

	var w soap.Writer
	w.Open("SOAP-ENV:Envelope")
	for _, d := range [][2]string{
		{"xsd", stream.XMLSchema}, {"xsi", "http://www.w3.org/2001/XMLSchema-instance"},
		{"SOAP-ENV", "http://schemas.xmlsoap.org/soap/envelope/"}, {"sql", stream.SQL}, {"sqlsoaptypes", stream.SoapTypes},
		{"sqlrowcount", stream.RowCountNS}, {"sqlmessage", stream.MessageNS}, {"sqlresultstream", stream.ResultStream},
		{"sqltransaction", stream.Transaction}, {"sqltypes", stream.SqlTypes}, {"msdata", stream.MSData},
	} {
		w.Attr("xmlns:"+d[0], d[1])
	}
	schema.Result(&w, items)
	w.Open("sql:Parameters")
	schema.Parameters(&w, stream.Returned(parameters))
	w.Close()
	w.Close()

	doc, err := reader.Read(w.Bytes(), reader.Options{})
	if err != nil {
		t.Fatalf("%v in\n%s", err, w.String())
	}
	var got []string
	for e := range doc.Root().Elements() {
		got = append(got, e.Name.Local)
	}
	want := []string{"SqlTransaction", "SqlRowSet", "SqlRowCount", "SqlTransaction", "SqlMessage", "SqlMessage", "Parameters"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
