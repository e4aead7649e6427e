package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

// tlsConfig is how the TLS listener speaks: with the certificate of the files, or with those that the authority signs.
func tlsConfig(certFile, keyFile, minimum string, a *authority) (*tls.Config, error) {
	cfg := setting.TLSFrom(minimum)
	cfg.NextProtos = []string{"http/1.1"}
	if a != nil {
		cfg.GetCertificate = a.forClient
		return cfg, nil
	}
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		return nil, fmt.Errorf("--tls-cert %s, --tls-key %s: %w", certFile, keyFile, err)
	}
	cfg.Certificates = []tls.Certificate{pair}
	return cfg, nil
}

// targetTLS is how the target of --target is spoken to: it is believed when one of roots vouches for it, or one in the file
// of --ca. Without that file it is the machine's own list that counts.
func targetTLS(insecure bool, ca string, roots *x509.CertPool) (*tls.Config, error) {
	cfg := setting.ToServer()
	cfg.InsecureSkipVerify = insecure
	if ca == "" {
		return cfg, nil
	}
	text, err := os.ReadFile(ca)
	if err != nil {
		return nil, fmt.Errorf("--ca: %w", err)
	}
	if cfg.RootCAs = roots; !cfg.RootCAs.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("--ca %s: there is no certificate in it: it has to be PEM", ca)
	}
	return cfg, nil
}
