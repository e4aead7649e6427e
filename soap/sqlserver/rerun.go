package sqlserver

import (
	"context"
	"errors"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
	"github.com/soapstone-dev/soapstone/store"
)

// run runs the body in a session and keeps what it changed there. Of batches that change one transaction at the same
// time, one is first. A batch has no effects but those on its session, so each other one is run again on what the
// first has left, as if it had come later: then a second COMMIT has no transaction to commit.
func (e *endpoint) run(ctx context.Context, call *soap.Call, v *visit, next soap.Next) (soap.Reply, error) {
	for {
		before := v.session
		reply, err := next(ctx, call)
		keepErr := e.keep(ctx, v.place.id, before, &v.session)
		switch {
		case keepErr == nil:
			return reply, err
		case !errors.Is(keepErr, errOvertaken):
			return nil, keepErr
		}
		if open := v.session.Transaction; open.Open() && !e.fits(call, v.options.session, open) {
			return nil, e.room.faults.badTransaction()
		}
	}
}

// errOvertaken is a transaction that another batch changed meanwhile.
var errOvertaken = errors.New("sqlserver: another batch changed the session's transaction meanwhile")

// keep writes what a batch changed of its session. A session that was taken away meanwhile stays away. With
// errOvertaken nothing was written, and the session is as the other batch has left it.
func (e *endpoint) keep(ctx context.Context, id string, before batch.Session, session *batch.Session) error {
	after := *session
	if !keep(map[string]string{}, before, after) {
		return nil
	}
	err := e.room.store.Update(context.WithoutCancel(ctx), func(tx store.Tx) error {
		rec, err := tx.Get(sessionKey(id))
		if err != nil {
			return err
		}
		if !sameTransaction(before.Transaction, after.Transaction) {
			now, _, err := readRecord(&rec)
			if err != nil {
				return err
			}
			if !sameTransaction(before.Transaction, now.Transaction) {
				*session = now
				return errOvertaken
			}
		}
		keep(rec.Values, before, after)
		return tx.Put(rec)
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// waits are the waits of a batch and how each ended. One that is run again has waited already.
type waits struct {
	past []error
	next int
}

// wait lets time pass on the clock of the call, unless it has.
func (w *waits) wait(ctx context.Context, call *soap.Call, d time.Duration) error {
	if w.next == len(w.past) {
		_, err := call.Wait(ctx, call.Now.Add(d), nil)
		w.past = append(w.past, err)
	}
	w.next++
	return w.past[w.next-1]
}
