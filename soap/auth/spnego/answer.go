package spnego

import (
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// State is how far a negotiation is (RFC 4178, section 4.2.2).
type State uint8

// The states of a server that does not reject.
const (
	Completed  State = 0
	Incomplete State = 1
	WantsMIC   State = 3 // a first answer that takes another mechanism than the preferred one
)

// Answer is a token of a server.
type Answer struct {
	State     State
	TakesNTLM bool   // says that the mechanism is NTLM, as a first answer does
	Inner     []byte // the mechanism's token, if there is one
	Integrity []byte // a signature of the client's list, if one is due
}

// Bytes is the token.
func (a Answer) Bytes() []byte {
	var b cryptobyte.Builder
	b.AddASN1(tagAnswer, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(context(0), func(b *cryptobyte.Builder) {
				b.AddASN1(asn1.ENUM, func(b *cryptobyte.Builder) { b.AddUint8(uint8(a.State)) })
			})
			if a.TakesNTLM {
				b.AddASN1(context(1), func(b *cryptobyte.Builder) {
					b.AddASN1ObjectIdentifier([]int{1, 3, 6, 1, 4, 1, 311, 2, 2, 10})
				})
			}
			addOctets(b, 2, a.Inner)
			addOctets(b, 3, a.Integrity)
		})
	})
	return b.BytesOrPanic() // it has no part that could be too long, or wrong
}

func addOctets(b *cryptobyte.Builder, n uint8, octets []byte) {
	if len(octets) == 0 {
		return
	}
	b.AddASN1(context(n), func(b *cryptobyte.Builder) { b.AddASN1OctetString(octets) })
}
