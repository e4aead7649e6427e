package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"iter"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/world"
	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// TestAuthorization walks every operation of every service with credentials that must not do: it changes nothing, says
// nothing of what others have, and is answered alike where the vendor has one answer for several reasons. The operations
// are those of the contracts, so that a new one without a row fails.
func TestAuthorization(t *testing.T) {
	t.Parallel()
	shown := map[string]bool{}
	for name, set := range authorizationWorlds() {
		t.Run(name, func(t *testing.T) {
			g := guard(t, set.settings)
			rows := set.rows(t, g)
			for _, row := range slices.Sorted(maps.Keys(rows)) {
				shown[row] = true
				t.Run(strings.ReplaceAll(row, "/", "."), func(t *testing.T) { g.check(t, rows[row]) })
			}
		})
	}
	t.Run("every operation has a row", func(t *testing.T) {
		for _, operation := range operationsOf(guard(t, nil).services) {
			if !shown[operation] {
				t.Errorf("no row says who may not call %s", operation)
			}
		}
	})
}

// operationsOf are the operations of services, each behind its service; of a service without a contract the service alone.
func operationsOf(services []*soap.Service) (all []string) {
	for _, s := range services {
		if s.Contract == nil {
			all = append(all, s.Name)
			continue
		}
		for _, op := range s.Contract.Operations {
			all = append(all, s.Name+" "+op.Name)
		}
	}
	return all
}

// attempt is a request with credentials that must not do.
type attempt struct {
	with string // the credentials
	want string // part of the answer
	like string // attempts with the same word here are answered by the same bytes
	// calls has another word where the store is asked otherwise, as for what cannot be an id and is not looked for.
	calls string
	sent  []string // what the answer may say back, and by what answers may differ
	// changes says why the store is another one afterwards, "" for all but what is known.
	changes string
	uses    bool // the caller's own session, whose idle time begins anew
	request
}

// request is what goes out.
type request struct {
	path, user, password, contentType, action, body string
	head                                            map[string]string
}

// guarded is the emulated systems behind a socket, over a store that notes what it is asked.
type guarded struct {
	url      string
	clock    *soap.Clock
	store    *watched
	services []*soap.Service
	ids      map[string]string // of sessions and threads, by what they are
}

// guard starts the systems with settings of their own.
func guard(t *testing.T, settings map[string]string) *guarded {
	t.Helper()
	cfg := world.Default()
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		if err := cfg.Set(name, settings[name]); err != nil {
			t.Fatal(err)
		}
	}
	db, err := bolt.OpenTemp()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	g := &guarded{
		clock: soap.NewFrozenClock(time.Date(2015, 6, 1, 12, 0, 0, 0, time.UTC)),
		store: &watched{Store: db.Handle()}, ids: map[string]string{},
	}
	w, err := world.New(cfg, g.store, g.clock, world.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(w.Handler())
	t.Cleanup(server.Close)
	g.url, g.services = server.URL, w.Services()
	return g
}

// ask sends a request, and returns the whole answer but for its length and date.
func (g *guarded) ask(t *testing.T, q request) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, g.url+q.path, strings.NewReader(q.body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", q.contentType)
	r.Header["SOAPAction"] = []string{`"` + q.action + `"`}
	if q.user != "" {
		r.SetBasicAuth(q.user, q.password)
	}
	for name, value := range q.head {
		r.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	answer.Header.Del("Content-Length")
	answer.Header.Del("Date")
	var b strings.Builder
	fmt.Fprintln(&b, answer.Status)
	for _, name := range slices.Sorted(maps.Keys(answer.Header)) {
		fmt.Fprintf(&b, "%s: %s\n", name, strings.Join(answer.Header[name], ", "))
	}
	return b.String() + "\n" + string(body)
}

// find sends a request that must succeed, and returns the part of the answer that the pattern finds.
func (g *guarded) find(t *testing.T, q request, pattern string) string {
	t.Helper()
	found, err := part(g.ask(t, q), pattern)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// wait lets time pass, without a sweep: what has expired is still there.
func (g *guarded) wait(t *testing.T, d time.Duration) {
	t.Helper()
	if err := g.clock.Advance(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}

// check makes the attempts on one operation.
func (g *guarded) check(t *testing.T, attempts []attempt) {
	answers, calls := map[string]string{}, map[string]string{}
	for _, a := range attempts {
		before := g.store.records(t)
		g.store.forget()
		answer := g.ask(t, a.request)
		asked := g.store.asked()
		if diff := cmp.Diff(before, g.store.records(t), idleTime(a.uses)); (diff != "") != (a.changes != "") {
			t.Errorf("%s: the store has changed (-before +after):\n%s", a.with, diff)
		}
		if a.changes == "" && writes(a.uses).MatchString(asked) {
			t.Errorf("%s: the store was written: %s", a.with, asked)
		}
		if !strings.Contains(answer, a.want) {
			t.Errorf("%s: no %q in the answer:\n%s", a.with, a.want, answer)
		}
		for what, id := range g.ids {
			if strings.Contains(answer, id) && !slices.Contains(a.sent, id) {
				t.Errorf("%s: the answer gives away the id of %s:\n%s", a.with, what, answer)
			}
		}
		if a.like == "" {
			continue
		}
		answer = masked(answer, a.sent)
		if first, found := answers[a.like]; !found {
			answers[a.like] = answer
		} else if diff := cmp.Diff(first, answer); diff != "" {
			t.Errorf("%s: it is told apart from other %s (-them +it):\n%s", a.with, a.like, diff)
		}
		if first, found := calls[a.like+a.calls]; !found {
			calls[a.like+a.calls] = asked
		} else if first != asked {
			t.Errorf("%s: it is told apart from other %s: the store was asked\n%s, and by them\n%s", a.with, a.like, asked, first)
		}
	}
}

// idleTime compares records, from when their idle time counts only where that may not begin anew.
func idleTime(begins bool) cmp.Option {
	return cmp.FilterPath(func(p cmp.Path) bool { return begins && p.Last().String() == ".LastUsed" }, cmp.Ignore())
}

// writes finds what writes among the calls of a store.
func writes(uses bool) *regexp.Regexp {
	if uses {
		return regexp.MustCompile(`\b(put|delete)\b`)
	}
	return regexp.MustCompile(`\b(put|delete|touch)\b`)
}

// masked is an answer without what its request sent, as it is and as the hash by which Salesforce says it, and without the
// number of requests.
func masked(answer string, sent []string) string {
	answer = regexp.MustCompile(`<current>[0-9]+<`).ReplaceAllString(answer, "<current>N<")
	for _, s := range sent {
		if s == "" {
			continue
		}
		sum := sha256.Sum256([]byte(s))
		answer = strings.ReplaceAll(answer, s, "SENT")
		answer = strings.ReplaceAll(answer, base64.StdEncoding.EncodeToString(sum[:]), "HASH")
	}
	return answer
}

// watched is a store that notes what it is asked.
type watched struct {
	store.Store
	mu    sync.Mutex
	calls []string
}

func (w *watched) note(call string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, call)
}

func (w *watched) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = nil
}

// asked is what was asked, in order.
func (w *watched) asked() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Join(w.calls, " ")
}

// records are all records of all systems.
func (w *watched) records(t *testing.T) (all []store.Record) {
	t.Helper()
	err := w.Store.View(t.Context(), func(tx store.Tx) error {
		for _, system := range world.Names() {
			for _, kind := range []string{store.KindSession, store.KindThread, store.KindAccount} {
				for r, err := range tx.All(system, kind, store.Place{}) {
					if err != nil {
						return err
					}
					all = append(all, r)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (w *watched) View(ctx context.Context, f func(store.Tx) error) error {
	w.note("view")
	return w.Store.View(ctx, func(tx store.Tx) error { return f(watchedTx{tx, w}) })
}

func (w *watched) Get(ctx context.Context, key store.Key) (store.Record, error) {
	w.note("get " + key.Kind)
	return w.Store.Get(ctx, key)
}

func (w *watched) Update(ctx context.Context, f func(store.Tx) error) error {
	w.note("update")
	return w.Store.Update(ctx, func(tx store.Tx) error { return f(watchedTx{tx, w}) })
}

func (w *watched) Touch(ctx context.Context, key store.Key, at time.Time) error {
	w.note("touch")
	return w.Store.Touch(ctx, key, at)
}

type watchedTx struct {
	store.Tx
	of *watched
}

func (x watchedTx) Get(key store.Key) (store.Record, error) {
	x.of.note("get " + key.Kind)
	return x.Tx.Get(key)
}

func (x watchedTx) Put(rec store.Record) error {
	x.of.note("put " + rec.Key.Kind)
	return x.Tx.Put(rec)
}

func (x watchedTx) Delete(key store.Key) error {
	x.of.note("delete " + key.Kind)
	return x.Tx.Delete(key)
}

func (x watchedTx) Owned(system, kind, owner string) iter.Seq2[store.Record, error] {
	x.of.note("owned " + kind)
	return x.Tx.Owned(system, kind, owner)
}

func (x watchedTx) All(system, kind string, after store.Place) iter.Seq2[store.Record, error] {
	x.of.note("all " + kind)
	return x.Tx.All(system, kind, after)
}

func (x watchedTx) Due(system, kind string, by time.Time) iter.Seq2[store.Record, error] {
	x.of.note("due " + kind)
	return x.Tx.Due(system, kind, by)
}
