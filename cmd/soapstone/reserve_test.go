package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"testing/fstest"
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
	kept := reserveHeap(fstest.MapFS{})
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
		if reserveHeap(fstest.MapFS{}) != nil {
			t.Errorf("%s is set, and there is a reserve", name)
		}
	}
}

// TestReserveScarce looks at the limits of the files that Linux shows: those of proc(5) and cgroups(7).
func TestReserveScarce(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	const none = math.MaxUint64
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  uint64
	}{
		{"no Linux", nil, none},
		{"small machine", map[string]string{"proc/meminfo": "MemTotal:         131072 kB\nMemFree:            1024 kB\n"}, 128 << 20},
		{"large machine", map[string]string{"proc/meminfo": "MemTotal:       16777216 kB\n"}, 16 << 30},
		{"container", map[string]string{"proc/meminfo": "MemTotal: 16777216 kB\n", "proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "67108864\n"}, 64 << 20},
		{"container that sees the path of the host", map[string]string{"proc/self/cgroup": "0::/system.slice/a.scope\n", "sys/fs/cgroup/memory.max": "67108864\n"}, 64 << 20},
		{"container beside the top", map[string]string{"proc/self/cgroup": "0::/../a\n", "sys/fs/cgroup/memory.max": "67108864\n"}, 64 << 20},
		{"service", map[string]string{"proc/self/cgroup": "0::/a.slice/b.service\n", "sys/fs/cgroup/a.slice/memory.max": "max\n",
			"sys/fs/cgroup/a.slice/b.service/memory.max": "67108864\n"}, 64 << 20},
		{"service in a small slice", map[string]string{"proc/self/cgroup": "0::/a.slice/b.service\n", "sys/fs/cgroup/a.slice/memory.max": "67108864\n",
			"sys/fs/cgroup/a.slice/b.service/memory.max": "max\n"}, 64 << 20},
		{"a limit of enough", map[string]string{"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "268435456\n"}, 256 << 20},
		{"no limit", map[string]string{"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "max\n"}, none},
		{"version 1", map[string]string{"proc/self/cgroup": "4:memory:/docker/a\n3:cpu,cpuacct:/docker/a\n0::/\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes": "67108864\n"}, 64 << 20},
		{"version 1, no limit", map[string]string{"proc/self/cgroup": "4:memory:/\n", "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"}, 9223372036854771712},
	} {
		root := fstest.MapFS{}
		for name, text := range tt.files {
			root[name] = &fstest.MapFile{Data: []byte(text)}
		}
		if got := granted(root); got != tt.want {
			t.Errorf("%s: %d bytes are granted, not %d", tt.name, got, tt.want)
		}
		if has, want := reserveHeap(root) != nil, tt.want >= scarce; has != want {
			t.Errorf("%s: there is a reserve: %t", tt.name, has)
		}
	}
}
