package spnego

import (
	encoding "encoding/asn1"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// ErrMalformed is a token that cannot be read.
var ErrMalformed = errors.New("spnego: malformed token")

// Mechanism is the identifier of a mechanism, such as 1.3.6.1.4.1.311.2.2.10.
type Mechanism string

// Mechanisms that Windows offers. Its first Kerberos is one that a bug of Windows 2000 made, which all know since
// ([MS-SPNG] 3.1.5.2).
const (
	NTLM       Mechanism = "1.3.6.1.4.1.311.2.2.10"
	Kerberos   Mechanism = "1.2.840.113554.1.2.2"
	KerberosMS Mechanism = "1.2.840.48018.1.2.2"

	itself Mechanism = "1.3.6.1.5.5.2" // SPNEGO
)

// IsKerberos says whether a mechanism is Kerberos.
func (m Mechanism) IsKerberos() bool { return m == Kerberos || m == KerberosMS }

// Token is what a client sent. Slices point into what was read.
type Token struct {
	// Begins is true for the first token of a conversation, which has Mechanisms: in order of preference, or the
	// one that the token is of when there is no SPNEGO around it.
	Begins     bool
	Mechanisms []Mechanism
	// List is the list of mechanisms as it was encoded, which Integrity is a signature of; nil without SPNEGO.
	List []byte
	// Inner is the token of the mechanism: in a first token of the first one in the list. It may be missing.
	Inner []byte
	// Integrity is a signature, missing where none is due.
	Integrity []byte
}

// Offers says whether a mechanism is in the list.
func (t *Token) Offers(m Mechanism) bool { return slices.Contains(t.Mechanisms, m) }

// The tags around the two kinds of token.
var (
	tagFramed = asn1.Tag(0).Constructed() | 0x40 // APPLICATION 0, of GSS-API (RFC 2743, section 3.1)
	tagInit   = asn1.Tag(0).Constructed().ContextSpecific()
	tagAnswer = asn1.Tag(1).Constructed().ContextSpecific()
)

// Read reads a token. Errors wrap ErrMalformed.
func Read(b []byte) (*Token, error) {
	whole := cryptobyte.String(b)
	var framed, inner cryptobyte.String
	switch {
	case whole.PeekASN1Tag(tagAnswer):
		if !whole.ReadASN1(&inner, tagAnswer) {
			return nil, fmt.Errorf("%w: its length is wrong", ErrMalformed)
		}
		return readAnswer(inner)
	case !whole.ReadASN1(&framed, tagFramed):
		return nil, fmt.Errorf("%w: it is neither a token of GSS-API nor an answer to one", ErrMalformed)
	}
	m, ok := readMechanism(&framed)
	switch {
	case !ok:
		return nil, fmt.Errorf("%w: it does not say of which mechanism it is", ErrMalformed)
	case m != itself:
		return &Token{Begins: true, Mechanisms: []Mechanism{m}, Inner: framed}, nil
	case !framed.ReadASN1(&inner, tagInit):
		return nil, fmt.Errorf("%w: it does not begin a negotiation", ErrMalformed)
	}
	return readInit(inner)
}

// readInit reads a NegTokenInit (RFC 4178, section 4.2.1). What follows its four fields is ignored, as Windows put
// hints there.
func readInit(b cryptobyte.String) (*Token, error) {
	t := &Token{Begins: true}
	var s, list cryptobyte.String
	if !b.ReadASN1(&s, asn1.SEQUENCE) || !s.ReadASN1(&list, context(0)) {
		return nil, fmt.Errorf("%w: it lists no mechanisms", ErrMalformed)
	}
	t.List = list
	var mechanisms cryptobyte.String
	if !list.ReadASN1(&mechanisms, asn1.SEQUENCE) || !list.Empty() {
		return nil, fmt.Errorf("%w: its list of mechanisms is none", ErrMalformed)
	}
	for !mechanisms.Empty() {
		m, ok := readMechanism(&mechanisms)
		if !ok {
			return nil, fmt.Errorf("%w: its list of mechanisms holds something else", ErrMalformed)
		}
		t.Mechanisms = append(t.Mechanisms, m)
	}
	if !s.SkipOptionalASN1(context(1)) || !readOctets(&s, 2, &t.Inner) {
		return nil, fmt.Errorf("%w: the mechanism's token cannot be read", ErrMalformed)
	}
	return t, nil
}

// readAnswer reads a NegTokenResp (RFC 4178, section 4.2.2). A client has no say in state and mechanism.
func readAnswer(b cryptobyte.String) (*Token, error) {
	t := &Token{}
	var s cryptobyte.String
	if !b.ReadASN1(&s, asn1.SEQUENCE) || !s.SkipOptionalASN1(context(0)) || !s.SkipOptionalASN1(context(1)) ||
		!readOctets(&s, 2, &t.Inner) || !readOctets(&s, 3, &t.Integrity) {
		return nil, fmt.Errorf("%w: an answer cannot be read", ErrMalformed)
	}
	return t, nil
}

func context(n uint8) asn1.Tag { return asn1.Tag(n).Constructed().ContextSpecific() }

// readOctets reads the field of a number, which may be missing.
func readOctets(s *cryptobyte.String, n uint8, to *[]byte) bool {
	var field, octets cryptobyte.String
	var present bool
	if !s.ReadOptionalASN1(&field, &present, context(n)) {
		return false
	}
	if !present {
		return true
	}
	if !field.ReadASN1(&octets, asn1.OCTET_STRING) || !field.Empty() {
		return false
	}
	*to = octets
	return true
}

func readMechanism(s *cryptobyte.String) (Mechanism, bool) {
	var id encoding.ObjectIdentifier
	ok := s.ReadASN1ObjectIdentifier(&id)
	return Mechanism(id.String()), ok
}
