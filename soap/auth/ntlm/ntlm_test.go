package ntlm_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"testing"

	"github.com/Azure/go-ntlmssp"
	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/auth/ntlm"
)

var (
	nonce  = ntlm.Nonce{1, 2, 3, 4, 5, 6, 7, 8}
	server = ntlm.Server{Name: "SOAPSTONE", Domain: "CORP"}
)

func begin(t testing.TB) *ntlm.Handshake {
	t.Helper()
	negotiate, err := ntlmssp.NewNegotiateMessage("", "")
	if err != nil {
		t.Fatal(err)
	}
	h, err := ntlm.Begin(negotiate, server, nonce)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestClient: another implementation takes our challenge, and we take its answer.
func TestClient(t *testing.T) {
	for _, test := range []struct{ user, domain, name, password string }{
		{"alice", "", "alice", "soapstone"},
		{`CORP\alice`, "CORP", "alice", "soapstone"},
		{`corp\Jürgen`, "corp", "Jürgen", "Geheimnis ß €"},
		{"alice@corp.example", "", "alice@corp.example", "x"},
	} {
		t.Run(test.user, func(t *testing.T) {
			h := begin(t)
			answer, err := ntlmssp.NewAuthenticateMessage(h.Challenge(), test.user, test.password, nil)
			if err != nil {
				t.Fatal(err)
			}
			l, err := h.Read(answer)
			if err != nil {
				t.Fatal(err)
			}
			if l.Domain != test.domain || l.User != test.name || l.Version() != 2 || l.Anonymous() {
				t.Errorf("read as %q, %q, version %d", l.Domain, l.User, l.Version())
			}
			if _, err := l.Check(test.password); err != nil {
				t.Error(err)
			}
			if _, err := l.Check(test.password + " "); !errors.Is(err, ntlm.ErrWrongPassword) {
				t.Errorf("a wrong password: %v", err)
			}
		})
	}
}

// TestAnswerToAnotherChallenge: an answer is worth nothing in any other handshake.
func TestAnswerToAnotherChallenge(t *testing.T) {
	h := begin(t)
	answer, err := ntlmssp.NewAuthenticateMessage(h.Challenge(), "alice", "soapstone", nil)
	if err != nil {
		t.Fatal(err)
	}
	negotiate, err := ntlmssp.NewNegotiateMessage("", "")
	if err != nil {
		t.Fatal(err)
	}
	other, err := ntlm.Begin(negotiate, server, ntlm.Nonce{8, 7, 6, 5, 4, 3, 2, 1})
	if err != nil {
		t.Fatal(err)
	}
	l, err := other.Read(answer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Check("soapstone"); !errors.Is(err, ntlm.ErrWrongPassword) {
		t.Errorf("got %v, want ErrWrongPassword", err)
	}
}

// negotiateOf is a NEGOTIATE_MESSAGE as short as can be.
func negotiateOf(flags uint32) []byte {
	return binary.LittleEndian.AppendUint32([]byte("NTLMSSP\x00\x01\x00\x00\x00"), flags)
}

// TestChallenge: the bytes are put together from [MS-NLMP] 2.2.1.2 and 2.2.2.1.
func TestChallenge(t *testing.T) {
	const (
		fixed  = "4e544c4d53535000" + "02000000"
		chance = "0102030405060708" + "0000000000000000"
		corp   = "43004f0052005000"                     // CORP
		stone  = "53004f0041005000530054004f004e004500" // SOAPSTONE
		lower  = "73006f0061007000730074006f006e006500"
	)
	for _, test := range []struct {
		name   string
		flags  uint32
		server ntlm.Server
		want   string
	}{
		{"all that is granted, in a domain", 0xe2088237 | 0x80 | 0x40, server, fixed + "0800080038000000" + "3582 89e2" + chance +
			"4800480040000000" + "0502ce0e0000000f" + corp +
			"02000800" + corp + "01001200" + stone + "04000800" + "63006f0072007000" + "03001200" + lower + "00000000"},
		{"no domain", 0x00000205, ntlm.Server{Name: "SOAPSTONE"}, fixed + "1200120038000000" + "0502 8200" + chance +
			"5c005c004a000000" + "0000000000000000" + stone +
			"02001200" + stone + "01001200" + stone + "04001200" + lower + "03001200" + lower + "00000000"},
		{"a client without Unicode", 0x00000206, server, fixed + "0400040038000000" + "0602 8100" + chance +
			"480048003c000000" + "0000000000000000" + hex.EncodeToString([]byte("CORP")) +
			"02000800" + corp + "01001200" + stone + "04000800" + "63006f0072007000" + "03001200" + lower + "00000000"},
		{"a client that does not ask who it is", 0x00000201, server, fixed + "0000000038000000" + "0102 8000" + chance +
			"4800480038000000" + "0000000000000000" +
			"02000800" + corp + "01001200" + stone + "04000800" + "63006f0072007000" + "03001200" + lower + "00000000"},
	} {
		t.Run(test.name, func(t *testing.T) {
			h, err := ntlm.Begin(negotiateOf(test.flags), test.server, nonce)
			if err != nil {
				t.Fatal(err)
			}
			want := string(bytes.ReplaceAll([]byte(test.want), []byte(" "), nil))
			if diff := cmp.Diff(want, hex.EncodeToString(h.Challenge())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMalformed(t *testing.T) {
	h := begin(t)
	good, err := ntlmssp.NewAuthenticateMessage(h.Challenge(), `CORP\alice`, "soapstone", nil)
	if err != nil {
		t.Fatal(err)
	}
	with := func(at int, b ...byte) []byte {
		changed := bytes.Clone(good)
		copy(changed[at:], b)
		return changed
	}
	for _, test := range []struct {
		name string
		b    []byte
	}{
		{"nothing", nil},
		{"another protocol", []byte("HTTP/1.1 200 OK, and much more of it that is no NTLM")},
		{"a challenge", h.Challenge()},
		{"its fixed part cut", good[:51]},
		{"its end cut", good[:len(good)-1]},
		{"a response behind its end", with(24, 0xff, 0xff)},
		{"a user far away", with(40, 0xff, 0xff, 0xff, 0xff)},
		{"half a letter", with(36, 9, 0)},
		{"pairs without an end", with(20, 50, 0)},
	} {
		t.Run(test.name, func(t *testing.T) {
			if l, err := h.Read(test.b); !errors.Is(err, ntlm.ErrMalformed) || l != nil {
				t.Errorf("got %+v, %v, want ErrMalformed", l, err)
			}
		})
	}
	for _, b := range [][]byte{nil, []byte("NTLMSSP\x00\x01\x00\x00"), good} {
		if h, err := ntlm.Begin(b, server, nonce); !errors.Is(err, ntlm.ErrMalformed) || h != nil {
			t.Errorf("Begin(%q): got %v, want ErrMalformed", b, err)
		}
	}
}

// authenticate is an AUTHENTICATE_MESSAGE in OEM text, whose fields follow its 64 bytes in order.
func authenticate(flags uint32, lm, nt, domain, user string) []byte {
	b := []byte("NTLMSSP\x00\x03\x00\x00\x00")
	payload := ""
	for _, f := range []string{lm, nt, domain, user, "", ""} {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(f)))
		b = binary.LittleEndian.AppendUint16(b, uint16(len(f)))
		b = binary.LittleEndian.AppendUint32(b, uint32(64+len(payload)))
		payload += f
	}
	return append(binary.LittleEndian.AppendUint32(b, flags), payload...)
}

func TestLoginsThatProveNothing(t *testing.T) {
	for _, test := range []struct {
		name, lm, nt, user string
		anonymous          bool
	}{
		{"nobody", "\x00", "", "", true},
		{"an LM response alone", "123456789012345678901234", "", "alice", false},
		{"a short response", "", "1234567890", "alice", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			l, err := begin(t).Read(authenticate(0x202, test.lm, test.nt, "CORP", test.user))
			if err != nil {
				t.Fatal(err)
			}
			if l.User != test.user || l.Anonymous() != test.anonymous || l.Version() != 0 {
				t.Errorf("read as %q, anonymous %v, version %d", l.User, l.Anonymous(), l.Version())
			}
			for _, password := range []string{"", "soapstone"} {
				if _, err := l.Check(password); !errors.Is(err, ntlm.ErrNoResponse) {
					t.Errorf("password %q: got %v, want ErrNoResponse", password, err)
				}
			}
		})
	}
}

func FuzzBegin(f *testing.F) {
	f.Add(negotiateOf(0xe2088297))
	f.Add(negotiateOf(2))
	f.Add([]byte("NTLMSSP\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := ntlm.Begin(b, server, nonce)
		if err != nil {
			if !errors.Is(err, ntlm.ErrMalformed) {
				t.Fatalf("an error without a sentinel: %v", err)
			}
			return
		}
		if !ntlm.IsMessage(h.Challenge()) {
			t.Fatalf("the challenge is no message: %x", h.Challenge())
		}
	})
}

// Whatever is read can be checked, and nothing but the right answer is right.
func FuzzRead(f *testing.F) {
	good, err := ntlmssp.NewAuthenticateMessage(begin(f).Challenge(), `CORP\alice`, "soapstone", nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(authenticate(0x202, "123456789012345678901234", "123456789012345678901234", "CORP", "alice"))
	f.Add(authenticate(0x80202, "12345678", "123456789012345678901234", "", "alice"))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := begin(t).Read(b)
		if err != nil {
			if !errors.Is(err, ntlm.ErrMalformed) {
				t.Fatalf("an error without a sentinel: %v", err)
			}
			return
		}
		s, err := l.Check("another password")
		if err == nil || s != nil {
			t.Fatalf("%x was taken for a proof", b)
		}
		if s, err := l.Check("soapstone"); err == nil {
			s.Sign(nil)
			s.Verify(nil, nil)
		}
	})
}
