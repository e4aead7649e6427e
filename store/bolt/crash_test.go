package bolt_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/soapstone-dev/soapstone/store"
	"github.com/soapstone-dev/soapstone/store/bolt"
)

// crashFile names the variable that has the test binary play the process that
// is killed, on the file in its value.
const crashFile = "SOAPSTONE_TEST_CRASH_FILE"

func TestMain(m *testing.M) {
	if path := os.Getenv(crashFile); path != "" {
		if err := loadUntilKilled(path, os.Getenv(crashFile+"_ROUND")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// loadUntilKilled makes sessions and ends every other one, and says on stdout
// what was acknowledged: "+id" or "-id". It ends after a bounded number, or when
// the parent is gone.
func loadUntilKilled(path, round string) error {
	db, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		return err
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	h, ctx := db.Handle(), context.Background()
	var wg sync.WaitGroup
	for c := range 16 {
		wg.Go(func() {
			for n := range 5000 {
				rec := record(fmt.Sprintf("%s-%d-%d", round, c, n), fmt.Sprint(c))
				if err := h.Update(ctx, func(tx store.Tx) error { return tx.Put(rec) }); err != nil {
					panic(err)
				}
				fmt.Printf("+%s\n", rec.Key.ID)
				_ = h.Touch(ctx, rec.Key, noon.Add(1))
				if n%2 == 0 {
					continue
				}
				if err := h.Update(ctx, func(tx store.Tx) error { return tx.Delete(rec.Key) }); err != nil {
					panic(err)
				}
				fmt.Printf("-%s\n", rec.Key.ID)
			}
		})
	}
	wg.Wait()
	return db.Close()
}

// TestKilled kills a process in the midst of its work, several times on one
// file, and looks whether all that it had acknowledged is so.
func TestKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	made, ended := make(map[string]bool), make(map[string]bool)
	for round, lines := range []int{100, 1000, 2500} {
		killAfter(t, path, fmt.Sprint(round), lines, made, ended)
		db, err := bolt.Open(path, bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		h := db.Handle()
		checkKilled(t, h, made, ended)
		put(t, h, record(fmt.Sprintf("%d-after", round), "alice"))
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// killAfter notes what the child acknowledges and kills it after so many lines.
func killAfter(t *testing.T, path, round string, lines int, made, ended map[string]bool) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(self)
	child.Env = append(os.Environ(), crashFile+"="+path, crashFile+"_ROUND="+round)
	child.Stderr = os.Stderr
	stdin, err := child.StdinPipe() // ends with this process
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	stdout, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	out := bufio.NewReader(stdout)
	for n := 0; ; n++ {
		line, err := out.ReadString('\n')
		if err != nil { // what was cut off is no acknowledgement
			break
		}
		if id := strings.TrimSpace(line[1:]); line[0] == '+' {
			made[id] = true
		} else {
			ended[id] = true
		}
		if n == lines {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := child.Wait(); err == nil {
		t.Fatal("the child came to its end before it was killed")
	}
}

func checkKilled(t *testing.T, h *bolt.Handle, made, ended map[string]bool) {
	t.Helper()
	err := h.View(context.Background(), func(tx store.Tx) error {
		there := make(map[string]bool)
		for r, err := range tx.All("mft", store.KindSession, store.Place{}) {
			if err != nil {
				return err
			}
			there[r.Key.ID] = true
			if !r.LastUsed.Equal(noon) && !r.LastUsed.Equal(noon.Add(1)) {
				t.Errorf("%s was last used at %v", r.Key.ID, r.LastUsed)
			}
		}
		for id := range made {
			var c, n int
			if _, err := fmt.Sscanf(id[strings.Index(id, "-")+1:], "%d-%d", &c, &n); err != nil {
				return err
			}
			if n%2 == 0 && !there[id] {
				t.Errorf("%s was acknowledged and is lost", id)
			}
		}
		for id := range ended {
			if there[id] {
				t.Errorf("%s was ended and is there again", id)
			}
		}
		due := 0
		for r, err := range tx.Due("mft", store.KindSession, noon.AddDate(1, 0, 0)) {
			if err != nil {
				return err
			}
			due++
			if !there[r.Key.ID] {
				t.Errorf("%s is due but not there", r.Key.ID)
			}
		}
		if due != len(there) {
			t.Errorf("%d are due, %d are there", due, len(there))
		}
		t.Logf("%d made, %d ended, %d there", len(made), len(ended), len(there))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
