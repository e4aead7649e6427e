package soaptest_test

import (
	"bytes"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"sync"
	"testing"

	bbolt "go.etcd.io/bbolt"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/loopback"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// The benchmarks compare in one run: soapstone over loopback, and beside it the least that could do the same work.

const sqlRequest = "POST /sql/demo HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic YWxpY2U6c29hcHN0b25l\r\n" +
	"Content-Type: text/xml; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s"

// sqlSession is a request with a session header and an empty batch.
func sqlSession(attributes string) []byte {
	body := `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><o:sqlSession xmlns:o="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options" ` +
		attributes + `/></e:Header><e:Body><sqlbatch xmlns="http://schemas.microsoft.com/sqlserver/2004/SOAP"><BatchCommands></BatchCommands></sqlbatch></e:Body></e:Envelope>`
	return fmt.Appendf(nil, sqlRequest, len(body), body)
}

var sessionID = regexp.MustCompile(`sessionId="([^"]+)"`)

func handler(b *testing.B, db *bolt.DB) http.Handler {
	b.Helper()
	w, err := world.New(world.Default(), db.Handle(), soap.NewClock(), world.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return w.Handler()
}

// BenchmarkEnlist is a request that uses a session: nothing durable is written.
func BenchmarkEnlist(b *testing.B) {
	db, err := bolt.OpenTemp()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	server := loopback.Serve(b, handler(b, db))
	_, answer := server.Do(b, sqlSession(`initiate="true"`))
	id := sessionID.FindSubmatch(answer)
	if id == nil {
		b.Fatalf("no session: %s", answer)
	}
	request := sqlSession(fmt.Sprintf(`sessionId="%s"`, id[1]))
	_, answer = server.Do(b, request)
	bare := loopback.Serve(b, loopback.Bare(len(answer)))
	for _, callers := range []int{1, 32} {
		same := func(int, []byte) []byte { return request }
		b.Run(fmt.Sprintf("soapstone/callers=%d", callers), func(b *testing.B) { server.Load(b, callers, same) })
		b.Run(fmt.Sprintf("bare/callers=%d", callers), func(b *testing.B) { bare.Load(b, callers, same) })
	}
}

// BenchmarkInitiateTerminate is a session's whole life, two requests, each durable before it is answered. Beside it
// stand bbolt's own Updates, each with its fsync, two a session, from as many goroutines.
func BenchmarkInitiateTerminate(b *testing.B) {
	const callers = 64
	b.Run("soapstone", func(b *testing.B) {
		db, err := bolt.Open(filepath.Join(b.TempDir(), "sessions.db"), bolt.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { db.Close() })
		server := loopback.Serve(b, handler(b, db))
		initiate := sqlSession(`initiate="true"`)
		server.Load(b, callers, func(_ int, answer []byte) []byte {
			if answer == nil || bytes.Contains(answer, []byte(`terminate="true"`)) {
				return initiate
			}
			return sqlSession(fmt.Sprintf(`terminate="true" sessionId="%s"`, sessionID.FindSubmatch(answer)[1]))
		})
	})
	b.Run("bbolt-Update", func(b *testing.B) {
		db, err := bbolt.Open(filepath.Join(b.TempDir(), "plain.db"), 0o600, nil)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { db.Close() })
		value := make([]byte, 200)
		var all sync.WaitGroup
		b.ResetTimer()
		for caller := range callers {
			all.Go(func() {
				key := fmt.Appendf(nil, "session-%d", caller)
				for range b.N / callers {
					err := db.Update(func(tx *bbolt.Tx) error {
						bucket, err := tx.CreateBucketIfNotExists([]byte("sessions"))
						if err != nil {
							return err
						}
						return bucket.Put(key, value)
					})
					if err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		all.Wait()
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
	})
}
