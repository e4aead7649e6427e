package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/world"
)

// start starts a server on free ports, which ends with the test.
func start(t *testing.T, o serveOptions) *server {
	t.Helper()
	o.listen, o.admin, o.demoAccounts = "localhost:0", "localhost:0", demoLoopback
	o.shutdownTimeout = 5 * time.Second
	s, err := startServer(t.Context(), &o, world.Default(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.close(nil); err != nil {
			t.Error(err)
		}
	})
	return s
}

// roots are what a client trusts that was given our authority's certificate.
func roots(t *testing.T, s *server) *x509.CertPool {
	t.Helper()
	answer, err := http.Get(s.admin.url("http") + "/ca")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		t.Fatalf("no certificate in %q", text)
	}
	return pool
}

func TestAuthoritySignsForTheNameAsked(t *testing.T) {
	s := start(t, serveOptions{tlsListen: "localhost:0", tlsMin: "1.2", tlsNames: []string{"login.salesforce.com"}})
	pool := roots(t, s)
	for _, name := range []string{"login.salesforce.com", "Legacy.Example.COM", "localhost", strings.Repeat("a.", 40) + "example.com"} {
		c, err := tls.Dial("tcp", s.secure.listeners[0].Addr().String(), &tls.Config{ServerName: name, RootCAs: pool, NextProtos: []string{"h2", "http/1.1"}})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := c.ConnectionState().NegotiatedProtocol; got != "http/1.1" {
			t.Errorf("%s: the protocol is %q", name, got)
		}
		c.Close()
	}
	if n := len(s.authority.signed); n != 4 {
		t.Errorf("%d certificates are kept, want 4", n)
	}
}

// asking stands for a client that asks for a name which Go's own client would not send.
type asking struct{ net.Conn }

func (asking) LocalAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 443} }

// A client that names nobody gets a certificate with our own names, each once, also when another client has asked for
// our address as if it were a name.
func TestAuthoritySignsForClientsWithoutSNI(t *testing.T) {
	s := start(t, serveOptions{tlsListen: "localhost:0", tlsMin: "1.2", tlsNames: []string{"login.salesforce.com"}})
	pool := roots(t, s)
	if _, err := s.authority.forClient(&tls.ClientHelloInfo{ServerName: "127.0.0.1", Conn: asking{}}); err != nil {
		t.Fatal(err)
	}
	raw, err := net.Dial("tcp", s.secure.listeners[0].Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	// Go sends no name when the one it verifies is an address.
	c := tls.Client(raw, &tls.Config{ServerName: "127.0.0.1", RootCAs: pool})
	if err := c.HandshakeContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	leaf := c.ConnectionState().PeerCertificates[0]
	if diff := cmp.Diff([]string{"localhost", "login.salesforce.com"}, leaf.DNSNames); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff("[127.0.0.1 ::1]", fmt.Sprint(leaf.IPAddresses)); diff != "" {
		t.Errorf("addresses (-want +got):\n%s", diff)
	}
}

// Java 5 and 6 and .NET 2 speak TLS 1.0, know the RSA key exchange alone, and CBC.
func TestOldClients(t *testing.T) {
	for _, tt := range []struct {
		minimum string
		suite   uint16
		fine    bool
	}{
		{"1.0", tls.TLS_RSA_WITH_AES_128_CBC_SHA, true},
		{"1.0", tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA, true},
		{"1.0", tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, true},
		{"1.1", tls.TLS_RSA_WITH_AES_128_CBC_SHA, false},
		{"1.2", tls.TLS_RSA_WITH_AES_128_CBC_SHA, false},
	} {
		t.Run(tt.minimum+" "+tls.CipherSuiteName(tt.suite), func(t *testing.T) {
			s := start(t, serveOptions{tlsListen: "localhost:0", tlsMin: tt.minimum})
			c, err := tls.Dial("tcp", s.secure.listeners[0].Addr().String(), &tls.Config{
				ServerName: "localhost", RootCAs: roots(t, s), MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10, CipherSuites: []uint16{tt.suite},
			})
			if (err == nil) != tt.fine {
				t.Fatalf("handshake: %v", err)
			}
			if err == nil {
				c.Close()
			}
		})
	}
}

func TestAuthorityIsKeptBesideTheData(t *testing.T) {
	data := filepath.Join(t.TempDir(), "soapstone.db")
	first, err := openAuthority(data)
	if err != nil {
		t.Fatal(err)
	}
	again, err := openAuthority(data)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.certificate(), again.certificate()) {
		t.Error("the authority is another one")
	}
	if err := again.cert.CheckSignatureFrom(first.cert); err != nil {
		t.Error(err)
	}
	for _, text := range []string{"", "no PEM", string(first.certificate())} {
		if err := os.WriteFile(authorityFile(data), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := openAuthority(data); err == nil || !strings.Contains(err.Error(), "delete the file") {
			t.Errorf("a file of %d bytes: %v", len(text), err)
		}
	}
}

func TestTLSWithFiles(t *testing.T) {
	a, err := newAuthority()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "own.pem")
	if err := a.write(file); err != nil {
		t.Fatal(err)
	}
	s := start(t, serveOptions{tlsListen: "localhost:0", tlsCert: file, tlsKey: file, tlsMin: "1.3"})
	c, err := tls.Dial("tcp", s.secure.listeners[0].Addr().String(), &tls.Config{InsecureSkipVerify: true}) // which certificate it is counts here
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if !c.ConnectionState().PeerCertificates[0].Equal(a.cert) {
		t.Error("it is not the certificate of the file")
	}
	if v := c.ConnectionState().Version; v != tls.VersionTLS13 {
		t.Errorf("the version is %s", tls.VersionName(v))
	}
}

// A server that was recorded can be replayed against, however old it is.
func TestReplayAgainstOldServer(t *testing.T) {
	target := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "fine") }))
	target.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA}}
	target.StartTLS()
	defer target.Close()
	story := filepath.Join(t.TempDir(), "old.txtar")
	const text = "format: soapstone/1\nsystem: unknown\n-- 1 request --\nGET / HTTP/1.1\nHost: h\n-- 1 response --\nHTTP/1.1 200 OK\nContent-Type: text/plain; charset=utf-8\n\nfine\n"
	if err := os.WriteFile(story, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: target.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, flags := range [][]string{{"--insecure"}, {"--ca", ca}} {
		var out bytes.Buffer
		args := append([]string{"replay", "--target", target.URL, story}, flags...)
		if code := run(args, strings.NewReader(""), &out, &out); code != exitFine {
			t.Errorf("%v: exit code %d:\n%s", flags, code, &out)
		}
	}
}

// signed makes a certificate of a name, and its key: its own authority where none is given.
func signed(t *testing.T, name string, by *tls.Certificate) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		BasicConstraintsValid: true, IsCA: by == nil, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	parent, signer := template, any(key)
	if by != nil {
		parent, signer = by.Leaf, by.PrivateKey
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

// With --tls-client-ca a client needs a certificate that one of the file's authorities has signed; without, it may have one.
func TestClientCertificates(t *testing.T) {
	ours, others := signed(t, "ours", nil), signed(t, "others", nil)
	file := filepath.Join(t.TempDir(), "clients.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ours.Leaf.Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, ca := range []string{"", file} {
		s := start(t, serveOptions{tlsListen: "localhost:0", tlsMin: "1.2", tlsClientCA: ca})
		pool := roots(t, s)
		for name, tt := range map[string]struct {
			certificates []tls.Certificate
			fine         bool
		}{
			"none":         {nil, ca == ""},
			"ours":         {[]tls.Certificate{signed(t, "client", &ours)}, true},
			"somebody's":   {[]tls.Certificate{signed(t, "client", &others)}, ca == ""},
			"its own":      {[]tls.Certificate{signed(t, "client", nil)}, ca == ""},
			"of the other": {[]tls.Certificate{signed(t, "ours", &others)}, ca == ""},
		} {
			present := func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
				if len(tt.certificates) == 0 {
					return &tls.Certificate{}, nil
				}
				return &tt.certificates[0], nil // also to a server that would not have it
			}
			client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, GetClientCertificate: present}}}
			answer, err := client.Get(s.secure.url("https") + "/sql/demo")
			if err == nil {
				answer.Body.Close()
			}
			if (err == nil) != tt.fine {
				t.Errorf("--tls-client-ca %q, a certificate of %s: %v", ca, name, err)
			}
			client.CloseIdleConnections()
		}
	}
}
