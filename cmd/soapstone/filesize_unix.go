//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// refuseLargeFiles lets a write beyond the largest file that the system permits (ulimit -f) fail as on a full disk. Go would
// end the program.
func refuseLargeFiles() { signal.Ignore(syscall.SIGXFSZ) }
