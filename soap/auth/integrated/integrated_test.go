package integrated_test

import (
	"crypto/hmac"
	"crypto/md5"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/Azure/go-ntlmssp"
	"golang.org/x/crypto/md4" //lint:ignore SA1019 NTLM is made of it

	"github.com/soapstone-dev/soapstone/soap/auth/integrated"
	"github.com/soapstone-dev/soapstone/soap/auth/ntlm"
	"github.com/soapstone-dev/soapstone/soap/auth/spnego"
)

var server = ntlm.Server{Name: "SOAPSTONE"}

func nonce() ntlm.Nonce { return ntlm.Nonce{1, 2, 3, 4, 5, 6, 7, 8} }

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The tokens of clients, encoded by hand (RFC 4178, section 4.2).
const (
	oidSPNEGO    = "06062b0601050502"
	oidNTLM      = "060a2b06010401823702020a"
	oidKerberos  = "06092a864886f712010202"
	initKerberos = "6031" + oidSPNEGO + "a027" + "3025" + "a019" + "3017" + oidKerberos + oidNTLM + "a208" + "0406" + "010203040506"
	initBare     = "601c" + oidSPNEGO + "a012" + "3010" + "a00e" + "300c" + oidNTLM
	initOther    = "6018" + oidSPNEGO + "a00e" + "300c" + "a00a" + "3008" + "06062b0601050503"
	initTicket   = "6025" + oidSPNEGO + "a01b" + "3019" + "a00d" + "300b" + oidKerberos + "a208" + "0406" + "010203040506"
	bareTicket   = "600f" + oidKerberos + "01000001"
	takesNTLM    = "a115" + "3013" + "a0030a0103" + "a10c" + oidNTLM
	takesNTLM1   = "a115" + "3013" + "a0030a0101" + "a10c" + oidNTLM
)

func negotiate(t testing.TB) []byte {
	t.Helper()
	b, err := ntlmssp.NewNegotiateMessage("", "")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func authenticate(t testing.TB, challenge []byte) []byte {
	t.Helper()
	b, err := ntlmssp.NewAuthenticateMessage(challenge, `CORP\alice`, "soapstone", nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// answer is a client's answer within SPNEGO. A server's has the same form.
func answer(inner []byte) []byte {
	return spnego.Answer{State: spnego.Incomplete, Inner: inner}.Bytes()
}

func hear(t testing.TB, c *integrated.Conversation, token []byte) integrated.Turn {
	t.Helper()
	turn, err := c.Hear(token, server, nonce)
	if err != nil {
		t.Fatal(err)
	}
	return turn
}

// accept checks the login of a turn and ends the conversation.
func accept(t testing.TB, c *integrated.Conversation, turn integrated.Turn) []byte {
	t.Helper()
	if turn.Login == nil || turn.Token != nil || turn.Login.User != "alice" || turn.Login.Domain != "CORP" {
		t.Fatalf("the turn is %+v", turn)
	}
	session, err := turn.Login.Check("soapstone")
	if err != nil {
		t.Fatal(err)
	}
	last, err := c.Accept(session)
	if err != nil {
		t.Fatal(err)
	}
	return last
}

func TestAlone(t *testing.T) {
	var c integrated.Conversation
	for range 2 { // a second one on the same connection is none the worse
		turn := hear(t, &c, negotiate(t))
		if !ntlm.IsMessage(turn.Token) || turn.Login != nil {
			t.Fatalf("the turn is %+v", turn)
		}
		if last := accept(t, &c, hear(t, &c, authenticate(t, turn.Token))); last != nil {
			t.Errorf("the last token is %x", last)
		}
	}
}

func TestWithinSPNEGO(t *testing.T) {
	for _, test := range []struct {
		name, first, want string
		kerberos          bool
	}{
		{"Kerberos would be better", initKerberos, takesNTLM, true},
		{"nothing begun", initBare, takesNTLM1, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			var c integrated.Conversation
			turn := hear(t, &c, unhex(t, test.first))
			if got := hex.EncodeToString(turn.Token); got != test.want || turn.PreferredKerberos != test.kerberos {
				t.Fatalf("token %s, Kerberos %v", got, turn.PreferredKerberos)
			}
			turn = hear(t, &c, answer(negotiate(t)))
			token, err := spnego.Read(turn.Token)
			if err != nil || token.Begins || !ntlm.IsMessage(token.Inner) {
				t.Fatalf("%+v, %v", token, err)
			}
			if last := hex.EncodeToString(accept(t, &c, hear(t, &c, answer(authenticate(t, token.Inner))))); last != "a1073005a0030a0100" {
				t.Errorf("the last token is %s", last)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	for _, test := range []struct {
		name  string
		token []byte
		want  error
	}{
		{"nothing", nil, spnego.ErrMalformed},
		{"a ticket in SPNEGO", unhex(t, initTicket), integrated.ErrKerberos},
		{"a ticket", unhex(t, bareTicket), integrated.ErrKerberos},
		{"something else", unhex(t, initOther), integrated.ErrMechanism},
		{"an answer to nothing", answer([]byte("NTLMSSP\x00")), integrated.ErrOrder},
		{"a last message first", []byte("NTLMSSP\x00\x03\x00\x00\x00"), integrated.ErrOrder},
		{"half a message", []byte("NTLMSSP\x00\x01\x00\x00\x00"), ntlm.ErrMalformed},
	} {
		t.Run(test.name, func(t *testing.T) {
			var c integrated.Conversation
			turn, err := c.Hear(test.token, server, nonce)
			if !errors.Is(err, test.want) || turn.Token != nil || turn.Login != nil {
				t.Errorf("got %+v, %v, want %v", turn, err, test.want)
			}
		})
	}
}

// TestOneAnswer: a challenge is good for one answer, right or wrong.
func TestOneAnswer(t *testing.T) {
	var c integrated.Conversation
	message := authenticate(t, hear(t, &c, negotiate(t)).Token)
	hear(t, &c, message)
	if _, err := c.Hear(message, server, nonce); !errors.Is(err, integrated.ErrOrder) {
		t.Errorf("got %v, want ErrOrder", err)
	}
	hear(t, &c, negotiate(t))
	if _, err := c.Hear([]byte("nonsense"), server, nonce); err == nil {
		t.Error("nonsense was understood")
	}
	if _, err := c.Hear(message, server, nonce); !errors.Is(err, integrated.ErrOrder) {
		t.Errorf("after nonsense: got %v, want ErrOrder", err)
	}
}

// Two tokens one after the other never panic, and let nobody in who does not know the password.
func FuzzHear(f *testing.F) {
	f.Add(negotiate(f), answer(negotiate(f)))
	f.Add(unhex(f, initKerberos), answer(negotiate(f)))
	f.Add(unhex(f, initBare), answer([]byte("NTLMSSP\x00\x03\x00\x00\x00")))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		var c integrated.Conversation
		for _, token := range [][]byte{first, second} {
			turn, err := c.Hear(token, server, nonce)
			if err != nil || turn.Login == nil {
				continue
			}
			if _, err := turn.Login.Check("soapstone"); err == nil {
				t.Fatalf("%x was taken for a proof", token)
			}
		}
	})
}

// signature signs the first message of a client, as [MS-NLMP] 3.4.4.2 has it for keys that are not exchanged.
func signature(authenticate []byte, user, domain, password string, message []byte) []byte {
	wide := func(s string) (b []byte) {
		for _, u := range utf16.Encode([]rune(s)) {
			b = append(b, byte(u), byte(u>>8))
		}
		return b
	}
	mac := func(key []byte, parts ...[]byte) []byte {
		h := hmac.New(md5.New, key)
		for _, p := range parts {
			h.Write(p)
		}
		return h.Sum(nil)
	}
	hash := md4.New()
	hash.Write(wide(password))
	proof := authenticate[binary.LittleEndian.Uint32(authenticate[24:]):][:16]
	key := mac(mac(hash.Sum(nil), wide(strings.ToUpper(user)+domain)), proof)
	sign := md5.Sum(append(key, "session key to client-to-server signing key magic constant\x00"...))
	sum := mac(sign[:], make([]byte, 4), message)[:8]
	return append(append([]byte{1, 0, 0, 0}, sum...), 0, 0, 0, 0)
}

// A client that would rather have used Kerberos signs its list, so that nobody takes the better one out of it.
func TestSignedList(t *testing.T) {
	for _, test := range []struct {
		name string
		list string
		want error
	}{
		{"as it was sent", "3017" + oidKerberos + oidNTLM, nil},
		{"not at all", "", nil}, // it need not
		{"longer than it came", "3022" + "06092a864882f712010202" + oidKerberos + oidNTLM, integrated.ErrIntegrity},
	} {
		t.Run(test.name, func(t *testing.T) {
			var c integrated.Conversation
			hear(t, &c, unhex(t, initKerberos))
			message := negotiate(t)
			message[12] |= 0x10 // NTLMSSP_NEGOTIATE_SIGN
			challenge, err := spnego.Read(hear(t, &c, answer(message)).Token)
			if err != nil {
				t.Fatal(err)
			}
			last := authenticate(t, challenge.Inner)
			signed := spnego.Answer{State: spnego.Incomplete, Inner: last}
			want := "a1073005a0030a0100"
			if test.list != "" {
				signed.Integrity = signature(last, "alice", "CORP", "soapstone", unhex(t, test.list))
				want = "a11b3019a0030a0100a312041001000000"
			}
			turn := hear(t, &c, signed.Bytes())
			session, err := turn.Login.Check("soapstone")
			if err != nil {
				t.Fatal(err)
			}
			end, err := c.Accept(session)
			if !errors.Is(err, test.want) {
				t.Fatalf("got %v, want %v", err, test.want)
			}
			if test.want == nil && !strings.HasPrefix(hex.EncodeToString(end), want) {
				t.Errorf("the last token is %x", end)
			}
		})
	}
}
