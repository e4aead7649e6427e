package main

import (
	"crypto/tls"
	"fmt"
)

// tlsVersions are the words of --tls-min.
func tlsVersions() []string { return []string{"1.0", "1.1", "1.2", "1.3"} }

func tlsVersion(word string) uint16 {
	switch word {
	case "1.0":
		return tls.VersionTLS10
	case "1.1":
		return tls.VersionTLS11
	case "1.3":
		return tls.VersionTLS13
	}
	return tls.VersionTLS12
}

// oldSuites are the cipher suites that are offered when old clients are to be let in. Java 5 and 6 and .NET 2 know
// nothing but the RSA key exchange and CBC, which Go leaves out unless they are named.
func oldSuites() []uint16 {
	return []uint16{
		tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
		tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA,
		tls.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA,
		tls.TLS_RSA_WITH_AES_128_GCM_SHA256,
		tls.TLS_RSA_WITH_AES_256_GCM_SHA384,
		tls.TLS_RSA_WITH_AES_128_CBC_SHA,
		tls.TLS_RSA_WITH_AES_256_CBC_SHA,
		tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
	}
}

// tlsConfig is how the TLS listener speaks: with the certificate of the files, or with those that the authority signs.
func tlsConfig(certFile, keyFile, minimum string, a *authority) (*tls.Config, error) {
	cfg := &tls.Config{MinVersion: tlsVersion(minimum), NextProtos: []string{"http/1.1"}}
	if cfg.MinVersion < tls.VersionTLS12 {
		cfg.CipherSuites = oldSuites()
	}
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
