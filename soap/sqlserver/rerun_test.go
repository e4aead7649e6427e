package sqlserver_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// transacting makes a session in which a transaction may outlive its batch.
func (s *stand) transacting() (id string) {
	s.t.Helper()
	header := `<e:Header xmlns:o="` + optionsNS + `"><o:sqlSession initiate="true"/><o:environmentChangeNotifications transactionBoundary="true"/></e:Header>`
	return s.call(envelopeWith(header, batchOf(""))).id(s.t)
}

// descriptor is that of the transaction that an answer says has begun.
func (a answer) descriptor() string {
	_, rest, _ := strings.Cut(a.body, "<sqltransaction:Descriptor>")
	descriptor, _, _ := strings.Cut(rest, "<")
	return ` transactionDescriptor="` + descriptor + `"`
}

// outcome is what a batch says of the transaction: what happened to it, or the message or fault.
func (a answer) outcome() string {
	if a.status != 200 {
		return a.fault()
	}
	var all []string
	for _, mark := range []string{"sqltransaction:Type>", "sqlmessage:Number>", "<n>"} {
		if _, rest, found := strings.Cut(a.body, mark); found {
			text, _, _ := strings.Cut(rest, "<")
			all = append(all, text)
		}
	}
	return strings.Join(all, " ")
}

// atOnce runs batches that all begin before any of them comes past its WAITFOR, and counts the outcomes.
func (s *stand) atOnce(bodies ...string) map[string]int {
	s.t.Helper()
	var wg sync.WaitGroup
	answers := make([]answer, len(bodies))
	for i, body := range bodies {
		wg.Go(func() { answers[i], _ = s.try(s.request("/sql/demo", "alice", body)) })
	}
	s.waiting(len(bodies))
	s.advance(time.Minute)
	wg.Wait()
	got := map[string]int{}
	for _, a := range answers {
		got[a.outcome()]++
	}
	return got
}

const delay = "WAITFOR DELAY '00:01:00' "

// A transaction ends once, however many batches end it at the same time, and whatever becomes of the session.
func TestRow63OneEndsTheTransaction(t *testing.T) {
	for _, terminate := range []string{"", `terminate="true" `} {
		s := start(t, "/sql/demo.sessionTimeout", "never")
		id := s.transacting()
		own := enlist(id) + s.batch(enlist(id), "BEGIN TRAN").descriptor()
		got := s.atOnce(
			envelope(own, batchOf(delay+"COMMIT")), envelope(own, batchOf(delay+"COMMIT")),
			envelope(terminate+own, batchOf(delay+"COMMIT")), envelope(enlist(id), batchOf(delay+"COMMIT")),
		)
		if diff := cmp.Diff(map[string]int{"Commit": 1, "3902": 3}, got); diff != "" {
			t.Errorf("terminate %q: %s", terminate, diff)
		}
	}
	s := start(t, "/sql/demo.sessionTimeout", "never")
	id := s.transacting()
	own := enlist(id) + s.batch(enlist(id), "BEGIN TRAN").descriptor()
	got := s.atOnce(envelope(own, batchOf(delay+"ROLLBACK")), envelope(own, batchOf(delay+"ROLLBACK")))
	if diff := cmp.Diff(map[string]int{"Rollback": 1, "3903": 1}, got); diff != "" {
		t.Error(diff)
	}
}

// Who was overtaken goes on from there: two BEGIN are two deep.
func TestBeginAtOnce(t *testing.T) {
	s := start(t, "/sql/demo.sessionTimeout", "never")
	id := s.transacting()
	begin := envelope(enlist(id), batchOf(delay+"BEGIN TRAN SELECT @@TRANCOUNT AS n"))
	if diff := cmp.Diff(map[string]int{"Begin 1": 1, "2": 1}, s.atOnce(begin, begin)); diff != "" {
		t.Error(diff)
	}
	if a := s.batch(enlist(id), "SELECT @@TRANCOUNT AS n"); a.outcome() != "2" {
		t.Errorf("%s", a.body)
	}
}

// Who named a transaction, or had to name one, does not find itself in another.
func TestOvertakenByAnotherTransaction(t *testing.T) {
	const stale = "Client, SoapHeader, TransactionDescriptorIsInvalid"
	s := start(t, "/sql/demo.sessionTimeout", "never")
	id := s.transacting()
	own := enlist(id) + s.batch(enlist(id), "BEGIN TRAN").descriptor()
	if got := s.overtaken(own, "COMMIT", own, "COMMIT BEGIN TRAN"); got != stale {
		t.Errorf("of the first of two: %s", got)
	}
	if a := s.batch(enlist(id), "SELECT @@TRANCOUNT AS n"); a.outcome() != "1" {
		t.Errorf("the second transaction was ended by who named the first: %s", a.body)
	}
	s = start(t, "/sql/demo.sessionTimeout", "never", "withoutDescriptor", "refuse")
	id = s.transacting()
	if got := s.overtaken(enlist(id), "BEGIN TRAN", enlist(id), "BEGIN TRAN"); got != stale {
		t.Errorf("without a descriptor: %s", got)
	}
}

// overtaken begins a batch, runs another one meanwhile, and gives what became of the first.
func (s *stand) overtaken(session, text, otherSession, other string) string {
	s.t.Helper()
	var wg sync.WaitGroup
	var a answer
	wg.Go(func() { a, _ = s.try(s.request("/sql/demo", "alice", envelope(session, batchOf(delay+text)))) })
	s.waiting(1)
	if b := s.batch(otherSession, other); b.status != 200 {
		s.t.Fatalf("%s", b.body)
	}
	s.advance(time.Minute)
	wg.Wait()
	return a.outcome()
}

// A batch that is cut short and run again is cut short at the same place.
func TestCutShortAndOvertaken(t *testing.T) {
	s := start(t, "/sql/demo.sessionTimeout", "never")
	id := s.transacting()
	s.hangUp(enlist(id), "BEGIN TRAN "+delay+"COMMIT", func() {
		if a := s.batch(enlist(id), "BEGIN TRAN"); a.outcome() != "Begin" {
			t.Fatalf("%s", a.body)
		}
	})
	if a := s.batch(enlist(id), "SELECT @@TRANCOUNT AS n"); a.outcome() != "2" {
		t.Errorf("%s", a.body)
	}
}

// An operator sets the clock back in the midst of a WAITFOR: what is left of the delay is as long as before.
func TestClockMovedBackWhileWaiting(t *testing.T) {
	s := start(t)
	var wg sync.WaitGroup
	var a answer
	wg.Go(func() { a, _ = s.try(s.request("/sql/demo", "alice", envelope("", batchOf(delay+"SELECT 1 AS n")))) })
	s.waiting(1)
	s.advance(40 * time.Second)
	if err := s.clock.Set(t.Context(), s.clock.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	s.advance(20*time.Second - 1)
	s.waiting(1)
	s.advance(1)
	if err := s.clock.AwaitWaitingAtMost(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if a.status != 200 || !strings.Contains(a.body, "<n>1</n>") {
		t.Errorf("%d %s", a.status, a.body)
	}
}
