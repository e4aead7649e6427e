package ntlm

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// Login is what an AUTHENTICATE_MESSAGE says: who wants in, and a proof that is still to be checked. Names are as the
// client wrote them; a domain may be empty.
type Login struct {
	Domain, User, Workstation string

	handshake  *Handshake
	message    message
	flags      flags
	lm, nt     []byte // the responses
	sessionKey []byte // encrypted, where keys are exchanged
	integrity  bool   // the message has an integrity code
}

// The fixed part of an AUTHENTICATE_MESSAGE ([MS-NLMP] 2.2.1.3): where its fields are, and how long it is without and
// with what later versions added.
const (
	atLM          = 12
	atNT          = 20
	atDomain      = 28
	atUser        = 36
	atWorkstation = 44
	atSessionKey  = 52
	atFlags       = 60
	sizeOldest    = 52 // neither session key nor flags
	sizePlain     = 64
	atIntegrity   = 72 // behind the version
	sizeIntegrity = 88
)

// Read reads the AUTHENTICATE_MESSAGE that answers the challenge. It checks nothing but the form; the error wraps
// ErrMalformed.
func (h *Handshake) Read(authenticate []byte) (*Login, error) {
	m, err := read(bytes.Clone(authenticate), typeAuthenticate, sizeOldest)
	if err != nil {
		return nil, err
	}
	l := &Login{handshake: h, message: m, flags: h.flags}
	fixed := m.fixed()
	fields := []struct {
		at int
		to *[]byte
	}{{atLM, &l.lm}, {atNT, &l.nt}}
	if fixed >= sizePlain {
		l.flags = m.flags(atFlags)
		fields = append(fields, struct {
			at int
			to *[]byte
		}{atSessionKey, &l.sessionKey})
	}
	for _, f := range fields {
		if *f.to, err = m.payload(f.at); err != nil {
			return nil, err
		}
	}
	for _, name := range []struct {
		at int
		to *string
	}{{atDomain, &l.Domain}, {atUser, &l.User}, {atWorkstation, &l.Workstation}} {
		b, err := m.payload(name.at)
		if err != nil {
			return nil, err
		}
		if *name.to, err = text(b, l.flags.has(flagUnicode)); err != nil {
			return nil, err
		}
	}
	if l.Version() == 2 {
		if l.integrity, err = saysIntegrity(l.nt[sizeProof+sizeBlob:]); err != nil {
			return nil, err
		}
	}
	if l.integrity && fixed < sizeIntegrity {
		return nil, fmt.Errorf("%w: it has no place for the integrity code that it announces", ErrMalformed)
	}
	return l, nil
}

// fixed is where the first payload begins: how much of the message's fixed part there is.
func (m message) fixed() int {
	least := len(m)
	for _, at := range []int{atLM, atNT, atDomain, atUser, atWorkstation} {
		if from, to := m.where(at); from != to {
			least = min(least, from)
		}
	}
	return least
}

// The lengths of responses ([MS-NLMP] 2.2.2.6 to 2.2.2.8).
const (
	sizeResponse1 = 24
	sizeProof     = 16 // the beginning of an NTLMv2 response
	sizeBlob      = 28 // the fixed part of what follows it
)

// Version is the version of NTLM that the login is made with: 2, 1, or 0 for one without an NT response, which proves
// nothing that is checked here.
func (l *Login) Version() int {
	switch {
	case len(l.nt) == sizeResponse1:
		return 1
	case len(l.nt) >= sizeProof+sizeBlob:
		return 2
	}
	return 0
}

// Anonymous says whether the login names nobody ([MS-NLMP] 3.2.5.1.2).
func (l *Login) Anonymous() bool { return l.User == "" }

// saysIntegrity looks into the pairs of an NTLMv2 response for whether the message has an integrity code.
func saysIntegrity(pairs []byte) (bool, error) {
	for {
		if len(pairs) < 4 {
			return false, fmt.Errorf("%w: the pairs in the response have no end", ErrMalformed)
		}
		id, length := binary.LittleEndian.Uint16(pairs), int(binary.LittleEndian.Uint16(pairs[2:]))
		pairs = pairs[4:]
		switch {
		case id == pairEnd:
			return false, nil
		case length > len(pairs):
			return false, fmt.Errorf("%w: a pair in the response is longer than the response", ErrMalformed)
		case id == pairFlags && length == 4:
			return binary.LittleEndian.Uint32(pairs)&pairFlagsIntegrity != 0, nil
		}
		pairs = pairs[length:]
	}
}
