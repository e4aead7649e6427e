package sqlserver

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/soap/sqlserver/internal/batch"
	"github.com/soapstone-dev/soapstone/store"
	contract "github.com/soapstone-dev/soapstone/wsdl/sqlserver"
)

// visit is what a call carries from step to step.
type visit struct {
	endpoint *endpoint
	call     *soap.Call
	settings *settings
	account  Account       // whose login it is
	options  options       // what the header says
	place    stay          // in the session that the call was let into
	session  batch.Session // what the batch runs in
	env      batch.Env     // what else the batch knows
	waits    waits         // how long the batch has taken
	client   client
	answer   sessionAnswer // what the answer says of the session
	bare     []byte        // the whole answer, of a web method with FORMAT = NONE

	// The answer to sqlbatch, which points to result.
	reply  contract.SqlbatchResponse
	result soap.Content

	// Methods as functions, which are made once.
	exitAt      func(ctx context.Context, at time.Time)
	writeAnswer func(w *soap.Writer)
}

// visits holds those that no call has just now. They keep their memory, and nothing of a call.
var visits = sync.Pool{New: func() any {
	v := &visit{}
	v.env = batch.Env{Session: &v.session, Now: v.now, Wait: v.wait, Descriptor: v.descriptor}
	v.exitAt = v.exit
	v.writeAnswer = v.answer.write
	return v
}}

// visit begins one, which the call releases.
func (e *endpoint) visit(call *soap.Call) *visit {
	v := visits.Get().(*visit)
	v.endpoint, v.call, v.settings = e, call, e.settings.Load()
	call.Room = v
	return v
}

// Release lets go of everything that belongs to the call.
func (v *visit) Release() {
	env := batch.Env{Session: v.env.Session, Now: v.env.Now, Wait: v.env.Wait, Descriptor: v.env.Descriptor}
	*v = visit{env: env, exitAt: v.exitAt, writeAnswer: v.writeAnswer}
	visits.Put(v)
}

// environment is what a batch runs in.
func (v *visit) environment() *batch.Env {
	v.waits.next = 0
	v.env.Login, v.env.Host, v.env.Application = v.call.Principal.Name, v.client.host, v.client.application
	return &v.env
}

func (v *visit) now() time.Time { return v.call.Now.In(v.endpoint.room.zone) }

func (v *visit) wait(ctx context.Context, d time.Duration) error { return v.waits.wait(ctx, v.call, d) }

func (v *visit) descriptor() (d [8]byte) {
	v.call.Rand().Read(d[:])
	return d
}

// acknowledge says of the session what the answer does.
func (v *visit) acknowledge(a sessionAnswer) {
	v.answer = a
	v.call.AddHeader(soap.HeaderBlock{Declare: declared, Write: v.writeAnswer})
}

// exitAtFinish has the session know when the answer is complete: its idle time counts from then.
func (v *visit) exitAtFinish() { v.call.OnFinish(v.exitAt) }

func (v *visit) exit(ctx context.Context, at time.Time) {
	room, key := v.endpoint.room, sessionKey(v.place.id)
	if !v.place.over() {
		err := room.store.Touch(ctx, key, at) // before the exit: see admitToSession
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			v.call.Log.Error("sqlserver: a session's last use could not be kept", "error", err)
		}
	}
	if !v.place.exit() {
		return
	}
	err := room.store.Update(ctx, func(tx store.Tx) error { return tx.Delete(key) })
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		v.call.Log.Error("sqlserver: an ended session could not be deleted; the sweep will try again", "error", err)
	}
}
