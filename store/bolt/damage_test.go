package bolt

import (
	"context"
	"errors"
	"iter"
	"path/filepath"
	"strings"
	"testing"

	bbolt "go.etcd.io/bbolt"

	"github.com/soapstone-dev/soapstone/store"
)

// TestDamage spoils single entries of the file. Whatever meets one gets an
// error and changes nothing; the other records are there.
func TestDamage(t *testing.T) {
	a, b := session("a"), session("b")
	b.Key.Kind = store.KindThread
	key := recordKey(a.Key)
	for name, spoil := range map[string]func(*bbolt.Tx) error{
		"record": func(tx *bbolt.Tx) error { return tx.Bucket(recordBucket.name()).Put(key, []byte{recordVersion, 1}) },
		"touch":  func(tx *bbolt.Tx) error { return tx.Bucket(touchBucket.name()).Put(key, []byte("x")) },
		"instant": func(tx *bbolt.Tx) error {
			return tx.Bucket(touchBucket.name()).Put(key, []byte(strings.Repeat("\xff", timeSize)))
		},
		"no record": func(tx *bbolt.Tx) error { return tx.Bucket(recordBucket.name()).Delete(key) },
		"short index keys": func(tx *bbolt.Tx) error {
			prefix := scope(a.Key.System, a.Key.Kind)
			return errors.Join(tx.Bucket(recordBucket.name()).Delete(key),
				tx.Bucket(createdBucket.name()).Put(prefix, nil),
				tx.Bucket(dueBucket.name()).Put(prefix, nil),
				tx.Bucket(ownerBucket.name()).Put(ownerScope(a.Key.System, a.Key.Kind, a.Owner), nil))
		},
	} {
		ctx, path := context.Background(), filepath.Join(t.TempDir(), "s.db")
		before, err := Open(path, Options{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		put := func(tx store.Tx) error { return errors.Join(tx.Put(a), tx.Put(b)) }
		if err := errors.Join(before.Handle().Update(ctx, put), before.Close()); err != nil {
			t.Fatal(err)
		}
		db, err := Open(path, Options{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		h := db.Handle()
		if err := db.bolt.Update(spoil); err != nil {
			t.Fatal(err)
		}
		for _, look := range []func(context.Context, func(store.Tx) error) error{h.View, h.Update} {
			err := look(ctx, func(tx store.Tx) error {
				if _, err := tx.Get(a.Key); err == nil {
					t.Errorf("%s: Get found nothing wrong", name)
				}
				for what, seq := range map[string]iter.Seq2[store.Record, error]{
					"all":   tx.All(a.Key.System, a.Key.Kind, store.Place{}),
					"owned": tx.Owned(a.Key.System, a.Key.Kind, a.Owner),
					"due":   tx.Due(a.Key.System, a.Key.Kind, noon.AddDate(1, 0, 0)),
				} {
					n := 0
					for r, err := range seq {
						if n++; err == nil || n > 1 {
							t.Errorf("%s: %s yields %v, %v", name, what, r, err)
						}
					}
				}
				_ = tx.Changed(a.Key)
				_, err := tx.Get(b.Key)
				return err
			})
			if err != nil {
				t.Errorf("%s: the record beside it: %v", name, err)
			}
		}
		if name == "record" {
			err := errors.Join(
				h.Update(ctx, func(tx store.Tx) error { return tx.Delete(a.Key) }),
				h.Touch(ctx, a.Key, noon.AddDate(1, 0, 0)))
			if n := strings.Count(err.Error(), "damaged"); n != 2 {
				t.Errorf("delete and touch said: %v", err)
			}
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}
