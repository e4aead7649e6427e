package soaptest_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/internal/loopback"
	"github.com/soapstone-dev/soapstone/soap/salesforce"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// BenchmarkInvalidateSessions ends two hundred sessions of Salesforce durably, with one call, and in turn with it twenty with
// a call for each.
func BenchmarkInvalidateSessions(b *testing.B) {
	const together, singly = 200, 20
	db, err := bolt.Open(filepath.Join(b.TempDir(), "sessions.db"), bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	handle := db.Handle()
	room, err := salesforce.New(world.Default().Salesforce.Config, handle) // beside the world's, to make sessions
	if err != nil {
		b.Fatal(err)
	}
	server := serveOn(b, db)
	talk := talks()[2]
	_, answer := server.Do(b, talk.begin(0))
	caller := string(talk.session(answer))
	var request []byte
	client := server.Clients(b, 1, func(int, []byte) []byte { return request })

	end := func(ids []string) time.Duration {
		request = invalidate(caller, ids)
		begin := time.Now()
		if err := client.Run(1); err != nil {
			b.Fatal(err)
		}
		return time.Since(begin)
	}
	var one, many time.Duration
	for range b.N {
		ids := begun(b, room, together+singly)
		for i := range singly {
			one += end(ids[i : i+1])
		}
		many += end(ids[singly:])
		if n := living(b, handle, owned); n > 0 {
			b.Fatalf("%d sessions live on", n)
		}
	}
	perOne, perMany := one.Seconds()/float64(b.N*singly), many.Seconds()/float64(b.N*together)
	b.ReportMetric(0, "ns/op") // most of it is making the sessions
	b.ReportMetric(perOne*1e6, "single-µs/id")
	b.ReportMetric(perMany*1e6, "together-µs/id")
	b.ReportMetric(perMany/perOne, "of-single")
}

// owned is the user whose sessions are ended.
const owned = "u1@example.com"

func living(b *testing.B, s store.Store, owner string) (n int) {
	err := s.View(context.Background(), func(tx store.Tx) error {
		n = 0
		for _, err := range tx.Owned("salesforce", store.KindSession, owner) {
			if err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// begun makes sessions of one user.
func begun(b *testing.B, room *salesforce.Room, n int) []string {
	ids := make([]string, n)
	err := loopback.Share(n, n, func(i, _ int) error {
		key, err := room.Make(context.Background(), time.Now(), rand.Reader, map[string]string{"user": owned})
		ids[i] = key.ID
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return ids
}

func invalidate(caller string, ids []string) []byte {
	const head = "Content-Type: text/xml; charset=utf-8\r\nSOAPAction: \"\"\r\n"
	var list strings.Builder
	for _, id := range ids {
		fmt.Fprintf(&list, "<sessionIds>%s</sessionIds>", id)
	}
	return request("/services/Soap/u/58.0", head, envelope(`<p:SessionHeader xmlns:p="urn:partner.soap.sforce.com"><p:sessionId>`+caller+`</p:sessionId></p:SessionHeader>`,
		`<invalidateSessions xmlns="urn:partner.soap.sforce.com">`+list.String()+`</invalidateSessions>`))
}
