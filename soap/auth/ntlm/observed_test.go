package ntlm

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"testing"

	"github.com/soapstone-dev/soapstone/soap/auth/spnego"
)

// A conversation of curl 7.88 with gss-ntlmssp 1.2 as CORP\alice, whose password is soapstone, with a server that said
// what time it was: that is when the client signs the three messages. It exchanges keys, and signs its list of
// mechanisms.
const (
	observedFirst     = "YEgGBisGAQUFAqA+MDygDjAMBgorBgEEAYI3AgIKoioEKE5UTE1TU1AAAQAAABeCCOIAAAAAAAAAAAAAAAAAAAAABgIAAAAAAA8="
	observedChallenge = "oYGwMIGtoAMKAQGhDAYKKwYBBAGCNwICCqKBlwSBlE5UTE1TU1AAAgAAAAgACAA4AAAAFYKJ4kAXN9M7W1YcAAAAAAAAAABUAFQAQAAAAAYAchcAAAAPQwBPAFIAUAACAAgAQwBPAFIAUAABABIAUwBPAEEAUABTAFQATwBOAEUABAAIAGMAbwByAHAAAwASAHMAbwBhAHAAcwB0AG8AbgBlAAcACACZrecHgXndAQAAAAA="
	observedLast      = "oYIBTzCCAUugAwoBAaKCAS4EggEqTlRMTVNTUAADAAAAAAAAAFgAAACsAKwAWAAAAAgACAAEAQAACgAKAAwBAAAEAAQAFgEAABAAEAAaAQAAFYKJ4gYCAAAAAAAPSQhQdT8dwK31ptr2wRqQrbTv+AWjSD2ha9ObfqAD87EBAQAAAAAAAJmt5weBed0BbfJiUNMFP5kAAAAAAQASAFMATwBBAFAAUwBUAE8ATgBFAAIACABDAE8AUgBQAAMAEgBzAG8AYQBwAHMAdABvAG4AZQAEAAgAYwBvAHIAcAAGAAQAAgAAAAcACACZrecHgXndAQkAHABIAFQAVABQAC8AMQAyADcALgAwAC4AMAAuADEAAAAAAAAAAABDAE8AUgBQAGEAbABpAGMAZQBWAE0A5qdLcMfs5mEwuYPoqsSZRqMSBBABAAAAGmautY4EahkAAAAA"
)

func token(t *testing.T, s string) *spnego.Token {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	read, err := spnego.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func TestObserved(t *testing.T) {
	first, challenge, last := token(t, observedFirst), token(t, observedChallenge), token(t, observedLast)
	h := &Handshake{nonce: Nonce(challenge.Inner[24:32]), negotiate: first.Inner, challenge: challenge.Inner}
	l, err := h.Read(last.Inner)
	if err != nil {
		t.Fatal(err)
	}
	if l.Domain != "CORP" || l.User != "alice" || l.Version() != 2 || !l.integrity {
		t.Errorf("read as %q, %q, version %d, integrity %v", l.Domain, l.User, l.Version(), l.integrity)
	}
	s, err := l.Check("soapstone")
	if err != nil {
		t.Fatal(err)
	}
	if !s.Signs() || !s.Verify(first.List, last.Integrity) {
		t.Errorf("the signature %x of the list is not taken", last.Integrity)
	}
	if s.Verify(first.List[1:], last.Integrity) {
		t.Error("the signature is taken for one of another list")
	}
	if sum := hex.EncodeToString(s.Sign(first.List)); sum[:8] != "01000000" || sum[24:] != "00000000" || len(sum) != 32 {
		t.Errorf("the server signs with %s", sum)
	}
	for _, place := range []int{atFlags + 4, atIntegrity, len(last.Inner) - 1} { // version, code, session key
		changed := append([]byte(nil), last.Inner...)
		changed[place] ^= 1
		l, err := h.Read(changed)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.Check("soapstone"); !errors.Is(err, ErrIntegrity) {
			t.Errorf("byte %d changed: got %v, want ErrIntegrity", place, err)
		}
	}
}
