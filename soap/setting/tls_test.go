package setting_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

// Servers of the time of the systems, and those of today, are spoken to.
func TestToServer(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		key     crypto.Signer
		version uint16
		suite   uint16 // 0: any
	}{
		{"Java 5", rsaKey, tls.VersionTLS10, tls.TLS_RSA_WITH_AES_128_CBC_SHA},
		{".NET 2 on Windows 2003", rsaKey, tls.VersionTLS10, tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA},
		{"RSA of 2012", rsaKey, tls.VersionTLS12, tls.TLS_RSA_WITH_AES_256_GCM_SHA384},
		{"RSA with forward secrecy", rsaKey, tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA},
		{"ECDSA, CBC", ecKey, tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA},
		{"ECDSA, GCM", ecKey, tls.VersionTLS12, tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384},
		{"of today", ecKey, tls.VersionTLS13, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := &tls.Config{MinVersion: tt.version, MaxVersion: tt.version, Certificates: []tls.Certificate{certificate(t, tt.key)}}
			if tt.suite != 0 {
				server.CipherSuites = []uint16{tt.suite}
			}
			client := setting.ToServer()
			client.InsecureSkipVerify = true // what is looked at is whether they find a common tongue
			if err := handshake(t, server, client); err != nil {
				t.Error(err)
			}
		})
	}
}

// certificate is one that its key has signed itself.
func certificate(t *testing.T, key crypto.Signer) tls.Certificate {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), DNSNames: []string{"old.example.com"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// handshake lets a client and a server agree. The error is the client's.
func handshake(t *testing.T, server, client *tls.Config) error {
	t.Helper()
	here, there := net.Pipe()
	ended := make(chan error)
	go func() {
		conn := tls.Server(there, server)
		err := conn.HandshakeContext(t.Context())
		there.Close()
		ended <- err
	}()
	err := tls.Client(here, client).HandshakeContext(t.Context())
	here.Close()
	<-ended // an error of its is the client's, too
	return err
}
