package main

import (
	stdlog "log"
	"log/slog"
	"strings"
)

// serverLog is where net/http tells of trouble with clients. What it says is for debugging, but for a panic, which is a
// mistake of ours that no call has caught.
type serverLog struct{ log *slog.Logger }

// logger is what net/http wants.
func (s serverLog) logger() *stdlog.Logger { return stdlog.New(s, "", 0) }

// Write implements io.Writer.
func (s serverLog) Write(line []byte) (int, error) {
	if text := strings.TrimSuffix(string(line), "\n"); strings.HasPrefix(text, "http: panic serving") {
		s.log.Error("panic", "error", text)
	} else {
		s.log.Debug(text)
	}
	return len(line), nil
}
