package ntlm

import (
	"crypto/hmac"
	"crypto/md5"
	"encoding/binary"
)

// Session is what a login that succeeded leaves both sides with: a key.
type Session struct {
	key   []byte
	flags flags
}

// Signs says whether the sides agreed on what Sign and Verify do. Without extended session security signatures are of
// another kind, which nothing here needs.
func (s *Session) Signs() bool { return s.flags.has(flagExtendedSessionSecurity | flagSign) }

// Sign signs the first message that the server sends ([MS-NLMP] 3.4.4.2).
func (s *Session) Sign(message []byte) []byte { return s.sign("server-to-client", message) }

// Verify says whether a signature is that of the first message that the client sends.
func (s *Session) Verify(message, signature []byte) bool {
	return hmac.Equal(s.sign("client-to-server", message), signature)
}

func (s *Session) sign(direction string, message []byte) []byte {
	sequence := make([]byte, 4)
	sum := mac(s.signKey(direction), sequence, message)[:8]
	if s.flags.has(flagKeyExchange) {
		sum = crypt(s.sealKey(direction), sum)
	}
	return append(append(binary.LittleEndian.AppendUint32(nil, 1), sum...), sequence...)
}

// signKey is [MS-NLMP] 3.4.5.2.
func (s *Session) signKey(direction string) []byte {
	k := md5.Sum(append(append([]byte(nil), s.key...), "session key to "+direction+" signing key magic constant\x00"...))
	return k[:]
}

// sealKey is [MS-NLMP] 3.4.5.3.
func (s *Session) sealKey(direction string) []byte {
	key := s.key
	switch {
	case s.flags.has(flag128):
	case s.flags.has(flag56):
		key = key[:7]
	default:
		key = key[:5]
	}
	k := md5.Sum(append(append([]byte(nil), key...), "session key to "+direction+" sealing key magic constant\x00"...))
	return k[:]
}
