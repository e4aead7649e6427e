package ntlm

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"strings"
)

// Server is what a server says of itself in its challenge. Clients show it, and some take the domain for users that
// name none.
type Server struct {
	Name   string // NetBIOS name of the machine
	Domain string // NetBIOS name of its domain; empty: it is in none
}

// Nonce is the challenge proper, from the caller's source of chance.
type Nonce [8]byte

// Handshake is a conversation in which the server has answered the first message.
type Handshake struct {
	nonce                Nonce
	flags                flags // of the challenge
	negotiate, challenge []byte
}

// sizeNegotiate is the length of a NEGOTIATE_MESSAGE that says nothing but its flags, as old clients send it
// ([MS-NLMP] 2.2.1.1).
const sizeNegotiate = 16

// Begin reads a NEGOTIATE_MESSAGE and makes the challenge that answers it. Errors wrap ErrMalformed.
func Begin(negotiate []byte, server Server, nonce Nonce) (*Handshake, error) {
	m, err := read(negotiate, typeNegotiate, sizeNegotiate)
	if err != nil {
		return nil, err
	}
	h := &Handshake{nonce: nonce, flags: m.flags(12).answer(server.Domain != ""), negotiate: bytes.Clone(negotiate)}
	h.challenge = challenge{
		flags: h.flags, nonce: nonce, target: cmp.Or(server.Domain, server.Name), info: server.info(),
		version: version{major: 5, minor: 2, build: 3790, revision: 15},
	}.bytes()
	return h, nil
}

// Challenge is the CHALLENGE_MESSAGE. It is not to be changed.
func (h *Handshake) Challenge() []byte { return h.challenge }

// The pairs of a TargetInfo ([MS-NLMP] 2.2.2.1).
const (
	pairEnd            = 0
	pairComputer       = 1
	pairDomain         = 2
	pairDNSComputer    = 3
	pairDNSDomain      = 4
	pairFlags          = 6
	pairFlagsIntegrity = 2 // a bit of pairFlags: the message has an integrity code
)

// info is the TargetInfo of a server. One that is in no domain names itself as its domain, as Windows does. It does not
// say what time it is, as Windows Server 2003 did not: clients refuse a time that is not theirs, and an emulated clock may
// be years away.
func (s Server) info() []byte {
	domain := cmp.Or(s.Domain, s.Name)
	b := pair(nil, pairDomain, unicode(domain))
	b = pair(b, pairComputer, unicode(s.Name))
	b = pair(b, pairDNSDomain, unicode(strings.ToLower(domain)))
	b = pair(b, pairDNSComputer, unicode(strings.ToLower(s.Name)))
	return pair(b, pairEnd, nil)
}

func pair(b []byte, id uint16, value []byte) []byte {
	b = binary.LittleEndian.AppendUint16(b, id)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(value)))
	return append(b, value...)
}

// version is the version of Windows that a message comes from; for debugging only ([MS-NLMP] 2.2.2.10).
type version struct {
	major, minor byte
	build        uint16
	revision     byte // of NTLM
}

// challenge is a CHALLENGE_MESSAGE ([MS-NLMP] 2.2.1.2).
type challenge struct {
	flags   flags
	nonce   Nonce
	target  string
	info    []byte
	version version
}

func (c challenge) bytes() []byte {
	const fixed = 56
	var target []byte
	switch {
	case c.flags&(flagTargetTypeDomain|flagTargetTypeServer) == 0: // who does not ask is not told
	case c.flags.has(flagUnicode):
		target = unicode(c.target)
	default:
		target = []byte(strings.ToUpper(c.target))
	}
	b := append(make([]byte, 0, fixed+len(target)+len(c.info)), signature...)
	b = binary.LittleEndian.AppendUint32(b, typeChallenge)
	b = field(b, fixed, len(target))
	b = binary.LittleEndian.AppendUint32(b, uint32(c.flags))
	b = append(b, c.nonce[:]...)
	b = append(b, make([]byte, 8)...)
	b = field(b, fixed+len(target), len(c.info))
	if c.flags.has(flagVersion) {
		b = append(b, c.version.major, c.version.minor)
		b = binary.LittleEndian.AppendUint16(b, c.version.build)
		b = append(b, 0, 0, 0, c.version.revision)
	} else {
		b = append(b, make([]byte, 8)...)
	}
	return append(append(b, target...), c.info...)
}

// field points to a payload: its length, twice, and where it is.
func field(b []byte, offset, length int) []byte {
	b = binary.LittleEndian.AppendUint16(b, uint16(length))
	b = binary.LittleEndian.AppendUint16(b, uint16(length))
	return binary.LittleEndian.AppendUint32(b, uint32(offset))
}
