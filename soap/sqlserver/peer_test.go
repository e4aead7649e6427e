package sqlserver_test

import (
	"crypto/des"
	"encoding/base64"
	"encoding/binary"
	"math/big"
	"net/http"
	"strings"
	"unicode/utf16"

	"github.com/Azure/go-ntlmssp"
	"github.com/soapstone-dev/soapstone/soap/internal/loopback"
	"golang.org/x/crypto/md4" //lint:ignore SA1019 old clients are made of it
)

// peer is a client with one connection of its own. Another implementation than ours makes its messages.
type peer struct {
	*stand
	*loopback.Line
}

func (s *stand) peer() *peer {
	p := &peer{s, &loopback.Line{}}
	s.t.Cleanup(p.CloseIdleConnections)
	return p
}

// send sends a body with an Authorization, "" for none.
func (p *peer) send(path, authorization, body string) answer {
	p.t.Helper()
	r := p.request(path, "", body)
	r.Header.Del("Authorization")
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	return p.exchange(r)
}

func (p *peer) exchange(r *http.Request) answer {
	p.t.Helper()
	resp, err := p.RoundTrip(r)
	if err != nil {
		p.t.Fatal(err)
	}
	a, err := read(resp)
	if err != nil {
		p.t.Fatal(err)
	}
	return a
}

// logIn does a handshake and returns the answer to its end.
func (p *peer) logIn(path, scheme, user, password, body string) answer {
	p.t.Helper()
	challenge := p.begin(path, scheme)
	message, err := ntlmssp.NewAuthenticateMessage(challenge, user, password, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.send(path, scheme+" "+base64.StdEncoding.EncodeToString(message), body)
}

// begin does the first turn of a handshake and returns the challenge.
func (p *peer) begin(path, scheme string) []byte {
	p.t.Helper()
	message, err := ntlmssp.NewNegotiateMessage("", "")
	if err != nil {
		p.t.Fatal(err)
	}
	return p.challenge(p.send(path, scheme+" "+base64.StdEncoding.EncodeToString(message), ""), scheme)
}

// challenge is the one of an answer that has one, of this scheme.
func (p *peer) challenge(a answer, scheme string) []byte {
	p.t.Helper()
	fields := a.head.Values("WWW-Authenticate")
	if a.status != http.StatusUnauthorized || len(fields) != 1 || !strings.HasPrefix(fields[0], scheme+" ") {
		p.t.Fatalf("status %d, challenges %q", a.status, fields)
	}
	challenge, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(fields[0], scheme+" "))
	if err != nil {
		p.t.Fatal(err)
	}
	return challenge
}

// version1 answers a challenge as old clients do ([MS-NLMP] 3.3.1), in OEM text.
func version1(challenge []byte, user, password string) string {
	h := md4.New()
	for _, u := range utf16.Encode([]rune(password)) {
		h.Write([]byte{byte(u), byte(u >> 8)})
	}
	hash := append(h.Sum(nil), 0, 0, 0, 0, 0)
	var response []byte
	for third := range 3 {
		var key [8]byte // the 56 bits of a third, seven in each byte
		n := new(big.Int).SetBytes(hash[7*third : 7*third+7])
		for i := range key {
			key[i] = byte(new(big.Int).Rsh(n, uint(49-7*i)).Uint64()&0x7f) << 1
		}
		c, err := des.NewCipher(key[:])
		if err != nil {
			panic(err)
		}
		block := make([]byte, 8)
		c.Encrypt(block, challenge[24:32])
		response = append(response, block...)
	}
	b, payload := []byte("NTLMSSP\x00\x03\x00\x00\x00"), ""
	for _, f := range []string{strings.Repeat("\x00", 24), string(response), "", user, "", ""} {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(f)))
		b = binary.LittleEndian.AppendUint16(b, uint16(len(f)))
		b = binary.LittleEndian.AppendUint32(b, uint32(64+len(payload)))
		payload += f
	}
	return "NTLM " + base64.StdEncoding.EncodeToString(append(binary.LittleEndian.AppendUint32(b, 0x202), payload...))
}
