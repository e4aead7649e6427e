package bolt

import (
	"errors"
	"os"
	"syscall"
)

// SyncData leaves it to the system when the time of the last change, for which Sync waits as well, is written.
func (f diskFile) SyncData() error {
	for {
		if err := syscall.Fdatasync(int(f.Fd())); !errors.Is(err, syscall.EINTR) {
			return os.NewSyscallError("fdatasync", err)
		}
	}
}
