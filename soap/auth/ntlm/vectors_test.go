package ntlm

import (
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The example of [MS-NLMP] 4.2: User of Domain with the password "Password", at Server.

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// exampleNonce is 4.2.1.
var exampleNonce = Nonce{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef}

// exampleChallenge is 4.2.4.3.
const exampleChallenge = `
	4e544c4d53535000 02000000 0c000c0038000000 33828ae2 0123456789abcdef 0000000000000000
	2400240044000000 060070170000000f 530065007200760065007200
	02000c0044006f006d00610069006e00 01000c00530065007200760065007200 00000000`

// exampleAuthenticate is 4.2.4.3.
const exampleAuthenticate = `
	4e544c4d53535000 03000000 180018006c000000 5400540084000000 0c000c0048000000 0800080054000000 100010005c000000
	10001000d8000000 358288e2 0501280a0000000f
	44006f006d00610069006e00 5500730065007200 43004f004d0050005500540045005200
	86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa
	68cd0ab851e51c96aabc927bebef6a1c
	01010000000000000000000000000000aaaaaaaaaaaaaaaa00000000
	02000c0044006f006d00610069006e00 01000c00530065007200760065007200 00000000 00000000
	c5dad2544fc9799094ce1ce90bc9d03e`

func TestExampleChallenge(t *testing.T) {
	info := pair(pair(pair(nil, pairDomain, unicode("Domain")), pairComputer, unicode("Server")), pairEnd, nil)
	got := challenge{
		flags: 0xe28a8233, nonce: exampleNonce, target: "Server", info: info, version: version{major: 6, build: 6000, revision: 15},
	}.bytes()
	if diff := cmp.Diff(hex.EncodeToString(unhex(t, exampleChallenge)), hex.EncodeToString(got)); diff != "" {
		t.Error(diff)
	}
}

func exampleLogin(t testing.TB) *Login {
	t.Helper()
	h := &Handshake{nonce: exampleNonce, flags: 0xe28a8233}
	l, err := h.Read(unhex(t, exampleAuthenticate))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestExampleLogin(t *testing.T) {
	l := exampleLogin(t)
	if got := l.Domain + "|" + l.User + "|" + l.Workstation; got != "Domain|User|COMPUTER" || l.Version() != 2 || l.integrity {
		t.Errorf("read as %s, version %d, integrity %v", got, l.Version(), l.integrity)
	}
	s, err := l.Check("Password")
	if err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(s.key); got != strings.Repeat("55", 16) { // 4.2.1, RandomSessionKey
		t.Errorf("the session's key is %s", got)
	}
	for _, wrong := range []string{"", "password", "Password "} {
		if _, err := l.Check(wrong); !errors.Is(err, ErrWrongPassword) {
			t.Errorf("%q: got %v, want ErrWrongPassword", wrong, err)
		}
	}
}

// TestExampleKeys: NTOWFv2 is 4.2.4.1.1, the session base key 4.2.4.1.2.
func TestExampleKeys(t *testing.T) {
	l := exampleLogin(t)
	key, right := l.check2("Password")
	if got := hex.EncodeToString(key); !right || got != "8de40ccadbc14a82f15cb0ad0de95ca3" {
		t.Errorf("session base key %s, right %v", got, right)
	}
	if got := hex.EncodeToString(mac(hash("Password"), unicode("USERDomain"))); got != "0c868a403bfd7a93a3001ef22ef02e3f" {
		t.Errorf("NTOWFv2 %s", got)
	}
	if got := hex.EncodeToString(hash("Password")); got != "a4f49c406510bdcab6824ee7c30fd852" { // 4.2.2.1.2
		t.Errorf("NTOWFv1 %s", got)
	}
}

// TestExampleSignature: in 4.2.4.4 the cipher has sealed the text before it encrypts the checksum.
func TestExampleSignature(t *testing.T) {
	s := &Session{key: unhex(t, strings.Repeat("55", 16)), flags: 0xe28a8233}
	if got := hex.EncodeToString(s.signKey("client-to-server")); got != "4788dc861b4782f35d43fd98fe1a2d39" {
		t.Errorf("signing key %s", got)
	}
	seal := s.sealKey("client-to-server")
	if got := hex.EncodeToString(seal); got != "59f600973cc4960a25480a7c196e4c58" {
		t.Errorf("sealing key %s", got)
	}
	text := unicode("Plaintext")
	sum := mac(s.signKey("client-to-server"), make([]byte, 4), text)[:8]
	got := hex.EncodeToString(crypt(seal, append(text, sum...)))
	if want := "54e50165bf1936dc996020c1811b0f06fb5f" + "7fb38ec5c55d4976"; got != want {
		t.Errorf("sealed %s, want %s", got, want)
	}
}

// TestExampleShortKey: in 4.2.3.4 the sides did not agree on 128 bits, so that seven bytes of the key are left.
func TestExampleShortKey(t *testing.T) {
	s := &Session{key: unhex(t, "eb93429a8bd952f8b89c55b87f475edc"), flags: 0x820a8233}
	if got := hex.EncodeToString(s.sealKey("client-to-server")); got != "04dd7f014d8504d265a25cc86a3a7c06" {
		t.Errorf("sealing key %s", got)
	}
	if got := hex.EncodeToString(s.signKey("client-to-server")); got != "60e799be5c72fc92922ae8ebe961fb8d" {
		t.Errorf("signing key %s", got)
	}
}

// TestExampleNTLMv1: the responses are 4.2.2.2.1 and, with extended session security, 4.2.3.2.2.
func TestExampleNTLMv1(t *testing.T) {
	for _, test := range []struct {
		name, lm, nt string
		flags        flags
		key          string
	}{
		{"plain", "98def7b87f88aa5dafe2df779688a172def11c7d5ccdef13", "67c43011f30298a2ad35ece64f16331c44bdbed927841f94", 0xe2028233,
			"d87262b0cde4b1cb7499becccdf10784"}, // 4.2.2.1.3
		{"extended", "aaaaaaaaaaaaaaaa00000000000000000000000000000000", "7537f803ae367128ca458204bde7caf81e97ed2683267232", 0x820a8233,
			"eb93429a8bd952f8b89c55b87f475edc"}, // 4.2.3.1.3
	} {
		t.Run(test.name, func(t *testing.T) {
			l := &Login{User: "User", handshake: &Handshake{nonce: exampleNonce}, flags: test.flags, lm: unhex(t, test.lm), nt: unhex(t, test.nt)}
			key, right := l.check1("Password")
			if got := hex.EncodeToString(key); l.Version() != 1 || !right || got != test.key {
				t.Errorf("version %d, right %v, key %s", l.Version(), right, got)
			}
			if _, err := l.Check("password"); !errors.Is(err, ErrWrongPassword) {
				t.Errorf("a wrong password: %v", err)
			}
		})
	}
}
