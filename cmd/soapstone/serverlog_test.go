package main

import (
	"bytes"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"testing"
)

// A panic that no call has caught, as in a verb of the operator's, is in the log at its usual level, with and without TLS.
func TestPanicsAreLogged(t *testing.T) {
	for _, secure := range []bool{false, true} {
		var text bytes.Buffer
		log := slog.New(slog.NewTextHandler(&text, nil))
		srv := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a bug") }))
		if secure {
			srv.Config.ErrorLog = handshakes{log: log}.logger()
			srv.StartTLS()
		} else {
			srv.Config.ErrorLog = serverLog{log}.logger()
			srv.Start()
		}
		if res, err := srv.Client().Get(srv.URL); err == nil {
			res.Body.Close()
			t.Errorf("there was an answer: %s", res.Status)
		}
		srv.Close() // every connection is done
		for _, word := range []string{"level=ERROR", "a bug", "serverlog_test.go"} {
			if !strings.Contains(text.String(), word) {
				t.Errorf("with TLS %v, the log has no %q: %s", secure, word, text.String())
			}
		}
	}
}

// A connection that cannot be taken is the operator's matter: its client waits, and nothing else tells why.
func TestClientsThatCannotConnectAreLogged(t *testing.T) {
	for _, secure := range []bool{false, true} {
		l := &outOfFiles{}
		var text bytes.Buffer
		log := slog.New(slog.NewTextHandler(&text, nil))
		srv := &http.Server{ErrorLog: serverLog{log}.logger()}
		if secure {
			srv.ErrorLog = handshakes{log: log}.logger()
		}
		if err := srv.Serve(l); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Serve: %v", err)
		}
		for _, word := range []string{"level=ERROR", "too many open files", "ulimit -n"} {
			if !strings.Contains(text.String(), word) {
				t.Errorf("with TLS %v, the log has no %q: %s", secure, word, text.String())
			}
		}
	}
}

// outOfFiles is a listener that has no file left for a connection, and is closed when it is asked again.
type outOfFiles struct{ asked bool }

func (l *outOfFiles) Accept() (net.Conn, error) {
	if l.asked {
		return nil, net.ErrClosed
	}
	l.asked = true
	return nil, &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", syscall.EMFILE)}
}

func (*outOfFiles) Addr() net.Addr { return &net.TCPAddr{} }
func (*outOfFiles) Close() error   { return nil }
