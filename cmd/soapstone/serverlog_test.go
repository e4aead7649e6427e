package main

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
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
