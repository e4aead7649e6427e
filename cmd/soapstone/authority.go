package main

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// authority is our own small certification authority. It signs a certificate for whatever name a client asks, so that
// clients with a vendor's address compiled in can be led here by a hosts entry. Whoever trusts it trusts whoever has
// its key: it is for test machines.
//
// Its keys are RSA, the only kind that Java 5 and 6 and .NET 2 know.
type authority struct {
	cert  *x509.Certificate
	key   crypto.Signer
	names []string // that stand in the certificate for clients that name none

	mu     sync.Mutex
	leaf   *rsa.PrivateKey             // one for all names, since making one takes a while
	signed map[string]*tls.Certificate // by the name that was asked
}

const (
	authorityYears = 10
	leafDays       = 397 // the most that today's clients accept
	keyBits        = 2048
	maxSigned      = 1000 // certificates kept, so that clients cannot fill the memory with names
)

// newAuthority makes an authority that lives in memory.
func newAuthority() (*authority, error) {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, fmt.Errorf("authority: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber:          serial(),
		Subject:               pkix.Name{CommonName: "soapstone test authority", Organization: []string{"soapstone"}},
		NotBefore:             time.Now().Add(-24 * time.Hour),
		NotAfter:              time.Now().AddDate(authorityYears, 0, 0),
		IsCA:                  true,
		BasicConstraintsValid: true,
		MaxPathLenZero:        true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("authority: %w", err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("authority: %w", err)
	}
	return &authority{cert: cert, key: key, signed: map[string]*tls.Certificate{}}, nil
}

// authorityFile is where the authority of a data file is kept.
func authorityFile(data string) string { return data + ".ca.pem" }

// openAuthority reads the authority beside a data file, or makes it there. Without a data file it lives in memory.
func openAuthority(data string) (*authority, error) {
	if data == "" {
		return newAuthority()
	}
	name := authorityFile(data)
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		a, err := newAuthority()
		if err != nil {
			return nil, err
		}
		return a, a.write(name)
	}
	if err != nil {
		return nil, fmt.Errorf("authority: %w", err)
	}
	pair, err := tls.X509KeyPair(text, text)
	if err != nil {
		return nil, fmt.Errorf("authority: %s: %w: delete the file to have a new one made, which clients then have to trust", name, err)
	}
	key, ok := pair.PrivateKey.(crypto.Signer)
	if !ok || !pair.Leaf.IsCA {
		return nil, fmt.Errorf("authority: %s: it is not the certificate and key of an authority: delete the file to have a new one made", name)
	}
	return &authority{cert: pair.Leaf, key: key, signed: map[string]*tls.Certificate{}}, nil
}

// write keeps certificate and key in one file, whole or not at all, readable by its owner alone.
func (a *authority) write(name string) error {
	key, err := x509.MarshalPKCS8PrivateKey(a.key)
	if err != nil {
		return fmt.Errorf("authority: %w", err)
	}
	text := append(a.certificate(), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})...)
	if err := writeWhole(name, text, 0o600); err != nil {
		return fmt.Errorf("authority: %w", err)
	}
	return nil
}

// certificate is what clients have to trust, in PEM.
func (a *authority) certificate() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
}

// forClient returns a certificate for the name that a client asks, or one with our own names for a client that, like
// Java 6, names none.
func (a *authority) forClient(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	name := strings.ToLower(strings.TrimSuffix(hello.ServerName, "."))
	names := []string{name}
	if name != "" {
		if err := checkHost(name); err != nil {
			return nil, fmt.Errorf("authority: %w", err)
		}
	} else {
		names = append([]string{"localhost", "127.0.0.1", "::1"}, a.names...)
		if host, _, err := net.SplitHostPort(hello.Conn.LocalAddr().String()); err == nil {
			names = append(names, host)
			name = "no name, at " + host // has blanks, so no client can ask for it
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if c := a.signed[name]; c != nil && time.Now().Before(c.Leaf.NotAfter.AddDate(0, 0, -1)) {
		return c, nil
	}
	c, err := a.sign(names)
	if err != nil {
		return nil, fmt.Errorf("authority: sign for %s: %w", name, err)
	}
	if len(a.signed) >= maxSigned {
		clear(a.signed)
	}
	a.signed[name] = c
	return c, nil
}

// checkHost refuses what is neither a host's name nor its address, and what no certificate can hold.
func checkHost(name string) error {
	if name == "" || len(name) > 253 || strings.ContainsAny(name, "*/ ") || strings.ContainsFunc(name, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return fmt.Errorf("%q is no host name: write one such as login.salesforce.com, in ASCII", name)
	}
	return nil
}

func (a *authority) sign(names []string) (*tls.Certificate, error) {
	if a.leaf == nil {
		key, err := rsa.GenerateKey(rand.Reader, keyBits)
		if err != nil {
			return nil, err
		}
		a.leaf = key
	}
	common := names[0]
	if len(common) > 64 {
		common = "soapstone" // what a common name may hold, RFC 5280, A.1; the name stands below
	}
	template := &x509.Certificate{
		SerialNumber: serial(),
		Subject:      pkix.Name{CommonName: common},
		NotBefore:    time.Now().Add(-24 * time.Hour),
		NotAfter:     time.Now().AddDate(0, 0, leafDays-1),
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for i, n := range names {
		if slices.Contains(names[:i], n) {
			continue
		}
		if ip := net.ParseIP(n); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, n)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, a.leaf.Public(), a.key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der, a.cert.Raw}, PrivateKey: a.leaf, Leaf: leaf}, nil
}

// serial is a random serial number of 127 bits.
func serial() *big.Int {
	var b [16]byte
	rand.Read(b[:])
	b[0] &= 0x7f
	return new(big.Int).SetBytes(b[:])
}
