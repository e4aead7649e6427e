package bolt

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/store"
)

// TestBroken damages a file that is open: all calls fail in words from then on, none panics, and somebody is told once.
func TestBroken(t *testing.T) {
	all := func(s store.Store) error {
		return s.View(context.Background(), func(tx store.Tx) error {
			for _, err := range tx.All("mft", store.KindSession, store.Place{}) {
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	key := session("0-0").Key
	first := map[string]func(h *Handle) error{
		"view": func(h *Handle) error { return all(h) },
		"get":  func(h *Handle) error { _, err := h.Get(context.Background(), key); return err },
		"put": func(h *Handle) error {
			return h.Update(context.Background(), func(tx store.Tx) error { return tx.Put(session("0-0")) })
		},
		"touch": func(h *Handle) error { return h.Touch(context.Background(), key, noon.AddDate(1, 0, 0)) },
		"update that views": func(h *Handle) error {
			return h.Update(context.Background(), func(tx store.Tx) error { _, err := tx.Get(key); return err })
		},
	}
	for how, damage := range map[string]func(path string, size int) error{
		"zeros": func(path string, size int) error {
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			_, err = f.WriteAt(make([]byte, size-2*os.Getpagesize()), int64(2*os.Getpagesize()))
			return errors.Join(err, f.Close())
		},
		"noise": func(path string, size int) error {
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			_, err = f.WriteAt(bytes.Repeat([]byte{0xa5}, size-2*os.Getpagesize()), int64(2*os.Getpagesize()))
			return errors.Join(err, f.Close())
		},
		"cut off": func(path string, _ int) error { return os.Truncate(path, int64(2*os.Getpagesize())) },
	} {
		for what, call := range first {
			t.Run(how+"/"+what, func(t *testing.T) {
				path, told := grownFile(t, 300), make(chan error, 10)
				db, err := Open(path, Options{NoSync: true, Broken: func(err error) { told <- err }})
				if err != nil {
					t.Fatal(err)
				}
				h := db.Handle()
				info, err := os.Stat(path)
				if err == nil {
					err = damage(path, int(info.Size()))
				}
				if err != nil {
					t.Skip(err) // Windows lets nobody write to a file that is mapped
				}
				want := path + " was damaged while it was open"
				for range 2 {
					if err := call(h); err == nil || !strings.Contains(err.Error(), want) {
						t.Fatalf("got %v", err)
					}
				}
				for what, call := range first {
					if err := call(h); err == nil || !strings.Contains(err.Error(), want) {
						t.Errorf("then %s: %v", what, err)
					}
				}
				if len(told) != 1 {
					t.Errorf("it was told %d times", len(told))
				}
				_ = db.Close() // ends
			})
		}
	}
}

// TestBrokenRecord damages the page that has a record, and nothing else: what only a function meets, or the writer with a touch, is
// an error as well.
func TestBrokenRecord(t *testing.T) {
	key := session("0-0").Key
	for name, call := range map[string]func(h *Handle) error{
		"flush of a touch": func(h *Handle) error { return h.Flush(t.Context()) },
		"get":              func(h *Handle) error { _, err := h.Get(t.Context(), key); return err },
		"update": func(h *Handle) error {
			return h.Update(t.Context(), func(tx store.Tx) error { _, err := tx.Get(key); return err })
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := grownFile(t, 300)
			db, err := Open(path, Options{NoSync: true, Tick: make(chan time.Time)})
			if err != nil {
				t.Fatal(err)
			}
			h := db.Handle()
			if err := h.Touch(t.Context(), key, noon.AddDate(1, 0, 0)); err != nil {
				t.Fatal(err)
			}
			if err := clearPages(path, recordKey(key)); err != nil {
				t.Skip(err) // Windows lets nobody write to a file that is mapped
			}
			want := path + " was damaged while it was open"
			if err := call(h); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v", err)
			}
			_ = db.Close() // ends
		})
	}
}

// TestBrokenUnderATransaction damages the pages that each transaction begins with: where bbolt panics there it keeps its locks, and
// nobody waits for them.
func TestBrokenUnderATransaction(t *testing.T) {
	for name, call := range map[string]func(h *Handle, tick chan<- time.Time){
		"checkpoint": func(_ *Handle, tick chan<- time.Time) { tick <- time.Time{} },
		"view":       func(h *Handle, _ chan<- time.Time) { _ = h.View(t.Context(), func(store.Tx) error { return nil }) },
		"update":     func(h *Handle, _ chan<- time.Time) { _ = h.Update(t.Context(), putting("b")) },
	} {
		t.Run(name, func(t *testing.T) {
			path, tick, told := grownFile(t, 300), make(chan time.Time), make(chan error, 1)
			db, err := Open(path, Options{NoSync: true, Tick: tick, Broken: func(err error) { told <- err }})
			if err != nil {
				t.Fatal(err)
			}
			h := db.Handle()
			if err := h.Update(t.Context(), putting("a")); err != nil {
				t.Fatal(err)
			}
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			if err == nil {
				_, err = f.WriteAt(make([]byte, 2*os.Getpagesize()), 0)
				err = errors.Join(err, f.Close())
			}
			if err != nil {
				t.Skip(err) // Windows lets nobody write to a file that is mapped
			}
			call(h, tick)
			if err := <-told; !strings.Contains(err.Error(), path+" was damaged while it was open") {
				t.Errorf("got %v", err)
			}
			_ = db.Close() // ends
		})
	}
}

// clearPages writes zeros over the pages of a file that have some bytes in them.
func clearPages(path string, with []byte) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	page := make([]byte, os.Getpagesize())
	for at := int64(2 * len(page)); ; at += int64(len(page)) { // behind the two that say which are in use
		if _, err := f.ReadAt(page, at); err == io.EOF {
			return f.Close()
		} else if err != nil {
			return errors.Join(err, f.Close())
		}
		if bytes.Contains(page, with) {
			clear(page)
			if _, err := f.WriteAt(page, at); err != nil {
				return errors.Join(err, f.Close())
			}
		}
	}
}

// A panic of a caller's own function is the caller's, also one like those of bbolt.
func TestPanicsOfCallers(t *testing.T) {
	h := openDB(t, Options{NoSync: true}).Handle()
	for _, call := range []func(context.Context, func(store.Tx) error) error{h.View, h.Update} {
		func() {
			defer func() {
				if p := recover(); p != "assertion failed" {
					t.Errorf("recovered %v", p)
				}
			}()
			_ = call(context.Background(), func(store.Tx) error { panic("assertion failed") })
		}()
		if err := h.Flush(context.Background()); err != nil {
			t.Error(err)
		}
	}
}
