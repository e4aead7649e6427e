package soaptest_test

import (
	"bytes"
	"fmt"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	bbolt "go.etcd.io/bbolt"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/internal/loopback"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// The benchmarks compare in one run: soapstone over loopback, and in turn with it the least that could do the same work.

// talk is what one system's client sends: a session's beginning, a use, an end.
type talk struct {
	system string
	begin  func(n int) []byte
	id     []string // what comes before the session's ID in the answer to begin
	use    func(id string) []byte
	end    func(id string) []byte
}

func talks() []talk {
	const (
		basic = "Authorization: Basic YWxpY2U6c29hcHN0b25l\r\n"
		admin = "Authorization: Basic YWRtaW46c29hcHN0b25l\r\n"
		xml   = "Content-Type: text/xml; charset=utf-8\r\nSOAPAction: \"\"\r\n"
		json  = "Content-Type: application/json\r\n"
		mft   = "/cfcc/control?view=services/AdministratorService"
	)
	sql := func(attributes string) []byte {
		return request("/sql/demo", basic+xml, envelope(`<o:sqlSession xmlns:o="http://schemas.microsoft.com/sqlserver/2004/SOAP/Options" `+attributes+`/>`,
			`<sqlbatch xmlns="http://schemas.microsoft.com/sqlserver/2004/SOAP"><BatchCommands></BatchCommands></sqlbatch>`))
	}
	administrator := func(head, operation, id string) []byte {
		return request(mft, head+xml, envelope("", `<m:`+operation+` xmlns:m="http://administratorService.soap.sift.proginet.com"><sessionId>`+id+`</sessionId></m:`+operation+`>`))
	}
	partner := func(id, body string) []byte {
		return request("/services/Soap/u/58.0", xml, envelope(`<p:SessionHeader xmlns:p="urn:partner.soap.sforce.com"><p:sessionId>`+id+`</p:sessionId></p:SessionHeader>`,
			`<`+body+` xmlns="urn:partner.soap.sforce.com"/>`))
	}
	return []talk{
		{
			system: "sqlserver", id: []string{` sessionId="`},
			begin: func(int) []byte { return sql(`initiate="true"`) },
			use:   func(id string) []byte { return sql(`sessionId="` + id + `"`) },
			end:   func(id string) []byte { return sql(`terminate="true" sessionId="` + id + `"`) },
		},
		{
			system: "mft", id: []string{`<getSessionReturn`, `>`},
			begin: func(int) []byte { return request(mft, admin+xml, envelope("", `<getSession/>`)) },
			use:   func(id string) []byte { return administrator("", "validateSession", id) },
			end:   func(id string) []byte { return administrator("", "closeSession", id) },
		},
		{
			system: "salesforce", id: []string{`<sessionId>`},
			begin: func(n int) []byte {
				return request("/services/Soap/u/58.0", xml, envelope("", fmt.Sprintf(
					`<login xmlns="urn:partner.soap.sforce.com"><username>u%d@example.com</username><password>soapstone</password></login>`, n)))
			},
			use: func(id string) []byte { return partner(id, "getUserInfo") },
			end: func(id string) []byte { return partner(id, "logout") },
		},
		{
			system: "futurama", id: []string{`"sessionID":"`},
			begin: func(int) []byte { return request("/rest/webapi", json, "{}") },
			use: func(id string) []byte {
				return request("/rest/webapi/SessionKeepAlive", json, `{"SessionID":"`+id+`"}`)
			},
			end: func(id string) []byte { return request("/rest/webapi/SessionEnd", json, `{"SessionID":"`+id+`"}`) },
		},
	}
}

// session is the ID of the session that an answer begins, nil for none. To find it costs next to nothing: the client shares
// the machine with the server.
func (t talk) session(answer []byte) []byte {
	for _, before := range t.id {
		var found bool
		if _, answer, found = bytes.Cut(answer, []byte(before)); !found {
			return nil
		}
	}
	return answer[:max(0, bytes.IndexAny(answer, `"<`))]
}

func envelope(header, body string) string {
	return `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>` + header + `</e:Header><e:Body>` + body + `</e:Body></e:Envelope>`
}

func request(path, head, body string) []byte {
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: %d\r\n\r\n%s", path, head, len(body), body)
}

// serveOn is soapstone over a store, in a process whose heap is as the program's: collected when it has grown by 16 MB more. What
// stands beside it is in the same process, and has the same good of it.
func serveOn(b *testing.B, db *bolt.DB) *loopback.Server {
	b.Helper()
	reserve := make([]byte, 16<<20)
	b.Cleanup(func() { runtime.KeepAlive(reserve) })
	w, err := world.New(world.Default(), db.Handle(), soap.NewClock(), world.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return loopback.ServeQuick(b, w.Handler())
}

// BenchmarkRead is a request that uses a session, each caller one of its own: nothing durable is written. Beside it stands
// a net/http handler that reads as much and answers as much, and knows nothing.
func BenchmarkRead(b *testing.B) {
	db, err := bolt.OpenTemp()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	server := serveOn(b, db)
	for _, talk := range talks() {
		for _, callers := range []int{1, 32, 256} {
			b.Run(fmt.Sprintf("%s/callers=%d", talk.system, callers), func(b *testing.B) {
				uses := make([][]byte, callers)
				for caller := range uses {
					_, answer := server.Do(b, talk.begin(caller+1))
					id := talk.session(answer)
					if len(id) == 0 {
						b.Fatalf("no session: %s", answer)
					}
					uses[caller] = talk.use(string(id))
				}
				_, answer := server.Do(b, uses[0])
				bare := loopback.Serve(b, loopback.Bare(len(answer)))
				own := func(caller int, _ []byte) []byte { return uses[caller] }
				loopback.Compare(b, server.Clients(b, callers, own), loopback.Other{Name: "bare", Run: bare.Clients(b, callers, own).Run})
			})
		}
	}
}

// BenchmarkDurable is a session's whole life, two requests, each durable before it is answered. Beside it stand the bare
// handler, one that does nothing but to put or delete a record durably, which is as much as a server on this store can
// reach, and bbolt's own Updates, each with its syncs, from as many goroutines.
func BenchmarkDurable(b *testing.B) {
	for _, talk := range talks() {
		for _, callers := range []int{1, 64} {
			b.Run(fmt.Sprintf("%s/callers=%d", talk.system, callers), func(b *testing.B) {
				tick := time.NewTicker(time.Second) // as the program has it
				defer tick.Stop()
				db, err := bolt.Open(filepath.Join(b.TempDir(), "sessions.db"), bolt.Options{Tick: tick.C})
				if err != nil {
					b.Fatal(err)
				}
				b.Cleanup(func() { db.Close() })
				server := serveOn(b, db)
				_, answer := server.Do(b, talk.begin(0))
				begin := talk.begin(0)
				bare := loopback.Serve(b, loopback.Bare(len(answer)))
				loopback.Compare(b, server.Clients(b, callers, life(talk, callers)),
					loopback.Other{Name: "bare", Run: bare.Clients(b, callers, func(int, []byte) []byte { return begin }).Run},
					bareStore(b, callers, begin, len(answer)),
					plainUpdates(b, callers))
			})
		}
	}
}

// life begins and ends sessions in turn. Each caller is a user of its own.
func life(talk talk, callers int) func(int, []byte) []byte {
	lives := make([]oneLife, callers)
	for caller := range lives {
		lives[caller] = oneLife{talk: talk, begin: talk.begin(caller + 1)}
	}
	return func(caller int, answer []byte) []byte { return lives[caller].next(answer) }
}

// oneLife is what one caller sends: the same requests again and again, of which those that end a session differ in its ID.
type oneLife struct {
	talk       talk
	begun      bool
	begin, end []byte
	id         []byte // within end
}

func (l *oneLife) next(answer []byte) []byte {
	if l.begun = !l.begun; l.begun {
		return l.begin
	}
	id := l.talk.session(answer)
	if len(id) != len(l.id) || l.end == nil {
		l.end = l.talk.end(string(id))
		l.id = l.end[bytes.LastIndex(l.end, id):][:len(id)]
	}
	copy(l.id, id)
	return l.end
}

// bareStore is the bare handler with one record of a session's size that it puts and deletes in turn, for each caller.
func bareStore(b *testing.B, callers int, wire []byte, answer int) loopback.Other {
	b.Helper()
	db, err := bolt.Open(filepath.Join(b.TempDir(), "bare.db"), bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	h := db.Handle()
	bare := loopback.Bare(answer)
	var mu sync.Mutex
	kept := map[string]bool{} // by connection
	server := loopback.Serve(b, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		kept[r.RemoteAddr] = !kept[r.RemoteAddr]
		put := kept[r.RemoteAddr]
		mu.Unlock()
		now := time.Unix(1, 0)
		rec := store.Record{
			Key:   store.Key{System: "bare", Kind: store.KindSession, ID: r.RemoteAddr},
			Owner: r.RemoteAddr, Created: now, LastUsed: now, Timeout: time.Hour,
			Values: map[string]string{"text": strings.Repeat("x", 100)},
		}
		err := h.Update(r.Context(), func(tx store.Tx) error {
			if put {
				return tx.Put(rec)
			}
			return tx.Delete(rec.Key)
		})
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		bare.ServeHTTP(w, r)
	}))
	return loopback.Other{Name: "bare-store", Run: server.Clients(b, callers, func(int, []byte) []byte { return wire }).Run}
}

// plainUpdates are bbolt's, of about as many bytes as a session.
func plainUpdates(b *testing.B, callers int) loopback.Other {
	b.Helper()
	db, err := bbolt.Open(filepath.Join(b.TempDir(), "plain.db"), 0o600, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	value := bytes.Repeat([]byte{'x'}, 200)
	return loopback.Other{Name: "bbolt-Update", Run: func(n int) error {
		return loopback.Share(callers, n, func(caller, share int) error {
			key := fmt.Appendf(nil, "session-%d", caller)
			for range share {
				err := db.Update(func(tx *bbolt.Tx) error {
					bucket, err := tx.CreateBucketIfNotExists([]byte("sessions"))
					if err != nil {
						return err
					}
					return bucket.Put(key, value)
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
	}}
}
