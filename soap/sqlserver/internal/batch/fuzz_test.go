package batch_test

import (
	"testing"
	"unicode/utf8"

	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

// Whatever a client sends, there is an answer: no panic, and messages that are text and have a line of the batch.
func FuzzExecute(f *testing.F) {
	for _, text := range []string{
		"SELECT 1 AS a, N'x' + @p", "USE [master]; SET LANGUAGE 'French'", "BEGIN TRAN a COMMIT", "/* /* */ */ -- x\nPRINT 0x0",
		"WAITFOR DELAY '0:0:1.5'", "DECLARE @a decimal(10,2) = 1.5 SET @a %= $2. SELECT CAST(@a AS varchar(max))",
		"RAISERROR('%d%s%-5x', 16, 1, 1, 'a', 2)", "SELECT a, (b) FROM x..y WHERE z", "EXEC @r = a.b 1", "SELECT 1e+, .5, 1.., -0.0/3.00",
		"SELECT dbo.f((1)), t.a", "SAVE TRAN @p ROLLBACK @p", "SELECT 'a' = 1, \"b\" = 2, [c]]d] = 3",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		w := newWorld(t, config)
		p := parameter(t, batch.ParameterSpec{Name: "p", Direction: new("InputOutput"), MaxLength: new(10), Text: "10"})
		items, err := w.executor.Execute(t.Context(), &w.env, text, []batch.Parameter{p})
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range items {
			m, isMessage := item.(batch.Message)
			if isMessage && m.LineNumber < 1 {
				t.Errorf("message without a line: %+v", m)
			}
			if isMessage && utf8.ValidString(text) && !utf8.ValidString(m.Message) {
				t.Errorf("message is not text: %+v", m)
			}
			if set, isSet := item.(batch.RowSet); isSet {
				for i, v := range set.Rows[0] {
					if v != nil {
						set.Columns[i].Type.FormatXML(v)
					}
				}
			}
		}
	})
}
