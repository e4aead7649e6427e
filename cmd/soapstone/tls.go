package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"

	"github.com/soapstone-dev/soapstone/soap/setting"
)

// tlsConfig is how the TLS listener speaks: with the certificate of the files, or with those that the authority signs. Clients
// need one of their own where a file has authorities for those.
func (o *serveOptions) tlsConfig(a *authority) (*tls.Config, error) {
	cfg := setting.TLSFrom(o.tlsMin)
	cfg.NextProtos = []string{"http/1.1"}
	if o.tlsClientCA != "" {
		cfg.ClientAuth, cfg.ClientCAs = tls.RequireAndVerifyClientCert, x509.NewCertPool()
		if err := addAuthorities(cfg.ClientCAs, "--tls-client-ca", o.tlsClientCA); err != nil {
			return nil, err
		}
	}
	if a != nil {
		cfg.GetCertificate = a.forClient
		return cfg, nil
	}
	pair, err := loadPair(o.tlsCert, o.tlsKey)
	if err != nil {
		return nil, err
	}
	cfg.Certificates = []tls.Certificate{pair}
	return cfg, nil
}

// addAuthorities adds the certificates of a flag's file.
func addAuthorities(to *x509.CertPool, flag, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	if !to.AppendCertsFromPEM(text) {
		return fmt.Errorf("%s %s: there is no certificate in it: it has to be PEM", flag, file)
	}
	return nil
}

// targetTLS is how the target of --target is spoken to: it is believed when one of roots vouches for it, or one in the file
// of --ca. Without that file it is the machine's own list that counts.
func targetTLS(insecure bool, ca string, roots *x509.CertPool) (*tls.Config, error) {
	cfg := setting.ToServer()
	cfg.InsecureSkipVerify = insecure
	if ca == "" {
		return cfg, nil
	}
	cfg.RootCAs = roots
	return cfg, addAuthorities(roots, "--ca", ca)
}
