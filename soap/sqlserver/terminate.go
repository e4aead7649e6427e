package sqlserver

import (
	"context"
	"errors"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/store"
)

// runAndEnd runs the body in a session and then ends that, whatever became of the body. Other batches in it go
// on to their end, and only one of them all ends the transaction.
func (e *endpoint) runAndEnd(ctx context.Context, call *soap.Call, v *visit, next soap.Next) (soap.Reply, error) {
	reply, err := e.run(ctx, call, v, next)
	alone := v.place.end()
	endErr := e.room.store.Update(context.WithoutCancel(ctx), func(tx store.Tx) error {
		key := sessionKey(v.place.id)
		if alone {
			return tx.Delete(key)
		}
		rec, err := tx.Get(key)
		if err != nil {
			return err
		}
		rec.State, rec.Timeout = stateEnding, endingTimeout
		return tx.Put(rec)
	})
	if endErr != nil && !errors.Is(endErr, store.ErrNotFound) {
		v.place.reopen()
		return reply, endErr // so that its stream is closed
	}
	if alone {
		v.place.gone()
	}
	v.acknowledge(sessionAnswer{id: v.place.id, terminate: true, descriptor: v.options.session.descriptor})
	return reply, err
}
