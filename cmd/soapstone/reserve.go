package main

import (
	"fmt"
	"io/fs"
	"math"
	"os"
	"path"
	"strconv"
	"strings"
)

// reserve is how much further the heap may grow before it is collected, in bytes.
const reserve = 16 << 20

// scarce is the memory in bytes below which there is none to spare for a reserve.
const scarce = 256 << 20

// reserveHeap returns memory that nobody uses, for as long as it is kept. The system gives none for what is never touched,
// but the collector counts it, and lets the heap grow by as much again before it runs. What we use is some MB, which would
// otherwise be collected twenty times a second under load: a tenth of the processor's time. A larger percentage would do
// that, too, but also let a heap that is large for good reason, such as a large message, grow to several times its size.
// A GOGC or GOMEMLIMIT of the user's is left alone. Where memory is scarce there is no reserve: the collector knows nothing of
// the limit of a container, and one of 64 MB was killed over messages of 7 MB that it has room for when the collector runs
// early. The root is that of the file system.
func reserveHeap(root fs.FS) []byte {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" || granted(root) < scarce {
		return nil
	}
	return make([]byte, reserve)
}

// granted is how much memory in bytes we may have: that of the machine, or less where our cgroup, or one that it is in, has
// a limit. What cannot be read limits nothing: other systems have none of the files.
func granted(root fs.FS) uint64 {
	least := uint64(math.MaxUint64)
	info, _ := fs.ReadFile(root, "proc/meminfo")
	var kB uint64
	if _, err := fmt.Sscanf(string(info), "MemTotal: %d kB", &kB); err == nil {
		least = kB << 10
	}
	groups, _ := fs.ReadFile(root, "proc/self/cgroup")
	for line := range strings.Lines(string(groups)) {
		// A line is hierarchy:controllers:path (cgroups(7)). Version 2 names no controllers.
		_, rest, _ := strings.Cut(strings.TrimSpace(line), ":")
		controllers, group, _ := strings.Cut(rest, ":")
		switch controllers {
		case "":
			least = min(least, limit(root, "sys/fs/cgroup", group, "memory.max"))
		case "memory":
			least = min(least, limit(root, "sys/fs/cgroup/memory", group, "memory.limit_in_bytes"))
		}
	}
	return least
}

// limit is the least limit of a group and those that it is in, up to the top. In a container the path may be the one that
// the host knows, of which there is nothing but the top, which is then the container's own.
func limit(root fs.FS, top, group, file string) uint64 {
	least := uint64(math.MaxUint64)
	for group = path.Join("/", group); ; group = path.Dir(group) {
		text, _ := fs.ReadFile(root, path.Join(top, group, file))
		if n, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64); err == nil { // "max" is no limit
			least = min(least, n)
		}
		if group == "/" {
			return least
		}
	}
}
