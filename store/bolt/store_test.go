package bolt_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
	"github.com/soapstone-dev/soapstone/store/storetest"
)

func TestStore(t *testing.T) {
	for name, options := range map[string]bolt.Options{
		"durable":  {},
		"queued":   bolt.Options{NoSync: true}.Queued(),
		"unsynced": {NoSync: true},
		"lazy":     {NoSync: true, Tick: make(chan time.Time)}, // which never ticks

		"a checkpoint for some updates": bolt.Options{NoSync: true}.WithSegment(4 << 10),
		"a checkpoint for each update":  bolt.Options{NoSync: true}.WithSegment(1),
	} {
		t.Run(name, func(t *testing.T) {
			if !options.NoSync && testing.Short() {
				t.Skip("waits for the disk some thousand times")
			}
			storetest.Run(t, func(t *testing.T) storetest.Open {
				db := open(t, filepath.Join(t.TempDir(), "s.db"), options)
				return func() store.Store { return db.Handle() }
			})
		})
	}
}

func open(t testing.TB, path string, o bolt.Options) *bolt.DB {
	t.Helper()
	db, err := bolt.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}
