package main

import (
	stdlog "log"
	"log/slog"
	"strings"

	"github.com/soapstone-dev/soapstone/soap/quick"
)

// serverLog is where net/http tells of trouble with clients. What it says is for debugging, but for a panic, which is a
// mistake of ours that no call has caught, for https:// where http:// is spoken, which a client calls a broken connection, and
// for connections that cannot be taken, as for want of open files: their clients hear nothing, and net/http says it again with
// each attempt, in the end once a second.
type serverLog struct{ log *slog.Logger }

// logger is what net/http wants.
func (s serverLog) logger() *stdlog.Logger { return stdlog.New(s, "", 0) }

// Write implements io.Writer.
func (s serverLog) Write(line []byte) (int, error) {
	text := strings.TrimSuffix(string(line), "\n")
	client, isTLS := strings.CutPrefix(text, quick.TLSHere)
	switch {
	case isTLS:
		s.log.Warn("a client speaks TLS where plain HTTP is spoken", "client", client,
			"remedy", "let this client begin its address with http://, or serve with --tls-listen and let it use that address")
	case strings.HasPrefix(text, "http: panic serving"):
		s.log.Error("panic", "error", text)
	case strings.HasPrefix(text, "http: Accept error: "):
		s.log.Error("clients cannot connect", "error", strings.TrimPrefix(text, "http: Accept error: "),
			"remedy", "where there are too many open files, permit more (ulimit -n, LimitNOFILE), or set limits.idleTime lower")
	default:
		s.log.Debug(text)
	}
	return len(line), nil
}
