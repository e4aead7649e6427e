package main

import (
	"runtime"
	"runtime/debug"
	"testing"
)

// TestReserve looks at the size to which the heap may grow, with the reserve and without.
func TestReserve(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	defer debug.SetGCPercent(debug.SetGCPercent(100)) // whatever the test was started with
	goal := func() uint64 {
		for range 3 { // what the tests before have left goes with the second or third
			runtime.GC()
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.NextGC
	}
	before := goal()
	kept := reserveHeap()
	after := goal()
	runtime.KeepAlive(kept)
	if grown := after - before; grown < reserve || grown > 3*reserve {
		t.Errorf("the heap is collected at %d bytes, %d without the reserve: not about %d more", after, before, 2*reserve)
	}
}

func TestReserveObeys(t *testing.T) {
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		t.Setenv("GOGC", "")
		t.Setenv("GOMEMLIMIT", "")
		t.Setenv(name, "100")
		if reserveHeap() != nil {
			t.Errorf("%s is set, and there is a reserve", name)
		}
	}
}
