package world

import (
	"context"
	"io"
	"time"

	"github.com/soapstone-dev/soapstone/soap"
	"github.com/soapstone-dev/soapstone/store"
)

// System is what a room offers the world.
type System interface {
	// Services returns the services, made anew by each call.
	Services() []*soap.Service
	// Sweep deletes what is gone by now.
	Sweep(ctx context.Context, now time.Time) error
	// Restart does what a restart of the real server does to its sessions.
	Restart(ctx context.Context) error
}

// What a system may offer beyond that. The world asks for each where it needs it.
type (
	// alterer can change settings of one part of it while it runs, such as of an endpoint by its path, with the effect
	// that the real server's own command has on its sessions. A set that it refuses changes nothing.
	alterer interface {
		Alter(ctx context.Context, path string, set map[string]string) error
	}

	// ender ends a record of its own for an operator with what hangs on it, such as a session on its thread, within a
	// transaction. What is not there is store.ErrNotFound. Of a system that is no ender, the record is deleted.
	ender interface {
		End(tx store.Tx, now time.Time, key store.Key) error
	}

	// maker can make a session without a client, out of settings by name: its SessionOptions, which the table of rooms has.
	// It draws the id from chance, as it draws those of clients from Call.Rand.
	maker interface {
		Make(ctx context.Context, now time.Time, chance io.Reader, set map[string]string) (store.Key, error)
	}

	// locator says where it keeps the session whose id a client has.
	locator interface {
		SessionKey(id string) store.Key
	}

	// identified has sessions whose id a client sends in another form than the key of the record has it.
	identified interface {
		ID(key store.Key) string
	}

	// secretive has more elements and attributes, by local name, that the journal must not show.
	secretive interface {
		Secrets() []string
	}
)
