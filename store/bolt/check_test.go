package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/soapstone-dev/soapstone/store"
)

// grownFile is a file with so many sessions, some of which are gone again.
func grownFile(t testing.TB, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "s.db")
	db, err := Open(path, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	h, ctx := db.Handle(), context.Background()
	for from := 0; from < n; from += 50 {
		err := h.Update(ctx, func(tx store.Tx) error {
			for i := from; i < from+50; i++ {
				r := session(fmt.Sprintf("%x-%d", i*7919, i))
				if i%97 == 0 {
					r.Values = map[string]string{"long": strings.Repeat("x", 10_000)}
				}
				if err := tx.Put(r); err != nil {
					return err
				}
			}
			if from == 0 {
				return nil
			}
			return tx.Delete(session(fmt.Sprintf("%x-%d", (from-1)*7919, from-1)).Key)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestDamagedPages: a file with a page that is damaged is refused in words, whichever it is, and not changed.
func TestDamagedPages(t *testing.T) {
	path := grownFile(t, 1000)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	m := latestMeta(f)
	f.Close()
	free := map[uint64]bool{}
	list := good[m.freelist*m.size:]
	for i := range uint64(binary.NativeEndian.Uint16(list[10:])) {
		free[binary.NativeEndian.Uint64(list[pageHead+8*i:])] = true
	}
	chance := rand.New(rand.NewPCG(1, 2))
	spoiled := filepath.Join(t.TempDir(), "s.db")
	open := func(b []byte) error {
		if err := os.WriteFile(spoiled, b, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := Open(spoiled, Options{NoSync: true})
		if err != nil {
			if after, _ := os.ReadFile(spoiled); !bytes.Equal(after, b) {
				t.Error("a refused file was changed")
			}
			if os.Remove(spoiled) != nil { // bbolt keeps a file open in which it has panicked
				t.Error("the file cannot be removed")
			}
			return err
		}
		return db.Close()
	}
	for id := uint64(2); id < m.pages; id++ {
		page := func(b []byte) []byte { return b[id*m.size : (id+1)*m.size] }
		for what, spoil := range map[string]func(b []byte){
			"zeros": func(b []byte) { clear(page(b)) },
			"chance": func(b []byte) {
				for i := range page(b) {
					page(b)[i] = byte(chance.Uint32())
				}
			},
			"another page": func(b []byte) { copy(page(b), b[m.root*m.size:][:m.size]); page(b)[0] ^= byte(m.root) ^ byte(id) },
		} {
			b := bytes.Clone(good)
			if spoil(b); bytes.Equal(b, good) {
				continue
			}
			err := open(b)
			isOverflow := binary.NativeEndian.Uint64(page(good)) != id // of a value of many pages, which is a text
			switch {
			case err == nil && !free[id] && !isOverflow:
				t.Errorf("%s in page %d of %d: opened", what, id, m.pages)
			case err != nil && (free[id] || !strings.Contains(err.Error(), "is not a soapstone data file, or is damaged (")):
				t.Errorf("%s in page %d of %d: %v", what, id, m.pages, err)
			}
		}
		for range 3 { // single bits, of which those in texts cannot be seen
			b := bytes.Clone(good)
			page(b)[chance.IntN(64)] ^= 1 << chance.IntN(8)
			_ = open(b)
		}
	}
}
