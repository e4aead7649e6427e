package ntlm

import (
	"crypto/des"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rc4"
	"errors"
	"strings"

	"golang.org/x/crypto/md4" //lint:ignore SA1019 not our choice: NTLM is made of it
)

var (
	// ErrWrongPassword is a login whose sender does not know the password.
	ErrWrongPassword = errors.New("ntlm: wrong password")
	// ErrNoResponse is a login that proves nothing: an anonymous one, or one with an LM response alone.
	ErrNoResponse = errors.New("ntlm: no NT response to check")
	// ErrIntegrity is a login with the right password whose messages were changed on their way.
	ErrIntegrity = errors.New("ntlm: the messages are not those that the client saw")
)

// Check says whether the sender of the login knows the password; no error means it does.
func (l *Login) Check(password string) (*Session, error) {
	var key []byte
	var right bool
	switch {
	case l.Anonymous():
		return nil, ErrNoResponse
	case l.Version() == 2:
		key, right = l.check2(password)
	case l.Version() == 1:
		key, right = l.check1(password)
	default:
		return nil, ErrNoResponse
	}
	if !right {
		return nil, ErrWrongPassword
	}
	if l.flags.has(flagKeyExchange) && len(l.sessionKey) == 16 {
		key = crypt(key, l.sessionKey)
	}
	if l.integrity && !hmac.Equal(l.integrityCode(key), l.message[atIntegrity:sizeIntegrity]) {
		return nil, ErrIntegrity
	}
	return &Session{key: key, flags: l.flags}, nil
}

// check2 checks an NTLMv2 response ([MS-NLMP] 3.3.2). The key belongs to a right one.
func (l *Login) check2(password string) (key []byte, right bool) {
	owf := mac(hash(password), unicode(strings.ToUpper(l.User)+l.Domain))
	proof := mac(owf, l.handshake.nonce[:], l.nt[sizeProof:])
	return mac(owf, proof), hmac.Equal(proof, l.nt[:sizeProof])
}

// check1 checks an NTLMv1 response. With extended session security the client has put a challenge of its own where
// the LM response stands ([MS-NLMP] 3.3.1).
func (l *Login) check1(password string) (key []byte, right bool) {
	owf := hash(password)
	challenge := l.handshake.nonce[:]
	key = sum(owf)
	if l.flags.has(flagExtendedSessionSecurity) {
		if len(l.lm) < 8 {
			return nil, false
		}
		both := append(append([]byte(nil), challenge...), l.lm[:8]...)
		mixed := md5.Sum(both)
		challenge, key = mixed[:8], mac(key, both)
	}
	return key, hmac.Equal(desLong(owf, challenge), l.nt)
}

// integrityCode is computed over the three messages, in the last of which it counts as zeros ([MS-NLMP] 3.2.5.1.2).
func (l *Login) integrityCode(key []byte) []byte {
	h := l.handshake
	return mac(key, h.negotiate, h.challenge, l.message[:atIntegrity], make([]byte, 16), l.message[sizeIntegrity:])
}

// hash is the NT hash of a password.
func hash(password string) []byte { return sum(unicode(password)) }

func sum(b []byte) []byte {
	h := md4.New()
	h.Write(b)
	return h.Sum(nil)
}

func mac(key []byte, parts ...[]byte) []byte {
	h := hmac.New(md5.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// crypt encrypts, or decrypts, with RC4.
func crypt(key, b []byte) []byte {
	out := make([]byte, len(b))
	if c, err := rc4.NewCipher(key); err == nil { // it is an error to have no key, or one above 256 bytes
		c.XORKeyStream(out, b)
	}
	return out
}

// desLong encrypts a challenge with each third of a hash of 16 bytes, filled up with zeros ([MS-NLMP] 6, DESL).
func desLong(key, challenge []byte) []byte {
	padded := make([]byte, 21)
	copy(padded, key)
	var out []byte
	for ; len(padded) > 0; padded = padded[7:] {
		block := make([]byte, 8)
		if c, err := des.NewCipher(spread(padded[:7])); err == nil { // it is an error to have no 8 bytes
			c.Encrypt(block, challenge)
		}
		out = append(out, block...)
	}
	return out
}

// spread makes a DES key of 8 bytes, whose lowest bits do not count, from 7.
func spread(b []byte) []byte {
	return []byte{
		b[0], b[0]<<7 | b[1]>>1, b[1]<<6 | b[2]>>2, b[2]<<5 | b[3]>>3,
		b[3]<<4 | b[4]>>4, b[4]<<3 | b[5]>>5, b[5]<<2 | b[6]>>6, b[6] << 1,
	}
}
