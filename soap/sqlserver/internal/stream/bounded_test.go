package stream_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/stream"
)

// TestAnswersAreBounded: no batch makes an answer of more than 16 MB, and the one that would is told so.
func TestAnswersAreBounded(t *testing.T) {
	const most = 16 << 20
	executor, err := batch.New(batch.Config{Source: "Microsoft-SQL/10.0", Server: "SOAPSTONE"})
	if err != nil {
		t.Fatal(err)
	}
	name := "[" + strings.Repeat("é b", 42) + "]"
	for what, text := range map[string]string{
		"rowsets":            strings.Repeat("SELECT 1 ", 100_000),
		"rowsets of dates":   strings.Repeat("SELECT GETDATE() ", 50_000),
		"columns":            "SELECT 1" + strings.Repeat(",CAST(N'a' AS nvarchar(4000))", 4000) + strings.Repeat(" SELECT 1"+strings.Repeat(",CAST(N'a' AS nvarchar(4000))", 4000), 5),
		"names":              strings.Repeat("SELECT 1 AS "+name+" ", 30_000),
		"one long name":      strings.Repeat("SELECT 1.5 AS ["+strings.Repeat(" ", 128)+"] ", 30_000),
		"messages":           "DECLARE @x varchar(8000) SET @x = '" + strings.Repeat("<", 8000) + "' " + strings.Repeat("PRINT @x ", 50_000),
		"short messages":     strings.Repeat("PRINT '' ", 100_000),
		"errors":             strings.Repeat("ROLLBACK ", 200_000),
		"raised":             "DECLARE @x varchar(8000) SET @x = '" + strings.Repeat("'", 4088) + "' RAISERROR ('" + strings.Repeat("%s", 50_000) + "',1,1" + strings.Repeat(",@x", 50_000) + ")" + strings.Repeat(" RAISERROR (@x,1,1)", 30_000),
		"boundaries":         strings.Repeat("BEGIN TRAN COMMIT ", 80_000),
		"what does not bind": strings.Repeat("SET @b = 1 ", 60_000),
		"values":             "DECLARE @x varchar(max) SET @x = '" + strings.Repeat("&", 1<<20) + "' SELECT @x" + strings.Repeat(",@x", 4000),
		"controls":           "DECLARE @x varchar(max) SET @x = '" + strings.Repeat("\x01", 1<<20) + "' SELECT @x" + strings.Repeat(",@x", 4000),
		"copies":             "DECLARE @x varchar(max) SET @x = '" + strings.Repeat("x", 1<<20) + "' " + strings.Repeat("SET @x = CAST(CAST(@x AS varbinary(max)) AS varchar(max)) ", 500),
	} {
		t.Run(what, func(t *testing.T) {
			env := &batch.Env{Session: &batch.Session{Notify: batch.Notify{Transaction: true}}, Login: "alice",
				Now: func() time.Time { return time.Time{} }, Descriptor: func() [8]byte { return [8]byte{} }}
			var w soap.Writer
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			items, err := executor.Execute(t.Context(), env, text, nil)
			if err != nil {
				t.Fatal(err)
			}
			stream.Style{Schema: true, Loose: true}.Result(&w, items)
			runtime.ReadMemStats(&after)
			if w.Len() > most+4096 {
				t.Errorf("%d bytes were written", w.Len())
			}
			if spent := (after.TotalAlloc - before.TotalAlloc) >> 20; spent > 320 {
				t.Errorf("%d MB were allocated", spent)
			}
			if last, ok := items[len(items)-1].(batch.Message); !ok || last.Number != 701 {
				t.Errorf("it ends with %v, of %d bytes", items[len(items)-1], w.Len())
			}
		})
	}
}

func TestReturnedParametersAreBounded(t *testing.T) {
	executor, err := batch.New(batch.Config{})
	if err != nil {
		t.Fatal(err)
	}
	text := "SET @a = '" + strings.Repeat("x", 1<<20) + "' "
	var parameters []batch.Parameter
	for _, name := range strings.Split("abcdefghijklmnopqrstuvwxyz", "") {
		p, err := batch.NewParameter(batch.ParameterSpec{Name: name, SQLDbType: new("VarChar"), MaxLength: new(-1), Direction: new("InputOutput"), Text: "as it came"})
		if err != nil {
			t.Fatal(err)
		}
		parameters = append(parameters, p)
		text += "SET @" + name + " = @a "
	}
	items, err := executor.Execute(t.Context(), &batch.Env{Session: &batch.Session{}, Now: time.Now}, text, parameters)
	if err != nil {
		t.Fatal(err)
	}
	var w soap.Writer
	w.Open("sql:Parameters")
	stream.Style{}.Parameters(&w, parameters)
	w.Close()
	if w.Len() > 16<<20 {
		t.Errorf("%d bytes were written", w.Len())
	}
	if last, ok := items[len(items)-1].(batch.Message); len(items) != 1 || !ok || last.Number != 701 {
		t.Errorf("it says %v", items)
	}
	if first, last := parameters[0].Value, parameters[25].Value; first == last || last != "as it came" {
		t.Errorf("the last is %.20v", last)
	}
}
