package world

import (
	"context"
	"errors"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/store"
)

// forgetEnded has a system's gate forget those sessions, among the ones given, that no longer exist.
func (w *World) forgetEnded(ctx context.Context, system running, ids []string) error {
	rooms, ok := system.System.(locator)
	if !ok || len(ids) == 0 {
		return nil
	}
	return w.store.View(ctx, func(tx store.Tx) error {
		for _, id := range ids {
			_, err := tx.Get(rooms.SessionKey(id))
			switch {
			case errors.Is(err, store.ErrNotFound):
				system.gate.Forget(id)
			case err != nil:
				return err
			}
		}
		return nil
	})
}

// forgetEndedBy looks, after an exchange, at the sessions that were named in it: it may have ended them.
func (s *state) forgetEndedBy(w *World, x *soap.Exchange) {
	system := s.of(x.Call.Service)
	keeps := func(id string) bool { return id != "" && system.gate.Keeps(id) }
	var ids []string
	if id := x.Call.Session; keeps(id) {
		ids = append(ids, id)
	}
	for _, id := range x.Call.Hidden() {
		if keeps(id) {
			ids = append(ids, id)
		}
	}
	if err := w.forgetEnded(context.Background(), system, ids); err != nil {
		w.options.Log.Error("world: the gate does not know which sessions have ended", "system", system.name, "error", err)
	}
}
