package spnego_test

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/soapstone-dev/soapstone/soap/auth/spnego"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The parts of tokens, encoded by hand (RFC 4178, section 4.2, and X.690).
const (
	oidSPNEGO     = "06062b0601050502"
	oidNTLM       = "060a2b06010401823702020a"
	oidKerberos   = "06092a864886f712010202"
	oidKerberosMS = "06092a864882f712010202"
	list          = "3022" + oidKerberosMS + oidKerberos + oidNTLM
	initKerberos  = "603c" + oidSPNEGO + "a032" + "3030" + "a024" + list + "a208" + "0406" + "010203040506"
	initNTLM      = "6022" + oidSPNEGO + "a018" + "3016" + "a00e" + "300c" + oidNTLM + "a204" + "0402" + "4e54"
	initBare      = "601c" + oidSPNEGO + "a012" + "3010" + "a00e" + "300c" + oidNTLM
	initFlags     = "6026" + oidSPNEGO + "a01c" + "301a" + "a00e" + "300c" + oidNTLM + "a102" + "0000" + "a204" + "0402" + "4e54"
	answerToken   = "a110" + "300e" + "a003" + "0a0101" + "a207" + "0405" + "4e544c4d53"
	answerMIC     = "a110" + "300e" + "a206" + "0404" + "4e544c4d" + "a304" + "0402" + "aabb"
	bareKerberos  = "600f" + oidKerberos + "01000001"
)

func TestRead(t *testing.T) {
	kerberos := []spnego.Mechanism{spnego.KerberosMS, spnego.Kerberos, spnego.NTLM}
	ntlm := []spnego.Mechanism{spnego.NTLM}
	for _, test := range []struct {
		name, token string
		want        spnego.Token
	}{
		{"Windows in a domain", initKerberos, spnego.Token{Begins: true, Mechanisms: kerberos, List: unhex(t, list), Inner: unhex(t, "010203040506")}},
		{"NTLM alone", initNTLM, spnego.Token{Begins: true, Mechanisms: ntlm, List: unhex(t, "300c"+oidNTLM), Inner: []byte("NT")}},
		{"no token yet", initBare, spnego.Token{Begins: true, Mechanisms: ntlm, List: unhex(t, "300c"+oidNTLM)}},
		{"flags", initFlags, spnego.Token{Begins: true, Mechanisms: ntlm, List: unhex(t, "300c"+oidNTLM), Inner: []byte("NT")}},
		{"an answer", answerToken, spnego.Token{Inner: []byte("NTLMS")}},
		{"an answer with a signature", answerMIC, spnego.Token{Inner: []byte("NTLM"), Integrity: []byte{0xaa, 0xbb}}},
		{"Kerberos without SPNEGO", bareKerberos, spnego.Token{Begins: true, Mechanisms: []spnego.Mechanism{spnego.Kerberos}, Inner: []byte{1, 0, 0, 1}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := spnego.Read(unhex(t, test.token))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMechanisms(t *testing.T) {
	got, err := spnego.Read(unhex(t, initKerberos))
	if err != nil {
		t.Fatal(err)
	}
	if !got.Offers(spnego.NTLM) || got.Offers("1.2.3") || !got.Mechanisms[0].IsKerberos() || !got.Mechanisms[1].IsKerberos() || got.Mechanisms[2].IsKerberos() {
		t.Errorf("mechanisms %v", got.Mechanisms)
	}
}

func TestMalformed(t *testing.T) {
	for _, token := range []string{
		"", "00", "60", "6000", "a1", "a10130", "4e544c4d53535000",
		initNTLM[:len(initNTLM)-2],
		"6008" + oidSPNEGO,
		"600a" + oidSPNEGO + "a000",
		"600c" + oidSPNEGO + "a002" + "3000",
		"6010" + oidSPNEGO + "a006" + "3004" + "a002" + "0400",
		"6012" + oidSPNEGO + "a008" + "3006" + "a004" + "3002" + "0500",
		"601e" + oidSPNEGO + "a014" + "3012" + "a010" + "300c" + oidNTLM + "0500",
		"6022" + oidSPNEGO + "a018" + "3016" + "a00e" + "300c" + oidNTLM + "a204" + "0502" + "4e54",
		"a106" + "3004" + "a202" + "0500",
	} {
		if got, err := spnego.Read(unhex(t, token)); !errors.Is(err, spnego.ErrMalformed) || got != nil {
			t.Errorf("%s: got %+v, %v, want ErrMalformed", token, got, err)
		}
	}
}

func TestAnswer(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer spnego.Answer
		want   string
	}{
		{"the last one, as IIS sends it", spnego.Answer{State: spnego.Completed}, "a1073005a0030a0100"},
		{"with a signature", spnego.Answer{State: spnego.Completed, Integrity: []byte{1, 2}}, "a10d" + "300b" + "a0030a0100" + "a304" + "0402" + "0102"},
		{"NTLM taken", spnego.Answer{State: spnego.WantsMIC, TakesNTLM: true}, "a115" + "3013" + "a0030a0103" + "a10c" + oidNTLM},
		{"a challenge", spnego.Answer{State: spnego.Incomplete, TakesNTLM: true, Inner: []byte("NT")}, "a11b" + "3019" + "a0030a0101" + "a10c" + oidNTLM + "a204" + "0402" + "4e54"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, hex.EncodeToString(test.answer.Bytes())); diff != "" {
				t.Error(diff)
			}
		})
	}
	// What Windows clients get from IIS at the end, in the form in which it is seen in the wild.
	if got := base64.StdEncoding.EncodeToString(spnego.Answer{State: spnego.Completed}.Bytes()); got != "oQcwBaADCgEA" {
		t.Errorf("got %s", got)
	}
}

// What is written as an answer is read as one.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{initKerberos, initNTLM, initBare, initFlags, answerToken, answerMIC, bareKerberos} {
		f.Add(unhex(f, seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		token, err := spnego.Read(b)
		if err != nil {
			if !errors.Is(err, spnego.ErrMalformed) {
				t.Fatalf("an error without a sentinel: %v", err)
			}
			return
		}
		again, err := spnego.Read(spnego.Answer{State: spnego.Incomplete, Inner: token.Inner, Integrity: token.Integrity}.Bytes())
		if err != nil || string(again.Inner) != string(token.Inner) || string(again.Integrity) != string(token.Integrity) {
			t.Fatalf("read as %x and %x, and again as %+v, %v", token.Inner, token.Integrity, again, err)
		}
	})
}
