package ntlm

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/soapstone-dev/soapstone/soap/internal/wide"
)

// ErrMalformed is a message that cannot be read. What wraps it says what is wrong, and quotes nothing.
var ErrMalformed = errors.New("ntlm: malformed message")

// The types of messages.
const (
	typeNegotiate    = 1
	typeChallenge    = 2
	typeAuthenticate = 3
)

// signature begins every message.
const signature = "NTLMSSP\x00"

// message is a message as it came. Its fields are at fixed places, and point to what has no fixed length ([MS-NLMP]
// 2.2.1).
type message []byte

// read checks the beginning of a message, and that it has its fixed part.
func read(b []byte, wantType uint32, fixed int) (message, error) {
	if len(b) < 12 || string(b[:8]) != signature {
		return nil, fmt.Errorf("%w: it does not begin with NTLMSSP", ErrMalformed)
	}
	if got := binary.LittleEndian.Uint32(b[8:]); got != wantType {
		return nil, fmt.Errorf("%w: it is of type %d, where %d is due", ErrMalformed, got, wantType)
	}
	if len(b) < fixed {
		return nil, fmt.Errorf("%w: %d bytes are too few for type %d, which has %d", ErrMalformed, len(b), wantType, fixed)
	}
	return message(b), nil
}

// IsMessage says whether something is an NTLM message, as opposed to a token of another mechanism.
func IsMessage(b []byte) bool { return len(b) >= 8 && string(b[:8]) == signature }

// IsNegotiate says whether something is the first message of a client, well-formed or not.
func IsNegotiate(b []byte) bool {
	return IsMessage(b) && len(b) >= 12 && binary.LittleEndian.Uint32(b[8:]) == typeNegotiate
}

func (m message) flags(at int) flags { return flags(binary.LittleEndian.Uint32(m[at:])) }

// where is the place that the field at an offset points to.
func (m message) where(at int) (from, to int) {
	length := int(binary.LittleEndian.Uint16(m[at:]))
	offset := int(binary.LittleEndian.Uint32(m[at+4:]) & 0x7FFFFFFF)
	return offset, offset + length
}

// payload is what the field at an offset points to, nil for an empty one, wherever that points.
func (m message) payload(at int) ([]byte, error) {
	from, to := m.where(at)
	if from == to {
		return nil, nil
	}
	if from > len(m) || to > len(m) {
		return nil, fmt.Errorf("%w: the field at byte %d points behind its end", ErrMalformed, at)
	}
	return m[from:to:to], nil
}

// text decodes a payload. What is not Unicode is in the client's code page, which nobody knows here: ISO-8859-1 is a
// choice, and right for ASCII.
func text(b []byte, isUnicode bool) (string, error) {
	if !isUnicode {
		runes := make([]rune, len(b))
		for i, c := range b {
			runes[i] = rune(c)
		}
		return string(runes), nil
	}
	if len(b)%2 != 0 {
		return "", fmt.Errorf("%w: a text in UTF-16 has an odd number of bytes", ErrMalformed)
	}
	return wide.Decode(b, binary.LittleEndian), nil
}

// unicode is a text in UTF-16, little endian.
func unicode(s string) []byte { return wide.Encode(s, binary.LittleEndian) }
