package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"
)

// loadPair reads the certificate and the key of --tls-cert and --tls-key. Of a form that it does not read it says what
// makes PEM of it, since what old servers leave behind is seldom PEM.
func loadPair(certFile, keyFile string) (tls.Certificate, error) {
	cert, err := os.ReadFile(certFile)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("--tls-cert: %w", err)
	}
	key, err := os.ReadFile(keyFile)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("--tls-key: %w", err)
	}
	if remedy := toPEM(cert, certFile); remedy != "" {
		return tls.Certificate{}, fmt.Errorf("--tls-cert %s: %s", certFile, remedy)
	}
	if remedy := toPEM(key, keyFile); remedy != "" {
		return tls.Certificate{}, fmt.Errorf("--tls-key %s: %s", keyFile, remedy)
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("--tls-cert %s, --tls-key %s: %w", certFile, keyFile, err)
	}
	return pair, nil
}

// toPEM says what makes PEM without a password of a file; "" where nothing needs to be done, or nothing is known.
func toPEM(text []byte, file string) string {
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "ENCRYPTED PRIVATE KEY" || strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED") {
			return fmt.Sprintf("the key in it has a password, and nobody is here to type it: `openssl pkey -in %s -out FILE` writes it without", file)
		}
	}
	switch {
	case bytes.Contains(text, []byte("-----BEGIN ")):
		return ""
	case bytes.HasPrefix(text, []byte{0xfe, 0xed, 0xfe, 0xed}):
		return fmt.Sprintf("it is a keystore of Java, not PEM: `keytool -importkeystore -srckeystore %s -destkeystore FILE -deststoretype pkcs12` "+
			"and then `openssl pkcs12 -in FILE -nodes -out FILE.pem` write one file for both flags", file)
	case isCertificate(text):
		return fmt.Sprintf("it is DER, not PEM: `openssl x509 -inform der -in %s -out FILE` writes PEM", file)
	case isKey(text):
		return fmt.Sprintf("it is DER, not PEM: `openssl pkey -inform der -in %s -out FILE` writes PEM", file)
	case isPKCS12(text):
		return fmt.Sprintf("it is PKCS #12, not PEM: `openssl pkcs12 -in %s -nodes -out FILE` (with -legacy, if it is an old one) writes one file for both flags", file)
	}
	return ""
}

func isCertificate(der []byte) bool {
	_, err := x509.ParseCertificate(der)
	return err == nil
}

func isKey(der []byte) bool {
	_, err8 := x509.ParsePKCS8PrivateKey(der)
	_, err1 := x509.ParsePKCS1PrivateKey(der)
	_, errEC := x509.ParseECPrivateKey(der)
	return err8 == nil || err1 == nil || errEC == nil
}

// isPKCS12 looks for the beginning of a PFX (RFC 7292, 4): a SEQUENCE, of whatever form of length, with the version 3 first.
func isPKCS12(text []byte) bool {
	return bytes.HasPrefix(text, []byte{0x30}) && bytes.Contains(text[:min(len(text), 9)], []byte{0x02, 0x01, 0x03})
}

// warnOfDates tells of a certificate that clients refuse today: it is served all the same, since whether they do may be
// what somebody wants to know.
func warnOfDates(log *slog.Logger, leaf *x509.Certificate, now time.Time) {
	if now.Before(leaf.NotBefore) || now.After(leaf.NotAfter) {
		log.Warn("the certificate of --tls-cert is not valid now", "from", leaf.NotBefore, "until", leaf.NotAfter,
			"remedy", "give one that is, or neither --tls-cert nor --tls-key: then our own authority signs one")
	}
}
