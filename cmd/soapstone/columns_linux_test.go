package main

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// A report is as wide as the terminal, whose shell tells its width to nobody unless it is asked to; who says COLUMNS has the word.
func TestReportIsAsWideAsTerminal(t *testing.T) {
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("there is no terminal to be had:", err)
	}
	defer terminal.Close()
	for _, tt := range []struct {
		terminal  uint16
		variable  string
		wantWidth int
	}{{72, "", 72}, {200, "", 200}, {72, "90", 90}, {72, "many", 72}, {0, "", helpWidth}, {10, "", narrowest}, {72, "10", 72}} {
		t.Setenv("COLUMNS", tt.variable)
		if err := unix.IoctlSetWinsize(int(terminal.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: tt.terminal, Row: 24}); err != nil {
			t.Fatal(err)
		}
		if got := style("never", terminal).Width; got != tt.wantWidth {
			t.Errorf("on %d columns, with COLUMNS=%s, a report is %d wide, want %d", tt.terminal, tt.variable, got, tt.wantWidth)
		}
	}
}
