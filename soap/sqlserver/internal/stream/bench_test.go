package stream_test

import (
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
)

// A batch of a session test, from its text to the bytes of its result.
func BenchmarkBatch(b *testing.B) {
	executor, err := batch.New(batch.Config{Source: "Microsoft-SQL/10.0"})
	if err != nil {
		b.Fatal(err)
	}
	var session batch.Session
	env := &batch.Env{Session: &session, Login: "alice", Now: func() time.Time { return time.Time{} }}
	var w soap.Writer
	b.ReportAllocs()
	for b.Loop() {
		items, err := executor.Execute(b.Context(), env, "SET LANGUAGE French SELECT @@LANGUAGE AS language, DB_NAME(), 1 + 2", nil)
		if err != nil {
			b.Fatal(err)
		}
		w.Reset()
		schema.Result(&w, items)
	}
}
