package main

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// ownPair writes a certificate and its key, both in one file, and returns them in DER as well.
func ownPair(t *testing.T) (file string, cert, key []byte) {
	t.Helper()
	a, err := newAuthority()
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "own.pem")
	if err := a.write(file); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "CERTIFICATE" {
			cert = block.Bytes
		} else {
			key = block.Bytes
		}
	}
	return file, cert, key
}

// What old servers keep their certificates in is told with the command that makes PEM of it, and that command does so.
func TestOtherFormsThanPEM(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("this machine has no openssl to make the files, nor to follow the messages")
	}
	own, cert, key := ownPair(t)
	for _, tt := range []struct {
		name   string
		der    []byte   // written as it is, or
		make   []string // what makes the file, its last argument
		key    bool     // it stands for --tls-key, and the certificate is PEM
		want   string
		answer map[string]string // flags that type the password, by program
	}{
		{name: "certificate in DER", der: cert, want: "it is DER, not PEM"},
		{name: "key in DER", der: key, key: true, want: "it is DER, not PEM"},
		{name: "PKCS #12", make: []string{"openssl", "pkcs12", "-export", "-in", own, "-inkey", own, "-passout", "pass:secret", "-out"},
			want: "it is PKCS #12, not PEM", answer: map[string]string{"openssl": "-passin pass:secret"}},
		{name: "key with a password", make: []string{"openssl", "pkcs8", "-topk8", "-in", own, "-passout", "pass:secret", "-out"}, key: true,
			want: "the key in it has a password", answer: map[string]string{"openssl": "-passin pass:secret"}},
		{name: "key with a password, as old OpenSSL wrote it", make: []string{"openssl", "pkey", "-in", own, "-traditional", "-aes128", "-passout", "pass:secret", "-out"}, key: true,
			want: "the key in it has a password", answer: map[string]string{"openssl": "-passin pass:secret"}},
		{name: "keystore of Java", make: []string{"keytool", "-genkeypair", "-storetype", "jks", "-keyalg", "RSA", "-dname", "CN=localhost", "-storepass", "secret", "-keypass", "secret", "-keystore"},
			want: "it is a keystore of Java, not PEM", answer: map[string]string{"openssl": "-passin pass:secret", "keytool": "-srcstorepass secret -deststorepass secret"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder := t.TempDir()
			file := filepath.Join(folder, "theirs")
			if tt.make == nil {
				if err := os.WriteFile(file, tt.der, 0o600); err != nil {
					t.Fatal(err)
				}
			} else if _, err := exec.LookPath(tt.make[0]); err != nil {
				t.Skip(err)
			} else if out, err := exec.Command(tt.make[0], append(tt.make[1:], file)...).CombinedOutput(); err != nil {
				t.Skipf("%v: %s", err, out) // not every version of it makes each form
			}
			certFile, keyFile := file, own
			if tt.key {
				certFile, keyFile = own, file
			}
			_, err := loadPair(certFile, keyFile)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("%v, want %q in it", err, tt.want)
			}
			made := ""
			for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(err.Error(), -1) {
				words := strings.Fields(m[1])
				words = append(words, strings.Fields(tt.answer[words[0]])...)
				for i, w := range words {
					if name, is := strings.CutPrefix(w, "FILE"); is {
						made = filepath.Join(folder, "made"+name)
						words[i] = made
					}
				}
				if out, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
					t.Fatalf("%s: %v: %s", m[1], err, out)
				}
			}
			switch {
			case tt.key:
				_, err = loadPair(own, made)
			case tt.der != nil:
				_, err = loadPair(made, own)
			default:
				_, err = loadPair(made, made)
			}
			if err != nil {
				t.Errorf("what the commands made: %v", err)
			}
		})
	}
}

// A certificate that clients refuse today is told of, and served.
func TestCertificateOutOfDate(t *testing.T) {
	own, der, _ := ownPair(t)
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		now  time.Time
		want bool
	}{
		{leaf.NotBefore.Add(-time.Second), true}, {leaf.NotBefore, false}, {leaf.NotAfter, false}, {leaf.NotAfter.Add(time.Second), true},
	} {
		var log bytes.Buffer
		warnOfDates(slog.New(slog.NewTextHandler(&log, nil)), leaf, tt.now)
		if got := strings.Contains(log.String(), "not valid now"); got != tt.want {
			t.Errorf("%s: %q", tt.now, log.String())
		}
	}
	pair, err := loadPair(own, own)
	if err != nil || pair.Leaf == nil {
		t.Errorf("the dates of a file's certificate cannot be looked at: %v", err)
	}
}

// Files that are no certificate in any form get the reason of crypto/tls, and a file that is not there its flag.
func TestNoPair(t *testing.T) {
	own, _, _ := ownPair(t)
	none := filepath.Join(t.TempDir(), "none")
	for _, tt := range []struct{ cert, key, want string }{
		{none, own, "--tls-cert: open "},
		{own, none, "--tls-key: open "},
		{"tlsfile.go", own, "failed to find any PEM data"},
	} {
		if pair, err := loadPair(tt.cert, tt.key); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s, %s: %v, %d certificates", tt.cert, tt.key, err, len(pair.Certificate))
		}
	}
}
