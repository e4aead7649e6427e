package main

import (
	"crypto/tls"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// lines is a log whose lines a test waits for.
type lines chan string

func (l lines) Write(p []byte) (int, error) {
	l <- string(p)
	return len(p), nil
}

// A client that is too old, or does not trust us, is named in the log, with the way out.
func TestFailedHandshakesAreLogged(t *testing.T) {
	o := serveOptions{
		listen: "localhost:0", admin: "localhost:0", demoAccounts: demoLoopback, shutdownTimeout: 5 * time.Second,
		tlsListen: "localhost:0", tlsMin: "1.2",
	}
	written := make(lines, 100)
	s, err := startServer(t.Context(), &o, world.Default(), slog.New(slog.NewTextHandler(written, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer s.close(nil)
	for _, tt := range []struct {
		client *tls.Config
		want   []string
	}{
		{&tls.Config{MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10, InsecureSkipVerify: true}, []string{"level=WARN", "offered only unsupported versions", "--tls-min 1.0"}},
		{&tls.Config{MaxVersion: tls.VersionTLS12, ServerName: "localhost"}, []string{"level=WARN", "remote error: tls: bad certificate", "soapstone ca"}},
	} {
		if c, err := tls.Dial("tcp", s.secure.listeners[0].Addr().String(), tt.client); err == nil {
			c.Close()
			t.Fatal("the handshake was done")
		}
		line := <-written
		for strings.Contains(line, "msg=listening") {
			line = <-written
		}
		for _, part := range tt.want {
			if !strings.Contains(line, part) {
				t.Errorf("the log has no %s: %s", part, line)
			}
		}
	}
}

// A client that speaks TLS to the plain listener is named in the log, too: what it sees itself is a broken connection.
func TestTLSWithoutListenerIsLogged(t *testing.T) {
	o := serveOptions{listen: "localhost:0", admin: "localhost:0", demoAccounts: demoLoopback, shutdownTimeout: 5 * time.Second}
	written := make(lines, 100)
	s, err := startServer(t.Context(), &o, world.Default(), slog.New(slog.NewTextHandler(written, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer s.close(nil)
	c, err := net.Dial("tcp", s.emulated.listeners[0].Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Write([]byte{0x16, 0x03, 0x01, 0x00, 0x05}); err != nil { // the beginning of a handshake's record (RFC 8446, section 5.1)
		t.Fatal(err)
	}
	line := <-written
	for strings.Contains(line, "msg=listening") {
		line = <-written
	}
	for _, part := range []string{"level=WARN", "client=" + c.LocalAddr().String(), "http://", "--tls-listen"} {
		if !strings.Contains(line, part) {
			t.Errorf("the log has no %s: %s", part, line)
		}
	}
}

func TestHandshakeRemedies(t *testing.T) {
	for _, tt := range []struct {
		reason string
		h      handshakes
		want   string
	}{
		{"EOF", handshakes{}, ""},
		{"read tcp 127.0.0.1:8443->127.0.0.1:9: read: connection reset by peer", handshakes{}, ""},
		{"tls: client offered only unsupported versions: [300]", handshakes{minimum: "1.0"}, "let this client use plain HTTP"},
		{"tls: client offered only unsupported versions: [302 301]", handshakes{minimum: "1.3"}, "serve with --tls-min 1.0"},
		{"tls: no cipher suite supported by both client and server; client offered: [a]", handshakes{minimum: "1.2"}, "serve with --tls-min 1.0"},
		{"tls: unsupported SSLv2 handshake received", handshakes{minimum: "1.0"}, "take SSLv2Hello out"},
		{"client sent an HTTP request to an HTTPS server", handshakes{}, "let this client begin its address with https://"},
		{"remote error: tls: unknown certificate authority", handshakes{ours: true}, "let this client trust what `soapstone ca` prints"},
		{"local error: tls: bad record MAC", handshakes{ours: true}, "let this client trust what `soapstone ca` prints"},
		{"tls: client didn't provide a certificate", handshakes{}, "have this client send its certificate, or serve without --tls-client-ca"},
		{"tls: failed to verify certificate: x509: certificate signed by unknown authority", handshakes{}, "add who signed this client's certificate to the file of --tls-client-ca, or serve without it"},
		{"remote error: tls: unknown certificate authority", handshakes{}, "let this client trust who signed the certificate of --tls-cert"},
	} {
		if got := tt.h.remedy(tt.reason); got != tt.want && (tt.want == "" || !strings.HasPrefix(got, tt.want)) {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}
