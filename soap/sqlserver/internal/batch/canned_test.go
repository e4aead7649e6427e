package batch_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

func TestCanned(t *testing.T) {
	cfg := config
	cfg.Canned = []batch.Canned{
		{Batch: "EXEC sp_who\n", Results: []batch.CannedResult{
			{Rowset: &batch.CannedRowset{
				Columns: []batch.CannedColumn{{Name: "spid", Type: "smallint not null"}, {Name: "loginame", Type: "nvarchar(128)"}},
				Rows:    [][]*string{{new("51"), nil}},
			}},
			{RowCount: new(int64(1))},
			{Code: new(0)},
		}},
		{Pattern: `(?i)SELECT .* FROM t`, Results: []batch.CannedResult{
			{Message: &batch.CannedMessage{Number: 229, Class: 14, State: 5, Line: 1, Text: "denied"}},
			{XML: new("<a/>")},
		}},
	}
	story(t, newWorld(t, cfg), []step{
		{"  EXEC sp_who ", "spid smallint = 51, loginame nvarchar(128) = NULL\n1 rows\nbatch.ResultCode 0"},
		{"exec sp_who", "2812/16/62 line 1: Could not find stored procedure 'sp_who'."},
		{"select a from T", "229/14/5 line 1: denied\nbatch.XML <a/>"},
		{"select a from t where b", "208/16/1 line 1: Invalid object name 't'."},
	})
}

func TestCannedRefused(t *testing.T) {
	column := []batch.CannedColumn{{Name: "a", Type: "int not null"}}
	tests := []struct {
		canned batch.Canned
		want   string
	}{
		{batch.Canned{}, "batch or pattern must be set"},
		{batch.Canned{Batch: "a", Pattern: "a"}, "cannot both be set"},
		{batch.Canned{Pattern: "("}, "pattern: error parsing regexp"},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{}}}, "result 1: exactly one of"},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{Code: new(1), XML: new("")}}}, "exactly one of"},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{RowCount: new(int64(-1))}}}, "cannot be negative"},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{XML: new("<a>")}}}, "xml:"},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{XML: new("</x><x>")}}}, "xml:"},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{Message: &batch.CannedMessage{Class: 26}}}}, "class 26"},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{Message: &batch.CannedMessage{State: 256}}}}, "state 256"},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{Message: &batch.CannedMessage{Line: -1}}}}, "line -1"},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{Message: &batch.CannedMessage{Line: 1 << 31}}}}, "line 2147483648"},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{Message: &batch.CannedMessage{Number: -1}}}}, "number -1"},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{Message: &batch.CannedMessage{Number: 1 << 31}}}}, "number 2147483648"},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{Code: new(-1)}}}, "none below zero"},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{Code: new(1 << 31)}}}, "none above 2147483647"},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{Rowset: &batch.CannedRowset{}}}}, "no columns"},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{Rowset: &batch.CannedRowset{
			Columns: []batch.CannedColumn{{Name: "a", Type: "varchar(9000)"}}}}}}, `column "a": no type "varchar(9000)"`},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{Rowset: &batch.CannedRowset{
			Columns: []batch.CannedColumn{{Name: "a", Type: "varchar(0)"}}}}}}, `column "a": no type "varchar(0)"`},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{Rowset: &batch.CannedRowset{
			Columns: []batch.CannedColumn{{Name: "a", Type: "decimal(5,-1)"}}}}}}, `column "a": no type "decimal(5,-1)"`},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{Rowset: &batch.CannedRowset{
			Columns: []batch.CannedColumn{{Name: "a", Type: "text string"}}}}}}, `column "a": no type "text string"`},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{Rowset: &batch.CannedRowset{
			Columns: column, Rows: [][]*string{{}}}}}}, "row 1: 0 values for 1 columns"},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{Rowset: &batch.CannedRowset{
			Columns: column, Rows: [][]*string{{nil}}}}}}, `row 1: column "a" is not null`},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{Rowset: &batch.CannedRowset{
			Columns: column, Rows: [][]*string{{new("x")}}}}}}, `column "a": "x" is no value of type int`},
		{batch.Canned{Batch: "a", Results: []batch.CannedResult{{Rowset: &batch.CannedRowset{
			Columns: []batch.CannedColumn{{Name: "a", Type: "varchar(2)"}}, Rows: [][]*string{{new("xyz")}}}}}}, `longer than varchar(2)`},
	}
	for _, tt := range tests {
		_, err := batch.New(batch.Config{Canned: []batch.Canned{tt.canned}})
		if err == nil || !strings.HasPrefix(err.Error(), "batch: canned batch 1: ") || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error %v, want %q", err, tt.want)
		}
	}
}

// A caller may change what it gets.
func TestCannedItemsAreTheCallers(t *testing.T) {
	cfg := config
	cfg.Canned = []batch.Canned{{Batch: "a", Results: []batch.CannedResult{{Code: new(1)}}}}
	w := newWorld(t, cfg)
	items, _ := w.executor.Execute(t.Context(), &w.env, "a", nil)
	items[0] = batch.ResultCode(2)
	if diff := cmp.Diff("batch.ResultCode 1", w.run(t, "a")); diff != "" {
		t.Error(diff)
	}
}
